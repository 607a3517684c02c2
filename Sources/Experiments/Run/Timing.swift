internal import Glibc

/// The wall-clock facts of a run.
enum Timing {
  static func entries(
    opening: Duration, replay: Duration, writing: Duration, rows: Int64
  ) -> [(name: String, value: JSONValue)] {
    let seconds = Self.seconds(replay)
    return [
      ("finished", .string(now)), ("open_s", .double(Self.seconds(opening))),
      ("replay_s", .double(seconds)), ("write_s", .double(Self.seconds(writing))),
      ("rows_per_s", seconds > 0 ? .double((Double(rows) / seconds).rounded()) : .null),
      ("peak_memory_bytes", .integer(peakMemory)), ("host", .string(host)),
    ]
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds / 1_000_000_000_000) / 1e6
  }

  private static var now: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let day = Int64(time.tv_sec) / 86_400
    let second = Int64(time.tv_sec) % 86_400
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\(Instants.date(ofDay: day))T\(two(second / 3600)):\(two(second / 60 % 60))"
      + ":\(two(second % 60))Z"
  }

  private static var peakMemory: Int64 {
    // Not `ru_maxrss`: that starts with the memory of the process that started this one.
    guard let status = try? FileOperations.read("/proc/self/status") else { return 0 }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    let peak = lines.first { $0.hasPrefix("VmHWM:") }
    return Int64(peak?.filter(\.isNumber) ?? "").map { $0 * 1024 } ?? 0
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

import Foundation
import TestSupport

/// The lines of a tick file in Tardis layout.
struct TickText: Sendable {
  let header: String
  var lines: [String]

  /// The rows of a `.gz` file whose exchange time (ns) is in `window`; `nil` where there is none.
  init?(_ file: URL, _ window: ClosedRange<Int64> = 0...(.max)) {
    guard FileManager.default.fileExists(atPath: file.path),
      let unpacked = try? Self.unpacked(file), unpacked.status == 0
    else { return nil }
    let table = CSVFile(Data(unpacked.output.utf8))
    header = table.header.joined(separator: ",")
    lines = table.lines
    if window != 0...(.max) {
      lines = lines.filter { window.contains(Self.clocks($0).exchange) }
    }
  }

  static func unpacked(_ file: URL) throws -> ExternalProgram {
    try ExternalProgram(
      URL(fileURLWithPath: "/usr/bin/env"), ["gzip", "-dc", file.path],
      in: file.deletingLastPathComponent())
  }

  var text: String { header + "\n" + lines.joined(separator: "\n") + "\n" }

  /// Both clocks of a row (ns).
  static func clocks(_ line: String) -> (exchange: Int64, local: Int64) {
    let fields = CSVFile.fields(line)
    guard fields.count > 3 else { return (0, 0) }
    let clock = { (field: String) in (Int64(field) ?? 0) * 1000 }
    return (clock(fields[2]), clock(fields[3]))
  }

  /// What makes a row too late to be known.
  enum Clock: CaseIterable { case exchange, arrival }

  /// The same rows at the same times, but after `t` (ns) with other prices, sizes and sides.
  func altered(after t: Int64, on clock: Clock, shift: Int64) -> TickText {
    let isLate = { (line: String) in
      let clocks = Self.clocks(line)
      let arrival = clocks.local + shift
      // A row whose clocks are equal has no exchange time of its own: its arrival tells.
      let exchange = clocks.exchange == clocks.local ? arrival : clocks.exchange
      return (clock == .exchange ? exchange : arrival) > t
    }
    // Times may go back: what follows the last row that is not late is late by the largest so far.
    let first = (lines.lastIndex { !isLate($0) } ?? -1) + 1
    var random = SplitMix64(seed: 11)
    var result = self
    for index in first..<lines.count {
      result.lines[index] = Self.altered(lines[index], &random)
    }
    return result
  }

  private static func altered(_ line: String, _ random: inout SplitMix64) -> String {
    var fields = CSVFile.fields(line)
    let move = random.integer(-30...30)
    let price = { (text: String) in
      let ticks = Int64(((Double(text) ?? 0) * 10).rounded()) + move
      return "\(ticks / 10).\(ticks % 10)"
    }
    if fields[5] == "buy" || fields[5] == "sell" {
      fields[5] = random.oneIn(2) ? "buy" : "sell"
      (fields[6], fields[7]) = (price(fields[6]), "0.\(random.integer(1...9))")
    } else {
      (fields[5], fields[6]) = (price(fields[5]), price(fields[6]))
      (fields[4], fields[7]) = ("\(random.integer(1...9))", "\(random.integer(1...9))")
    }
    return fields.joined(separator: ",")
  }
}

import Foundation
import Testing

@testable import MarketData

/// How a file is cut and on how many threads it is parsed changes nothing.
@Suite("Reading on several threads")
struct ParallelReadingTests {
  /// All that reading a file tells, and how it ends.
  struct Outcome: Equatable {
    var records: [TickRecord] = []
    var rejects: [RejectedRow] = []
    var symbols: [String] = []
    var rowsRead = 0
    var unterminatedLine: Int?
    var error: TickFileError?

    init(_ path: String, _ format: TickFormat, _ options: ReadingOptions, batches: Int = .max)
      throws
    {
      do {
        let reader = try TickFileReader(path: path, format: format, options: options)
        var count = 0
        while count < batches, try reader.nextBatch() {
          records += reader.records
          rejects += reader.rejects()
          #expect(reader.hasRejects == !reader.rejects().isEmpty)
          for record in reader.records.prefix(1) {
            #expect(reader.reject(record, .offTick, slot: 2).text != nil)
          }
          count += 1
          symbols = reader.symbols
        }
        rowsRead = reader.rowsRead
        unterminatedLine = reader.unterminatedLine
      } catch let failure as TickFileError {
        error = failure
      }
    }
  }

  static func options(
    _ threads: Int, read: Int = TickFileReader.bufferCapacity,
    slice: Int = TickFileReader.bufferCapacity, serial: Int = 0
  ) -> ReadingOptions {
    var options = ReadingOptions(threads: threads)
    options.readSize = read
    options.sliceSize = slice
    options.serialSize = serial
    options.sharedLimit = .max
    return options
  }

  @Test("random files: neither threads nor cuts change anything", arguments: 0..<100)
  func randomFiles(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed) &+ 77)
    let text = RandomFile.make(&generator)
    try Fixture.withFile(text) { path in
      let expected = try Outcome(path, .tardisTrades, Self.options(1))
      #expect(expected.rowsRead == expected.records.count + expected.rejects.count)
      for threads in 1...3 {
        for _ in 0..<2 {
          let sizes = [1, 7, 64, 1_000, 20_000, 131_072, 1_000_000]
          let options = Self.options(
            threads, read: sizes.randomElement(using: &generator) ?? 1,
            slice: sizes.randomElement(using: &generator) ?? 1,
            serial: [0, 100, 10_000].randomElement(using: &generator) ?? 0)
          let actual = try Outcome(path, .tardisTrades, options)
          let isSame = actual == expected
          #expect(isSame, "seed \(seed), \(options)")
        }
      }
    }
  }

  @Test("leaving out what rows begin with changes nothing", arguments: 0..<60)
  func elision(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed) &+ 9_000)
    let text = RandomFile.make(&generator)
    let names = ["x,A,", "x,B,", "x, A,", "y,A,", "x,,"]
    // Some of the beginnings end where a line does.
    var plain: [UInt8] = []
    for (index, line) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      plain += line + [10]
      if index > 0, seed % 3 == 0 { plain += Array(names[index % names.count].utf8) + [10] }
    }
    try Fixture.withFile(plain) { path in
      let format = try TickFormat.tardisTrades
      let elided = try Outcome(path, format, Self.options(1))
      // One line at a time nothing is known of the line before.
      let single = try Outcome(path, format, Self.options(2, slice: 1))
      let isSame = elided == single
      #expect(isSame, "seed \(seed)")
    }
  }

  @Test("a damaged archive fails behind the same rows", arguments: ["gz", "xz", "bz2", "zst"])
  func damagedArchives(suffix: String) throws {
    var generator = SplitMix(state: 5)
    let text = RandomFile.good(&generator, rows: 30_000)
    guard let packed = try Packing.pack(text, suffix) else { return }
    for _ in 0..<6 {
      var bytes = packed
      let place = Int.random(in: bytes.count / 4..<bytes.count, using: &generator)
      if Bool.random(using: &generator) {
        bytes[place] ^= 0x10
      } else {
        bytes.removeLast(place / 2)
      }
      try Fixture.withFile(bytes, named: "ticks.csv." + suffix) { path in
        let expected = try Outcome(path, .tardisTrades, Self.options(1))
        #expect(expected.error?.code == .corrupt)
        for threads in 2...3 {
          let actual = try Outcome(path, .tardisTrades, Self.options(threads, slice: 20_000))
          #expect(actual.records.count == expected.records.count)
          let isSame = actual == expected
          #expect(isSame)
        }
      }
    }
  }

  @Test("a reader may be let go of at any row", arguments: 0..<20)
  func abandoned(batches: Int) throws {
    var generator = SplitMix(state: 6)
    let text = RandomFile.good(&generator, rows: 3_000)
    try Fixture.withFile(text) { path in
      let before = Self.openThreads
      for _ in 0..<5 {
        let outcome = try Outcome(
          path, .tardisTrades, Self.options(3, slice: 2_000), batches: batches)
        #expect(outcome.rowsRead > 0 || batches == 0)
      }
      // Other tests run beside this one and have threads of their own.
      #expect(Self.openThreads < before + 40)
    }
  }

  @Test("more symbols than a file can have are told apart wherever they are cut")
  func manySymbols() throws {
    var text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    for index in 0..<66_000 {
      text += "x,S\(index * 7 % 65_900),1700000000000000,1,,buy,100.5,0.25\n"
    }
    try Fixture.withFile(text.utf8) { path in
      let expected = try Outcome(path, .tardisTrades, Self.options(1))
      #expect(expected.symbols.count == 65_536)
      #expect(!expected.rejects.isEmpty)
      let actual = try Outcome(path, .tardisTrades, Self.options(2, slice: 30_000))
      let isSame = actual == expected
      #expect(isSame)
    }
  }

  private static var openThreads: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
  }
}

/// Files of Tardis trades with everything that can be wrong with one.
enum RandomFile {
  static let header = Array("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n".utf8)

  static func good(_ generator: inout SplitMix, rows: Int) -> [UInt8] {
    var bytes = header
    for _ in 0..<rows { bytes += Array((row("ABC", &generator) + "\n").utf8) }
    return bytes
  }

  static func make(_ generator: inout SplitMix) -> [UInt8] {
    var bytes = Bool.random(using: &generator) ? header : [0xEF, 0xBB, 0xBF] + header
    let ends = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n"]
    let usualEnd = ["\n", "\r\n"].randomElement(using: &generator) ?? "\n"
    let damage = Int.random(in: 2...60, using: &generator)
    for _ in 0..<Int.random(in: 0...200, using: &generator) {
      let symbols = ["ABC", "ABC", "ABC", "ABC", "ABC", "XYZ", " ABC", "", "L\u{E9}on"]
      var line = row(symbols.randomElement(using: &generator) ?? "", &generator)
      var end = usualEnd
      if Int.random(in: 0..<damage, using: &generator) == 0 {
        end = ends.randomElement(using: &generator) ?? "\n"
        spoil(&line, &generator)
      }
      bytes += Array((line + end).utf8)
    }
    if Bool.random(using: &generator) { bytes += Array(row("ABC", &generator).utf8) }
    return bytes
  }

  private static func row(_ symbol: String, _ generator: inout SplitMix) -> String {
    let time = 1_700_000_000_000_000 + Int.random(in: 0..<1_000_000, using: &generator)
    let side = Bool.random(using: &generator) ? "buy" : "sell"
    let price = Double(Int.random(in: 1...1_000_000, using: &generator)) / 10
    return "x,\(symbol),\(time),\(time + 7),\(time % 97),\(side),\(price),0.25"
  }

  private static func spoil(_ line: inout String, _ generator: inout SplitMix) {
    switch Int.random(in: 0..<14, using: &generator) {
    case 0: line = "\"x\"" + line.dropFirst()
    case 1: line = line.replacingOccurrences(of: ",buy,", with: ",\"b\nuy\",")
    case 2: line += "\""
    case 3: line = "\"" + line
    case 4: line += ",more"
    case 5: line = "x,ABC,"
    case 6: line = "x,ABC, "
    case 7: line = "  "
    case 8: line = line.replacingOccurrences(of: ",", with: ",\0")
    case 9:
      line = String(repeating: "z", count: [1_000, 131_072, 140_000, 300_000][line.count % 4])
    case 10: line = "x,ABC,\r" + line
    case 11: line = "x,,,,,,,"
    case 12: line = "\"" + String(repeating: "q\n", count: line.count % 3 * 60)
    default: line = line.replacingOccurrences(of: "x,", with: "\tx ,")
    }
  }
}

/// Compressors as programs, where they are installed.
enum Packing {
  static func pack(
    _ bytes: [UInt8], _ suffix: String, _ arguments: [String] = []
  ) throws -> [UInt8]? {
    let programs = ["gz": "gzip", "xz": "xz", "bz2": "bzip2", "zst": "zstd"]
    let name = try #require(programs[suffix])
    let folder = ["/usr/bin/", "/bin/"].first {
      FileManager.default.isExecutableFile(atPath: $0 + name)
    }
    guard let folder else {
      print("skipped: no \(name)")
      return nil
    }
    return try Fixture.withFile(bytes) { path in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: folder + name)
      process.arguments = ["-k", "-q"] + arguments + [path]
      try process.run()
      process.waitUntilExit()
      return Array(try Data(contentsOf: URL(fileURLWithPath: path + "." + suffix)))
    }
  }
}

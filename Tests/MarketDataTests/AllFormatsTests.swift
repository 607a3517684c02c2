import Foundation
import Testing

@testable import MarketData

/// What holds of every format, whatever is done to a file of it.
@Suite("All formats")
struct AllFormatsTests {
  /// A file told in short, so that failures stay short.
  private struct Summary: Equatable {
    var rows: [Int: String] = [:]
    var rowsRead = 0
    var rejects = 0
    var unterminatedLine: Int?
    var error: TickFileError.Code?

    init(_ bytes: [UInt8], _ sample: FormatText) throws {
      self = try Fixture.withFile(bytes, named: sample.name) { try Summary(path: $0, sample) }
    }

    init(path: String, _ sample: FormatText) throws {
      do {
        let reader = try TickFileReader(path: path, format: sample.format)
        var replayed = 0
        while try reader.nextBatch() {
          for record in reader.records {
            if !record.flags.contains(.continuesRow) { replayed += 1 }
            rows[Int(record.line), default: ""] += record.essence + ";"
          }
          rejects += reader.rejects().count
        }
        rowsRead = reader.rowsRead
        unterminatedLine = reader.unterminatedLine
        replayed += reader.rowsPassedOver.values.reduce(0, +)
        let isComplete = rowsRead == replayed + rejects
        #expect(isComplete, "\(sample.format.name): \(rowsRead) ≠ \(replayed) + \(rejects)")
      } catch let failure as TickFileError {
        error = failure.code
      }
    }
  }

  @Test("every format has a file here")
  func complete() {
    // The message file of a pair is read by itself as lobster/messages is.
    let missing = Set(TickFormat.all.map(\.name)).subtracting(FormatText.all.map(\.format.name))
    #expect(missing == ["lobster", "binance/bookTicker", "binance/trades", "binance/aggTrades"])
  }

  @Test("the file itself is read whole", arguments: FormatText.all)
  func whole(sample: FormatText) throws {
    let summary = try Summary(sample.bytes, sample)
    #expect(summary.error == nil && summary.rejects == 0 && summary.rowsRead == sample.rows.count)
  }

  @Test("a file cut anywhere loses no row before the cut", arguments: FormatText.all)
  func truncation(sample: FormatText) throws {
    let bytes = sample.bytes
    let whole = try Summary(bytes, sample)
    try Fixture.withFile(bytes, named: sample.name) { path in
      for length in (0..<bytes.count).reversed() {
        try #require(truncate(path, length) == 0)
        let lines = bytes[..<length].count { $0 == 10 }
        let summary = try Summary(path: path, sample)
        guard summary.error == nil else { continue }
        let isSame = (1...max(1, lines)).allSatisfy { summary.rows[$0] == whole.rows[$0] }
        #expect(isSame || lines == 0, "\(sample.format.name), cut at \(length)")
      }
    }
  }

  @Test(
    "a changed byte changes its own row, and later ones of formats with state at most",
    arguments: FormatText.all)
  func flips(sample: FormatText) throws {
    var generator = SplitMix(state: UInt64(sample.bytes.count))
    let whole = try Summary(sample.bytes, sample)
    let hasState = sample.format.layouts.contains { $0.interpretation != .none }
    let start = sample.headerLength
    for _ in 0..<60 {
      var bytes = sample.bytes
      let place = Int.random(in: start..<bytes.count, using: &generator)
      guard bytes[place] != 10 else { continue }
      bytes[place] = Array("x09-e. \0\u{FF}".utf8).randomElement(using: &generator) ?? 0
      let line = bytes[..<place].count { $0 == 10 } + 1
      let summary = try Summary(bytes, sample)
      let isSame = whole.rows.allSatisfy { row, told in
        row == line || (hasState && row > line) || summary.rows[row] == told
      }
      #expect(summary.error == nil && isSame, "\(sample.format.name), byte \(place)")
    }
  }

  @Test(
    "line ends, a byte order mark and a missing last newline change nothing",
    arguments: FormatText.all)
  func ends(sample: FormatText) throws {
    let whole = try Summary(sample.bytes, sample)
    let crlf = Array(sample.text.replacingOccurrences(of: "\n", with: "\r\n").utf8)
    let windows = try Summary(crlf, sample)
    #expect(windows.rows == whole.rows && windows.rejects == 0, "\(sample.format.name)")
    let marked = try Summary([0xEF, 0xBB, 0xBF] + sample.bytes, sample)
    #expect(marked.rows == whole.rows && marked.rejects == 0, "\(sample.format.name)")
    let open = try Summary(Array(sample.bytes.dropLast()), sample)
    #expect(open.rows == whole.rows, "\(sample.format.name)")
    let lines = sample.bytes.count { $0 == 10 }
    #expect(whole.unterminatedLine == nil && open.unterminatedLine == lines)
    let header = try Summary(Array(sample.bytes[..<sample.headerLength]), sample)
    #expect(header.rowsRead == 0)
    let empty = try Summary([], sample)
    #expect(empty.rowsRead == 0)
  }

  @Test("numbers of any size and shape trap nothing", arguments: FormatText.all)
  func strangeNumbers(sample: FormatText) throws {
    let numbers = [
      String(repeating: "9", count: 30), "1e400", "-1e-400", "1.5e-05", "-5", "-0", "", "\"7\"",
      "9223372036854775807", "-9223372036854775808", "nan", "\0", "0.00000000000000000000001",
    ]
    let separator = Character(UnicodeScalar(sample.format.separator))
    for place in 0..<sample.rows[0].count { $0 == separator } + 1 {
      for number in numbers {
        var rows = sample.rows.map {
          $0.split(separator: separator, omittingEmptySubsequences: false)
        }
        for row in rows.indices where place < rows[row].count { rows[row][place] = number[...] }
        let text =
          ([sample.header].compactMap { $0 } + rows.map { $0.joined(separator: String(separator)) })
          .map { $0 + "\n" }.joined()
        let summary = try Summary(Array(text.utf8), sample)
        let isRead = summary.error != nil || summary.rowsRead == sample.rows.count
        #expect(isRead, "\(sample.format.name), column \(place), \(number)")
      }
    }
  }
}

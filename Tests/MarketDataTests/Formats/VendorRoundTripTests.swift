import Foundation
import MarketData
import Testing

/// What is written in a vendor's layout is read back equal.
@Suite("Vendor round trips")
struct VendorRoundTripTests {
  private static let writers = TradeFiles.all + QuoteAndFundingFiles.all + BookFiles.all

  @Test("values, times, sides and flags come back equal", arguments: writers.indices, 0..<8)
  func roundTrip(writer: Int, seed: Int) throws {
    let file = Self.writers[writer](seed)
    let format = try #require(TickFormat.named(file.format))
    try Fixture.withFile(file.text.utf8, named: file.name) { path in
      let read = try ToldFile(path, format)
      #expect(read.rejects.isEmpty, "\(file.format), seed \(seed)")
      #expect(read.told == file.told, "\(file.format), seed \(seed)")
      #expect(read.rowsRead == file.rows.count)
      #expect(read.passedOver.values.reduce(0, +) == file.passedOver)
    }
  }

  @Test("the format is found without being named", arguments: writers.indices, 0..<4)
  func sniffed(writer: Int, seed: Int) throws {
    let file = Self.writers[writer](seed)
    try Fixture.withFile(file.text.utf8, named: file.name) { path in
      let found = try TickFormat.sniff(path: path)
      #expect(found.format.name == file.format, "\(found.explanation)")
      #expect(found.explanation.hasPrefix("read as \(file.format) ("))
      let read = try ToldFile(path, found.format)
      #expect(read.told == file.told)
    }
  }

  @Test("messages do not depend on where the file is cut", arguments: BookFiles.all.indices)
  func pieces(writer: Int) throws {
    let file = BookFiles.all[writer](writer + 3)
    let format = try #require(TickFormat.named(file.format))
    try Fixture.withFile(file.text.utf8, named: file.name) { path in
      for readSize in [61, 1_009] {
        let read = try ToldFile(path, format, readSize: readSize)
        #expect(read.told == file.told)
      }
    }
  }

  @Test("a pass over the times alone sees each row once", arguments: writers.indices)
  func timesOnly(writer: Int) throws {
    let file = Self.writers[writer](6)
    let format = try #require(TickFormat.named(file.format))
    try Fixture.withFile(file.text.utf8, named: file.name) { path in
      let reader = try TickFileReader(path: path, format: format, timesOnly: true)
      var times: [[Int64]] = []
      while try reader.nextBatch() {
        times += reader.records.map { [$0.exchangeTime, $0.arrivalTime] }
        #expect(reader.rejects().isEmpty)
      }
      #expect(times.count == file.rows.count)
      guard file.passedOver == 0 else { return }
      let rows = file.told.filter { !$0.flags.contains(.continuesRow) }
      #expect(times == rows.map { [$0.exchangeTime, $0.arrivalTime] })
    }
  }

  @Test("rows are told by the line they stand on", arguments: writers.indices)
  func lines(writer: Int) throws {
    let file = Self.writers[writer](5)
    let format = try #require(TickFormat.named(file.format))
    // A blank line and CR LF before every row.
    let text = "\r\n" + file.text.replacingOccurrences(of: "\n", with: "\r\n\r\n")
    try Fixture.withFile(text.utf8, named: file.name) { path in
      let read = try ToldFile(path, format)
      #expect(read.told == file.told)
      let first = file.header == nil ? 2 : 4
      #expect(read.lines.allSatisfy { Int($0) >= first && (Int($0) - first) % 2 == 0 })
      #expect(read.lines == read.lines.sorted())
    }
  }
}

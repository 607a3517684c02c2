import Foundation
import MarketData
import Testing

@Suite("Reading tick files")
struct TickFileReaderTests {
  @Test("corner cases", arguments: CornerCase.all)
  func cornerCase(_ expected: CornerCase) throws {
    let format = try #require(TickFormat.named(expected.format))
    let path = try Fixture.path(expected.file)
    if let code = expected.error {
      let error = #expect(throws: TickFileError.self) { try Contents(path, format) }
      #expect(error?.code == code)
      #expect(error?.description.contains(expected.file) == true)
      return
    }
    let contents = try Contents(path, format)
    #expect(contents.records.map { Int($0.line) } == expected.lines)
    let rejects = contents.rejects.map {
      CornerCase.Rejected(line: $0.line, code: $0.reason.code, column: $0.columnName)
    }
    #expect(rejects == expected.rejects)
    #expect(contents.rowsRead == expected.lines.count + expected.rejects.count)
  }

  @Test("the text of a rejected row is its line")
  func rejectedText() throws {
    let contents = try Contents(try Fixture.path("several-faults.csv"), .tardisTrades)
    #expect(contents.rejects.map(\.text)[2] == "oops")
    #expect(contents.rejects.map(\.column) == [6, 8, nil, nil])
  }

  @Test("a missing column is named with those that were found")
  func missingColumn() throws {
    let error = #expect(throws: TickFileError.self) {
      try Contents(try Fixture.path("missing-column.csv"), .tardisTrades)
    }
    #expect(error?.line == 1)
    #expect(error?.message.contains("\"amount\"") == true)
    #expect(error?.message.contains("side, price, size") == true)
  }

  @Test("reads in chunks of any size give the same rows", arguments: Array(1...64))
  func chunkSizes(readSize: Int) throws {
    let files = [
      "crlf.csv", "embedded-crlf.csv", "several-faults.csv", "two-unterminated-quotes.csv",
      "no-last-newline.csv", "byte-order-mark.csv", "two-members.zip", "one-member.csv.gz",
      "blank-lines.csv", "quoted-fields.csv",
    ]
    for file in files {
      let path = try Fixture.path(file)
      let whole = try Contents(path, .tardisTrades)
      let pieces = try Contents(path, .tardisTrades, readSize: readSize)
      #expect(pieces.essence == whole.essence, "\(file)")
    }
  }

  @Test(
    "plain and compressed files give the same rows",
    arguments: ["csv.gz", "zip", "csv.xz", "csv.bz2", "csv.zst"])
  func compressions(suffix: String) throws {
    let plain = try Contents(try Fixture.path("one-member.csv"), .tardisTrades)
    let packed = try Contents(try Fixture.path("one-member." + suffix), .tardisTrades)
    #expect(plain.records.count == 3)
    #expect(packed.essence == plain.essence)
  }

  @Test("a line longer than the buffer is one rejected row")
  func overlongLine() throws {
    let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    let row = "x,ABC,1700000000000000,1700000000000700,1,buy,100.5,0.25\n"
    let text = header + row + String(repeating: "z", count: 300_000) + "\n" + row
    try Fixture.withFile(text.utf8) { path in
      let contents = try Contents(path, .tardisTrades)
      #expect(contents.records.map(\.line) == [2, 4])
      #expect(contents.rejects.map(\.reason) == [.overlongLine])
      #expect(contents.rejects.map(\.line) == [3])
      #expect(contents.rowsRead == 3)
    }
  }

  @Test("line numbers hold over many slices")
  func lineNumbersOverSlices() throws {
    var text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    for k in 1...8_000 {
      text += k % 1_000 == 0 ? "\noops\n" : "x,ABC,17000000000\(10_000 + k),1,,buy,100.5,0.25\n"
    }
    try Fixture.withFile(text.utf8) { path in
      let contents = try Contents(path, .tardisTrades)
      #expect(contents.rowsRead == 8_000)
      #expect(contents.rejects.map(\.line) == (1...8).map { 1_001 + ($0 - 1) * 1_001 + 1 })
      #expect(contents.rejects.allSatisfy { $0.text == "oops" })
    }
  }

  @Test("a missing file and a folder are errors that name them")
  func unreadable() {
    #expect(throws: TickFileError.self) {
      try TickFileReader(path: "/no/such/ticks.csv", format: .tardisTrades)
    }
    #expect(throws: TickFileError.self) {
      try TickFileReader(path: "/tmp", format: .tardisTrades)
    }
  }

  @Test("rows of the real session")
  func realSession() throws {
    guard let data = Fixture.realData() else { return }
    let quotes = try Contents(
      data + "/tardis/binance-futures_book_ticker_2024-08-08_BTCUSDT.csv.gz",
      try #require(TickFormat.named("tardis/book_ticker")))
    let trades = try Contents(
      data + "/tardis/binance-futures_trades_2024-08-08_BTCUSDT.csv.gz", .tardisTrades)
    #expect(quotes.records.count == 66_089)
    #expect(trades.records.count == 21_313)
    #expect(quotes.rejects.isEmpty && trades.rejects.isEmpty)
  }
}

extension TickFormat {
  static var tardisTrades: TickFormat { get throws { try #require(.named("tardis/trades")) } }
}

import Foundation
import MarketData
import Testing

@Suite("Sniffing")
struct SniffingTests {
  private func sniff(_ text: some Sequence<UInt8>, named name: String) throws -> SniffedFormat {
    try Fixture.withFile(text, named: name) { try TickFormat.sniff(path: $0) }
  }

  private static let tardis = "exchange,symbol,timestamp,local_timestamp,"
  private static let quotes =
    tardis + "ask_amount,ask_price,bid_price,bid_amount\n"
    + "x,X,1588291201099000,1588291201234268,5494,8629.3,8629.2,806\n"
  private static let trades =
    tardis + "id,side,price,amount\nx,X,1583020803145000,1583020803307160,,sell,8531.5,2152\n"
  private static let bybit = TradeFiles.bybitHeader + "\n"
  private static let headerless = "1,61800.3,0.006,370.8018,1723161256322,false\n"
  private static let quoteRow = "1,61800.20,2.507,61800.30,2.510,1723161256313,1723161256313\n"

  @Test(
    "the file's name settles what is laid out alike",
    arguments: [
      (quotes, "binance_book_ticker_2020-05-01_BTCUSDT.csv", "tardis/book_ticker"),
      (quotes, "huobi_quotes_2020-05-01_BTC-USD.csv", "tardis/quotes"),
      (quotes, "x.csv", "tardis/quotes"),
      (trades, "bitmex_liquidations_2020-03-01_XBTUSD.csv", "tardis/liquidations"),
      (trades, "bitmex_trades_2020-03-01_XBTUSD.csv", "tardis/trades"),
      (trades, "x.csv", "tardis/trades"),
      (headerless, "BTCUSDT-trades-2021-01.csv", "binance-futures/trades"),
      (headerless, "BTCUSD_PERP-trades-2021-01.csv", "binance-coinm/trades"),
      (quoteRow, "BTCUSDT-bookTicker-2023-05-16.csv", "binance-futures/bookTicker"),
      (quoteRow, "BTCUSD_240628-bookTicker-2023-05-16.csv", "binance-coinm/bookTicker"),
    ])
  func names(text: String, name: String, format: String) throws {
    let found = try sniff(text.utf8, named: name)
    #expect(found.format.name == format)
    let isTold = name != "x.csv" && !name.contains("BTCUSDT-")
    #expect(found.explanation.contains("told by the file's name") == isTold)
    #expect(found.explanation.contains("laid out alike"))
  }

  @Test(
    "the rows settle what has one header",
    arguments: [
      ("1569974396.557895,BTCUSD,Sell,2,8299.5,ZeroMinusTick,,24,2,0.0002\n", "bybit/trades"),
      ("2017-01-01D00:00:38.002000000,XBTUSD,Sell,2,9.5,MinusTick,,1,2,3\n", "bitmex/trades"),
    ])
  func rows(row: String, format: String) throws {
    let found = try sniff((Self.bybit + row).utf8, named: "20170101.csv")
    #expect(found.format.name == format)
    #expect(found.explanation == "read as \(format) (by its header)")
  }

  @Test(
    "Databento's actions settle which of two schemas with one header a file has",
    arguments: [
      (["T", "A", "T"], "databento/mbp-1"), (["T", "T"], "databento/tbbo"),
      ([], "databento/mbp-1"),
    ])
  func databento(actions: [String], format: String) throws {
    let header =
      "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,"
      + "flags,ts_in_delta,sequence,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00"
    let rows = actions.map {
      "1719878281218485389,1719878281218480000,1,1,5602,\($0),B,0,5528750000000,1,0,5,7,"
        + "5528500000000,5528750000000,10,20,3,4"
    }
    let text = ([header] + rows).joined(separator: "\n")
    #expect(try sniff(text.utf8, named: "x.csv").format.name == format)
  }

  @Test("fields are split by each format's own separator")
  func separators() throws {
    let trades = "timestamp;buyer;seller;symbol;currency;price;quantity\n0;;;KELP;SEASHELLS;2;1\n"
    let found = try sniff(trades.utf8, named: "trades_round_1_day_-2.csv")
    #expect(found.format.name == "prosperity/trades")
  }

  @Test("one odd row among the first does not hide the format")
  func oddRow() throws {
    let rows = ["1704067200,1.5,2", "1704067201,x,2", "1704067201,1.5,2"].map { $0 + "\n" }
    #expect(try sniff(rows.joined().utf8, named: "XBTEUR.csv").format.name == "kraken/trades")
    // Times of day, as in other vendors' files of three columns, are no times since the epoch.
    let error = #expect(throws: TickFileError.self) {
      try sniff("36000000,1.5,2\n36000001,1.5,2\n".utf8, named: "XBTEUR.csv")
    }
    #expect(error?.code == .unknownFormat)
  }

  @Test("old OKX headers are known in GBK and in UTF-8")
  func gbk() throws {
    func chinese(_ bytes: [UInt8]) -> [UInt8] { [0x2F] + bytes }
    let names: [(String, [UInt8])] = [
      ("trade_id", [0xBD, 0xBB, 0xD2, 0xD7, 0x69, 0x64]),
      ("side", [0xBD, 0xBB, 0xD2, 0xD7, 0xB7, 0xBD, 0xCF, 0xF2]),
      ("size", [0xCA, 0xFD, 0xC1, 0xBF]), ("price", [0xBC, 0xDB, 0xB8, 0xF1]),
      ("created_time", [0xB3, 0xC9, 0xBD, 0xBB, 0xCA, 0xB1, 0xBC, 0xE4]),
    ]
    let header = names.map { Array($0.utf8) + chinese($1) }.joined(separator: [0x2C])
    let text =
      Array(header) + Array("\n1,buy,3,20000.5,1654041600008\n2,x,3,1,1654041600009\n".utf8)
    try Fixture.withFile(text, named: "BTC-USDT-trades-2022-06-01.csv") { path in
      let found = try TickFormat.sniff(path: path)
      #expect(found.format.name == "okx/trades")
      let read = try ToldFile(path, found.format)
      #expect(read.told.map(\.price) == [FixedDecimal("20000.5")])
      #expect(read.told.map(\.quantity) == [FixedDecimal("3")])
      #expect(read.rejects.map(\.reason) == [.badSide])
      #expect(read.rejects.map(\.columnName) == ["side"])
      #expect(read.rejects.map(\.column) == [2])
    }
  }

  @Test(
    "files that hold no ticks are refused by name, with what they are",
    arguments: [
      ("timestamp,percentage,depth,notional\n2023-01-01 00:00:08,-5,1,2\n", "binance/bookDepth"),
      ("create_time,symbol,sum_open_interest,sum_open_interest_value\n", "binance/metrics"),
      (tardis + "type,strike_price,expiration\n", "tardis/options_chain"),
      ("open_time,open,high,low,close,volume\n1,1,1,1,1,1\n", "a file of bars"),
    ])
  func refused(text: String, name: String) throws {
    let error = #expect(throws: TickFileError.self) { try sniff(text.utf8, named: "x.csv") }
    #expect(error?.code == .unknownFormat)
    #expect(error?.line == 1)
    #expect(error?.message.hasPrefix("this is \(name): ") == true)
    #expect(error?.advice?.hasPrefix("take ") == true)
  }

  @Test("snapshots are found by name and header, whatever their depth", arguments: [1, 5, 10, 100])
  func depths(depth: Int) throws {
    let name = "tardis/book_snapshot_\(depth)"
    let file = BookFiles.tardisSnapshots(seed: depth, depth: depth)
    #expect(try sniff(file.text.utf8, named: "x.csv").format.name == name)
    #expect(TickFormat.named(name)?.name == name)
    #expect(TickFormat.named(name)?.kind == .book)
  }

  @Test("depths that there cannot be have no name", arguments: ["0", "-5", "101", "05", "+5", ""])
  func badDepths(depth: String) {
    #expect(TickFormat.named("tardis/book_snapshot_" + depth) == nil)
  }

  @Test("names are unique, and each format is found by its own")
  func registry() {
    let names = TickFormat.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(TickFormat.named(name)?.name == name) }
  }

  @Test("UTF-16 is said to be that")
  func utf16() throws {
    let error = #expect(throws: TickFileError.self) {
      try TickFormat.sniff(path: try Fixture.path("utf-16.csv"))
    }
    #expect(error?.message == "the text is UTF-16")
  }

  @Test("any bytes are sniffed or refused, never more", arguments: 0..<60)
  func mangled(seed: Int) throws {
    var fields = RandomFields(seed: seed)
    let writers = TradeFiles.all + QuoteAndFundingFiles.all + BookFiles.all
    var bytes = Array(fields.pick(writers)(seed).text.utf8)
    for _ in 0..<fields.integer(1...40) {
      let place = Int(fields.integer(0...Int64(bytes.count - 1)))
      bytes[place] = fields.pick([0, 10, 13, 34, 44, 59, 0xFF, UInt8(fields.integer(0...255))])
    }
    try Fixture.withFile(bytes.prefix(Int(fields.integer(1...Int64(bytes.count))))) { path in
      do {
        let read = try ToldFile(path, try TickFormat.sniff(path: path).format)
        let continued = read.told.count { $0.flags.contains(.continuesRow) }
        let passedOver = read.passedOver.values.reduce(0, +)
        #expect(read.told.count - continued + passedOver + read.rejects.count == read.rowsRead)
      } catch let error as TickFileError {
        #expect(error.file != nil)
      }
    }
  }
}

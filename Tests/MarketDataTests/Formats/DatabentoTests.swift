import Foundation
import MarketData
import TestSupport
import Testing

@Suite("Databento")
struct DatabentoTests {
  /// How a file is written.
  struct Style: CustomStringConvertible {
    var hasPrettyTimes = false
    var hasPrettyPrices = false
    var hasSymbol = false
    var description: String {
      "\(hasPrettyTimes ? "pretty" : "raw") times, \(hasPrettyPrices ? "pretty" : "raw") prices"
        + (hasSymbol ? ", symbols" : "")
    }

    static let all = [false, true].flatMap { times in
      [false, true].flatMap { prices in
        [false, true].map { Style(hasPrettyTimes: times, hasPrettyPrices: prices, hasSymbol: $0) }
      }
    }

    /// Nanoseconds since 2024-07-01T00:00:00Z, within a day.
    func time(_ time: Int64) -> String {
      guard hasPrettyTimes else { return "\(1_719_792_000_000_000_000 + time)" }
      let seconds = time / 1_000_000_000
      func padded(_ value: Int64, _ width: Int) -> String {
        String(repeating: "0", count: width - "\(value)".count) + "\(value)"
      }
      return "2024-07-01T\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):"
        + "\(padded(seconds % 60, 2)).\(padded(time % 1_000_000_000, 9))Z"
    }

    /// A price in units of 10^−9; `nil` is undefined.
    func price(_ price: Int64?) -> String {
      guard let price else { return hasPrettyPrices ? "" : "9223372036854775807" }
      guard hasPrettyPrices else { return "\(price)" }
      return FixedDecimal(mantissa: price, decimals: 9).description
    }
  }

  /// A level of the book: prices in units of 10^−9.
  struct Level {
    var bid: Int64?
    var ask: Int64?
    var sizes: (Int64, Int64) = (0, 0)

    init(_ random: inout SplitMix64, _ depth: Int64) {
      bid = random.oneIn(6) ? nil : (5_000_000 - depth * 250_000) * 1_000_000
      ask = random.oneIn(6) ? nil : (5_000_250 + depth * 250_000) * 1_000_000
      if random.oneIn(5) { bid = bid.map { $0 - 10_000_000_000_000 } }
      sizes = (bid == nil ? 0 : random.integer(1...99), ask == nil ? 0 : random.integer(1...99))
    }

    var text: String {
      func side(_ price: Int64?, _ size: Int64) -> String {
        price.map { "\(FixedDecimal(mantissa: $0, decimals: 9).normalized)×\(size)" } ?? "-"
      }
      return side(bid, sizes.0) + " " + side(ask, sizes.1)
    }
  }

  /// Random rows of a schema and what must be read from them.
  struct File {
    var text: String
    var prints: [String] = []
    var states: [String] = []
    var kinds: [String: Int] = [:]
    var rows = 0

    init(seed: UInt64, style: Style, levels: Int, onlyTrades: Bool = false) {
      var random = SplitMix64(seed: seed)
      let depth = (0..<levels).map { level in
        ["bid_px", "ask_px", "bid_sz", "ask_sz", "bid_ct", "ask_ct"]
          .map { "\($0)_0\(level)" }.joined(separator: ",")
      }
      let own =
        "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,"
        + "ts_in_delta,sequence"
      text =
        ([own] + depth + (style.hasSymbol ? ["symbol"] : [])).joined(separator: ",") + "\n"
      var time: Int64 = 0
      for _ in 0..<120 {
        time += random.integer(1...99_999_999_999)
        var state: String?
        let count = random.integer(1...3)
        for index in 1...count {
          let action =
            onlyTrades ? "T" : ["A", "C", "M", "T", "F", "R", "N"][Int(random.next() % 7)]
          let side = ["B", "A", "N"][Int(random.next() % 3)]
          let price = random.integer(4_999_000...5_001_000) * 1_000_000
          let size = random.integer(1...50)
          let flags = (index == count ? 128 : 0) + (random.oneIn(3) ? 2 : 0)
          let book = (0..<levels).map { Level(&random, Int64($0)) }
          let fields =
            [
              style.time(time + 70_000), style.time(time), "1", "1", "5602", action, side, "0",
              style.price(action == "R" ? nil : price), "\(size)", "\(flags)", "1", "\(rows)",
            ]
            + book.flatMap { level in
              [
                style.price(level.bid), style.price(level.ask), "\(level.sizes.0)",
                "\(level.sizes.1)", "1", "1",
              ]
            }
          text += (fields + (style.hasSymbol ? ["ESU4"] : [])).joined(separator: ",") + "\n"
          rows += 1
          kinds[action, default: 0] += 1
          let shown = book.map(\.text)
          switch action {
          case "T":
            let exact = FixedDecimal(mantissa: price, decimals: 9).normalized
            prints.append("\(time) \(exact) \(size) \(side)")
            if onlyTrades { states.append("\(time) \(shown.joined(separator: ", "))") }
          case "A", "C", "M":
            let last = (shown.lastIndex { $0 != "- -" } ?? 0) + 1
            state = shown.enumerated().filter { $0.offset == 0 || $0.element != "- -" }
              .prefix(last).map(\.element).joined(separator: ", ")
          case "R": state = "- -"
          default: break
          }
        }
        if let state { states.append("\(time) \(state)") }
      }
    }
  }

  private static func format(_ schema: String) throws -> TickFormat {
    try #require(TickFormat.named("databento/" + schema))
  }

  /// Checks what `format` reads of `file` against what was written.
  private func check(_ file: File, _ format: TickFormat, style: Style) throws {
    try Fixture.withFile(file.text.utf8) { path in
      for readSize in [nil, 900] {
        let read = try JoinedContents(path, format, readSize: readSize)
        #expect(read.rejects.isEmpty)
        #expect(read.rowsRead == file.rows)
        #expect(read.symbols == [style.hasSymbol ? "ESU4" : "5602"])
        for (action, count) in file.kinds {
          #expect(read.rowsByKind.first { $0.key.hasPrefix(action + " ") }?.value == count)
        }
        let base: Int64 = 1_719_792_000_000_000_000
        let prints = read.prints.map {
          "\($0.exchangeTime - base) \($0.exactPrice.normalized) \($0.exactQuantity) "
            + ["B", "A", "N"][Int($0.side)]
        }
        #expect(prints == file.prints)
        #expect(read.records.allSatisfy { $0.arrivalTime == $0.exchangeTime + 70_000 })
        var states: [String] = []
        for record in read.records where record.kind != .trade {
          if record.kind == .quote || record.flags.contains(.startsMessage) {
            states.append("\(record.exchangeTime - base) \(record.level)")
          } else {
            states[states.count - 1] += ", " + record.level
          }
        }
        #expect(states == file.states)
      }
    }
  }

  @Test("mbp-1: written values are read back", arguments: Style.all, [UInt64(1), 2])
  func bestLevels(style: Style, seed: UInt64) throws {
    let file = File(seed: seed, style: style, levels: 1)
    try check(file, try Self.format("mbp-1"), style: style)
  }

  @Test("mbp-10: written values are read back", arguments: Style.all)
  func tenLevels(style: Style) throws {
    let file = File(seed: 3, style: style, levels: 10)
    try check(file, try Self.format("mbp-10"), style: style)
  }

  @Test("tbbo: each trade comes with the quote before it", arguments: Style.all)
  func tradesWithQuotes(style: Style) throws {
    let file = File(seed: 4, style: style, levels: 1, onlyTrades: true)
    let format = try Self.format("tbbo")
    try check(file, format, style: style)
    try Fixture.withFile(file.text.utf8) { path in
      let read = try JoinedContents(path, format)
      #expect(Set(read.records.enumerated().map { $0.offset % 2 == 0 ? 3 : 1 }).count == 2)
      for (index, record) in read.records.enumerated() {
        #expect(record.kind == (index % 2 == 0 ? .quote : .trade))
        #expect(record.flags == (index % 2 == 0 ? .precedesTime : .continuesRow))
      }
    }
  }

  @Test("trades: written values are read back", arguments: Style.all)
  func trades(style: Style) throws {
    var file = File(seed: 5, style: style, levels: 0, onlyTrades: true)
    file.states = []
    try check(file, try Self.format("trades"), style: style)
  }

  @Test("the file tells its schema")
  func sniff() throws {
    let style = Style(hasPrettyTimes: true, hasPrettyPrices: true, hasSymbol: true)
    for (levels, onlyTrades, name) in [
      (0, true, "trades"), (1, true, "tbbo"), (1, false, "mbp-1"), (10, false, "mbp-10"),
    ] {
      let file = File(seed: 6, style: style, levels: levels, onlyTrades: onlyTrades)
      try Fixture.withFile(file.text.utf8) { path in
        let found = try TickFormat.sniff(path: path)
        #expect(found.format.name == "databento/" + name)
      }
    }
    let orders =
      "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,channel_id,"
      + "order_id,flags,ts_in_delta,sequence,symbol\n"
    try Fixture.withFile(orders.utf8) { path in
      let error = #expect(throws: TickFileError.self) { try TickFormat.sniff(path: path) }
      #expect(error?.message.contains("databento/mbo") == true)
      #expect(error?.advice?.contains("mbp-10") == true)
    }
  }

  @Test("an event ends with its flag, or where another begins")
  func events() throws {
    let header =
      "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,"
      + "ts_in_delta,sequence,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00,symbol\n"
    func row(_ time: Int, _ action: String, _ flags: Int, bid: Int, symbol: String = "X") -> String
    {
      "\(time + 5),\(time),1,1,1,\(action),B,0,\(bid).5,3,\(flags),1,1,\(bid).000,200.0,1,2,1,1,"
        + symbol + "\n"
    }
    let text =
      header + row(100, "A", 0, bid: 1) + row(100, "T", 128, bid: 9) + row(200, "A", 0, bid: 2)
      + row(300, "A", 0, bid: 3) + row(300, "C", 128, bid: 4) + row(400, "M", 0, bid: 5)
      + row(400, "A", 128, bid: 6, symbol: "Y") + row(500, "Q", 128, bid: 7)
      + row(600, "T", 130, bid: 8).replacingOccurrences(of: ",8.5,", with: ",nan,")
    try Fixture.withFile(text.utf8) { path in
      let read = try JoinedContents(path, try Self.format("mbp-1"))
      let told = read.records.map { record in
        record.kind == .trade
          ? "\(record.exchangeTime) print \(record.line)"
          : "\(record.exchangeTime) \(record.exactPrice.normalized) \(record.line)"
      }
      #expect(
        told == [
          "100 print 3", "100 1 3", "200 2 4", "300 4 6", "400 5 7", "400 6 8",
        ])
      #expect(
        read.rejects.map { "\($0.line) \($0.reason.code)" } == ["9 bad-code", "10 missing-field"])
      // Lines 2 and 5, whose events later rows end; those that end by another event count once.
      #expect(read.rowsPassedOver.values.reduce(0, +) == 2)
      let replayed = read.records.count { !$0.flags.contains(.continuesRow) }
      #expect(read.rowsRead == replayed + 2 + read.rejects.count)
    }
  }
}

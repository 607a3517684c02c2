import MarketData

/// Files of order books, written message by message with random legal values.
enum BookFiles {
  static let all: [@Sendable (Int) -> VendorFile] = [
    tardisBook, binanceDepth, { tardisSnapshots(seed: $0, depth: 5) },
    { tardisSnapshots(seed: $0, depth: 25) }, { tardisSnapshots(seed: $0, depth: 10) },
    { tardisSnapshots(seed: $0, depth: 1) },
  ]

  private static func level(
    _ fields: inout RandomFields, at time: Int64, arrival: Int64 = 0, symbol: String
  ) -> (price: WrittenNumber, quantity: WrittenNumber, told: Told) {
    let (price, quantity) = (fields.price(), fields.number(zero: true))
    var told = Told(.level, at: time, arrival: arrival)
    told.price = price.value
    told.quantity = quantity.value
    told.side = fields.oneIn(2) ? 1 : 0
    told.symbol = symbol
    return (price, quantity, told)
  }

  /// Messages of one or two symbols; those of two may be cut into each other.
  @Sendable static func tardisBook(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "tardis/incremental_book_L2", named: "deribit_incremental_book_L2_2020-04-01_X.csv",
      header: "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount")
    let symbols = seed % 2 == 0 ? ["BTC-PERPETUAL"] : ["BTC-PERPETUAL", "ETH-PERPETUAL"]
    var time: Int64 = 0
    var arrival: Int64 = 0
    var isSnapshot = false
    var step: Int64 = 0
    for message in 0..<25 {
      // What is not a new time may differ in the arrival time or in the flag alone.
      step = message == 0 || step == 2 ? 0 : fields.integer(0...2)
      if step == 0 { time = fields.nextTime(unit: 1_000) }
      if step == 2 { isSnapshot.toggle() } else { isSnapshot = fields.oneIn(3) }
      if step != 2 { arrival = max(time, arrival) + fields.integer(1...9_000) * 1_000 }
      var isFirst: Set<String> = Set(symbols)
      for _ in 0..<fields.integer(1...6) {
        let symbol = fields.pick(symbols)
        var (price, quantity, told) = level(&fields, at: time, arrival: arrival, symbol: symbol)
        if isSnapshot { told.flags.insert(.snapshot) }
        if isFirst.remove(symbol) != nil {
          told.flags.insert(.startsMessage)
        }
        file.add(
          [
            "deribit", symbol, "\(time / 1_000)", "\(arrival / 1_000)", "\(isSnapshot)",
            told.side == 0 ? "bid" : "ask", price.text, quantity.text,
          ], told)
      }
    }
    return file
  }

  @Sendable static func binanceDepth(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "binance/T_DEPTH", named: "BTCUSDT_T_DEPTH_2022-11-01_depth_update.csv",
      header: "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu")
    var update: Int64 = 2_098_021_528_332
    for _ in 0..<25 {
      // Several messages may share a millisecond.
      let time = fields.oneIn(2) ? fields.time : fields.nextTime(unit: 1_000_000)
      let isSnapshot = fields.oneIn(4)
      let first = update + 1
      update += fields.integer(1...900)
      for row in 0..<fields.integer(1...6) {
        var (price, quantity, told) = level(&fields, at: time, symbol: "BTCUSDT")
        if isSnapshot { told.flags.insert(.snapshot) }
        if row == 0 { told.flags.insert(.startsMessage) }
        file.add(
          [
            "BTCUSDT", "\(time / 1_000_000)", "\(first)", "\(update)", told.side == 0 ? "b" : "a",
            isSnapshot ? "snap" : "set", price.text, quantity.text, isSnapshot ? "-1" : "\(first)",
          ], told)
      }
    }
    return file
  }

  /// Rows of up to `depth` levels a side.
  static func tardisSnapshots(seed: Int, depth: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    let names = (0..<depth).flatMap {
      ["asks[\($0)].price", "asks[\($0)].amount", "bids[\($0)].price", "bids[\($0)].amount"]
    }
    var file = VendorFile(
      "tardis/book_snapshot_\(depth)",
      named: "binance-futures_book_snapshot_\(depth)_2020-09-01_BTCUSDT.csv",
      header: "exchange,symbol,timestamp,local_timestamp," + names.joined(separator: ","))
    for _ in 0..<12 {
      let time = fields.nextTime(unit: 1_000)
      let asks = fields.oneIn(2) ? depth : Int(fields.integer(0...Int64(depth)))
      let bids = fields.oneIn(2) ? depth : Int(fields.integer(0...Int64(depth)))
      var row = ["binance-futures", "BTCUSDT", "\(time / 1_000)", "\(time / 1_000 + 7)"]
      var flags: TickRecord.Flags = [.startsMessage, .snapshot]
      if min(asks, bids) < depth { flags.insert(.clearsBook) }
      for level in 0..<depth {
        var told = Told(.depth, at: time, arrival: time + 7_000)
        told.symbol = "BTCUSDT"
        told.flags = flags
        for side in [1, 0] {
          guard level < (side == 1 ? asks : bids) else {
            row += ["", ""]
            continue
          }
          let (price, quantity) = (fields.price(), fields.quantity())
          row += [price.text, quantity.text]
          if side == 1 {
            (told.askPrice, told.askQuantity) = (price.value, quantity.value)
          } else {
            (told.price, told.quantity) = (price.value, quantity.value)
          }
        }
        if level == 0 || level < max(asks, bids) { file.told.append(told) }
        flags = [.snapshot, .continuesRow]
      }
      file.rows.append(row.joined(separator: ","))
    }
    return file
  }
}

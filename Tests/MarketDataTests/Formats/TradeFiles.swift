import MarketData

/// Files of trades, written with random legal values.
enum TradeFiles {
  static let all: [@Sendable (Int) -> VendorFile] = [
    spotTrades, spotAggregateTrades, futuresTrades, futuresAggregateTrades, coinTrades, bybit,
    bybitSpot, okx, okxBilingual, kraken, bitmex, tardis, tardisLiquidations,
  ]

  /// A maker flag in one of its spellings, with the taker's side.
  private static func makerFlag(_ fields: inout RandomFields) -> (text: String, side: UInt8) {
    fields.oneIn(2)
      ? (fields.pick(["true", "True", "TRUE"]), 1) : (fields.pick(["false", "False"]), 0)
  }

  private static func side(_ fields: inout RandomFields) -> (text: String, side: UInt8) {
    fields.oneIn(2) ? (fields.pick(["buy", "Buy", "BUY"]), 0) : (fields.pick(["sell", "Sell"]), 1)
  }

  /// Milliseconds before 2025, microseconds from then on.
  private static func spotTime(_ fields: inout RandomFields, micro: Bool) -> (String, Int64) {
    let unit: Int64 = micro ? 1_000 : 1_000_000
    let time = fields.nextTime(unit: unit)
    return ("\(time / unit)", time)
  }

  @Sendable static func spotTrades(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "binance-spot/trades", named: "BTCUSDT-trades-2024-01-01.csv",
      header: seed % 3 == 0 ? "id,price,qty,quoteQty,time,isBuyerMaker,isBestMatch" : nil)
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: seed % 2 == 1)
      let (price, quantity, flag) = (fields.price(), fields.quantity(), makerFlag(&fields))
      file.add(
        ["\(id + 3_344_774_379)", price.text, quantity.text, "1.5", text, flag.text, "True"],
        .trade(at: time, price, quantity, side: flag.side))
    }
    return file
  }

  @Sendable static func spotAggregateTrades(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "binance-spot/aggTrades", named: "BTCUSDT-aggTrades-2024-01-01.csv", header: nil)
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: seed % 2 == 1)
      let (price, quantity, flag) = (fields.price(), fields.quantity(), makerFlag(&fields))
      file.add(
        ["\(id)", price.text, quantity.text, "1704067200", "9", text, flag.text, "True"],
        .trade(at: time, price, quantity, side: flag.side))
    }
    return file
  }

  @Sendable static func futuresTrades(seed: Int) -> VendorFile {
    futures(seed, "binance-futures/trades", "BTCUSDT-trades-2024-08-08.csv", "quote_qty")
  }

  @Sendable static func coinTrades(seed: Int) -> VendorFile {
    futures(seed, "binance-coinm/trades", "BTCUSD_PERP-trades-2024-08-08.csv", "base_qty")
  }

  private static func futures(
    _ seed: Int, _ format: String, _ name: String, _ notional: String
  ) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      format, named: name,
      header: seed % 2 == 0 ? "id,price,qty,\(notional),time,is_buyer_maker" : nil)
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: false)
      let (price, quantity, flag) = (fields.price(), fields.quantity(), makerFlag(&fields))
      file.add(
        ["\(id)", price.text, quantity.text, "7e-05", text, flag.text],
        .trade(at: time, price, quantity, side: flag.side))
    }
    return file
  }

  @Sendable static func futuresAggregateTrades(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "binance-futures/aggTrades", named: "BTCUSDT-aggTrades-2024-08.csv",
      header: seed % 2 == 0
        ? "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker"
        : nil)
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: false)
      let (price, quantity, flag) = (fields.price(), fields.quantity(), makerFlag(&fields))
      file.add(
        ["\(id)", price.text, quantity.text, "5266583935", "5266583936", text, flag.text],
        .trade(at: time, price, quantity, side: flag.side))
    }
    return file
  }

  /// The names of the columns that Bybit and BitMEX share.
  static let bybitHeader =
    "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,"
    + "homeNotional,foreignNotional"

  @Sendable static func bybit(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    let isRecent = seed % 2 == 0
    var file = VendorFile(
      "bybit/trades", named: "BTCUSD2019-10-01.csv", header: bybitHeader + (isRecent ? ",RPI" : ""))
    for _ in 0..<30 {
      let places = fields.integer(1...6)
      let unit = FixedDecimal.powersOfTen[9 - Int(places)]
      let time = fields.nextTime(unit: unit)
      let second = "\(time / 1_000_000_000)"
      let fraction = String(
        "\(1_000_000_000 + time % 1_000_000_000)".dropFirst().prefix(Int(places)))
      let (price, quantity, side) = (fields.price(), fields.quantity(), side(&fields))
      let symbol = fields.pick(["BTCUSD", "ETHUSD"])
      file.add(
        [
          "\(second).\(fraction)", symbol, side.text, quantity.text, price.text, "ZeroMinusTick",
          "26bb8b97-1991-503f-b2c2-f4e8d0b94721", "8.1095e+09", "0.001", "81.095",
        ] + (isRecent ? ["0"] : []),
        .trade(at: time, price, quantity, side: side.side, symbol: symbol))
    }
    return file
  }

  @Sendable static func bybitSpot(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    let isRecent = seed % 2 == 0
    var file = VendorFile(
      "bybit-spot/trades", named: "BTCUSDT_2025-05-19.csv",
      header: "id,timestamp,price,volume,side" + (isRecent ? ",rpi" : ""))
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: false)
      let (price, quantity, side) = (fields.price(), fields.quantity(), side(&fields))
      file.add(
        ["\(id + 1)", text, price.text, quantity.text, side.text] + (isRecent ? ["0"] : []),
        .trade(at: time, price, quantity, side: side.side))
    }
    return file
  }

  @Sendable static func okx(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "okx/trades", named: "BTC-USDT-trades-2025-06-01.csv",
      header: "instrument_name,trade_id,side,price,size,created_time")
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: false)
      let (price, quantity, side) = (fields.price(), fields.quantity(), side(&fields))
      file.add(
        ["BTC-USDT", "\(id)", side.text, price.text, quantity.text, text],
        .trade(at: time, price, quantity, side: side.side, symbol: "BTC-USDT"))
    }
    return file
  }

  @Sendable static func okxBilingual(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "okx/trades", named: "BTC-USDT-SWAP-trades-2022-06-01.csv",
      header: "trade_id/交易id,side/交易方向,size/数量,price/价格,created_time/成交时间")
    for id in 0..<30 {
      let (text, time) = spotTime(&fields, micro: false)
      let (price, quantity, side) = (fields.price(), fields.quantity(), side(&fields))
      file.add(
        ["\(id)", side.text, quantity.text, price.text, text],
        .trade(at: time, price, quantity, side: side.side))
    }
    return file
  }

  @Sendable static func kraken(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile("kraken/trades", named: "XBTEUR.csv", header: nil)
    for _ in 0..<30 {
      let hasFraction = seed % 2 == 0
      let time = fields.nextTime(unit: hasFraction ? 100_000 : 1_000_000_000)
      let fraction = "\(1_000_000_000 + time % 1_000_000_000)".dropFirst().prefix(4)
      let (price, quantity) = (fields.price(), fields.quantity())
      var told = Told.trade(at: time, price, quantity, side: 2)
      told.flags = .infersSide
      file.add(
        [
          "\(time / 1_000_000_000)" + (hasFraction ? ".\(fraction)" : ""), price.text,
          quantity.text,
        ],
        told)
    }
    return file
  }

  @Sendable static func bitmex(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    let isRecent = seed % 2 == 0
    var file = VendorFile(
      "bitmex/trades", named: "20240101.csv", header: bybitHeader + (isRecent ? ",trdType" : ""))
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1)
      let text = BitMEXTime.text(time)
      let (price, quantity) = (fields.price(), fields.quantity())
      let isIndex = fields.oneIn(6)
      let symbol = isIndex ? ".BXBT" : fields.pick(["XBTUSD", "ETHUSD", "XBTH24"])
      let side = fields.oneIn(8) ? ("", UInt8(2)) : side(&fields)
      file.add(
        [
          text, symbol, side.0, isIndex ? fields.pick(["0", ""]) : quantity.text, price.text,
          "PlusTick", "26bb8b97-1991-503f-b2c2-f4e8d0b94721", "", "0.1", "10",
        ] + (isRecent ? [isIndex ? "Referential" : "Regular"] : []),
        isIndex ? nil : .trade(at: time, price, quantity, side: side.1, symbol: symbol))
    }
    return file
  }

  @Sendable static func tardis(seed: Int) -> VendorFile {
    tardis(seed, "tardis/trades", "bitmex_trades_2020-03-01_XBTUSD.csv", tellsAll: true)
  }

  @Sendable static func tardisLiquidations(seed: Int) -> VendorFile {
    tardis(
      seed, "tardis/liquidations", "bitmex_liquidations_2020-03-01_XBTUSD.csv", tellsAll: false)
  }

  private static func tardis(
    _ seed: Int, _ format: String, _ name: String, tellsAll: Bool
  ) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      format, named: name, header: "exchange,symbol,timestamp,local_timestamp,id,side,price,amount")
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1_000)
      let arrival = fields.oneIn(5) ? time : time + fields.integer(-9...9_000_000) * 1_000
      let (price, quantity) = (fields.price(), fields.quantity())
      let side = fields.oneIn(8) ? ("unknown", UInt8(2)) : side(&fields)
      let symbol = fields.pick(["XBTUSD", "XBTH20"])
      file.add(
        [
          "bitmex", symbol, "\(time / 1_000)", "\(arrival / 1_000)",
          fields.pick(["", "17", "a-b"]),
          side.0, price.text, quantity.text,
        ],
        tellsAll
          ? .trade(
            at: time, arrival: arrival, price, quantity, side: side.1, symbol: symbol) : nil)
    }
    return file
  }
}

import Foundation
import MarketData

/// BitMEX's spelling of a time.
enum BitMEXTime {
  /// `2024-01-01D00:00:01.000000000` for a time in ns since the epoch.
  static func text(_ time: Int64) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyy-MM-dd'D'HH:mm:ss"
    let date = Date(timeIntervalSince1970: TimeInterval(time / 1_000_000_000))
    return formatter.string(from: date) + "."
      + String("\(1_000_000_000 + time % 1_000_000_000)".dropFirst())
  }
}

/// Files of quotes and of funding rates, written with random legal values.
enum QuoteAndFundingFiles {
  static let all: [@Sendable (Int) -> VendorFile] = [
    tardisQuotes, tardisBookTicker, binanceQuotes, coinQuotes, bitmexQuotes, tardisFunding,
    binanceFunding, hyperliquid, lean,
  ]

  /// A side of a quote: absent now and then.
  private static func level(
    _ fields: inout RandomFields, optional: Bool
  ) -> (WrittenNumber, WrittenNumber)? {
    optional && fields.oneIn(5) ? nil : (fields.price(), fields.number(zero: true))
  }

  private static func quote(
    at time: Int64, arrival: Int64 = 0, _ bid: (WrittenNumber, WrittenNumber)?,
    _ ask: (WrittenNumber, WrittenNumber)?, symbol: String? = nil
  ) -> Told {
    var told = Told(.quote, at: time, arrival: arrival)
    told.price = bid?.0.value
    told.quantity = bid?.1.value
    told.askPrice = ask?.0.value
    told.askQuantity = ask?.1.value
    told.symbol = symbol
    return told
  }

  @Sendable static func tardisQuotes(seed: Int) -> VendorFile {
    tardis(seed, "tardis/quotes", "huobi_quotes_2020-05-01_BTC-USD.csv")
  }

  @Sendable static func tardisBookTicker(seed: Int) -> VendorFile {
    tardis(seed, "tardis/book_ticker", "binance_book_ticker_2020-05-01_BTCUSDT.csv")
  }

  private static func tardis(_ seed: Int, _ format: String, _ name: String) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      format, named: name,
      header: "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount")
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1_000)
      let arrival = time + fields.integer(0...9_000) * 1_000
      let bid = level(&fields, optional: true)
      let ask = level(&fields, optional: true)
      file.add(
        [
          "huobi", "BTC-USD", "\(time / 1_000)", "\(arrival / 1_000)", ask?.1.text ?? "",
          ask?.0.text ?? "", bid?.0.text ?? "", bid?.1.text ?? "",
        ], quote(at: time, arrival: arrival, bid, ask, symbol: "BTC-USD"))
    }
    return file
  }

  @Sendable static func binanceQuotes(seed: Int) -> VendorFile {
    binance(seed, "binance-futures/bookTicker", "BTCUSDT-bookTicker-2024-01-01.csv")
  }

  @Sendable static func coinQuotes(seed: Int) -> VendorFile {
    binance(seed, "binance-coinm/bookTicker", "BTCUSD_PERP-bookTicker-2024-01-01.csv")
  }

  private static func binance(_ seed: Int, _ format: String, _ name: String) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      format, named: name,
      header: seed % 2 == 0
        ? "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,"
          + "event_time" : nil)
    for id in 0..<30 {
      let time = fields.nextTime(unit: 1_000_000)
      guard let bid = level(&fields, optional: false), let ask = level(&fields, optional: false)
      else { continue }
      file.add(
        [
          "\(id + 5_123_107_839_020)", bid.0.text, bid.1.text, ask.0.text, ask.1.text,
          "\(time / 1_000_000)", "\(time / 1_000_000 + 3)",
        ], quote(at: time, bid, ask))
    }
    return file
  }

  @Sendable static func bitmexQuotes(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "bitmex/quotes", named: "20240101.csv",
      header: "timestamp,symbol,bidSize,bidPrice,askPrice,askSize")
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1)
      let bid = level(&fields, optional: true)
      let ask = level(&fields, optional: true)
      let symbol = fields.pick(["XBTUSD", "ETHUSD"])
      file.add(
        [
          BitMEXTime.text(time), symbol, bid?.1.text ?? "", bid?.0.text ?? "", ask?.0.text ?? "",
          ask?.1.text ?? "",
        ], quote(at: time, bid, ask, symbol: symbol))
    }
    return file
  }

  @Sendable static func tardisFunding(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "tardis/derivative_ticker", named: "bitmex_derivative_ticker_2020-05-01_XBTUSD.csv",
      header: "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,"
        + "predicted_funding_rate,open_interest,last_price,index_price,mark_price")
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1_000)
      let arrival = time + 1_000
      let rate = fields.oneIn(4) ? nil : fields.number(negative: true, zero: true)
      let due = fields.oneIn(6) ? nil : time + fields.integer(0...28_800) * 1_000_000_000
      let mark = fields.oneIn(4) ? nil : fields.price()
      file.add(
        [
          "bitmex", "XBTUSD", "\(time / 1_000)", "\(arrival / 1_000)",
          due.map { "\($0 / 1_000)" } ?? "", rate?.text ?? "", "", "",
          "1", "2", mark?.text ?? "",
        ],
        due == nil
          ? nil
          : rate.map {
            .funding(at: time, arrival: arrival, $0, mark: mark, symbol: "XBTUSD", due: due)
          })
    }
    return file
  }

  @Sendable static func binanceFunding(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "binance/fundingRate", named: "BTCUSDT-fundingRate-2024-01.csv",
      header: seed % 2 == 0 ? "calc_time,funding_interval_hours,last_funding_rate" : nil)
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1_000_000)
      let rate = fields.number(negative: true, zero: true)
      file.add(["\(time / 1_000_000)", "8", rate.text], .funding(at: time, rate))
    }
    return file
  }

  @Sendable static func hyperliquid(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile(
      "hyperliquid/funding_rates", named: "funding_rates.csv",
      header: "timestamp,symbol,funding_rate,mark_price")
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1_000)
      let text = BitMEXTime.text(time).replacingOccurrences(of: "D", with: "T").dropLast(3)
      let (rate, mark) = (fields.number(negative: true, zero: true), fields.price())
      let symbol = fields.pick(["BTC", "ETH", "kPEPE"])
      file.add(
        [text + "+00:00", symbol, rate.text, mark.text],
        .funding(
          at: time, rate, mark: mark, symbol: symbol,
          due: (time + 3_599_999_999_999) / 3_600_000_000_000 * 3_600_000_000_000))
    }
    return file
  }

  @Sendable static func lean(seed: Int) -> VendorFile {
    var fields = RandomFields(seed: seed)
    var file = VendorFile("lean/margin_interest", named: "btcusd.csv", header: nil)
    for _ in 0..<30 {
      let time = fields.nextTime(unit: 1_000_000_000)
      let text = BitMEXTime.text(time).replacingOccurrences(of: "D", with: " ").dropLast(10)
      let rate = fields.number(negative: true, zero: true)
      file.add(
        [text.replacingOccurrences(of: "-", with: ""), rate.text], .funding(at: time, rate))
    }
    return file
  }
}

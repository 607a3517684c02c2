/// A few hand-written ticks, written as files of a vendor's layout.
struct Tape {
  /// One change of the touch or one trade.
  enum Tick {
    case quote(bid: String, bidSize: String, ask: String, askSize: String)
    case trade(side: String, price: String, quantity: String)
  }

  /// Whose layout.
  enum Layout: CaseIterable {
    case tardis, binance

    /// The `data:` section of an experiment on these files.
    var data: String {
      switch self {
      case .tardis:
        "[{ format: tardis/book_ticker, files: quotes.csv }, "
          + "{ format: tardis/trades, files: trades.csv }]"
      case .binance:
        "[{ format: binance-futures/bookTicker, files: quotes.csv }, "
          + "{ format: binance-futures/trades, files: trades.csv }]"
      }
    }

    /// Binance files have the venue's clock alone.
    var feed: String { self == .tardis ? "from-data" : "1ms" }
  }

  /// Where time 0 of a tape is: 2024-01-01T00:00:00Z, in ms.
  static let epoch: Int64 = 1_704_067_200_000

  /// Ticks and when they happen, in ms since `epoch`.
  var ticks: [(time: Int64, tick: Tick)]

  /// The time of the tape in ns since 1970.
  static func nanoseconds(_ milliseconds: Int64) -> Int64 { (epoch + milliseconds) * 1_000_000 }

  func write(_ layout: Layout, to folder: TestFolder) throws {
    var (quotes, trades): ([String], [String]) =
      switch layout {
      case .tardis:
        (
          ["exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount"],
          ["exchange,symbol,timestamp,local_timestamp,id,side,price,amount"]
        )
      case .binance:
        (
          [
            "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,"
              + "event_time"
          ],
          ["id,price,qty,quote_qty,time,is_buyer_maker"]
        )
      }
    for (number, (time, tick)) in ticks.enumerated() {
      let milliseconds = Self.epoch + time
      let clocks = "x,A,\(milliseconds)000,\(milliseconds + 1)000"
      switch (layout, tick) {
      case (.tardis, .quote(let bid, let bidSize, let ask, let askSize)):
        quotes.append("\(clocks),\(askSize),\(ask),\(bid),\(bidSize)")
      case (.tardis, .trade(let side, let price, let quantity)):
        trades.append("\(clocks),\(number),\(side),\(price),\(quantity)")
      case (.binance, .quote(let bid, let bidSize, let ask, let askSize)):
        quotes.append(
          "\(number),\(bid),\(bidSize),\(ask),\(askSize),\(milliseconds),\(milliseconds)")
      case (.binance, .trade(let side, let price, let quantity)):
        trades.append("\(number),\(price),\(quantity),0,\(milliseconds),\(side == "sell")")
      }
    }
    try folder.write(quotes.joined(separator: "\n") + "\n", to: "quotes.csv")
    try folder.write(trades.joined(separator: "\n") + "\n", to: "trades.csv")
  }
}

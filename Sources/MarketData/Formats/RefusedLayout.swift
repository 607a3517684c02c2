/// A vendor's layout that is known by its header and holds no ticks.
struct RefusedLayout {
  /// The vendor's name of it.
  var name: String
  /// What its rows are.
  var contents: String
  /// What to take instead.
  var advice: String
  /// Names that its header has among others, in lower case.
  var names: [String]

  /// Whether `row` is the header.
  func isHeader(_ row: [String]) -> Bool {
    let row = Set(row.map { $0.lowercased() })
    return names.allSatisfy(row.contains)
  }

  /// The layouts that users are known to have beside their ticks.
  static let all = [
    RefusedLayout(
      name: "binance/bookDepth",
      contents: "sums of the book within whole percents of the mid, every half minute: neither "
        + "its levels nor its best prices, so that nothing can be replayed of it",
      advice: "take binance/bookTicker, or binance/T_DEPTH for the book",
      names: ["timestamp", "percentage", "depth", "notional"]),
    RefusedLayout(
      name: "binance/metrics",
      contents: "open interest and ratios of long to short every five minutes, no ticks",
      advice: "take trades and bookTicker", names: ["create_time", "sum_open_interest"]),
    RefusedLayout(
      name: "tardis/options_chain",
      contents: "states of many options in one row each, no ticks of an instrument",
      advice: "take tardis/quotes and tardis/trades of the option",
      names: ["local_timestamp", "strike_price"]),
    RefusedLayout(
      name: "databento/mbo",
      contents: "single orders, of which no queue of the book's levels is replayed",
      advice: "take databento/mbp-1 or databento/mbp-10",
      names: ["ts_recv", "order_id", "channel_id", "action"]),
    RefusedLayout(
      name: "a file of bars", contents: "open, high, low and close of a span of time, no ticks",
      advice: "take trades and quotes", names: ["open", "high", "low", "close"]),
  ]
}

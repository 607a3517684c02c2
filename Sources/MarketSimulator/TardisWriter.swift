public import MarketData

/// Writes simulated events as CSV in the layout of Tardis.dev `book_ticker` and `trades` files.
///
/// Bytes go to any sink in blocks; a session of any length is written in constant memory.
public struct TardisWriter {
  /// Takes the next bytes of one file.
  public typealias Sink = (_ bytes: [UInt8]) throws -> Void

  /// The first line of a quotes file, without its end.
  public static let quotesHeader =
    "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount"
  /// The first line of a trades file, without its end.
  public static let tradesHeader =
    "exchange,symbol,timestamp,local_timestamp,id,side,price,amount"

  private let settings: SimulationSettings
  private let blockSize: Int

  /// A writer for markets of these settings that hands on blocks of about `blockSize` bytes.
  public init(settings: SimulationSettings, blockSize: Int = 1 << 18) {
    self.settings = settings
    self.blockSize = blockSize
  }

  /// Writes all events and returns how many rows each file got, headers not counted.
  ///
  /// - Throws: what a sink throws.
  @discardableResult
  public func write(
    _ events: some Sequence<MarketEvent>, quotes: Sink, trades: Sink
  ) throws -> (quotes: Int, trades: Int) {
    var quoteBytes = Array("\(Self.quotesHeader)\n".utf8)
    var tradeBytes = Array("\(Self.tradesHeader)\n".utf8)
    var rows = (quotes: 0, trades: 0)
    for event in events {
      if event.kind.isTrade {
        rows.trades += 1
        tradeBytes.append(contentsOf: tradeRow(event, number: rows.trades).utf8)
        try flush(&tradeBytes, to: trades, from: blockSize)
      } else {
        rows.quotes += 1
        quoteBytes.append(contentsOf: quoteRow(event).utf8)
        try flush(&quoteBytes, to: quotes, from: blockSize)
      }
    }
    try flush(&quoteBytes, to: quotes, from: 1)
    try flush(&tradeBytes, to: trades, from: 1)
    return rows
  }

  private func flush(_ bytes: inout [UInt8], to sink: Sink, from size: Int) throws {
    guard bytes.count >= size else { return }
    try sink(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  func quoteRow(_ event: MarketEvent) -> String {
    let ask = event.hasAsk ? "\(quantity(event.askQuantity)),\(price(event.askPrice))" : ","
    let bid = event.hasBid ? "\(price(event.price)),\(quantity(event.quantity))" : ","
    return "\(rowStart(event)),\(ask),\(bid)\n"
  }

  func tradeRow(_ event: MarketEvent, number: Int) -> String {
    let side =
      switch event.kind {
      case .buyTrade: "buy"
      case .sellTrade: "sell"
      default: "unknown"
      }
    let row = "\(rowStart(event)),\(number),\(side)"
    return "\(row),\(price(event.price)),\(quantity(event.quantity))\n"
  }

  private func rowStart(_ event: MarketEvent) -> String {
    let name = "\(settings.exchange),\(settings.instrument.symbol)"
    return "\(name),\(event.exchangeTime / 1_000),\(event.arrivalTime / 1_000)"
  }

  private func price(_ ticks: Int64) -> String { text(ticks, of: settings.instrument.tick) }

  private func quantity(_ lots: Int64) -> String { text(lots, of: settings.instrument.lot) }

  /// The decimal text without trailing zeros, as these files print numbers.
  private func text(_ count: Int64, of step: FixedDecimal) -> String {
    FixedDecimal.text(
      Int128(count) * Int128(step.mantissa), decimals: Int(step.decimals), trimming: true)
  }
}

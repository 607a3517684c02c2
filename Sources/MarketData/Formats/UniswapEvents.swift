/// What a Uniswap v3 pool's events do not tell of the pool itself.
public struct UniswapPool: Sendable, Equatable {
  /// Decimals of token 0, 0 to 36.
  public var decimals0: Int
  /// Decimals of token 1, 0 to 36.
  public var decimals1: Int
  /// The pool's fee in millionths, 500 for 5 basis points; above 0 and below 10^6.
  public var fee: Int
  /// Whether token 0 is traded and priced in token 1; otherwise token 1 is traded and priced in
  /// token 0.
  public var isInverted: Bool

  /// A pool; without arguments that of USDC (6 decimals) and WETH (18) at 5 basis points, where
  /// prices are dollars of a WETH.
  public init(decimals0: Int = 6, decimals1: Int = 18, fee: Int = 500, isInverted: Bool = false) {
    self.decimals0 = decimals0
    self.decimals1 = decimals1
    self.fee = fee
    self.isInverted = isInverted
  }
}

extension TickFormat {
  /// The events of a Uniswap v3 pool, one a row (`tick.csv` of demeter-fetch).
  ///
  /// - Throws: `TickFileError` with code `badSpecification` where the pool's numbers are out of
  ///   their ranges.
  public static func uniswapEvents(_ pool: UniswapPool) throws -> TickFormat {
    guard (0...36).contains(pool.decimals0), (0...36).contains(pool.decimals1) else {
      throw TickFileError(
        .badSpecification, "a token has 0 to 36 decimals", advice: "write decimals: [6, 18]")
    }
    guard (1..<1_000_000).contains(pool.fee) else {
      throw TickFileError(
        .badSpecification, "a pool's fee is above 0 and below 100 %", advice: "write fee: 5bps")
    }
    return uniswapEvents(of: pool)
  }

  /// The format for a pool whose numbers are in their ranges.
  static func uniswapEvents(of pool: UniswapPool) -> TickFormat {
    var format = TickFormat(
      name: "uniswap-v3/events", kind: .quotesAndTrades,
      layouts: [
        TickLayout(
          header: .present, fieldCount: 19,
          columns: [
            TickColumn(.exchangeTime, ["block_timestamp"], time: .iso8601),
            TickColumn(.code, ["tx_type"]),
            // The order of events, kept where a trade's numbers will be.
            TickColumn(.price, ["block_number"]),
            TickColumn(.quantity, ["pool_log_index"]),
            TickColumn(.wideInteger, ["amount0"], optional: true, record: 1),
            TickColumn(.wideInteger, ["amount1"], optional: true, record: 2),
            TickColumn(.wideInteger, ["sqrtPriceX96"], optional: true, record: 3),
            TickColumn(.wideInteger, ["total_liquidity"], optional: true, record: 4),
          ],
          headerNames: [
            "block_number", "block_timestamp", "tx_type", "transaction_hash", "pool_tx_index",
            "pool_log_index", "proxy_log_index", "sender", "receipt", "amount0", "amount1",
            "total_liquidity", "total_liquidity_delta", "sqrtpricex96", "current_tick",
            "position_id", "tick_lower", "tick_upper", "liquidity",
          ],
          records: Array(repeating: .trade, count: 5), interpretation: .uniswapEvents(pool),
          allowsUnpaired: true)
      ])
    format.rounding = .all
    return format
  }
}

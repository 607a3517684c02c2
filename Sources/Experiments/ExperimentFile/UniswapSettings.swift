internal import MarketData

/// Reads what `format: uniswap-v3/events` is told of its pool.
enum UniswapSettings {
  static let format = "uniswap-v3/events"
  static let keys = ["decimals", "fee", "invert"]

  /// The format for the pool in `map`; what it does not say is as in the pool of USDC and WETH at
  /// 5 basis points.
  static func read(_ map: SettingMap) throws -> TickFormat {
    var pool = UniswapPool()
    if let value = map["decimals"] {
      let decimals = try value.list().map { try $0.integer("decimals", minimum: 0) }
      guard decimals.count == 2 else {
        throw value.error("decimals are those of token 0 and token 1; write decimals: [6, 18]")
      }
      pool.decimals0 = Int(decimals[0])
      pool.decimals1 = Int(decimals[1])
    }
    if let value = map["fee"] {
      let rate = try value.rate("fee")
      guard let millionths = Units.whole(rate, times: 1_000_000) else {
        throw value.error("fee \(rate) is no whole number of millionths; write for instance 5 bps")
      }
      pool.fee = Int(millionths)
    }
    if let value = map["invert"] { pool.isInverted = try value.onOff("invert") }
    do {
      return try TickFormat.uniswapEvents(pool)
    } catch let error as TickFileError {
      throw ExperimentError(
        map.place, error.message + (error.advice.map { "; \($0)" } ?? ""))
    }
  }
}

internal import MarketData

/// Sizes and distances that suit a market, as the texts of an experiment file.
struct DraftScale {
  let tick: FixedDecimal
  let lot: FixedDecimal
  /// Half the median spread (ticks, at least 1).
  let halfSpreadTicks: Int
  /// The median size that trades, in base units.
  let size: FixedDecimal
  /// Twenty sizes.
  let limit: FixedDecimal
  /// Five sizes.
  let band: FixedDecimal
  /// Whether there is less than a row a second.
  let isSlow: Bool
  private let price: Double
  private let volatility: Double

  init(_ files: [FileQuality], symbol: String?) {
    let symbols = files.compactMap { file in
      file.symbols.first { $0.name == symbol } ?? file.symbols.first
    }
    let last = symbols.compactMap(\.lastPrice).last ?? 1
    tick = Self.grid(Self.finest(symbols.compactMap(\.tick)), for: last, digits: 6)
    let typical = symbols.compactMap(\.medianQuantity).first { $0 > 0 }
    lot = Self.grid(Self.finest(symbols.compactMap(\.lot)), for: typical ?? 100, digits: 3)
    let spread = symbols.compactMap(\.medianSpread).first { $0 > 0 } ?? tick.doubleValue
    let ticks = (spread / tick.doubleValue / 2).rounded(.up)
    halfSpreadTicks = ticks.isFinite ? max(1, min(1_000_000, Int(ticks))) : 1
    let traded = zip(files, symbols).first { $0.0.kind.hasTrades }?.1.medianQuantity
    let quantity = traded ?? symbols.compactMap(\.medianQuantity).first ?? lot.doubleValue
    let count = (quantity / lot.doubleValue).rounded()
    let lots = count.isFinite ? max(1, min(1_000_000_000, Int64(count))) : 1
    size = Self.times(lot, lots)
    limit = Self.times(lot, lots * 20)
    band = Self.times(lot, lots * 5)
    price = last
    volatility = symbols.compactMap(\.volatility).first { $0 > 0 } ?? tick.doubleValue
    isSlow = files.compactMap(\.rowsPerSecond).reduce(0, +) < 1
  }

  /// Twenty times what the limit is worth, to one digit (quote units).
  var startCash: String {
    let worth = max(1, abs(price) * limit.doubleValue * 20)
    var power = 1.0
    while power * 10 <= worth { power *= 10 }
    return FixedDecimal("\(power * (worth / power).rounded(.up))")?.description ?? "100000"
  }

  /// Shift of the quotes by half a spread at a quarter of the limit (ticks per lot).
  var skew: String {
    let lots = limit.doubleValue / lot.doubleValue
    return Self.short(Double(halfSpreadTicks) / (lots / 4))
  }

  /// Decay of the fill intensity: a factor e for each half spread (per tick).
  var intensityPerTick: String { Self.short(1 / Double(halfSpreadTicks)) }

  /// Risk aversion that shifts the quotes by half a spread at the limit over five minutes.
  var gamma: String {
    let half = Double(halfSpreadTicks) * tick.doubleValue
    return Self.short(half / (limit.doubleValue * volatility * volatility * 300))
  }

  /// `step`, or where the numbers lie on none that a price or a size in steps of it can be counted
  /// in, the power of ten that leaves `number` as many `digits`.
  private static func grid(_ step: FixedDecimal?, for number: Double, digits: Int) -> FixedDecimal {
    if let step, step.doubleValue > 0, abs(number) / step.doubleValue < 1e10 { return step }
    var decimals = digits - 1
    var rest = abs(number)
    while rest >= 10, decimals > 0 {
      decimals -= 1
      rest /= 10
    }
    while rest > 0, rest < 1, decimals < 12 {
      decimals += 1
      rest *= 10
    }
    return FixedDecimal(mantissa: 1, decimals: UInt8(decimals))
  }

  private static func finest(_ steps: [FixedDecimal]) -> FixedDecimal? {
    // A grid that both lie on: the greatest common divisor of the two.
    steps.reduce(nil) { known, step in
      guard let known else { return step }
      return DecimalGrid.common(known, step) ?? min(known, step)
    }
  }

  private static func times(_ step: FixedDecimal, _ count: Int64) -> FixedDecimal {
    let (product, overflow) = step.mantissa.multipliedReportingOverflow(by: count)
    return FixedDecimal(mantissa: overflow ? step.mantissa : product, decimals: step.decimals)
      .normalized
  }

  /// Two significant digits in plain notation.
  private static func short(_ number: Double) -> String {
    guard number.isFinite, number > 0 else { return "0" }
    var decimals = 0
    var scaled = number
    while scaled < 10, decimals < 15 {
      scaled *= 10
      decimals += 1
    }
    let digits = min(scaled.rounded(), 9e15)
    return FixedDecimal(mantissa: max(1, Int64(digits)), decimals: UInt8(decimals)).normalized
      .description
  }
}

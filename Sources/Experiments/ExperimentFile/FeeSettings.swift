internal import Backtesting
internal import MarketData

/// Reads `fees`: rates, amounts per lot and per fill, and tiers by traded volume.
enum FeeSettings {
  static let keys = ["maker", "taker", "per-lot", "per-fill", "volume", "tiers"]

  /// Changes `assumptions` by everything that `value` says.
  static func apply(_ value: Setting, to assumptions: inout FillAssumptions) throws {
    let fees = try value.map("fees", known: keys)
    if let value = fees["maker"] { assumptions.makerFee = try value.rate("maker fee") }
    if let value = fees["taker"] { assumptions.takerFee = try value.rate("taker fee") }
    var rules = assumptions.feeRules
    if let value = fees["per-lot"] {
      (rules.makerPerLot, rules.takerPerLot) = try amounts(value, "per-lot")
    }
    if let value = fees["per-fill"] {
      (rules.makerPerFill, rules.takerPerFill) = try amounts(value, "per-fill")
    }
    if let value = fees["volume"] {
      rules.volumeWindow =
        try value.text("volume") == "cumulative" ? nil : try value.duration("volume", minimum: 1)
    }
    if let value = fees["tiers"] { rules.tiers = try tiers(value, assumptions) }
    assumptions.feeRules = rules
  }

  /// One amount for both sides of the book, or `{ maker: …, taker: … }`.
  private static func amounts(
    _ value: Setting, _ what: String
  ) throws -> (maker: FixedDecimal, taker: FixedDecimal) {
    guard case .map = value.content else {
      let amount = try value.decimal(what).normalized
      return (amount, amount)
    }
    let map = try value.map(what, known: ["maker", "taker"])
    let none = FixedDecimal(mantissa: 0, decimals: 0)
    return (
      try map["maker"]?.decimal("\(what) maker fee").normalized ?? none,
      try map["taker"]?.decimal("\(what) taker fee").normalized ?? none
    )
  }

  private static func tiers(_ value: Setting, _ base: FillAssumptions) throws -> [FeeTier] {
    // No tiers at all: what a strategy writes to be rid of those of the experiment.
    if case .list(let elements) = value.content, elements.isEmpty { return [] }
    var tiers: [FeeTier] = []
    for element in value.list() {
      let map = try element.map("a fee tier", known: ["from", "maker", "taker"])
      let from = try map.required("from")
      let tier = FeeTier(
        volume: try from.decimal("from").normalized,
        maker: try map["maker"]?.rate("maker fee") ?? tiers.last?.maker ?? base.makerFee,
        taker: try map["taker"]?.rate("taker fee") ?? tiers.last?.taker ?? base.takerFee)
      guard tiers.last.map({ $0.volume < tier.volume }) ?? (tier.volume.mantissa >= 0) else {
        throw from.error("fee tiers must come by rising volume, from 0 on; put them in order")
      }
      tiers.append(tier)
    }
    return tiers
  }

  /// The keys that say the fees of `assumptions`.
  static func json(_ assumptions: FillAssumptions) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("maker", assumptions.makerFee.json), ("taker", assumptions.takerFee.json),
    ]
    let rules = assumptions.feeRules
    guard !rules.isEmpty else { return .object(entries) }
    func pair(_ maker: FixedDecimal, _ taker: FixedDecimal) -> JSONValue {
      .object([("maker", maker.json), ("taker", taker.json)])
    }
    entries += [
      ("per-lot", pair(rules.makerPerLot, rules.takerPerLot)),
      ("per-fill", pair(rules.makerPerFill, rules.takerPerFill)),
      ("volume", .string(rules.volumeWindow.map(Durations.text) ?? "cumulative")),
      (
        "tiers",
        .array(
          rules.tiers.map {
            .object([
              ("from", $0.volume.json), ("maker", $0.maker.json), ("taker", $0.taker.json),
            ])
          })
      ),
    ]
    return .object(entries)
  }
}

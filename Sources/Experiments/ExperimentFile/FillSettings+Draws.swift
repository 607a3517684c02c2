internal import Backtesting
internal import MarketData

/// Reads the fill models that draw random numbers.
extension FillSettings {
  /// `probabilistic(0.3)`, or `{ probabilistic: 0.3 }`, or `{ probabilistic: { p: 0.3 } }`.
  static func probabilistic(_ value: Setting) throws -> FillModel {
    if case .map = value.content {
      return try probabilistic(try value.map("probabilistic", known: ["p"]).required("p"))
    }
    let share = try value.decimal("probability p")
    guard share.isPositive, share <= FixedDecimal(mantissa: 1, decimals: 0) else {
      throw value.error("probability p must be greater than 0 and at most 1")
    }
    return .probabilistic(share.doubleValue)
  }

  /// `intensity(0.9/s, 0.3/tick)`, or `{ intensity: { A: 0.9/s, k: 0.3/tick } }`.
  static func intensity(_ value: Setting, of instrument: Instrument) throws -> FillModel {
    let (rate, decay): (Setting, Setting)
    if case .map = value.content {
      let map = try value.map("intensity", known: ["A", "k"])
      (rate, decay) = (try map.required("A"), try map.required("k"))
    } else {
      let parts = try value.text("intensity").split(separator: ",").map {
        Setting(content: .text(String($0)), place: value.place)
      }
      guard parts.count == 2 else {
        throw value.error(
          "intensity takes a rate A and a decay k; write intensity(0.9/s, 0.3/tick)")
      }
      (rate, decay) = (parts[0], parts[1])
    }
    return .intensity(
      amplitude: try perSecond(rate), decay: try perTick(decay, of: instrument))
  }

  private static func perSecond(_ value: Setting) throws -> Double {
    let (number, unit) = try positive(value, "rate A", example: "0.9/s")
    guard ["", "/s", "per s"].contains(unit) else {
      throw value.error("unknown unit '\(unit)' of rate A; write for instance 0.9/s")
    }
    return number.doubleValue
  }

  /// The decay per tick; without a unit it is per quote unit, as for strategies.
  private static func perTick(_ value: Setting, of instrument: Instrument) throws -> Double {
    let (number, unit) = try positive(value, "decay k", example: "0.3/tick")
    switch unit {
    case "/tick", "per tick": return number.doubleValue
    case "":
      guard let decay = number.times(instrument.tick) else {
        throw value.error("decay k has too many digits for this tick; write it per tick: 0.3/tick")
      }
      return decay.doubleValue
    default: throw value.error("unknown unit '\(unit)' of decay k; use /tick, or none per price")
    }
  }

  static func positive(
    _ value: Setting, _ what: String, example: String
  ) throws -> (FixedDecimal, String) {
    var text = try value.text(what)[...]
    while text.first == " " { text.removeFirst() }
    guard let (number, unit) = Units.split(String(text)), number.isPositive else {
      throw value.error("\(what) must be a number greater than 0; write for instance \(example)")
    }
    return (number, unit)
  }
}

extension FixedDecimal {
  /// The exact product, where it has at most 18 decimals and fits.
  func times(_ other: FixedDecimal) -> FixedDecimal? {
    let (first, second) = (normalized, other.normalized)
    let decimals = Int(first.decimals) + Int(second.decimals)
    let (product, overflow) = first.mantissa.multipliedReportingOverflow(by: second.mantissa)
    guard decimals <= 18, !overflow else { return nil }
    return FixedDecimal(mantissa: product, decimals: UInt8(decimals)).normalized
  }
}

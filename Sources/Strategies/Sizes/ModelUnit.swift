public import Backtesting
internal import MarketData

/// The order size Δ that a market-making model counts with.
public enum ModelUnit {
  /// What can be set.
  public static var parameter: Parameter {
    Parameter(
      "unit", .quantity,
      "order size Δ of the model; the quotes' size where not given, and 1 base unit gives the "
        + "formulas as first published",
      default: "", in: Parameter.positive)
  }

  /// Δ in base units: `unit` where it has a value, else `size`.
  public static func baseUnits(_ values: ParameterValues) -> Double {
    let lots = values.has("unit") ? values["unit"] : values["size"]
    let instrument = values.instrument
    return lots * instrument.lot.doubleValue * instrument.multiplier.doubleValue
  }
}

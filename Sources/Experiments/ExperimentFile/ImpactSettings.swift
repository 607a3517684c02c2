internal import Backtesting
internal import MarketData

/// Reads and writes `impact`: `none`, `{ linear: 0.5 ticks per lot }` or
/// `{ square-root: 2 ticks per sqrt lot }`.
extension FillSettings {
  static func impact(_ value: Setting, of instrument: Instrument) throws -> Impact {
    guard case .map = value.content else {
      guard try value.text("impact") == "none" else {
        throw value.error(
          "impact is none, { linear: 0.5 ticks per lot } or { square-root: 2 ticks per sqrt lot }")
      }
      return .none
    }
    let map = try value.map("impact", known: ["linear", "square-root"])
    guard map.entries.count == 1, let entry = map.entries.first else {
      throw value.error("impact must name one model; keep linear or square-root")
    }
    let (lot, tick) = (instrument.lot.doubleValue, instrument.tick.doubleValue)
    if entry.key == "linear" {
      return .linear(
        perLot: try coefficient(entry.value, inUnits: lot / tick, of: "lot"))
    }
    return .squareRoot(
      perRootLot: try coefficient(entry.value, inUnits: lot.squareRoot() / tick, of: "sqrt lot"))
  }

  /// A number of ticks per `quantity`, or without a unit of quote units per base unit (or its
  /// square root).
  private static func coefficient(
    _ value: Setting, inUnits factor: Double, of quantity: String
  ) throws -> Double {
    let words = try value.text("impact").split(separator: " ")
    guard let number = words.first.flatMap({ Double(String($0)) }), number.isFinite, number > 0
    else {
      throw value.error(
        "impact must be a number greater than 0; write for instance 0.5 ticks per \(quantity)")
    }
    let unit = words.dropFirst().joined(separator: " ")
    let result: Double
    switch unit {
    case "": result = number * factor
    case "ticks per \(quantity)", "tick per \(quantity)": result = number
    default:
      throw value.error(
        "unknown unit '\(unit)' of impact; use ticks per \(quantity), or none for quote units per "
          + (quantity == "lot" ? "base unit" : "square root of a base unit"))
    }
    guard result.isFinite, result > 0 else {
      throw value.error("impact \(number) is out of range for this tick and lot; change it")
    }
    return result
  }
}

extension Impact {
  /// The value that an experiment file reads back as this.
  var json: JSONValue {
    switch self {
    case .none: .string("none")
    case .linear(let perLot): .object([("linear", .string("\(perLot) ticks per lot"))])
    case .squareRoot(let perRootLot):
      .object([("square-root", .string("\(perRootLot) ticks per sqrt lot"))])
    }
  }
}

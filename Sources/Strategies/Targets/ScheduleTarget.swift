public import Backtesting

/// A target that leads from the inventory at the first decision to a final one over a given time.
///
///     q*(t) = q_T + (q_0 − q_T) sinh(κ (T − t))/sinh(κ T),   a straight line where κ = 0
///
/// Source: see `AlmgrenChriss`.
public struct ScheduleTarget: Sendable, Equatable {
  /// The inventory at its end (lots).
  public let final: Double
  private let path: AlmgrenChriss
  private var start: (time: Int64, lots: Double)?

  /// What can be set.
  public static var parameters: [Parameter] {
    ConstantTarget.parameters + [
      Parameter("duration", .duration, "time T it takes", in: Parameter.positive),
      Parameter(
        "urgency", .rate,
        "κ: 0 is a straight line (TWAP); 1/κ is the time in which what is left falls by e "
          + "(Almgren–Chriss)", default: "0", in: Parameter.nonNegative),
    ]
  }

  /// The target that `values` hold.
  public init(_ values: ParameterValues) {
    final = values["target"]
    path = AlmgrenChriss(urgency: values["urgency"], horizon: values["duration"])
  }

  /// The target inventory (lots) at the instant of `view`.
  public mutating func lots(for view: MarketView, holding inventory: Inventory) -> Double {
    let start = self.start ?? (view.time, inventory.quantity)
    self.start = start
    let share = path.remainingShare(elapsed: Double(view.time - start.time) / 1e9)
    return final + (start.lots - final) * share
  }

  /// Whether two targets are in the same state.
  public static func == (left: Self, right: Self) -> Bool {
    left.final == right.final && left.path == right.path
      && left.start?.time == right.start?.time && left.start?.lots == right.start?.lots
  }
}

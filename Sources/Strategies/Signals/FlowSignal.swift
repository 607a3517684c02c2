public import Backtesting

/// Moves both quotes with what the touch or the prints say of the next moves of the mid.
public struct FlowSignal: Sendable, Equatable {
  private enum Kind: Sendable, Equatable {
    case none
    case weightedMid
    case orderFlow(OrderFlowImbalance)
    case tradeSign(TradeSignImbalance)
  }
  private var kind: Kind
  private let weight: Double

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "signal", .choice(["none", "weighted-mid", "order-flow", "trade-sign"]),
        "what else moves both quotes: the weighted mid less the mid (ticks), order-flow imbalance "
          + "(lots) or trade-sign imbalance (−1 to 1)", default: "none"),
      Parameter(
        "signal-weight", .number, "ticks that both quotes move up for each unit of the signal",
        default: "1"),
      Parameter(
        "signal-half-life", .duration, "half-life of the imbalances", default: "10s",
        in: Parameter.positive),
    ]
  }

  /// The signal that `values` hold.
  public init(_ values: ParameterValues) {
    weight = values["signal-weight"]
    let halfLife = values["signal-half-life"]
    kind =
      switch values.choice("signal") {
      case "weighted-mid": .weightedMid
      case "order-flow": .orderFlow(OrderFlowImbalance(halfLife: halfLife))
      case "trade-sign": .tradeSign(TradeSignImbalance(halfLife: halfLife))
      default: .none
      }
  }

  /// Takes note of a print as it arrives.
  public mutating func observe(_ trade: MarketTrade) {
    guard case .tradeSign(var signal) = kind else { return }
    signal.observe(trade)
    kind = .tradeSign(signal)
  }

  /// How far both quotes move up (ticks) after seeing `view`.
  public mutating func shift(_ view: MarketView) -> Double {
    switch kind {
    case .none: return 0
    case .weightedMid: return weight * WeightedMid.shift(view)
    case .orderFlow(var signal):
      signal.observe(view)
      kind = .orderFlow(signal)
      return weight * signal.value(at: view.time)
    case .tradeSign(let signal): return weight * signal.value(at: view.time)
    }
  }
}

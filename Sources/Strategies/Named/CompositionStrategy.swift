public import Backtesting
internal import MarketData

/// Any of the price skews, size skews, returns and signals together.
public struct CompositionStrategy: DocumentedStrategy {
  /// `composition`.
  public static let name = "composition"
  /// One sentence for the catalogue.
  public static let summary = "Puts a skew, sizes, a return and a signal of choice together."
  /// What can be set.
  public static var parameters: [Parameter] {
    QuotingParts.parameters + ConstantTarget.parameters + skewParameters + returnParameters
      + FlowSignal.parameters
  }
  /// `true`.
  public static var observesTrades: Bool { true }

  private static var skewParameters: [Parameter] {
    [
      Parameter(
        "skew-shape", .choice(["none", "linear", "quadratic", "tanh", "dead-band"]),
        "how both quotes move against the inventory, as the strategies of those names",
        default: "none"),
      Parameter(
        "skew", .priceShiftPerQuantity, "slope of the skew", default: "0",
        in: Parameter.nonNegative),
      Parameter(
        "scale", .quantity,
        "scale of a quadratic or tanh skew, band of a dead band; the quotes' "
          + "size where not given", default: "", in: Parameter.positive),
      Parameter(
        "eta", .number, "exponential size skew, per base unit; 0 = full sizes", default: "0",
        in: Parameter.nonNegative),
      Parameter(
        "pull", .quantity, "distance from the target from which on the adding side is pulled",
        default: "", in: Parameter.positive),
    ]
  }

  private static var returnParameters: [Parameter] {
    [
      Parameter(
        "rebalance", .choice(["none", "band", "hysteresis", "periodic"]),
        "when it crosses the spread, as the strategies threshold, hysteresis and periodic",
        default: "none"),
      Parameter(
        "band", .quantity, "band of a return, outer band of hysteresis", default: "",
        in: Parameter.positive),
      Parameter(
        "exit", .quantity, "inner band of hysteresis", default: "0", in: Parameter.nonNegative),
      Parameter(
        "to", .choice(["edge", "target"]), "where a return at a band leads to", default: "target"),
      Parameter(
        "every", .duration, "time between periodic returns", default: "60s", in: 1e-9...1e9),
      Parameter(
        "confirm", .number,
        "ticks that the mid must have turned back by before an immediate order goes", default: "0",
        in: Parameter.nonNegative),
    ]
  }

  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "bid, ask = anchor ∓ half-spread + skew(q − q*) + weight × signal; sizes, pulled "
      + "side and "
      + "immediate orders as those of the strategies its choices are named after",
    wrongChoice: "As a first step: each part hides what another does. Compare the parts alone.")

  private var parts: QuotingParts
  private let target: ConstantTarget
  private var signal: FlowSignal
  private var gate: ReversalConfirmation

  /// The strategy that `values` describe; throws where a chosen return lacks its band.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    signal = FlowSignal(values)
    gate = ReversalConfirmation(distance: values["confirm"])
    let shape: PriceSkew.Shape =
      switch values.choice("skew-shape") {
      case "linear": .linear
      case "quadratic": .quadratic
      case "tanh": .tanh
      case "dead-band": .deadBand
      default: .none
      }
    parts.skew = PriceSkew(
      shape, slope: values["skew"], scale: values.has("scale") ? values["scale"] : values["size"])
    if values["eta"] > 0 {
      let unit = values.instrument.lot.doubleValue * values.instrument.multiplier.doubleValue
      parts.sizeSkew = ExponentialSizeSkew(eta: values["eta"] * unit)
    }
    if values.has("pull") { parts.oneSided = OneSidedQuoting(band: values["pull"]) }
    parts.taker = try Self.taker(values)
  }

  private static func taker(_ values: ParameterValues) throws -> TakerRule {
    switch values.choice("rebalance") {
    case "none": return .none
    case "periodic": return .periodic(PeriodicRebalance(seconds: values["every"]))
    case let rule:
      guard values.has("band") else {
        throw ParameterError(name: "band", message: "missing; rebalance: \(rule) needs one")
      }
      if rule == "band" { return .band(BandRebalance(values)) }
      guard values["exit"] < values["band"] else {
        throw ParameterError(name: "exit", message: "must be below band")
      }
      return .hysteresis(Hysteresis(enter: values["band"], exit: values["exit"]))
    }
  }

  /// Takes note of a print for the signal.
  public mutating func observe(_ trade: MarketTrade) { signal.observe(trade) }

  /// What the parts want together.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var moved = view
    let shift = signal.shift(view)
    moved.bid += shift
    moved.ask += shift
    moved.mid += shift
    var quotes = parts.quotes(for: moved, holding: inventory, target: target.lots)
    if gate.distance > 0 {
      let order = quotes.immediate
      let excess = order.map { $0.side == .sell ? $0.quantity : -$0.quantity } ?? 0
      // An order in flight neither starts nor ends a wait.
      if inventory.pending == 0, !gate.confirms(excess: excess, mid: view.mid) {
        quotes.immediate = nil
      }
    }
    return quotes
  }
}

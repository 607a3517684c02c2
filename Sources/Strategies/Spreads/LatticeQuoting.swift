public import Backtesting
internal import MarketData

/// Quotes of a model with exponential intensities in a replay: a table over inventories, solved
/// again when what it depends on has changed.
///
/// The exact and the asymptotic form need a table of depths. It is kept while volatility and time
/// left stay within 1 % of those it was solved for (the last second before a session's end counts
/// as one), so that an estimated volatility costs a solution now and then, and a decision looks two
/// numbers up. Between multiples of the order size depths are interpolated; beyond the model's
/// bound they are those at the bound, without the side that would go further.
public struct LatticeQuoting: Sendable {
  /// The parameters that every such strategy has.
  static func parameters(form: String, horizon: String) -> [Parameter] {
    [
      Parameter(
        "form", .choice(IntensityQuotes.Form.allCases.map(\.rawValue)),
        "exact (at the time left), asymptotic (infinite horizon) or closed (its approximation)",
        default: form),
      Parameter(
        "horizon", .horizon,
        "of form exact: rolling, so that T − t never changes, or the session's end",
        default: horizon, in: Parameter.nonNegative),
      Parameter(
        "bound", .quantity,
        "Q, the most inventory the model counts with, about the target; forms exact and "
          + "asymptotic need it, and the lane's limit should not be below it",
        default: "", in: Parameter.positive),
      Parameter(
        "drift", .number, "μ, drift of the mid, quote units per second", default: "0"),
    ]
  }

  private var model: IntensityQuotes
  private let unitRisk: Double
  private let horizon: Horizon
  private var ratios = LatticeRatios(first: 0, values: [])
  private var solvedSigma = -1.0
  private var solvedTime = -1.0

  /// Quotes of `model`, which was made with a volatility of 1; `values` say form and horizon.
  init(_ model: IntensityQuotes, _ values: ParameterValues) throws(ParameterError) {
    self.model = model
    unitRisk = model.lattice.risk
    self.model.form = IntensityQuotes.Form(rawValue: values.choice("form")) ?? .closed
    horizon = values.has("horizon") ? values.horizon("horizon") : .rolling(0)
    guard self.model.form != .exact || values.has("horizon") else {
      throw ParameterError(
        name: "horizon", message: "missing; form exact needs it, as 5m or session")
    }
    guard self.model.form != .closed || model.lattice.drift == 0 || unitRisk > 0 else {
      throw ParameterError(
        name: "drift", message: "needs a risk above 0 in form closed; use form asymptotic")
    }
  }

  /// How many orders of `orderSize` base units the parameter `bound` holds; 1 where the form needs
  /// none.
  static func bound(
    _ values: ParameterValues, orderSize: Double
  ) throws(ParameterError) -> Int {
    guard values.choice("form") != "closed" else { return 1 }
    guard values.has("bound") else {
      throw ParameterError(
        name: "bound",
        message: "missing; form \(values.choice("form")) needs it: the most inventory, as 0.5")
    }
    let orders = (values["bound"] * values.baseUnitsPerLot / orderSize * (1 + 1e-12)).rounded(.down)
    guard orders >= 1, orders <= 10_000 else {
      throw ParameterError(
        name: "bound", message: "must hold from 1 to 10000 orders of the model's size")
    }
    return Int(orders)
  }

  /// The offsets (price units) at inventory `q` (base units from the target); `nil` where the
  /// session's end is not known.
  mutating func offsets(q: Double, sigma: Double, at view: MarketView) -> QuoteOffsets? {
    let order = q / model.orderSize
    if model.form == .closed {
      if sigma == 0, model.lattice.drift != 0 { return nil }
      if solvedSigma != sigma { scale(sigma) }
      return model.closed(order: order)
    }
    var left = 0.0
    if model.form == .exact {
      switch horizon {
      case .rolling(let seconds): left = seconds
      case .session:
        guard let end = view.sessionEnd else { return nil }
        left = max(0, Double(end - view.time) / 1e9)
      }
    }
    if abs(sigma - solvedSigma) > 0.01 * solvedSigma
      || abs(left - solvedTime) > 0.01 * max(1, solvedTime)
    {
      solve(sigma, left)
    }
    return interpolated(order)
  }

  private mutating func scale(_ sigma: Double) {
    model.lattice.risk = unitRisk * sigma * sigma
    solvedSigma = sigma
  }

  private mutating func solve(_ sigma: Double, _ left: Double) {
    scale(sigma)
    solvedTime = left
    let lattice = model.lattice
    // A horizon too long to be computed is as good as infinite.
    let solution =
      model.form == .exact ? try? lattice.solution(time: left) : lattice.stationary()
    ratios = (solution ?? lattice.stationary()).ratios
  }

  private func interpolated(_ order: Double) -> QuoteOffsets {
    let bound = Double(model.lattice.bound)
    let inside = min(max(order, -bound), bound)
    let low = inside.rounded(.down)
    let below = model.offsets(order: Int(low), ratios)
    let share = inside - low
    guard share > 0 else { return below }
    let above = model.offsets(order: Int(low) + 1, ratios)
    return QuoteOffsets(
      bid: Self.between(below.bid, above.bid, share), ask: Self.between(below.ask, above.ask, share)
    )
  }

  /// Where one of the two is not quoted there is no room for a whole order: neither is this.
  private static func between(_ left: Double?, _ right: Double?, _ share: Double) -> Double? {
    guard let left, let right else { return nil }
    return left + share * (right - left)
  }
}

extension ParameterValues {
  /// Base units per lot, multiplier included.
  var baseUnitsPerLot: Double {
    instrument.lot.doubleValue * instrument.multiplier.doubleValue
  }

  /// A distance in quote units that must not depend on the mid; 0 where it has no value.
  func price(_ name: String) throws(ParameterError) -> Double {
    guard has(name) else { return 0 }
    let distance = distance(name)
    guard distance.shareOfMid == 0 else {
      throw ParameterError(name: name, message: "must be ticks or quote units, not bps")
    }
    return distance.ticks * instrument.tick.doubleValue
  }
}

extension Quotes {
  /// Wants `size` lots at each offset (price units) from the mid that there is.
  mutating func quote(_ offsets: QuoteOffsets, at view: MarketView, size: Double) {
    if let bid = offsets.bid { self.bid(at: view.mid - bid / view.tickSize, quantity: size) }
    if let ask = offsets.ask { self.ask(at: view.mid + ask / view.tickSize, quantity: size) }
  }
}

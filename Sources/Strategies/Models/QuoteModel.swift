/// How far a model wants its quotes from the mid (price units); a side that is not quoted is `nil`.
public struct QuoteOffsets: Sendable, Equatable {
  /// Mid − bid.
  public var bid: Double?
  /// Ask − mid.
  public var ask: Double?

  /// Offsets of both sides.
  public init(bid: Double?, ask: Double?) {
    self.bid = bid
    self.ask = ask
  }

  init(_ depths: QuoteDepths) { self.init(bid: depths.bid, ask: depths.ask) }
}

/// A market-making model with all its parameters: quotes as a function of inventory and time.
public protocol QuoteModel: Sendable {
  /// The offsets at each of `inventories` (base units), `time` ≥ 0 seconds after the start.
  ///
  /// Throws where an inventory or the time is none the model knows.
  func offsets(at inventories: [Double], time: Double) throws(QuoteModelError) -> [QuoteOffsets]
}

/// A model whose quotes at one inventory do not depend on those at others.
protocol PointwiseQuoteModel: QuoteModel {
  var horizon: Double? { get }
  func offsets(inventory: Double, remaining: Double) throws(QuoteModelError) -> QuoteOffsets
}

extension PointwiseQuoteModel {
  /// The offsets at each inventory, one by one.
  public func offsets(
    at inventories: [Double], time: Double
  ) throws(QuoteModelError) -> [QuoteOffsets] {
    let left = try remaining(time, of: horizon)
    var result: [QuoteOffsets] = []
    for inventory in inventories {
      result.append(try offsets(inventory: inventory, remaining: left))
    }
    return result
  }
}

/// The time left at `time`, 0 for a model without a horizon.
func remaining(_ time: Double, of horizon: Double?) throws(QuoteModelError) -> Double {
  guard let horizon else { return 0 }
  guard time >= 0, time <= horizon else {
    throw QuoteModelError(
      parameter: "time", message: "\(time) is not between 0 and the horizon, \(horizon)")
  }
  return horizon - time
}

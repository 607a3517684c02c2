public import MarketData

/// A distance in price: some ticks plus some share of the mid.
@frozen
public struct PriceDistance: Sendable, Equatable {
  /// The fixed part (ticks).
  public var ticks: Double
  /// The part that is relative to the mid (1 bps = 0.0001).
  public var shareOfMid: Double

  /// A distance of `ticks` plus `shareOfMid` × mid.
  @inlinable
  public init(ticks: Double, shareOfMid: Double = 0) {
    self.ticks = ticks
    self.shareOfMid = shareOfMid
  }

  /// The distance in ticks where the mid is `mid` ticks.
  @inlinable
  public func ticks(atMid mid: Double) -> Double { ticks + shareOfMid * mid }
}

/// Where a strategy's volatility comes from.
public enum VolatilitySource: Sendable, Equatable {
  /// Given: quote units per square-root second.
  case constant(Double)
  /// Estimated from 1 s mid changes with this half-life in seconds.
  case ewma(halfLife: Double)
}

/// The horizon of a finite-horizon model.
public enum Horizon: Sendable, Equatable {
  /// Rolls: T − t is always this many seconds.
  case rolling(Double)
  /// Counts down to the end of the session.
  case session
}

/// A parameter's text could not be used.
public struct ParameterError: Error, Sendable, CustomStringConvertible {
  /// The parameter at fault.
  public var name: String
  /// What is wrong and what to do.
  public var message: String

  /// An error about parameter `name`.
  public init(name: String, message: String) {
    self.name = name
    self.message = message
  }

  /// `name: message`.
  public var description: String { "\(name): \(message)" }
}

/// The values of one strategy's parameters, converted to the units a strategy computes in.
///
/// Made from texts by `init(texts:declared:instrument:)`, which checks names, units and ranges, so
/// that reading a declared parameter never fails. Reading one that was not declared is a programmer's
/// error and traps.
public struct ParameterValues: Sendable {
  /// A converted value.
  enum Value: Sendable, Equatable {
    case number(Double)
    case distance(PriceDistance)
    case volatility(VolatilitySource)
    case horizon(Horizon)
    case choice(String)
  }

  /// The instrument the values were converted for.
  public let instrument: Instrument
  var values: [String: Value]
}

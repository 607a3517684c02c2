public import Backtesting
internal import RealModule

/// How far both quotes move against the inventory, as one of a family of functions of d = q − q*.
///
///     linear     −c d
///     quadratic  −c m sgn(d) (d/m)²
///     tanh       −c m tanh(d/m)
///     dead band  −c sgn(d) max(|d| − b, 0)
///     step       −e sgn(d) where |d| ≥ b, else 0
///
/// All but the step agree near a deviation of m in size: m is where the quadratic skew overtakes
/// the linear one and where the tanh skew levels off.
public struct PriceSkew: Sendable, Equatable {
  /// Which function of the deviation.
  public enum Shape: Sendable, Equatable {
    /// No shift.
    case none
    /// In proportion to the deviation.
    case linear
    /// With the square of the deviation: mild near the target, hard far from it.
    case quadratic
    /// Levelling off: never more than c m.
    case tanh
    /// Nothing inside a band, in proportion to what exceeds it outside.
    case deadBand
    /// Nothing inside a band, always the same at its edge and outside.
    case step
  }

  /// Which function of the deviation.
  public var shape: Shape
  /// c (ticks per lot), at least 0; of a step e (ticks).
  public var slope: Double
  /// m or b (lots), greater than 0 where it divides.
  public var scale: Double

  /// A skew from its parts.
  public init(_ shape: Shape, slope: Double = 0, scale: Double = 1) {
    self.shape = shape
    self.slope = slope
    self.scale = scale
  }

  /// How far both quotes move up (ticks) where the inventory is `deviation` lots above target.
  @inlinable
  public func shift(deviation: Double) -> Double {
    switch shape {
    case .none: return 0
    case .linear: return -slope * deviation
    case .quadratic: return -slope * deviation * (abs(deviation) / scale)
    case .tanh: return -slope * scale * saturated(deviation / scale)
    case .deadBand:
      let beyond = abs(deviation) - scale
      return beyond > 0 ? (deviation > 0 ? -slope : slope) * beyond : 0
    case .step: return abs(deviation) < scale ? 0 : deviation > 0 ? -slope : slope
    }
  }

  @usableFromInline
  func saturated(_ x: Double) -> Double { Double.tanh(x) }
}

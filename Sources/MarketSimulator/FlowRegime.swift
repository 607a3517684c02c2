/// A stretch of the session with one balance between buyers and sellers.
public struct FlowRegime: Sendable, Equatable {
  /// How long it lasts, in whole seconds, greater than 0.
  public var seconds: Int64
  /// The share of market orders that buy, from 0 to 1; 0.5 is balanced flow.
  public var buyShare: Double

  /// A stretch of `seconds` in which a share `buyShare` of market orders buys.
  public init(seconds: Int64, buyShare: Double) {
    self.seconds = seconds
    self.buyShare = buyShare
  }
}

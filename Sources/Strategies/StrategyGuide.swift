public import Backtesting

/// What a researcher should know before choosing a strategy.
public struct StrategyGuide: Sendable, Equatable {
  /// What it quotes, as a formula.
  public var formula: String
  /// Where the formula comes from; empty where it is common practice.
  public var source: String
  /// When it is the wrong choice.
  public var wrongChoice: String

  /// A guide from its parts.
  public init(formula: String, source: String = "", wrongChoice: String) {
    self.formula = formula
    self.source = source
    self.wrongChoice = wrongChoice
  }
}

/// A strategy that says more about itself than its parameters do.
public protocol DocumentedStrategy: Strategy {
  /// Shown by `ballast strategies NAME`.
  static var guide: StrategyGuide { get }
}

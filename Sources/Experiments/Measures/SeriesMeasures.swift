internal import Metrics

/// What `ballast metrics` says of series of PnL or equity.
public enum SeriesMeasures {
  /// One series.
  public struct Series: Sendable {
    /// What a column holds.
    public enum Kind: String, Sendable {
      /// PnL per period.
      case pnl
      /// Equity at the end of each period; its differences are the PnL.
      case equity
    }

    /// The name of its column.
    public var name: String
    /// What the column holds.
    public var kind: Kind
    /// PnL per period.
    public var profits: [Double]
    /// Equity, from the start of the first period on.
    public var equity: [Double]

    /// The series in the `values` of a column.
    ///
    /// PnL adds up to an equity that starts from 0, in two-word arithmetic.
    public init(name: String, kind: Kind, values: [Double]) {
      self.name = name
      self.kind = kind
      switch kind {
      case .pnl:
        profits = values
        var sum = CompensatedSum()
        equity = [0]
        equity.reserveCapacity(values.count + 1)
        for value in values {
          sum.add(value)
          equity.append(sum.total.value ?? .infinity)
        }
      case .equity:
        equity = values
        profits = zip(values.dropFirst(), values).map { $0 - $1 }
      }
    }
  }

  /// Moments, ratios and drawdown of a series.
  static func summary(of series: Series) -> JSONValue {
    var object = MeasureObject()
    object.add("column", text: series.name)
    object.add("kind", text: series.kind.rawValue)
    object.add("n", count: series.profits.count)
    var sums = MomentsAccumulator()
    for profit in series.profits { sums.add(profit) }
    let moments = Moments.of(series.profits)
    object.add("total", sums.total)
    object.add("mean", moments.map(\.mean))
    object.add("std", moments.flatMap(\.standardDeviation))
    object.add("skewness", moments.flatMap(\.skewness))
    object.add("excess_kurtosis", moments.flatMap(\.excessKurtosis))
    object.add("minimum", moments.map { _ in sums.minimum })
    object.add("maximum", moments.map { _ in sums.maximum })
    object.add("autocorrelation_1", Autocorrelation.of(series.profits, lag: 1))
    object.add("sharpe", Ratios.sharpe(series.profits))
    object.add("sortino", Ratios.sortino(series.profits))
    object.add("flag", flag: .forPeriods(series.profits.count))
    return object.json
  }

  /// The worst falls of a series' equity.
  static func drawdown(of series: Series) -> JSONValue {
    var object = MeasureObject()
    object.add("column", text: series.name)
    // A curve of PnL starts from 0 whether or not a period follows.
    let isEmpty = series.profits.isEmpty && series.kind == .pnl
    let drawdown: Measured<Drawdown> =
      isEmpty ? .failure(.tooFewSamples(needed: 1)) : Drawdown.of(series.equity)
    object.add("n", count: isEmpty ? 0 : series.equity.count)
    object.add("max_drawdown", drawdown.map(\.maximum))
    object.add("max_drawdown_fraction", drawdown.flatMap(\.maximumFraction))
    object.add("peak_index", whole: drawdown.map(\.peakIndex))
    object.add("trough_index", whole: drawdown.map(\.troughIndex))
    object.add("longest_underwater", whole: drawdown.map(\.longestUnderwater))
    object.add("ulcer_index", drawdown.flatMap(\.ulcerIndex))
    return object.json
  }

  /// The distribution of a series' drawdowns at one level.
  static func drawdownRisk(of series: Series, level: Double) -> JSONValue {
    let isEmpty = series.profits.isEmpty && series.kind == .pnl
    let risk: Measured<DrawdownRisk> =
      isEmpty
      ? .failure(.tooFewSamples(needed: 1)) : DrawdownRisk.of(series.equity, level: level)
    var object = MeasureObject()
    object.add("column", text: series.name)
    object.add("level", level)
    object.add("expected_drawdown", risk.map(\.expected))
    object.add("drawdown_at_risk", risk.map(\.atRisk))
    object.add("conditional_drawdown_at_risk", risk.map(\.conditionalAtRisk))
    object.add("flag", flag: risk.value?.flag)
    return object.json
  }

  /// Tail risk of a series at one level, of its sorted losses.
  static func tailRisk(
    of series: Series, _ sample: Measured<LossSample>, level: Double
  ) -> MeasureObject {
    let risk = sample.flatMap { $0.tailRisk(level: level) }
    var object = MeasureObject()
    object.add("column", text: series.name)
    object.add("level", level)
    object.add("n", count: series.profits.count)
    object.add("var", risk.map(\.var))
    object.add("cvar", risk.map(\.cvar))
    object.add("cvar_se", risk.flatMap(\.cvarStandardError))
    object.add("gaussian_var", risk.flatMap(\.gaussianVaR))
    object.add("gaussian_cvar", risk.flatMap(\.gaussianCVaR))
    object.add("cornish_fisher_var", risk.flatMap(\.cornishFisherVaR))
    object.add("cornish_fisher_cvar", risk.flatMap(\.cornishFisherCVaR))
    object.add("flag", flag: risk.value?.flag)
    return object
  }

  /// Everything about `series`, as keys and values of the JSON.
  public static func all(
    _ series: [Series], levels: [Double]
  ) -> [(String, JSONValue)] {
    var tails: [JSONValue] = []
    for one in series {
      let sample = LossSample.ofProfits(one.profits)
      tails += levels.map { tailRisk(of: one, sample, level: $0).json }
    }
    return [
      ("series", .array(series.map(summary))),
      ("tail_risk", .array(tails)),
      ("drawdown", .array(series.map(drawdown))),
      (
        "drawdown_risk",
        .array(series.flatMap { one in levels.map { drawdownRisk(of: one, level: $0) } })
      ),
    ]
  }
}

import Metrics
import TestSupport
import Testing

@Suite struct TailRiskTests {
  struct Reference: Decodable {
    var sets: [String: [Double]]
    var rows: [Row]
    var parametric: [Parametric]

    struct Row: Decodable {
      var set: String
      var n: Int
      var alpha: Double
      var VaR_lower_quantile: Double
      var CVaR_RU: Double
      var CVaR_standard_error: Double
    }

    struct Parametric: Decodable {
      var loss_mean: Double
      var loss_std: Double
      var loss_skew: Double
      var loss_excess_kurt: Double
      var alpha: Double
      var gaussian_VaR: Double
      var gaussian_CVaR: Double
      var cf_VaR: Double
      var cf_CVaR: Double
    }
  }

  @Test("VaR, CVaR and its standard error of samples")
  func samples() throws {
    let reference: Reference = try fixture("cvar")
    #expect(reference.rows.count == 30)
    for row in reference.rows {
      let losses = try #require(reference.sets[row.set])
      let risk = try TailRisk.ofLosses(losses, level: row.alpha).get()
      #expect(risk.n == row.n)
      #expect(risk.var == row.VaR_lower_quantile, "\(row)")
      #expect(agree(risk.cvar, row.CVaR_RU, 1e-10), "\(row)")
      let tail = Double(row.n) * (1 - row.alpha)
      if tail >= 1 - 1e-9 {
        #expect(
          agree(risk.cvarStandardError.value, row.CVaR_standard_error, 1e-10), "\(row)")
      } else {
        #expect(risk.cvarStandardError.reason == .tailTooThin)
        #expect(risk.cvar == losses.max())
      }
      #expect((risk.flag == .thinTail) == (tail < 10 - 1e-9))
      let mirrored = try TailRisk.ofProfits(losses.map { -$0 }, level: row.alpha).get()
      #expect(mirrored == risk)
    }
  }

  @Test("Gaussian and Cornish-Fisher risk")
  func parametric() throws {
    let reference: Reference = try fixture("cvar")
    for row in reference.parametric {
      typealias P = ParametricTailRisk
      let (mean, deviation, level) = (row.loss_mean, row.loss_std, row.alpha)
      let gaussian = P.gaussianVaR(lossMean: mean, standardDeviation: deviation, level: level)
      let tail = P.gaussianCVaR(lossMean: mean, standardDeviation: deviation, level: level)
      #expect(agree(gaussian.value, row.gaussian_VaR, 1e-10))
      #expect(agree(tail.value, row.gaussian_CVaR, 1e-10))
      let expanded = P.cornishFisherVaR(
        lossMean: mean, standardDeviation: deviation, lossSkewness: row.loss_skew,
        excessKurtosis: row.loss_excess_kurt, level: level)
      let expandedTail = P.cornishFisherCVaR(
        lossMean: mean, standardDeviation: deviation, lossSkewness: row.loss_skew,
        excessKurtosis: row.loss_excess_kurt, level: level)
      #expect(agree(expanded.value, row.cf_VaR, 1e-10))
      #expect(agree(expandedTail.value, row.cf_CVaR, 1e-10))
    }
  }

  @Test("CVaR is the smallest value of the Rockafellar-Uryasev objective", arguments: 0..<40)
  func minimum(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let count = Int(random.integer(1...60))
    let losses = (0..<count).map { _ in Double(random.integer(-9...9)) / 2 }
    let level = Double(random.integer(1...99)) / 100
    let risk = try TailRisk.ofLosses(losses, level: level).get()
    // The objective is convex and piecewise linear with its corners at the observations.
    let least = losses.map { corner in
      corner + losses.reduce(0) { $0 + max($1 - corner, 0) } / (Double(count) * (1 - level))
    }.min()
    #expect(agree(risk.cvar, least, 1e-12))
    #expect(risk.cvar >= risk.var)
  }

  @Test("the Cornish-Fisher expansion is refused where its quantiles would fall")
  func domain() {
    #expect(ParametricTailRisk.isCornishFisherMonotone(skewness: 0, excessKurtosis: 0))
    #expect(ParametricTailRisk.isCornishFisherMonotone(skewness: -0.8, excessKurtosis: 4))
    #expect(!ParametricTailRisk.isCornishFisherMonotone(skewness: 1, excessKurtosis: 0))
    #expect(!ParametricTailRisk.isCornishFisherMonotone(skewness: 0, excessKurtosis: -1))
    #expect(!ParametricTailRisk.isCornishFisherMonotone(skewness: 0, excessKurtosis: 9))
    #expect(!ParametricTailRisk.isCornishFisherMonotone(skewness: .nan, excessKurtosis: 1))
  }

  @Test("the distribution of drawdowns")
  func drawdowns() throws {
    let curve = [0.0, 1, 3, 2, 2.5, 1, 4, 3.9, 5]
    // Drawdowns 0 0 0 1 0.5 2 0 0.1 0.
    let risk = try DrawdownRisk.of(curve, level: 0.75).get()
    #expect(agree(risk.expected, 3.6 / 9, 1e-15))
    #expect(risk.atRisk == 0.5)
    // Worst 2.25 of nine: 2, 1 and a quarter of 0.5.
    #expect(agree(risk.conditionalAtRisk, (2 + 1 + 0.25 * 0.5) / 2.25, 1e-15))
    #expect(risk.flag == .thinTail)
    let none = try DrawdownRisk.of([1, 1, 2], level: 0.95).get()
    #expect(none.expected == 0 && none.conditionalAtRisk == 0)
  }

  @Test("drawdowns as computed elsewhere")
  func references() throws {
    struct Reference: Decodable {
      var rows: [Row]
      struct Row: Decodable {
        var equity: [Double]
        var max_drawdown_abs: Double
        var trough_index: Int
        var peak_index: Int
        var max_drawdown_frac: Double?
        var longest_underwater_samples: Int
        var ulcer_index_abs: Double
      }
    }
    let reference: Reference = try fixture("drawdown")
    #expect(reference.rows.count == 4)
    for row in reference.rows {
      let drawdown = try Drawdown.of(row.equity).get()
      #expect(drawdown.maximum == row.max_drawdown_abs)
      #expect(drawdown.troughIndex == row.trough_index)
      #expect(drawdown.peakIndex == row.peak_index)
      #expect(drawdown.maximumFraction.value == row.max_drawdown_frac)
      #expect(drawdown.longestUnderwater == row.longest_underwater_samples)
      #expect(agree(drawdown.ulcerIndex.value, row.ulcer_index_abs, 1e-15))
    }
  }

  @Test("what rebalancing gave up and what it removed")
  func benefit() throws {
    let calm = [1.0, -1, 1, -1]
    let wild = [4.0, -3, 5, -4]
    let benefit = try RebalancingBenefit.of(
      calm, against: wild, level: 0.75, inventory: (strategy: 1, baseline: 9)
    ).get()
    #expect(benefit.givenUp == 2)
    #expect(agree(benefit.varianceRemoved.value, 65.0 / 3 - 4.0 / 3, 1e-14))
    #expect(benefit.cvarRemoved.value == 3)
    #expect(benefit.inventoryRemoved == 8)
    #expect(benefit.perUnitGivenUp(benefit.cvarRemoved).value == 1.5)
    let reverse = try RebalancingBenefit.of(wild, against: calm, level: 0.75).get()
    #expect(reverse.perUnitGivenUp(reverse.cvarRemoved).reason == .nothingGivenUp)
  }
}

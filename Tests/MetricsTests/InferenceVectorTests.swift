import Foundation
import Metrics
import Testing

/// Numbers computed independently of this project.
struct InferenceVectorTests {
  typealias Object = [String: Any]

  private func vectors(_ name: String) throws -> Object {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
    return try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? Object)
  }

  private func expect(
    _ value: Double?, _ expected: Any?, _ tolerance: Double = 1e-9,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let number = try #require((expected as? NSNumber)?.doubleValue, sourceLocation: sourceLocation)
    let value = try #require(value, sourceLocation: sourceLocation)
    #expect(
      abs(value - number) <= tolerance * max(abs(number), 1e-3), "\(value) for \(number)",
      sourceLocation: sourceLocation)
  }

  private func list(_ object: Object, _ key: String) throws -> [Object] {
    try #require(object[key] as? [Object])
  }

  @Test func indexConstruction() throws {
    let root = try #require(try vectors("bootstrap")["index_construction"] as? Object)
    let stationary = try #require(root["stationary"] as? Object)
    let draws = try BlockIndices.stationary(
      starts: #require(stationary["random_starts"] as? [Int]),
      uniforms: #require(stationary["uniforms"] as? [Double]),
      restart: #require(stationary["p"] as? Double))
    #expect(draws.value == stationary["indices"] as? [Int])
    for name in ["circular", "moving"] {
      let own = try #require(root[name] as? Object)
      let indices = try BlockIndices.fixed(
        starts: #require(own["starts"] as? [Int]), length: #require(own["block"] as? Int),
        count: #require(own["n"] as? Int))
      #expect(indices.value == own["indices"] as? [Int])
    }
  }

  @Test func blockLengths() throws {
    let root = try #require(try vectors("bootstrap")["optimal_block_length"] as? [String: Object])
    #expect(root.count == 4)
    for own in root.values {
      let length = try BlockLength.of(#require(own["x"] as? [Double])).get()
      try expect(length.stationary, own["b_stationary"])
      try expect(length.circular, own["b_circular"])
    }
  }

  @Test func intervalsAndVariance() throws {
    let own = try #require(try vectors("bootstrap")["stationary_ci"] as? Object)
    let profits = try #require(own["x"] as? [Double])
    let indices = try #require(own["indices"] as? [[Int]])
    let means = try ResampledMeans.given([profits], indices: indices, meanLength: 5).get()
    let expected = try #require(own["boot_means"] as? [Double])
    for (mean, number) in zip(means.replicates[0], expected) { try expect(mean, number) }
    let interval = try BootstrapInterval.of(means.means[0], replicates: means.replicates[0]).get()
    try expect(interval.standardError, own["se"])
    let percentile = try #require(own["percentile_95"] as? [Double])
    try expect(interval.percentile.lowerBound, percentile[0])
    try expect(interval.percentile.upperBound, percentile[1])
    let basic = try #require(own["basic_95"] as? [Double])
    try expect(interval.basic.lowerBound, basic[0])
    try expect(interval.basic.upperBound, basic[1])
    let ratios = try indices.map { try Ratios.sharpe($0.map { profits[$0] }).get() }
    let sharpe = try BootstrapInterval.of(
      Ratios.sharpe(profits).get(), replicates: ratios
    ).get()
    try expect(sharpe.value, own["sharpe"])
    try expect(sharpe.standardError, own["sharpe_boot_se"])
    let ends = try #require(own["sharpe_percentile_95"] as? [Double])
    try expect(sharpe.percentile.lowerBound, ends[0])
    try expect(sharpe.percentile.upperBound, ends[1])
    // The mean length is that with which the file's variance was made.
    let spread = [3.0, 4, 5, 6, 8, 10].compactMap {
      StationaryVariance.ofScaledMean(profits, meanLength: $0).value
    }
    let variance = try #require(own["exact_sb_variance_of_sqrtn_mean"] as? Double)
    #expect(spread.contains { abs($0 * $0 - variance) < 1e-9 * variance })
  }

  @Test func superiorAbility() throws {
    let own = try #require(try vectors("bootstrap")["spa"] as? Object)
    let rows = try #require(own["d"] as? [[Double]])
    let series = rows[0].indices.map { column in rows.map { $0[column] } }
    let means = try ResampledMeans.given(
      series, indices: #require(own["indices"] as? [[Int]]), meanLength: 5
    ).get()
    let test = try SuperiorAbility.of(means).get()
    for (deviation, number) in zip(test.deviations, try #require(own["omega"] as? [Double])) {
      try expect(deviation, number)
    }
    try expect(test.statistic, own["T_SPA"])
    try expect(test.realityCheckStatistic, own["RC_stat"])
    try expect(test.realityCheck, own["RC_pvalue"])
    let values = try #require(own["pvalues"] as? [String: Object])
    try expect(test.lower, values["lower"]?["p_studentized"])
    try expect(test.consistent, values["consistent"]?["p_studentized"])
    try expect(test.upper, values["upper"]?["p_studentized"])
  }

  @Test func sharpe() throws {
    let root = try vectors("sharpe")
    for own in try list(root, "lo_eta_ar1") {
      let rho = try #require(own["rho"] as? Double)
      let q = try #require(own["q"] as? Int)
      let past = (1...q).map { Foundation.pow(rho, Double($0)) }
      try expect(
        SharpeInference.scaling(periods: q, autocorrelations: past).value, own["eta"])
    }
    let series = try #require(root["series"] as? Object)
    let returns = try #require(series["returns"] as? [Double])
    try expect(Ratios.sharpe(returns).value, series["sr_ddof1"])
    try expect(SharpeInference.scaled(returns, periods: 5).value, series["sr_q5"])
    try expect(SharpeInference.scaled(returns, periods: 12).value, series["sr_q12"])
    for own in try list(root, "psr") {
      func number(_ key: String) throws -> Double { try #require(own[key] as? Double) }
      let (ratio, benchmark) = try (number("sr"), number("benchmark"))
      let (skewness, kurtosis) = try (number("skew"), number("kurt_raw"))
      try expect(
        ProbabilisticSharpe.probability(
          ratio: ratio, benchmark: benchmark, periods: #require(own["n"] as? Int),
          skewness: skewness, kurtosis: kurtosis
        ).value, own["psr"])
      try expect(
        ProbabilisticSharpe.minimumTrackRecord(
          ratio: ratio, benchmark: benchmark, skewness: skewness, kurtosis: kurtosis
        ).value, own["min_trl_95"])
    }
    for own in try list(root, "dsr") {
      func number(_ key: String) throws -> Double { try #require(own[key] as? Double) }
      let year = try number("periods_per_year")
      try expect(
        ProbabilisticSharpe.deflated(
          ratio: number("sr_annual") / year.squareRoot(), variance: number("var_sr_annual") / year,
          trials: #require(own["N"] as? Int), periods: #require(own["T"] as? Int),
          skewness: number("skew"), kurtosis: number("kurt_raw")
        ).value, own["dsr"])
    }
    for own in try list(root, "emax") {
      try expect(
        ProbabilisticSharpe.expectedMaximum(trials: #require(own["N"] as? Int)).value, own["emax"])
    }
    for own in try list(root, "min_btl") {
      try expect(
        ProbabilisticSharpe.minimumBacktestLength(trials: #require(own["N"] as? Int)).value,
        own["min_btl_years_for_SR1"])
    }
    let own = try #require(root["lpl2025"] as? Object)
    let ratio = try #require(own["sr"] as? Double)
    let variance = try ProbabilisticSharpe.scaledVariance(
      ratio: ratio, skewness: -2.448, kurtosis: 10.164, autocorrelation: 0.2
    ).get()
    try expect((variance / 24).squareRoot(), own["se"])
    for (benchmark, key) in [(0.0, "psr0"), (0.1, "psr01")] {
      try expect(
        ProbabilisticSharpe.probability(
          ratio: ratio, benchmark: benchmark, periods: 24, skewness: -2.448, kurtosis: 10.164,
          autocorrelation: 0.2
        ).value, own[key])
    }
  }

  @Test(arguments: ["noise", "skill"]) func crossValidation(_ name: String) throws {
    let root = try #require(try vectors("pbo")[name] as? Object)
    let rows = try #require(root["matrix"] as? [[Double]])
    let trials = rows[0].indices.map { column in rows.map { $0[column] } }
    for key in root.keys where key.hasPrefix("result_") {
      let own = try #require(root[key] as? Object)
      let details = try list(own, "detail")
      var splits: [CrossValidation.Split] = []
      let result = try CrossValidation.of(
        trials, blocks: #require(own["S"] as? Int), by: key.contains("mean") ? .mean : .sharpe
      ) { splits.append($0) }.get()
      try expect(result.probability, own["pbo"])
      try expect(result.strictProbability, own["pbo_strict"])
      try expect(result.lossProbability, own["prob_oos_loss"])
      #expect(result.splits == own["combos"] as? Int)
      #expect(splits.count == details.count)
      for (split, detail) in zip(splits, details) {
        #expect(split.blocks == detail["is_blocks"] as? [Int])
        #expect(split.best == detail["best"] as? Int)
        try expect(split.inSample, detail["is_perf"])
        try expect(split.outOfSample, detail["oos_perf"])
        try expect(split.rank, detail["oos_rank"])
        try expect(split.logit, detail["logit"])
      }
    }
  }
}

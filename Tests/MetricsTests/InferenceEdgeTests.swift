import Metrics
import Testing

/// Whatever comes in, every function gives finite numbers or a reason.
struct InferenceEdgeTests {
  static let series: [[Double]] = [
    [], [1], [1, 2], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
    [0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [1, .nan, 2, 3, 1, 2, 3, 4], [1, .infinity, 2, 3, -1, 4],
    [1, -.infinity, 2, 3], [1e308, -1e308, 1e308, 1.5e308, -1e308, 1e308],
    [5e-324, 0, 5e-324, 0, 0, 5e-324], [1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2],
    [-1, -2, -3, -4, -5, -6, -7, -8], [1, 2, 3, 4, 5, 6, 7, 8],
    [1e9, 1e9 + 1e-6, 1e9, 1e9 + 2e-6, 1e9], [1, 2, 3], [0, 0, 0, 0, 0, 0, 0, 1],
  ]

  private func check(_ value: Measured<Double>, _ what: String = "") {
    if case .success(let number) = value { #expect(number.isFinite, "\(what)") }
  }

  private func check(_ range: ClosedRange<Double>?) {
    guard let range else { return }
    #expect(range.lowerBound.isFinite && range.upperBound.isFinite)
  }

  @Test(arguments: series) func everyFunction(_ series: [Double]) {
    check(Ratios.sharpe(series), "sharpe")
    check(Ratios.sortino(series), "sortino")
    check(Ratios.calmar(series), "calmar")
    check(Ratios.omega(series), "omega")
    check(Ratios.omega(series, threshold: .nan), "omega")
    check(Ratios.profitFactor(series), "factor")
    for q in [-1, 0, 1, 3] { check(SharpeInference.scaled(series, periods: q), "scaled") }
    let estimate = SharpeInference.estimate(series).value
    check(estimate?.interval)
    if let length = BlockLength.of(series).value {
      #expect(length.stationary >= 1 && length.circular >= 1)
      #expect(length.stationary.isFinite && length.circular.isFinite)
    }
    for length in [0, 1, 1.5, 50, .nan, .infinity] {
      check(StationaryVariance.ofScaledMean(series, meanLength: length), "variance")
      check(StudentizedInterval.ofMean(series, meanLength: length, resamples: 20).value)
    }
    let schemes: [BlockScheme] = [
      .stationary(meanLength: 2), .stationary(meanLength: 1), .stationary(meanLength: .nan),
      .circular(length: 0), .circular(length: 100), .moving(length: 2), .moving(length: 100),
    ]
    let statistics: [BootstrapStatistic] = [
      .mean, .sharpe, .cvar(level: 0.95), .cvar(level: 2),
      .other { $0.first.map { .success($0 / 0) } ?? .failure(.noTime) },
    ]
    for scheme in schemes {
      if let indices = scheme.indices(count: series.count, seed: 1, resample: 3).value {
        #expect(indices.count == series.count && indices.allSatisfy(series.indices.contains))
      }
      for statistic in statistics {
        let interval = Bootstrap(scheme: scheme, resamples: 20).interval(of: statistic, series)
        check(interval.value?.basic)
        check(interval.value?.percentile)
        check(interval.value?.symmetric)
        check(interval.map(\.standardError), "error")
      }
    }
    check(ProbabilisticSharpe.deflated(trials: [series, series, [1, 2, 3]]), "deflated")
    for other in [series, Array(series.reversed()), [1, 2]] {
      if let result = CrossValidation.of([series, other], blocks: 2).value {
        #expect((0...1).contains(result.probability))
      }
      guard
        let means = ResampledMeans.stationary([series, other], meanLength: 2, resamples: 20).value
      else { continue }
      if let test = SuperiorAbility.of(means).value {
        for value in [test.lower, test.consistent, test.upper, test.realityCheck] {
          #expect((0...1).contains(value))
        }
      }
      for statistic in ModelConfidenceSet.Statistic.allCases {
        let set = ModelConfidenceSet.of(means, statistic)
        #expect(set.pValues.allSatisfy((0...1).contains) && set.order.sorted() == [0, 1])
      }
      let tests = StepDown.tests(means.means, resamples: 20) { means.replicates[$0][$1] }
      for test in (tests.value ?? []).compactMap({ $0 }) {
        #expect(test.pValue > 0 && test.adjusted <= 1 && test.adjusted >= test.pValue)
      }
    }
  }

  @Test(arguments: [0, 1, -1, 0.5, .nan, .infinity, -.infinity, 1e308])
  func everySetting(_ number: Double) {
    for rho in [0, 0.3, 1, number] {
      check(
        ProbabilisticSharpe.scaledVariance(
          ratio: number, skewness: number, kurtosis: number, autocorrelation: rho))
      check(
        ProbabilisticSharpe.probability(
          ratio: number, benchmark: 0, periods: 9, skewness: 0, kurtosis: number,
          autocorrelation: rho))
    }
    for count in [-1, 0, 1, 2, 10] {
      check(
        ProbabilisticSharpe.probability(
          ratio: number, benchmark: number, periods: count, skewness: 0, kurtosis: 3))
      check(ProbabilisticSharpe.expectedMaximum(trials: count))
      check(ProbabilisticSharpe.minimumBacktestLength(trials: count, annualRatio: number))
      check(
        ProbabilisticSharpe.deflated(
          ratio: 1, variance: number, trials: count, periods: 10, skewness: 0, kurtosis: 3))
    }
    check(
      ProbabilisticSharpe.minimumTrackRecord(
        ratio: number, skewness: 0, kurtosis: 3, level: number))
    check(BootstrapInterval.of(number, replicates: [number, 1, 2]).value?.basic)
    #expect(
      BlockIndices.stationary(starts: [0], uniforms: [number], restart: number).value
        .map { $0 == [0] } ?? true)
  }

  @Test func resamplesDependOnTheirNumberAlone() throws {
    let profits = (0..<200).map { Double(($0 * 7919) % 101) - 50 }
    for statistic in [BootstrapStatistic.mean, .sharpe, .cvar(level: 0.9)] {
      let scheme = BlockScheme.stationary(meanLength: 3)
      let few = try Bootstrap(scheme: scheme, resamples: 10).replicates(of: statistic, profits)
        .get()
      let many = try Bootstrap(scheme: scheme, resamples: 999).replicates(of: statistic, profits)
        .get()
      #expect(Array(many.prefix(10)) == few)
      // The short cuts give what the statistic of the resample written out gives.
      for (number, value) in few.enumerated() {
        let indices = try scheme.indices(count: 200, seed: 1, resample: number).get()
        let own = try statistic.value(of: indices.map { profits[$0] }).get()
        #expect(abs(own - value) <= 1e-9 * max(1, abs(own)))
      }
    }
  }
}

import Foundation
import Metrics
import TestSupport
import Testing

/// Every public function on inputs that break careless ones: a finite value or a reason.
@Suite struct NumericalCareTests {
  typealias Function = @Sendable ([Double]) -> [Measured<Double>]

  static let inputs: [(name: String, values: [Double])] = [
    ("empty", []), ("one", [3]), ("zero", [0]), ("two", [1, 2]), ("constant", [5, 5, 5, 5, 5]),
    ("constant and not exact", Array(repeating: 0.1, count: 37)),
    ("zeros", [0, -0.0, 0, -0.0]), ("tied", [1, 1, 2, 2, 2, 3, 3, 1, 1]),
    ("NaN", [1, 2, .nan, 4]), ("infinite", [1, .infinity, 3]),
    ("both infinities", [-.infinity, .infinity]), ("only NaN", [.nan]),
    ("huge", [1e308, -1e308, 1.7e308, -1.7e308, 1e308]),
    ("huge alike", [1.7e308, 1.7e308, 1.6e308]),
    ("tiny", [5e-324, -5e-324, 1e-310, 0]), ("mixed", [1e300, 1e-300, -1e300, 1, -1]),
    ("offset", (0..<50).map { 1e9 + Double($0 % 7) * 1e-3 }),
    ("rising", (0..<40).map(Double.init)), ("alternating", (0..<40).map { $0 % 2 == 0 ? 1 : -1 }),
    ("long", (0..<3_000).map { sin(Double($0) * 1.7) + Double($0 % 11) }),
  ]

  static func seconds(_ values: [Double]) -> [Int64] {
    values.indices.map { Int64($0) * 1_000_000_000 }
  }

  static let functions: [(name: String, call: Function)] = [
    (
      "CompensatedSum",
      { values in
        var sum = CompensatedSum()
        for value in values { sum.add(value) }
        return [sum.total, sum.mean]
      }
    ),
    (
      "Moments",
      { values in
        let found = Moments.of(values)
        return [
          found.map(\.mean), found.flatMap(\.standardDeviation), found.flatMap(\.skewness),
          found.flatMap(\.excessKurtosis),
        ]
      }
    ),
    (
      "MomentsAccumulator",
      { values in
        var sums = MomentsAccumulator()
        for value in values { sums.add(value) }
        let found = sums.moments
        return [
          sums.total, found.map(\.mean), found.flatMap(\.standardDeviation),
          found.flatMap(\.skewness), found.flatMap(\.excessKurtosis),
        ]
      }
    ),
    (
      "Quantiles",
      { values in
        [-1, 0, 0.5, 1, 2, .nan].flatMap {
          [Quantiles.lower(values, $0), Quantiles.interpolated(values, $0)]
        }
      }
    ),
    ("Autocorrelation", { values in [-1, 0, 1, 5].map { Autocorrelation.of(values, lag: $0) } }),
    (
      "AutocorrelationTime",
      { values in
        [1, 0, -1, .infinity].flatMap { step in
          let found = AutocorrelationTime.of(values, step: step)
          return [found.map(\.time), found.map(\.effectiveSampleSize)]
        }
      }
    ),
    (
      "TailRisk",
      { values in
        [0.5, 0.95, 0.999, 0, 1, .nan].flatMap { level -> [Measured<Double>] in
          let found = TailRisk.ofProfits(values, level: level)
          return [
            found.map(\.var), found.map(\.cvar), found.flatMap(\.cvarStandardError),
            found.flatMap(\.gaussianVaR), found.flatMap(\.gaussianCVaR),
            found.flatMap(\.cornishFisherVaR), found.flatMap(\.cornishFisherCVaR),
            TailRisk.ofLosses(values, level: level).map(\.cvar),
          ]
        }
      }
    ),
    (
      "DrawdownRisk",
      { values in
        let found = DrawdownRisk.of(values, level: 0.9)
        return [found.map(\.expected), found.map(\.atRisk), found.map(\.conditionalAtRisk)]
      }
    ),
    (
      "Drawdown",
      { values in
        let found = Drawdown.of(values)
        return [
          found.map(\.maximum), found.flatMap(\.maximumFraction), found.flatMap(\.ulcerIndex),
        ]
      }
    ),
    (
      "RebalancingBenefit",
      { values in
        let found = RebalancingBenefit.of(values, against: values.reversed(), level: 0.9)
        return [
          found.map(\.givenUp), found.flatMap(\.varianceRemoved), found.flatMap(\.cvarRemoved),
          found.flatMap { $0.perUnitGivenUp($0.cvarRemoved) },
          RebalancingBenefit.of(values, against: values + [1], level: 0.9).map(\.givenUp),
        ]
      }
    ),
    ("Ratios", { values in [Ratios.sharpe(values), Ratios.sortino(values)] }),
    (
      "HalfLife",
      { values in
        [HalfLife.of(values, step: 1), HalfLife.of(values, step: 0)]
          + [HalfLife.fit(values).map(\.slope), HalfLife.fit(values).flatMap(\.level)]
      }
    ),
    (
      "InventoryStatistics",
      { values in
        let found = InventoryStatistics.of(
          times: seconds(values), quantities: values, end: Int64(values.count) * 1_000_000_000,
          limit: 2, band: 1)
        return [
          found.map(\.mean), found.map(\.variance), found.map(\.secondMomentAboutTarget),
          found.map(\.meanAbsoluteDeviation), found.map { $0.timeAtLimit ?? 0 },
          found.map(\.eventMean), found.map(\.eventVariance), found.flatMap(\.eventSampleVariance),
          found.flatMap { $0.quantile(0.5) }, found.flatMap { $0.absoluteQuantile(0.9) },
          found.flatMap { InventoryAtRisk.of($0.histogram, deviation: 0.5, level: 0.95) },
          found.flatMap { InventoryAtRisk.of($0.histogram, deviation: .nan, level: 0.95) },
        ]
      }
    ),
    (
      "InventoryFlow",
      { values in
        var flow = InventoryFlow(start: 0, quantity: values.first ?? 0)
        for (place, value) in values.enumerated() {
          flow.record(quantity: value, at: Int64(place) * 1_000_000_000)
        }
        let end = Int64(values.count) * 1_000_000_000
        return [
          flow.turnover, flow.turnoverRate(end: end), flow.holdingTime(end: end),
          flow.holdingTime(end: .min),
        ]
      }
    ),
    (
      "FirstPassage",
      { values in
        var path = FirstPassage(start: 0, distance: values.first ?? 0)
        for (place, value) in values.enumerated() {
          path.record(distance: value, at: Int64(place) * 1_000_000_000)
        }
        return [path.halfLife(end: Int64(values.count) * 1_000_000_000), path.halfLife(end: .min)]
      }
    ),
    (
      "Markouts",
      { values in
        let fills = values.map { Markouts.Fill(time: 0, side: .bought, price: $0, quantity: 1) }
        let found = Markouts.of(
          fills: fills, midTimes: seconds(values), mids: values, end: 5_000_000_000,
          horizon: 1_000_000_000)
        var mean = MarkoutAccumulator()
        for value in values { mean.add(value, quantity: value.magnitude) }
        return [found.map { $0.compactMap { $0 }.first ?? 0 }, mean.mean]
      }
    ),
    (
      "ClusteredMean",
      { values in
        var mean = ClusteredMean()
        for (place, value) in values.enumerated() {
          mean.add(value, weight: 1 + value.magnitude, group: Int64(place / 2))
        }
        let interval = mean.interval()
        return [
          mean.mean, mean.standardError, interval.map(\.lowerBound), interval.map(\.upperBound),
          mean.interval(width: .nan).map(\.lowerBound),
        ]
      }
    ),
    (
      "Survival",
      { values in
        let found = Survival.of(values, observed: values.indices.map { $0 % 3 != 0 })
        return [0, 0.5, 1, .nan].flatMap { share in
          [found.flatMap { $0.quantile(share) }, found.flatMap { $0.share(after: share) }]
        }
      }
    ),
    (
      "RealisedProfit",
      { values in
        RealisedProfit.Method.allCases.flatMap { method -> [Measured<Double>] in
          var split = RealisedProfit(method)
          for (place, value) in values.enumerated() {
            split.trade(
              place % 3 == 0 ? .sold : .bought, price: value, quantity: 1 + value.magnitude)
          }
          return [split.realised, split.unrealised(mark: 1), split.unrealised(mark: .nan)]
            + [split.entryPrice]
        }
      }
    ),
    (
      "ProfitAttribution",
      { values in
        var books = ProfitAttribution()
        for value in values {
          books.revalue(mid: value)
          books.fill(.bought, price: value, quantity: 1, liquidity: .maker, feeRate: 0.1)
          books.fund(rate: 0.01)
        }
        return [books.total, books.equity]
      }
    ),
    (
      "SharpeInference",
      { values in
        [
          SharpeInference.standardError(ratio: values.first ?? .nan, periods: values.count),
          SharpeInference.scaling(periods: 3, autocorrelations: values),
        ]
      }
    ),
    (
      "ParametricTailRisk",
      { values in
        let deviation = values.first ?? .nan
        return [
          ParametricTailRisk.gaussianVaR(lossMean: 0, standardDeviation: deviation, level: 0.95),
          ParametricTailRisk.gaussianCVaR(lossMean: 0, standardDeviation: deviation, level: 0.95),
          ParametricTailRisk.cornishFisherCVaR(
            lossMean: 0, standardDeviation: 1, lossSkewness: 0, excessKurtosis: deviation,
            level: 0.95),
        ]
      }
    ),
    (
      "RankCorrelation",
      { values in
        [RankCorrelation.kendall(Array(values.prefix(60)), Array(values.prefix(60).reversed())).tau]
      }
    ),
  ]

  @Test(
    "a finite value or a reason, never NaN, an infinity or a trap", arguments: functions.indices)
  func whole(index: Int) {
    let function = Self.functions[index]
    for input in Self.inputs {
      for (place, result) in function.call(input.values).enumerated() {
        if case .success(let value) = result {
          #expect(value.isFinite, "\(function.name) of \(input.name), result \(place)")
        }
      }
    }
  }

  /// Functions that look at a part of their input alone.
  static let partial: Set<String> = ["SharpeInference", "ParametricTailRisk", "RankCorrelation"]

  @Test("one input that is no number leaves no value", arguments: functions.indices)
  func poisoned(index: Int) {
    let function = Self.functions[index]
    guard !Self.partial.contains(function.name) else { return }
    for input in Self.inputs where !input.values.allSatisfy(\.isFinite) {
      for (place, result) in function.call(input.values).enumerated() {
        #expect(result.value == nil, "\(function.name) of \(input.name), result \(place)")
      }
    }
  }

  /// How many additions: 10^8 where asked for by the environment, a hundredth of them otherwise.
  static let additions =
    ProcessInfo.processInfo.environment["BALLAST_LONG_TESTS"] == nil ? 1_000_000 : 100_000_000

  @Test("many additions with an offset of 10^9 keep 12 digits")
  func additions() throws {
    var sum = CompensatedSum()
    var moments = MomentsAccumulator()
    let count = Self.additions
    for index in 0..<count {
      // 10^9 plus 0, 1/8 … 7/8: exact in binary, so that the truth is known.
      let value = 1e9 + Double(index & 7) / 8
      sum.add(value)
      moments.add(value)
    }
    #expect(sum.total.value == 1e9 * Double(count) + Double(count) * 3.5 / 8)
    let found = try moments.moments.get()
    #expect(found.mean == 1e9 + 3.5 / 8)
    // The variance of 0 … 7 is 5.25.
    let variance = 5.25 / 64 * Double(count) / Double(count - 1)
    let deviation = try found.standardDeviation.get()
    #expect(abs(deviation - variance.squareRoot()) <= 1e-14 * deviation)
    #expect(abs(try found.skewness.get()) < 1e-12)
    #expect(abs(try found.excessKurtosis.get() - (777.0 / 16 / 27.5625 - 3)) < 1e-12)
  }

  @Test("results do not depend on how a series is cut", arguments: 0..<20)
  func chunks(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let values = (0..<2_000).map { _ in 1e9 + Double(random.integer(-999...999)) / 7 }
    var whole = (sum: CompensatedSum(), moments: MomentsAccumulator(), time: TimeWeightedMoments())
    var parts = whole
    var rest = values[...]
    while !rest.isEmpty {
      var part = (sum: CompensatedSum(), moments: MomentsAccumulator(), time: TimeWeightedMoments())
      for value in rest.prefix(Int(random.integer(1...300))) {
        part.sum.add(value)
        part.moments.add(value)
        part.time.hold(value, for: 7)
        whole.sum.add(value)
        whole.moments.add(value)
        whole.time.hold(value, for: 7)
        rest = rest.dropFirst()
      }
      parts.sum.merge(part.sum)
      parts.moments.merge(part.moments)
      parts.time.merge(part.time)
    }
    #expect(parts.sum.total == whole.sum.total)
    let (one, other) = (try parts.moments.moments.get(), try whole.moments.moments.get())
    #expect(one.mean == other.mean)
    #expect(one.standardDeviation == other.standardDeviation)
    #expect(agree(one.skewness.value, other.skewness.value, 1e-14))
    #expect(agree(one.excessKurtosis.value, other.excessKurtosis.value, 1e-14))
    #expect(parts.time.mean == whole.time.mean)
    #expect(agree(parts.time.variance.value, whole.time.variance.value, 1e-14))
    let direct = try Moments.of(values).get()
    #expect(agree(direct.mean, one.mean, 1e-15))
    #expect(agree(direct.standardDeviation.value, one.standardDeviation.value, 1e-14))
    #expect(agree(direct.skewness.value, one.skewness.value, 1e-12))
  }
}

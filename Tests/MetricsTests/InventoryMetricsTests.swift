import Metrics
import TestSupport
import Testing

@Suite struct InventoryMetricsTests {
  struct Reference: Decodable {
    var events: [[Double]]
    var end_time: Double
    var stats: Stats

    struct Stats: Decodable {
      var zero: Target
      var shifted: Target
      var half_life: HalfLife

      enum CodingKeys: String, CodingKey {
        case zero = "0.0"
        case shifted = "1.5"
        case half_life
      }
    }

    struct Target: Decodable {
      var target: Double
      var tw_mean: Double
      var tw_var: Double
      var tw_second_moment_about_target: Double
      var tw_rms_dev: Double
      var tw_mean_abs_dev: Double
      var ev_mean: Double
      var ev_var_pop: Double
      var ev_var_sample: Double
      var max_abs: Double
      var frac_time_long: Double
      var frac_time_short: Double
      var frac_time_flat: Double
      var frac_time_over_3: Double
    }

    struct HalfLife: Decodable {
      var grid_dt: Double
      var sampled: [Double]
      var ar1_slope: Double
      var ar1_intercept: Double
      var half_life_seconds: Double
      var ou_theta: Double
      var mean_level: Double
      var lag1_acf: Double
    }
  }

  static func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

  @Test("time-weighted and event-weighted statistics of a path")
  func path() throws {
    let reference: Reference = try fixture("inventory")
    let times = reference.events.map { Self.nanoseconds($0[0]) }
    let quantities = reference.events.map { $0[1] }
    for wanted in [reference.stats.zero, reference.stats.shifted] {
      let found = try InventoryStatistics.of(
        times: times, quantities: quantities,
        targets: Array(repeating: wanted.target, count: times.count),
        end: Self.nanoseconds(reference.end_time)
      ).get()
      #expect(agree(found.mean, wanted.tw_mean, 1e-12))
      #expect(agree(found.variance, wanted.tw_var, 1e-12))
      #expect(
        agree(found.secondMomentAboutTarget, wanted.tw_second_moment_about_target, 1e-12))
      #expect(agree(found.rootMeanSquareDeviation, wanted.tw_rms_dev, 1e-12))
      #expect(agree(found.meanAbsoluteDeviation, wanted.tw_mean_abs_dev, 1e-12))
      #expect(agree(found.eventMean, wanted.ev_mean, 1e-12))
      #expect(agree(found.eventVariance, wanted.ev_var_pop, 1e-12))
      #expect(agree(found.eventSampleVariance.value, wanted.ev_var_sample, 1e-12))
      #expect(found.maximumAbsolute == wanted.max_abs)
      #expect(agree(found.timeLong, wanted.frac_time_long, 1e-12))
      #expect(agree(found.timeShort, wanted.frac_time_short, 1e-12))
      #expect(agree(found.timeFlat, wanted.frac_time_flat, 1e-12))
      let above = found.histogram.share { $0.magnitude > 3 }
      #expect(agree(above.value, wanted.frac_time_over_3, 1e-12))
    }
  }

  @Test("the half-life of a sampled path")
  func halfLife() throws {
    let reference: Reference = try fixture("inventory")
    let wanted = reference.stats.half_life
    let end = Self.nanoseconds(reference.end_time)
    var samples: [Double] = []
    var sampler = try #require(
      EquidistantSampler(
        start: 0, step: Self.nanoseconds(wanted.grid_dt), value: reference.events[0][1]))
    for event in reference.events.dropFirst() {
      sampler.set(event[1], at: Self.nanoseconds(event[0])) { samples.append($0) }
    }
    sampler.finish(at: end, including: false) { samples.append($0) }
    #expect(samples == wanted.sampled)
    let fit = try HalfLife.fit(samples).get()
    #expect(agree(fit.slope, wanted.ar1_slope, 1e-12))
    #expect(agree(fit.intercept, wanted.ar1_intercept, 1e-12))
    #expect(agree(fit.halfLife(step: wanted.grid_dt).value, wanted.half_life_seconds, 1e-12))
    #expect(agree(fit.reversionRate(step: wanted.grid_dt).value, wanted.ou_theta, 1e-12))
    #expect(agree(fit.level.value, wanted.mean_level, 1e-12))
    #expect(agree(Autocorrelation.of(samples, lag: 1).value, wanted.lag1_acf, 1e-12))
  }

  @Test("turnover and holding time count units as they come and go")
  func flow() throws {
    // Two units for 10 s, one of them for 20 s, then short three for 10 s, flat for 20 s.
    var flow = InventoryFlow(start: 0, quantity: 0)
    for (quantity, second) in [(2.0, 10), (1, 20), (-3, 40), (0, 50)] as [(Double, Int64)] {
      flow.record(quantity: quantity, at: second * 1_000_000_000)
    }
    let end: Int64 = 70_000_000_000
    #expect(flow.turnover.value == 10.0)
    #expect(agree(flow.turnoverRate(end: end).value, 10.0 / 70, 1e-15))
    // 2 × 10 + 1 × 20 + 3 × 10 unit-seconds of five units.
    #expect(agree(flow.holdingTime(end: end).value, 70.0 / 5, 1e-15))
    #expect(InventoryFlow(start: 0, quantity: 0).holdingTime(end: 5).reason == .noVariation)
  }

  @Test("first passage: from the peak to half of it")
  func passage() throws {
    var path = FirstPassage(start: 0, distance: 0)
    let second: Int64 = 1_000_000_000
    // Rises to 4 at 2 s, half gone at 5 s; to -2 at 7 s, half gone at 8 s; 1 at 9 s, open.
    for (distance, time) in [(2.0, 1), (4, 2), (3, 3), (2, 5), (0, 6), (-2, 7), (-1, 8), (1.5, 9)]
      as [(Double, Int64)]
    {
      path.record(distance: distance, at: time * second)
    }
    #expect(path.episodes.observedWeight == 2)
    // 3 s and 1 s ended, one of 11 s censored: the curve falls to 2/3 at 1 s and 1/3 at 3 s.
    #expect(agree(path.halfLife(end: 20 * second).value, 3, 2e-3))
  }

  @Test("autocorrelation time of an autoregression", arguments: [0.0, 0.5, 0.9, 0.98])
  func memory(slope: Double) throws {
    var random = SplitMix64(seed: 11)
    var value = 0.0
    let series = (0..<40_000).map { _ -> Double in
      value = slope * value + Double.random(in: -1..<1, using: &random)
      return value
    }
    let step = 0.5
    let found = try AutocorrelationTime.of(series, step: step).get()
    let wanted = step * (0.5 + slope / (1 - slope))
    #expect(abs(found.time / wanted - 1) < 0.2, "\(found)")
    #expect(agree(found.effectiveSampleSize, min(20_000 / (2 * found.time), 40_000), 1e-12))
    let short = try AutocorrelationTime.of(Array(series.prefix(8_000)), step: step).get()
    #expect(abs(short.time / wanted - 1) < 0.5, "\(short)")
  }

  @Test("inventory-at-risk of one inventory and of several")
  func atRisk() throws {
    var constant = TimeHistogram()
    constant.hold(-4, for: 10)
    let quantile = 1.6448536269514722
    let one = InventoryAtRisk.of(constant, deviation: 0.5, level: 0.95)
    #expect(agree(one.value, 4 * 0.5 * quantile, 1e-12))
    constant.hold(0, for: 10)
    // Half the time there is nothing to lose: 0.05 of all is 0.1 of the other half.
    let half = InventoryAtRisk.of(constant, deviation: 0.5, level: 0.95)
    #expect(agree(half.value, 4 * 0.5 * 1.2815515655446004, 1e-12))
    constant.hold(0, for: 1000)
    #expect(InventoryAtRisk.of(constant, deviation: 0.5, level: 0.95).value == 0)
  }
}

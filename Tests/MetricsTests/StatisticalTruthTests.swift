import Foundation
import Metrics
import Testing

/// Whether intervals cover and tests keep their size, by simulation. A short run with wide bounds;
/// BALLAST_STATISTICS=1 makes the long run, with the bounds that are claimed, and prints its table.
struct StatisticalTruthTests {
  static let isLong = ProcessInfo.processInfo.environment["BALLAST_STATISTICS"] != nil

  /// A normal AR(1) series of unit variance.
  static func series(_ count: Int, rho: Double, _ random: inout ResampleGenerator) -> [Double] {
    func normal() -> Double {
      let u = Double((random.next() >> 11) + 1) * 0x1p-53
      let v = Double(random.next() >> 11) * 0x1p-53
      return (-2 * Foundation.log(u)).squareRoot() * Foundation.cos(2 * .pi * v)
    }
    var last = normal()
    return (0..<count).map { _ in
      last = rho * last + (1 - rho * rho).squareRoot() * normal()
      return last
    }
  }

  /// The bounds of a share of `count` runs that is truly within `claimed`: four standard errors
  /// wider in the short run.
  private func bounds(_ claimed: ClosedRange<Double>, _ count: Int) -> ClosedRange<Double> {
    guard !Self.isLong else { return claimed }
    let error = 4 * (claimed.upperBound * (1 - claimed.lowerBound) / Double(count)).squareRoot()
    return claimed.lowerBound - error...claimed.upperBound + error
  }

  @Test(arguments: [0.0, 0.3]) func coverage(rho: Double) throws {
    let runs = Self.isLong ? 1_000 : 20
    let sizes = Self.isLong ? [100, 1_000, 5_000] : [1_000]
    // CVaR .95 of a standard normal loss.
    let truth = 2.062_712_807_507_426_4
    for size in sizes {
      var hits = (mean: 0, sharpe: 0, cvar: 0)
      for run in 0..<runs {
        var random = ResampleGenerator(seed: 77, resample: run)
        let profits = Self.series(size, rho: rho, &random)
        let resamples = Self.isLong ? 500 : 100
        let mean = try Bootstrap.stationary(for: .mean, of: profits, resamples: resamples).get()
          .interval(of: .mean, profits).get()
        if mean.symmetric.contains(0) { hits.mean += 1 }
        if try SharpeInference.estimate(profits).get().interval.contains(0) { hits.sharpe += 1 }
        let tail = BootstrapStatistic.cvar(level: 0.95)
        let cvar = try Bootstrap.stationary(for: tail, of: profits, resamples: resamples).get()
          .interval(of: tail, profits).get()
        if cvar.symmetric.contains(truth) { hits.cvar += 1 }
      }
      let shares = [hits.mean, hits.sharpe, hits.cvar].map { Double($0) / Double(runs) }
      if Self.isLong { print("coverage rho \(rho) n \(size): mean, sharpe, cvar \(shares)") }
      // Below 5,000 nothing is claimed but that coverage is not absurd.
      let claimed = size >= 5_000 ? 0.93...0.97 : 0.8...1.0
      for share in shares { #expect(bounds(claimed, runs).contains(share), "\(size) \(share)") }
    }
  }

  @Test func sizeAndPower() throws {
    let runs = Self.isLong ? 1_000 : 16
    let draws = Self.isLong ? 500 : 150
    var rejected = (ability: 0, pairs: 0, power: 0)
    for run in 0..<runs {
      var random = ResampleGenerator(seed: 5, resample: run)
      var trials = (0..<20).map { _ in Self.series(250, rho: 0, &random) }
      let length = ResampledMeans.commonLength(trials)
      let null = try ResampledMeans.stationary(
        trials, meanLength: length, resamples: draws, seed: UInt64(run)
      ).get()
      if try SuperiorAbility.of(null).get().consistent <= 0.05 { rejected.ability += 1 }
      let tests = try StepDown.tests(null.means, resamples: draws) { null.replicates[$0][$1] }.get()
      if tests.contains(where: { ($0?.adjusted ?? 1) <= 0.05 }) { rejected.pairs += 1 }
      trials[7] = trials[7].map { $0 + 0.3 }
      let planted = try ResampledMeans.stationary(
        trials, meanLength: length, resamples: draws, seed: UInt64(run)
      ).get()
      if try SuperiorAbility.of(planted).get().consistent <= 0.05 { rejected.power += 1 }
    }
    let shares = [rejected.ability, rejected.pairs, rejected.power].map {
      Double($0) / Double(runs)
    }
    if Self.isLong { print("size of SPA, of Romano-Wolf, power of SPA: \(shares)") }
    #expect(bounds(0.03...0.07, runs).contains(shares[0]))
    #expect(bounds(0.03...0.07, runs).contains(shares[1]))
    #expect(bounds(0.95...1, runs).contains(shares[2]))
  }

  @Test func overfittingOfNoise() throws {
    let sets = Self.isLong ? 200 : 30
    var sum = 0.0
    for set in 0..<sets {
      var random = ResampleGenerator(seed: 9, resample: set)
      let trials = (0..<10).map { _ in Self.series(160, rho: 0, &random) }
      sum += try CrossValidation.of(trials, blocks: 8).get().probability
    }
    let mean = sum / Double(sets)
    if Self.isLong { print("mean PBO of noise: \(mean)") }
    // One set has a standard deviation of about 0.23.
    #expect((Self.isLong ? 0.45...0.57 : 0.51 - 0.17...0.51 + 0.17).contains(mean))
  }
}

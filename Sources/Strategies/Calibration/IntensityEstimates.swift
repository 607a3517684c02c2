internal import RealModule

/// Estimates of the fill intensity λ(δ) = A exp(−k δ) from depths that market orders reached.
public struct IntensityEstimate: Sendable, Equatable {
  /// A (per second).
  public var amplitude: Double
  /// k (per unit of the depths).
  public var decay: Double
  /// The standard error of A by the delta method; `nil` where the estimator has none.
  public var amplitudeError: Double?
  /// The standard error of k; `nil` where the estimator has none.
  public var decayError: Double?

  /// The joint maximum likelihood of arrivals with exponential reach: with N depths of mean d̄ at
  /// or
  /// beyond `least` in `seconds`,
  ///
  ///     k = 1/(d̄ − least),  A = (N/T) e^(k least),  se(k) = k/√N,  se(ln A) = √((1 + (k
  /// least)²)/N)
  ///
  /// `nil` where there are none, all lie at `least`, or `seconds` is not above 0.
  public static func maximumLikelihood(
    depths: some Sequence<Double>, least: Double, seconds: Double
  ) -> IntensityEstimate? {
    var count = 0.0
    var sum = 0.0
    for depth in depths where depth >= least {
      count += 1
      sum += depth - least
    }
    guard count > 0, sum > 0, seconds > 0 else { return nil }
    let decay = count / sum
    let amplitude = count / seconds * Double.exp(decay * least)
    let relative = ((1 + decay * decay * least * least) / count).squareRoot()
    return IntensityEstimate(
      amplitude: amplitude, decay: decay, amplitudeError: amplitude * relative,
      decayError: decay / count.squareRoot())
  }

  /// The maximum likelihood of k on a tick grid, where depths beyond the least are geometric:
  /// ln(1 + 1/mean)/tick, `nil` where none lies beyond it.
  public static func geometricDecay(ticksBeyond: [Double], tick: Double) -> Double? {
    let mean = ticksBeyond.reduce(0, +) / Double(ticksBeyond.count)
    guard mean > 0, tick > 0 else { return nil }
    return Double.log(onePlus: 1 / mean) / tick
  }

  /// Least squares of ln λ on δ. `nil` with fewer than two positive intensities at different
  /// depths.
  public static func logRegression(
    depths: [Double], intensities: [Double]
  ) -> IntensityEstimate? {
    let points = zip(depths, intensities).filter { $0.1 > 0 }.map { ($0.0, Double.log($0.1)) }
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.0 } / count
    let meanY = points.reduce(0) { $0 + $1.1 } / count
    let square = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
    guard points.count > 1, square > 0 else { return nil }
    let slope = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / square
    return IntensityEstimate(amplitude: Double.exp(meanY - slope * meanX), decay: -slope)
  }

  /// The means of A and k over the curves through each pair of points. `nil` as in `logRegression`.
  public static func multipleCurves(
    depths: [Double], intensities: [Double]
  ) -> IntensityEstimate? {
    let points = zip(depths, intensities).filter { $0.1 > 0 }
    var (amplitudes, decays, pairs) = (0.0, 0.0, 0.0)
    for (place, first) in points.enumerated() {
      for second in points.dropFirst(place + 1) where second.0 != first.0 {
        let decay = Double.log(second.1 / first.1) / (first.0 - second.0)
        decays += decay
        amplitudes += first.1 * Double.exp(decay * first.0)
        pairs += 1
      }
    }
    guard pairs > 0 else { return nil }
    return IntensityEstimate(amplitude: amplitudes / pairs, decay: decays / pairs)
  }

  /// The estimator of the hftbacktest tutorial: the deepest print of each step (ticks, `nil`
  /// without
  /// one) counts for every half tick it passes, and ln λ is regressed on the depth.
  ///
  /// As shipped the axis of half ticks is labelled in ticks, which about halves k; `isCorrected`
  /// labels it in true ticks. `nil` as in `logRegression`.
  public static func tutorial(
    deepest: [Double?], seconds: Double, isCorrected: Bool
  ) -> IntensityEstimate? {
    // Deeper prints than these are no use of a tutorial: bounds the table whatever the data say.
    let levels = deepest.compactMap { $0 }.filter { $0.isFinite && $0 <= 1e6 }
      .map { Int(($0 / 0.5).rounded(.toNearestOrEven)) - 1 }
    guard seconds > 0, let last = levels.max(), last > 0 else { return nil }
    var steps = [Double](repeating: 0, count: last + 1)
    for level in levels where level >= 0 { steps[level] += 1 }
    var counts = [Double](repeating: 0, count: last)
    var beyond = 0.0
    for level in stride(from: last, to: 0, by: -1) {
      beyond += steps[level]
      counts[level - 1] = beyond
    }
    let depths = counts.indices.map {
      isCorrected ? (Double($0) + 1) / 2 : Double($0) + 0.5
    }
    return logRegression(depths: depths, intensities: counts.map { $0 / seconds })
  }

  /// The rate of fills from waiting times, those of orders that were not filled included: fills
  /// over
  /// the sum of the waits, with its standard error λ/√N. `nil` without a fill or a positive wait.
  public static func censoredRate(
    waits: [(seconds: Double, isFilled: Bool)]
  ) -> (rate: Double, error: Double)? {
    let fills = Double(waits.count { $0.isFilled })
    let exposure = waits.reduce(0) { $0 + $1.seconds }
    guard fills > 0, exposure > 0 else { return nil }
    return (fills / exposure, fills / exposure / fills.squareRoot())
  }
}

/// Computes a statistic of resamples without writing them out where that can be had.
struct Resampler: Sendable {
  private enum Work {
    /// Sums before each place of deviations and of their squares, in units of `scale`.
    case sums(mean: Double, scale: Double, first: [Double], second: [Double], sharpe: Bool)
    /// The rank of each observation among the losses, ascending, and the losses by rank.
    case tail(ranks: [Int32], losses: [Double], level: Double)
    case other([Double], @Sendable ([Double]) -> Measured<Double>)
  }

  private let work: Work
  private let count: Int

  static func prepare(
    _ statistic: BootstrapStatistic, _ profits: [Double]
  ) -> Measured<Resampler> {
    switch statistic {
    case .mean, .sharpe:
      guard let centered = Centered.of(profits).value else {
        let constant = profits[0]
        // The mean of a constant is known; its Sharpe ratio was found undefined before.
        return .success(Resampler(work: .other([constant]) { .success($0[0]) }, count: 1))
      }
      var first = [0.0]
      var second = [0.0]
      for unit in centered.units {
        first.append(first[first.count - 1] + unit)
        second.append(second[second.count - 1] + unit * unit)
      }
      var isSharpe = false
      if case .sharpe = statistic { isSharpe = true }
      return .success(
        Resampler(
          work: .sums(
            mean: centered.mean, scale: centered.scale, first: first, second: second,
            sharpe: isSharpe), count: profits.count))
    case .cvar(let level):
      guard profits.count <= Int(Int32.max) else { return .failure(.settingOutOfRange) }
      let order = profits.indices.sorted { profits[$0] > profits[$1] }
      var ranks = [Int32](repeating: 0, count: profits.count)
      for (rank, place) in order.enumerated() { ranks[place] = Int32(rank) }
      return .success(
        Resampler(
          work: .tail(ranks: ranks, losses: order.map { 0 - profits[$0] }, level: level),
          count: profits.count))
    case .other(let function):
      return .success(Resampler(work: .other(profits, function), count: profits.count))
    }
  }

  /// The statistic of the resample that `generator` draws; NaN where it has none.
  func value(_ scheme: BlockScheme, _ generator: inout ResampleGenerator) -> Double {
    switch work {
    case .sums(let mean, let scale, let first, let second, let isSharpe):
      var (sum, squares) = (0.0, 0.0)
      scheme.forEachBlock(count: count, generator: &generator) { start, length in
        sum += Self.sum(first, start, length, count)
        if isSharpe { squares += Self.sum(second, start, length, count) }
      }
      let n = Double(count)
      let average = mean + scale * (sum / n)
      guard isSharpe else { return average }
      let variance = (squares - sum * sum / n) / (n - 1)
      return variance > 1e-14 ? average / (scale * variance.squareRoot()) : .nan
    case .tail(let ranks, let losses, let level):
      var weights = [Int32](repeating: 0, count: count)
      weights.withUnsafeMutableBufferPointer { weights in
        ranks.withUnsafeBufferPointer { ranks in
          scheme.forEachBlock(count: count, generator: &generator) { start, length in
            let end = Swift.min(start + length, count)
            for place in start..<end { weights[Int(ranks[place])] += 1 }
            for place in 0..<(start + length - end) { weights[Int(ranks[place])] += 1 }
          }
        }
      }
      return Self.cvar(weights, losses, level)
    case .other(let profits, let function):
      var resample: [Double] = []
      resample.reserveCapacity(count)
      scheme.forEachBlock(count: count, generator: &generator) { start, length in
        for step in 0..<length { resample.append(profits[(start + step) % count]) }
      }
      return function(resample).value ?? .nan
    }
  }

  /// The sum over a block that may wrap around, from sums before each place.
  @inline(__always)
  static func sum(_ sums: [Double], _ start: Int, _ length: Int, _ count: Int) -> Double {
    let end = start + length
    if end <= count { return sums[end] - sums[start] }
    return sums[count] - sums[start] + sums[end - count]
  }

  /// The mean of the worst n (1 - level) losses, where `weights` counts each of the ascending ones.
  static func cvar(_ weights: [Int32], _ losses: [Double], _ level: Double) -> Double {
    let tail = Double(losses.count) * (1 - level)
    var left = tail
    // About the largest loss, so that a large common offset costs no digits.
    let largest = losses[losses.count - 1]
    var sum = 0.0
    var rank = losses.count - 1
    while left > 0, rank >= 0 {
      let weight = Swift.min(Double(weights[rank]), left)
      sum += weight * (losses[rank] - largest)
      left -= weight
      rank -= 1
    }
    return largest + sum / tail
  }
}

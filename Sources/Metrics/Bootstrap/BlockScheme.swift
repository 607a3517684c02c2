import RealModule

/// How blocks of a series are drawn to make up a resample of its length.
public enum BlockScheme: Sendable, Hashable {
  /// Blocks of geometric length with the given mean (>= 1), wrapped around the end: D. N. Politis
  /// and J. P. Romano, Journal of the American Statistical Association 89 (1994),
  /// doi:10.1080/01621459.1994.10476870.
  case stationary(meanLength: Double)
  /// Blocks of a fixed length, wrapped around the end (D. N. Politis and J. P. Romano, 1992).
  case circular(length: Int)
  /// Blocks of a fixed length within the series: H. R. Künsch, The Annals of Statistics 17 (1989),
  /// doi:10.1214/aos/1176347265. The length is at most that of the series.
  case moving(length: Int)

  /// Why no series of `count` observations can be resampled this way, if so.
  func defect(count: Int) -> Undefined? {
    switch self {
    case .stationary(let mean): mean.isFinite && mean >= 1 ? nil : .settingOutOfRange
    case .circular(let length): length >= 1 ? nil : .settingOutOfRange
    case .moving(let length):
      length < 1 ? .settingOutOfRange : length > count ? .tooFewSamples(needed: length) : nil
    }
  }

  /// Calls `body` with the start and the length of each block of one resample, in order; a block
  /// wraps around the end of the series, and the last is cut short to make `count` observations.
  @inline(__always)
  func forEachBlock(
    count: Int, generator: inout ResampleGenerator, _ body: (_ start: Int, _ length: Int) -> Void
  ) {
    var left = count
    var last = count
    // log1p of -1 is -infinity where blocks have length 1: the quotient is 0 then.
    var rate = 0.0
    switch self {
    case .stationary(let mean): rate = Double.log(onePlus: -1 / mean)
    case .circular(let length): rate = Double(length)
    case .moving(let length):
      rate = Double(length)
      last = count - length + 1
    }
    while left > 0 {
      let start = generator.index(below: last)
      var length = left
      if case .stationary = self {
        // P(length > k) = (1 - p)^k, by inversion: one logarithm a block, not one draw a step.
        let draw = Double.log(generator.uniform()) / rate
        if draw < Double(left) { length = Int(draw) + 1 }
      } else {
        length = Int(rate)
      }
      length = Swift.min(length, left)
      body(start, length)
      left -= length
    }
  }

  /// The indices of one resample of a series.
  ///
  /// Undefined for an empty series and a block length out of range.
  ///
  /// - Parameters:
  ///   - count: The observations of the series.
  ///   - seed: The seed of all resamples.
  ///   - resample: The number of this one.
  /// - Returns: `count` indices in 0 ..< `count`.
  public func indices(count: Int, seed: UInt64, resample: Int) -> Measured<[Int]> {
    guard count > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    if let defect = defect(count: count) { return .failure(defect) }
    var generator = ResampleGenerator(seed: seed, resample: resample)
    var indices: [Int] = []
    indices.reserveCapacity(count)
    forEachBlock(count: count, generator: &generator) { start, length in
      for step in 0..<length { indices.append((start + step) % count) }
    }
    return .success(indices)
  }
}

/// Resamples made of draws that are given, to repeat those of others.
public enum BlockIndices {
  /// The stationary bootstrap: the first index is the first start; each further one continues the
  /// block (modulo n) where its uniform exceeds the probability of a restart, or else is its start.
  ///
  /// - Parameters:
  ///   - starts: An index in 0 ..< n for each observation; n is their number.
  ///   - uniforms: A number in [0, 1] for each observation, the first of which is not used.
  ///   - restart: The probability p that a block ends, the reciprocal of its mean length.
  /// - Returns: n indices.
  public static func stationary(
    starts: [Int], uniforms: [Double], restart: Double
  ) -> Measured<[Int]> {
    guard starts.count == uniforms.count else { return .failure(.lengthsDiffer) }
    guard restart > 0, restart <= 1, starts.allSatisfy(starts.indices.contains) else {
      return .failure(.settingOutOfRange)
    }
    guard uniforms.allSatisfy(\.isFinite) else { return .failure(.notFinite) }
    var indices: [Int] = []
    for (place, start) in starts.enumerated() {
      if place > 0, uniforms[place] > restart {
        indices.append((indices[place - 1] + 1) % starts.count)
      } else {
        indices.append(start)
      }
    }
    return .success(indices)
  }

  /// Blocks of a fixed length from given starts, modulo `count`, cut to `count` indices. With
  /// starts up to `count` - `length` they are moving blocks, else circular ones.
  ///
  /// - Parameters:
  ///   - starts: The first index of each block, in 0 ..< `count`.
  ///   - length: The length of a block, >= 1.
  ///   - count: The observations of the series.
  /// - Returns: `count` indices.
  public static func fixed(starts: [Int], length: Int, count: Int) -> Measured<[Int]> {
    guard count > 0, length > 0, starts.allSatisfy((0..<Swift.max(count, 0)).contains) else {
      return .failure(.settingOutOfRange)
    }
    let needed = (count - 1) / length + 1
    guard starts.count >= needed else { return .failure(.tooFewSamples(needed: needed)) }
    return .success((0..<count).map { (starts[$0 / length] + $0 % length) % count })
  }
}

import RealModule

/// The block lengths that make the variance of a resampled mean most precise.
///
/// D. N. Politis and H. White, Econometric Reviews 23 (2004), doi:10.1081/ETC-120028836, with the
/// correction of A. Patton, Politis and White, Econometric Reviews 28 (2009),
/// doi:10.1080/07474930802459016. As the usual implementations, the lag counted as the last
/// significant one is the first of K_n insignificant ones. Lengths lie between 1 and
/// ceil(min(3 sqrt n, n / 3)).
public struct BlockLength: Sendable, Equatable {
  /// The mean length of a block of the stationary bootstrap, in observations.
  public var stationary: Double
  /// The length of a block of the circular bootstrap, in observations; round it up to use it.
  public var circular: Double

  /// The block lengths for a series.
  ///
  /// Undefined below four observations, for a constant series and for one with a value that is not
  /// finite. Complexity: O(n sqrt n).
  public static func of(_ values: [Double]) -> Measured<BlockLength> {
    if let defect = values.defect(needing: 4) { return .failure(defect) }
    return Centered.of(values).map { BlockLength(deviations: $0.units) }
  }

  /// Deviations from the mean, not all zero.
  private init(deviations: [Double]) {
    let count = deviations.count
    let n = Double(count)
    let runs = Swift.max(5, Int(Double.log10(n)))
    let longest = Swift.min(Int(n.squareRoot().rounded(.up)) + runs, count - 2)
    let band = 2 * (Double.log10(n) / n).squareRoot()
    var covariances: [Double] = []
    var quiet = 0
    var lag: Int?
    var (head, tail) = (0.0, 0.0)
    let total = deviations.reduce(0) { $0 + $1 * $1 }
    for distance in 0...longest {
      // Sums of squares without the first and without the last distance + 1 observations.
      head += deviations[distance] * deviations[distance]
      tail += deviations[count - 1 - distance] * deviations[count - 1 - distance]
      var products = 0.0
      for place in distance..<count {
        products += deviations[place] * deviations[place - distance]
      }
      covariances.append(products / n)
      let scale = (Swift.max(total - head, 0) * Swift.max(total - tail, 0)).squareRoot()
      if lag == nil, distance >= runs, quiet >= runs { lag = distance - runs }
      quiet = products.magnitude < band * scale ? quiet + 1 : 0
    }
    let bandwidth = Swift.min(lag.map { 2 * Swift.max($0, 1) } ?? longest, longest)
    var slope = 0.0
    var longRun = covariances[0]
    for distance in stride(from: 1, through: bandwidth, by: 1) {
      let weight = Swift.min(1, 2 * (1 - Double(distance) / Double(bandwidth)))
      slope += 2 * weight * Double(distance) * covariances[distance]
      longRun += 2 * weight * covariances[distance]
    }
    let most = Swift.min(3 * n.squareRoot(), n / 3).rounded(.up)
    func length(_ factor: Double) -> Double {
      let ratio = slope / longRun
      let value = Double.root(2 * ratio * ratio / factor * n, 3)
      return value.isNaN ? most : Swift.min(Swift.max(value, 1), most)
    }
    stationary = length(2)
    circular = length(4.0 / 3)
  }
}

/// A series less its mean, in units of its largest deviation.
struct Centered {
  /// The mean.
  let mean: Double
  /// The largest deviation from it, > 0.
  let scale: Double
  /// (x - mean) / scale, within -1 ... 1.
  let units: [Double]

  /// Undefined for an empty or constant series and for a value that is not finite.
  static func of(_ values: [Double]) -> Measured<Centered> {
    Moments.of(values).flatMap { moments in
      guard values.contains(where: { $0 != values[0] }) else { return .failure(.noVariation) }
      let deviations = values.map { $0 - moments.mean }
      let scale = deviations.reduce(0) { Swift.max($0, $1.magnitude) }
      guard scale.isFinite else { return .failure(.overflow) }
      guard scale > 0 else { return .failure(.noVariation) }
      return .success(
        Centered(mean: moments.mean, scale: scale, units: deviations.map { $0 / scale }))
    }
  }
}

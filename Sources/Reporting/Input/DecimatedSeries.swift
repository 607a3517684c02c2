/// A time series reduced to at most 2,000 points in one pass and constant memory.
///
/// Runs of consecutive points share a bucket, which keeps its first, lowest, highest and last
/// point: what a line chart of that width would show, so no extreme is lost. When the buckets are
/// used up, neighbours merge and each holds twice as many points from then on.
struct DecimatedSeries {
  /// A point: the time (s since the epoch) and the value there.
  struct Point: Equatable {
    var time: Double
    var value: Double
  }

  private struct Bucket {
    var count = 1
    var first: Point
    var lowest: Point
    var highest: Point
    var last: Point

    init(_ point: Point) {
      first = point
      lowest = point
      highest = point
      last = point
    }

    mutating func merge(_ next: Bucket) {
      count += next.count
      if next.lowest.value < lowest.value { lowest = next.lowest }
      if next.highest.value > highest.value { highest = next.highest }
      last = next.last
    }

    var points: [Point] {
      let middle = [lowest, highest].sorted { $0.time < $1.time }
      var result = [first]
      for point in middle + [last] where point != result.last { result.append(point) }
      return result
    }
  }

  private var buckets: [Bucket] = []
  private var bucketSize = 1
  private let maximumBuckets: Int

  /// An empty series that keeps at most `maximumPoints`, at least 8.
  init(maximumPoints: Int = 2_000) { maximumBuckets = max(maximumPoints / 4, 2) }

  /// Takes the next point; times must not decrease.
  mutating func append(time: Double, value: Double) {
    let bucket = Bucket(Point(time: time, value: value))
    if let last = buckets.indices.last, buckets[last].count < bucketSize {
      buckets[last].merge(bucket)
      return
    }
    if buckets.count == maximumBuckets { halve() }
    if let last = buckets.indices.last, buckets[last].count < bucketSize {
      buckets[last].merge(bucket)
    } else {
      buckets.append(bucket)
    }
  }

  private mutating func halve() {
    var merged: [Bucket] = []
    for index in stride(from: 0, to: buckets.count, by: 2) {
      var bucket = buckets[index]
      if index + 1 < buckets.count { bucket.merge(buckets[index + 1]) }
      merged.append(bucket)
    }
    buckets = merged
    bucketSize *= 2
  }

  /// The points that are left, in order of time.
  var points: [Point] { buckets.flatMap(\.points) }

  /// The first point of all.
  var first: Point? { buckets.first?.first }

  /// The last point of all.
  var last: Point? { buckets.last?.last }
}

import Glibc

/// A latency of messages that is not the same for all of them.
public enum VariableLatency: Sendable, Equatable {
  /// Interpolated between measurements.
  case measured(MeasuredLatencies)
  /// Drawn, with one draw per instant and kind of message, common to all lanes.
  case drawn(LatencyDistribution)

  /// How long a message travels that is sent at `time` (ns, ≥ 0).
  ///
  /// - Parameters:
  ///   - purpose: the kind of message.
  ///   - time: of an order message the decision, of a report what it tells of (ns).
  ///   - seed: the key of the random numbers.
  /// - Returns: the latency (ns).
  func nanoseconds(_ purpose: DrawPurpose, at time: Int64, seed: Int64) -> Int64 {
    switch self {
    case .measured(let rows):
      return purpose == .responseLatency ? rows.response(at: time) : rows.entry(at: time)
    case .drawn(let distribution):
      let (first, second) = CommonDraw(purpose, time: time).uniforms(seed: seed)
      return distribution.nanoseconds(first, second)
    }
  }
}

/// The latencies that vary; where one is `nil`, the constant of the same name holds.
public struct VariableLatencies: Sendable, Equatable {
  /// From a decision to the arrival of a new, amended or immediate order at the venue.
  public var order: VariableLatency?
  /// From a decision to the arrival of a cancel at the venue.
  public var cancel: VariableLatency?
  /// From an event at the venue to the arrival of its report at the strategy.
  public var response: VariableLatency?

  /// None varies.
  public init() {}

  /// A file of measurements of which there are none.
  var fileWithoutRows: String? {
    for case .measured(let rows)? in [order, cancel, response] where rows.rows.isEmpty {
      return rows.file
    }
    return nil
  }
}

/// A distribution of latencies; all times in ns.
public enum LatencyDistribution: Sendable, Equatable {
  /// Every value from `lower` to `upper` is equally likely; 0 ≤ `lower` ≤ `upper`.
  case uniform(lower: Int64, upper: Int64)
  /// Falls off exponentially from 0; half of the values are above `median` (> 0).
  case exponential(median: Int64)
  /// The logarithm is normal about that of `median` (> 0) with the standard deviation `spread`
  /// (≥ 0): 68 % of the values lie within a factor exp(`spread`) of the median.
  case lognormal(median: Int64, spread: Double)

  /// The longest latency: sums of times in the data and one of these stay within 64 bits.
  static let longest: Int64 = 366 * 86_400_000_000_000

  /// The value of two numbers uniform on [0, 1), at most 366 days.
  func nanoseconds(_ first: Double, _ second: Double) -> Int64 {
    let value: Double
    switch self {
    case .uniform(let lower, let upper): value = Double(lower) + first * Double(upper - lower)
    case .exponential(let median): value = -log1p(-first) / M_LN2 * Double(median)
    case .lognormal(let median, let spread):
      // Box and Muller (1958).
      let normal = (-2 * log1p(-first)).squareRoot() * cos(2 * Double.pi * second)
      value = Double(median) * exp(spread * normal)
    }
    return value < Double(Self.longest) ? Int64(value.rounded()) : Self.longest
  }
}

/// Latencies as they were measured, in the order of their requests.
public struct MeasuredLatencies: Sendable, Equatable {
  /// One request and what became of it.
  public struct Row: Sendable, Equatable {
    /// When it was sent (ns).
    public var time: Int64
    /// How long it took to the venue (ns, ≥ 0).
    public var entry: Int64
    /// How long the answer took back (ns, ≥ 0).
    public var response: Int64

    /// A measurement.
    public init(time: Int64, entry: Int64, response: Int64) {
      self.time = time
      self.entry = entry
      self.response = response
    }
  }

  /// The file they come from, as the experiment names it.
  public var file: String
  /// The measurements, times never decreasing; none before the file has been read.
  public let rows: [Row]
  /// When each request reached the venue; one that overtook an earlier request counts as having
  /// arrived with it.
  private let arrivals: [Int64]

  /// Measurements by ascending time; without any, nothing takes time.
  public init(file: String, rows: [Row]) {
    self.file = file
    self.rows = rows
    var latest = Int64.min
    arrivals = rows.map { row in
      latest = max(latest, row.time + row.entry)
      return latest
    }
  }

  /// How long a message sent at `time` takes to the venue: linear between the requests before and
  /// after it, that of the first or last beyond them.
  func entry(at time: Int64) -> Int64 {
    interpolated(at: time, instant: { rows[$0].time }, value: { rows[$0].entry })
  }

  /// How long a report of what happened at `time` at the venue takes: the same over the times at
  /// which requests arrived.
  func response(at time: Int64) -> Int64 {
    interpolated(at: time, instant: { arrivals[$0] }, value: { rows[$0].response })
  }

  /// hftbacktest's arithmetic: the product in floating point, truncated.
  private func interpolated(
    at time: Int64, instant: (Int) -> Int64, value: (Int) -> Int64
  ) -> Int64 {
    guard !rows.isEmpty else { return 0 }
    // The first place after `time`.
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if instant(middle) <= time { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return value(0) }
    if low == rows.count { return value(low - 1) }
    let (x1, x2, y1, y2) = (instant(low - 1), instant(low), value(low - 1), value(low))
    return Int64(Double(y2 - y1) / Double(x2 - x1) * Double(time - x1)) + y1
  }
}

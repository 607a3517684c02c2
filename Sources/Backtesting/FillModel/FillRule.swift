import Glibc
import MarketData

/// A fill model with its options, compiled to a plain record; lanes with equal rules share it.
struct FillRule: BitwiseCopyable, Equatable {
  enum Kind: UInt8, BitwiseCopyable { case touch, through, queue, probabilistic, arrivals }
  enum Cancels: UInt8, BitwiseCopyable { case riskAverse, power, log, log2, power2, power3 }

  var kind: Kind
  /// For `through`: how many ticks beyond the price.
  var ticks: Int64 = 0
  var cancels: Cancels = .riskAverse
  var exponent: Double = 1
  /// Base units per lot: the logarithmic models are not free of units.
  var lotSize: Double = 1
  var fillsWholeOrders: Bool
  var bookCrossing: Bool
  /// For `probabilistic`: the share of prints that fill.
  var acceptance: Double = 1
  /// For `arrivals`: their rate at the mid (per ns) and its decay (per tick).
  var amplitude: Double = 0
  var decay: Double = 0
  /// The key of the model's random numbers.
  var seed: Int64 = 0

  init(_ assumptions: FillAssumptions, lotSize: Double) {
    fillsWholeOrders = assumptions.fill == .whole
    bookCrossing = assumptions.bookCrossing
    switch assumptions.model {
    case .touch: kind = .touch
    case .through(let ticks):
      kind = .through
      self.ticks = ticks
    case .probabilistic(let share):
      kind = .probabilistic
      acceptance = share
      seed = assumptions.seed
    case .intensity(let amplitude, let decay):
      kind = .arrivals
      self.amplitude = amplitude / 1e9
      self.decay = decay
      seed = assumptions.seed
    case .queue(let model):
      kind = .queue
      switch model {
      case .riskAverse: cancels = .riskAverse
      case .power(let exponent): (cancels, self.exponent) = (.power, exponent)
      case .log: (cancels, self.lotSize) = (.log, lotSize)
      case .log2: (cancels, self.lotSize) = (.log2, lotSize)
      case .power2(let exponent): (cancels, self.exponent) = (.power2, exponent)
      case .power3(let exponent): (cancels, self.exponent) = (.power3, exponent)
      }
    }
  }

  /// Whether more can fill an order, or change its place in the queue, than prints and quotes that
  /// come near it.
  var reachesFar: Bool {
    switch kind {
    case .touch, .through, .queue, .probabilistic: false
    case .arrivals: true
    }
  }

  /// The probability that a cancel happened behind an order with `front` ahead and `back` behind
  /// it (lots); 1 at the head of the queue, 0 at its tail.
  func shareBehind(front: Double, back: Double) -> Double {
    switch cancels {
    case .riskAverse: return 1
    case .power:
      let behind = pow(back, exponent)
      return behind / (behind + pow(front, exponent))
    case .log:
      let behind = log1(back)
      return behind / (behind + log1(front))
    case .log2: return log1(back) / log1(back + front)
    case .power2: return pow(back, exponent) / pow(back + front, exponent)
    case .power3: return 1 - pow(front / (front + back), exponent)
    }
  }

  private func log1(_ lots: Double) -> Double { log(1 + lots * lotSize) }
}

/// The place of a group of orders in the queue of their level.
struct QueuePosition: BitwiseCopyable {
  /// Lots ahead; between −1/2 and 0 after a print that reached less than half a lot.
  var front: Double
  /// Lots printed at the level since its displayed size last changed.
  var printed: Double = 0

  /// The displayed size of the level changed from `previous` to `new` lots.
  ///
  /// hftbacktest's arithmetic: what prints do not explain of a decrease is shared between the
  /// quantity ahead and the quantity behind.
  @inline(__always)
  mutating func displayedSizeChanged(from previous: Double, to new: Double, by rule: FillRule) {
    if rule.cancels == .riskAverse {
      if new < front { front = new }
      return
    }
    let cancelled = previous - new - printed
    printed = 0
    if cancelled < 0 {
      if new < front { front = new }
      return
    }
    let back = previous - front
    var share = rule.shareBehind(front: front, back: back)
    if share.isInfinite { share = 1 }
    let estimate = front - (1 - share) * cancelled + Swift.min(back - share * cancelled, 0)
    // The comparison is written out so that an estimate that is not a number gives `new`.
    front = estimate < new ? estimate : new
  }

  /// The level became displayed with `size` lots.
  @inline(__always)
  mutating func becameDisplayed(size: Double) {
    if size < front { front = size }
    printed = 0
  }

  /// A print of `quantity` lots at the level.
  ///
  /// - Returns: how many lots of it reached the orders; the queue ahead is then used up.
  @inline(__always)
  mutating func reached(byPrintOf quantity: Double) -> Int64 {
    front -= quantity
    printed += quantity
    if front > -0.5 { return 0 }
    // `rounded()` rounds halves away from zero.
    let lots = Int64((-front).rounded())
    front = 0
    return lots
  }
}

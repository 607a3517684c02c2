internal import MarketData

/// Merges runs of two sources in which prints and book changes do not mix, the usual quotes and
/// trades.
///
/// Which event comes next is a coin toss that no processor can foresee, so there are no branches
/// on it; and as each choice has to wait for the one before it, the run is merged from both its
/// ends at once.
enum PairMerge {
  /// Whether times are small enough to be subtracted from each other and from those of the fences.
  static func canMerge(_ time: Int64) -> Bool { UInt64(bitPattern: time) < 1 << 62 }

  /// An event before all others.
  static let front = fence(at: -1 << 61)
  /// An event after all others.
  static let back = fence(at: 1 << 62)

  private static func fence(at time: Int64) -> MarketEvent {
    .quote(bid: nil, ask: nil, exchangeTime: time, arrivalTime: time)
  }

  /// Two runs of events in order, and which of them goes first at equal times.
  struct Runs {
    var first: UnsafeBufferPointer<MarketEvent>
    var second: UnsafeBufferPointer<MarketEvent>
    /// 1 where the first run's events come before the second's of the same time, else 0.
    var tie: Int64

    /// How many events of each are surely in their place before all that may follow the runs.
    var settled: (first: Int, second: Int) {
      guard let lastFirst = first.last?.exchangeTime, let lastSecond = second.last?.exchangeTime
      else { return (0, 0) }
      if lastFirst < lastSecond + tie {
        return (first.count, Self.count(of: second, before: lastFirst + 1 - tie))
      }
      return (Self.count(of: first, before: lastSecond + tie), second.count)
    }

    private static func count(
      of run: UnsafeBufferPointer<MarketEvent>, before time: Int64
    ) -> Int {
      var (low, high) = (0, run.count)
      while low < high {
        let middle = (low + high) / 2
        if run[middle].exchangeTime < time { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// Writes the first events of both runs to `output` in order.
  ///
  /// In memory, the events before and after them must not belong between them: each run lies
  /// between events that were or will be merged, or fences.
  static func merge(
    _ runs: Runs, _ counts: (first: Int, second: Int),
    into output: UnsafeMutablePointer<MarketEvent>
  ) {
    guard let firstStart = runs.first.baseAddress, let secondStart = runs.second.baseAddress else {
      return
    }
    let size = MemoryLayout<MarketEvent>.stride
    let total = counts.first + counts.second
    let tie = runs.tie
    var first = Int(bitPattern: firstStart)
    var second = Int(bitPattern: secondStart)
    var lastFirst = first + (counts.first - 1) * size
    var lastSecond = second + (counts.second - 1) * size
    var target = UnsafeMutableRawPointer(output)
    var lastTarget = target + (total - 1) * size
    for _ in 0..<total / 2 {
      // All ones where the first run's event goes first.
      let isFirst = (time(first) &- time(second) &- tie) &>> 63
      copy(second &+ ((first &- second) & Int(isFirst)), to: target)
      first &+= size & Int(isFirst)
      second &+= size & ~Int(isFirst)
      target += size
      let isFirstEarlier = (time(lastFirst) &- time(lastSecond) &- tie) &>> 63
      copy(lastFirst &+ ((lastSecond &- lastFirst) & Int(isFirstEarlier)), to: lastTarget)
      lastSecond &-= size & Int(isFirstEarlier)
      lastFirst &-= size & ~Int(isFirstEarlier)
      lastTarget -= size
    }
    if total % 2 == 1 {
      let isFirst = (time(first) &- time(second) &- tie) &>> 63
      copy(second &+ ((first &- second) & Int(isFirst)), to: target)
    }
  }

  /// The exchange time of the event at `address`, which it begins with.
  @inline(__always)
  private static func time(_ address: Int) -> Int64 {
    UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped.load(as: Int64.self)
  }

  @inline(__always)
  private static func copy(_ address: Int, to target: UnsafeMutableRawPointer) {
    // Whole words: the fields one by one would take twice as many steps.
    target.copyMemory(
      from: UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped,
      byteCount: MemoryLayout<MarketEvent>.stride)
  }
}

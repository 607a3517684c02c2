/// Room under the hard limit on its way back to lanes.
///
/// Nothing happens when it arrives but that the next decision may use it, so it is taken in when
/// something else happens.
struct ReturnQueues: ~Copyable {
  struct Return: BitwiseCopyable {
    /// When the lane knows (ns).
    var time: Int64
    /// What can no longer fill (lots).
    var quantity = SidePair<Int64>(0)
    var lane: Int32
  }

  /// One queue per response latency: with one latency things arrive in the order they are sent.
  private var rings = RingQueues<Return>()

  mutating func makeRoom(forRing ring: Int) { while rings.count <= ring { rings.add() } }

  /// Whether `item` comes after everything sent on `ring` before.
  @inline(__always)
  func accepts(_ item: Return, on ring: Int) -> Bool {
    let count = rings[ring].count
    return count == 0 || rings[ring][count - 1].time <= item.time
  }

  /// Sends what `ring` accepts.
  @inline(__always)
  mutating func send(_ item: Return, on ring: Int) { rings[ring].append(item) }

  @inline(__always)
  mutating func removeNext(through time: Int64) -> Return? {
    for ring in 0..<rings.count where !rings[ring].isEmpty && rings[ring][0].time <= time {
      return rings[ring].removeFirst()
    }
    return nil
  }
}

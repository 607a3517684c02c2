/// An order message on its way to the venue, or a report on its way to a strategy.
struct Message: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    // To the venue.
    case new, amend, cancel, immediate
    // To the strategy.
    case filled, ended, amended
  }

  /// When it arrives (ns).
  var time: Int64
  /// The order of sending breaks ties.
  var sequence: Int64 = 0
  var order: Int32
  var kind: Kind
  var isMaker = false
  /// The new total of an amend, or the quantity of a fill (lots).
  var quantity: Int64 = 0
  /// The price of a fill (ticks).
  var price: Int64 = 0
  /// The fee of a fill (10^−8 tick·lot).
  var fee: Int128 = 0
}

/// Messages in the order of their arrival: one queue for each distinct latency, since with one
/// latency messages arrive in the order they are sent.
struct MessageQueue: ~Copyable {
  private var queues: [Int: Int] = [:]
  private var rings: [Ring] = []
  private var sent: Int64 = 0
  /// When the next message arrives, or `Int64.max`.
  private(set) var nextTime = Int64.max
  private var nextRing = 0

  /// A class so that an array can hold it; it is touched only through this queue.
  private final class Ring {
    var messages = RingQueue<Message>()
  }

  /// The number of the queue for messages that travel `latency` ns.
  mutating func ring(forLatency latency: Int64) -> Int {
    if let known = queues[Int(latency)] { return known }
    rings.append(Ring())
    queues[Int(latency)] = rings.count - 1
    return rings.count - 1
  }

  mutating func send(_ message: Message, on ring: Int) {
    var message = message
    message.sequence = sent
    sent += 1
    rings[ring].messages.insert(message) { earlier, later in
      earlier.time > later.time  // equal times keep the order of sending
    }
    if message.time < nextTime {
      nextTime = message.time
      nextRing = ring
    }
  }

  /// Removes and returns the next message; there must be one.
  mutating func removeNext() -> Message {
    let message = rings[nextRing].messages.removeFirst()
    nextTime = .max
    var nextSequence = Int64.max
    for ring in rings.indices where !rings[ring].messages.isEmpty {
      let head = rings[ring].messages[0]
      if head.time < nextTime || (head.time == nextTime && head.sequence < nextSequence) {
        nextTime = head.time
        nextSequence = head.sequence
        nextRing = ring
      }
    }
    return message
  }
}

/// Something on its way between a lane and the venue.
protocol Travelling: BitwiseCopyable {
  /// When it arrives (ns).
  var time: Int64 { get }
  /// The order of sending, which breaks ties; set when it is sent.
  var sequence: Int64 { get set }
}

/// An order message on its way to the venue.
struct OrderMessage: Travelling {
  enum Kind: UInt8, BitwiseCopyable {
    case new, amend, cancel, immediate
    /// At most one cancel and then one new order of each side.
    case requote
  }

  var time: Int64
  var sequence: Int64 = 0
  /// The new total of an amend (lots).
  var total: Int64 = 0
  /// For `requote`: the orders to cancel and the new ones; −1 = none.
  var cancels = SidePair<Int32>(-1)
  var news = SidePair<Int32>(-1)
  var order: Int32
  var kind: Kind
}

/// A report on its way to a strategy.
struct Report: Travelling {
  enum Kind: UInt8, BitwiseCopyable { case filled, ended, amended, transferred, charged }

  var time: Int64 = 0
  var sequence: Int64 = 0
  /// The quantity of a fill, or the total in force after an amend (lots).
  var quantity: Int64 = 0
  /// The price of a fill (ticks); of a transfer twice the mid.
  var price: Int64 = 0
  /// The fee of a fill, or what was charged otherwise (10^−8 tick·lot).
  var fee: Int128 = 0
  /// The order; of a charge, which has none, the lane.
  var order: Int32
  var kind: Kind
  var isMaker = false
  /// Whether a fill was the order's last, so that it tells of its end as well.
  var endsOrder = false
}

/// What travels, in the order of its arrival.
///
/// There is one queue for each distinct latency, since with one latency things arrive in the order
/// they are sent. A message that was held back so as not to overtake an earlier one of its lane
/// would break that order; such messages wait in a heap.
struct MessageQueue<Message: Travelling>: ~Copyable {
  private var indexes: [Int64: Int] = [:]
  private var rings = RingQueues<Message>()
  private var heldBack = TimeHeap<Message>()
  private var sent: Int64 = 0
  /// When the next message arrives, or `Int64.max`.
  private(set) var nextTime = Int64.max
  /// The queue of the next message; −1 = it was held back.
  private var nextRing = 0

  /// The number of the queue for messages that travel `latency` ns.
  mutating func ring(forLatency latency: Int64) -> Int {
    if let known = indexes[latency] { return known }
    let index = rings.add()
    indexes[latency] = index
    return index
  }

  @inline(__always)
  mutating func send(_ message: Message, on ring: Int) {
    var message = message
    message.sequence = sent
    sent += 1
    let isInOrder = rings[ring].appendInOrder(message) { $0.time <= $1.time }
    if !isInOrder { heldBack.insert(message) }
    if message.time < nextTime {
      nextTime = message.time
      nextRing = isInOrder ? ring : -1
    }
  }

  /// Sends a message that waits for an earlier one of its lane.
  mutating func sendHeldBack(_ message: Message) {
    var message = message
    message.sequence = sent
    sent += 1
    heldBack.insert(message)
    if message.time < nextTime {
      nextTime = message.time
      nextRing = -1
    }
  }

  /// Removes and returns the next message; there must be one.
  @inline(__always)
  mutating func removeNext() -> Message {
    let message = nextRing < 0 ? heldBack.removeFirst() : rings[nextRing].removeFirst()
    if rings.count == 1, heldBack.isEmpty {
      (nextTime, nextRing) = (rings[0].isEmpty ? .max : rings[0][0].time, 0)
    } else {
      findNext()
    }
    return message
  }

  @inline(never)
  private mutating func findNext() {
    nextTime = .max
    var nextSequence = Int64.max
    if let head = heldBack.first {
      (nextTime, nextSequence, nextRing) = (head.time, head.sequence, -1)
    }
    for ring in 0..<rings.count where !rings[ring].isEmpty {
      let (time, sequence) = (rings[ring][0].time, rings[ring][0].sequence)
      if time < nextTime || (time == nextTime && sequence < nextSequence) {
        (nextTime, nextSequence, nextRing) = (time, sequence, ring)
      }
    }
  }
}

/// A binary heap of messages by (time, sequence).
struct TimeHeap<Message: Travelling>: ~Copyable {
  private var messages = Table<Message>()

  var isEmpty: Bool { messages.isEmpty }

  /// The earliest message.
  var first: Message? { messages.isEmpty ? nil : messages[0] }

  mutating func insert(_ message: Message) {
    messages.append(message)
    var place = messages.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard isBefore(message, messages[parent]) else { break }
      messages[place] = messages[parent]
      place = parent
    }
    messages[place] = message
  }

  mutating func removeFirst() -> Message {
    let removed = messages[0]
    let last = messages[messages.count - 1]
    messages.remove(at: messages.count - 1)
    guard !messages.isEmpty else { return removed }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < messages.count else { break }
      if child + 1 < messages.count, isBefore(messages[child + 1], messages[child]) { child += 1 }
      guard isBefore(messages[child], last) else { break }
      messages[place] = messages[child]
      place = child
    }
    messages[place] = last
    return removed
  }

  private func isBefore(_ first: Message, _ second: Message) -> Bool {
    first.time != second.time ? first.time < second.time : first.sequence < second.sequence
  }
}

/// Something on its way between a lane and the venue.
protocol Travelling: BitwiseCopyable {
  /// When it arrives (ns).
  var time: Int64 { get }
  /// The order of sending, which breaks ties; set when it is sent.
  var sequence: Int64 { get set }
}

/// An order message on its way to the venue.
struct OrderMessage: Travelling {
  enum Kind: UInt8, BitwiseCopyable { case new, amend, cancel, immediate }

  var time: Int64
  var sequence: Int64 = 0
  /// The new total of an amend (lots).
  var total: Int64 = 0
  var order: Int32
  var kind: Kind
}

/// A report on its way to a strategy.
struct Report: Travelling {
  enum Kind: UInt8, BitwiseCopyable { case filled, ended, amended }

  var time: Int64 = 0
  var sequence: Int64 = 0
  /// The quantity of a fill, or the total in force after an amend (lots).
  var quantity: Int64 = 0
  /// The price of a fill (ticks).
  var price: Int64 = 0
  /// The fee of a fill (10^−8 tick·lot).
  var fee: Int128 = 0
  var order: Int32
  var kind: Kind
  var isMaker = false
}

/// What travels, in the order of its arrival: one queue for each distinct latency, since with one
/// latency things arrive in the order they are sent.
struct MessageQueue<Message: Travelling>: ~Copyable {
  private var indexes: [Int64: Int] = [:]
  private var rings = RingQueues<Message>()
  private var sent: Int64 = 0
  /// When the next message arrives, or `Int64.max`.
  private(set) var nextTime = Int64.max
  private var nextRing = 0

  /// The number of the queue for messages that travel `latency` ns.
  mutating func ring(forLatency latency: Int64) -> Int {
    if let known = indexes[latency] { return known }
    let index = rings.add()
    indexes[latency] = index
    return index
  }

  mutating func send(_ message: Message, on ring: Int) {
    var message = message
    message.sequence = sent
    sent += 1
    rings[ring].append(message)
    // A message held back so as not to overtake may have to wait behind later ones of other lanes.
    var place = rings[ring].count - 1
    while place > 0, rings[ring][place - 1].time > message.time {
      rings[ring][place] = rings[ring][place - 1]
      place -= 1
      rings[ring][place] = message
    }
    if message.time < nextTime {
      nextTime = message.time
      nextRing = ring
    }
  }

  /// Removes and returns the next message; there must be one.
  mutating func removeNext() -> Message {
    let message = rings[nextRing].removeFirst()
    if rings.count == 1 {
      nextTime = rings[0].isEmpty ? .max : rings[0][0].time
      return message
    }
    nextTime = .max
    var nextSequence = Int64.max
    for ring in 0..<rings.count where !rings[ring].isEmpty {
      let (time, sequence) = (rings[ring][0].time, rings[ring][0].sequence)
      if time < nextTime || (time == nextTime && sequence < nextSequence) {
        nextTime = time
        nextSequence = sequence
        nextRing = ring
      }
    }
    return message
  }
}

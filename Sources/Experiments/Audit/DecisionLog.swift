internal import Backtesting
internal import MarketData

/// What a lane did, as an audit compares it: an order message, its outcome or a fill.
struct LoggedAct: Equatable, Sendable {
  /// What it was.
  enum Kind: UInt8, Sendable {
    case new, immediate, amend, cancel, refused, rejected, ended, fill

    /// Whether the strategy's decision alone makes it, not what the venue did with it.
    var isDecision: Bool { rawValue <= Self.refused.rawValue }

    init(_ event: OrderRecord.Event) {
      switch event {
      case .new: self = .new
      case .immediate: self = .immediate
      case .amend: self = .amend
      case .cancel: self = .cancel
      case .refused: self = .refused
      case .rejected: self = .rejected
      case .ended: self = .ended
      }
    }
  }

  var time: Int64
  var order: Int64
  /// Ticks; `Int64.min` where there is none.
  var price: Int64
  var quantity: Int64
  /// Tells apart what the other fields do not: reasons, fees, mids.
  var digest: UInt64
  var kind: Kind
  var side: Side

  init(_ record: OrderRecord) {
    (time, order, quantity) = (record.time, record.order, record.quantity)
    price = record.price ?? .min
    (kind, side) = (Kind(record.event), record.side)
    var digest = Digest()
    for byte in record.reason.utf8 { digest.add(Int64(byte)) }
    self.digest = digest.value
  }

  init(_ record: FillRecord) {
    (time, order, quantity) = (record.time, 0, record.quantity)
    (price, kind, side) = (record.price, .fill, record.side)
    var digest = Digest()
    digest.add(Int64(record.cause.rawValue))
    digest.add(record.fee)
    digest.add(record.doubledMid)
    digest.add(record.inventoryAfter)
    digest.add(Int64(bitPattern: record.queueAheadAtEntry?.bitPattern ?? .max))
    self.digest = digest.value
  }
}

/// A running FNV-1a hash of numbers.
struct Digest: Equatable, Sendable {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ number: Int64) {
    value = (value ^ UInt64(bitPattern: number)) &* 0x0000_0100_0000_01B3
    value ^= value >> 29
  }

  mutating func add(_ number: Int128) {
    add(Int64(truncatingIfNeeded: number))
    add(Int64(truncatingIfNeeded: number >> 64))
  }

  mutating func add(_ sample: SampleRecord) {
    for number in [sample.time, sample.doubledMid, sample.inventory] { add(number) }
    add(Int64(bitPattern: sample.target.bitPattern))
    for number in [
      sample.cash, sample.equity, sample.spreadPnL, sample.inventoryPnL, sample.rebalancingCost,
      sample.fees, sample.funding,
    ] { add(number) }
  }
}

/// Keeps what every lane of a replay did.
final class DecisionLog: ResultSink {
  let wantsOrders = true
  /// The order messages of each lane, in order, and after those of all lanes the fills of each: how
  /// messages and fills of one instant follow each other is not what is compared.
  private(set) var acts: [[LoggedAct]]
  /// The samples of each lane.
  private(set) var samples: [Digest]

  init(lanes: Int) {
    acts = [[LoggedAct]](repeating: [], count: 2 * lanes)
    samples = [Digest](repeating: Digest(), count: lanes)
  }

  /// How many lanes were replayed.
  var lanes: Int { samples.count }

  func record(_ fill: FillRecord) { acts[lanes + fill.lane].append(LoggedAct(fill)) }
  func record(_ order: OrderRecord) { acts[order.lane].append(LoggedAct(order)) }
  func record(_ sample: SampleRecord) { samples[sample.lane].add(sample) }
}

/// Compares what the lanes of a replay do with a log as they do it, so that nothing of the replay
/// is kept.
final class ComparingSink: ResultSink {
  /// The first act that differs; `nil` on one side where there is none.
  struct Difference {
    /// The lane of the replay.
    var lane: Int
    var original: LoggedAct?
    var other: LoggedAct?

    /// When the decisions part (ns).
    var time: Int64 {
      min(original?.time ?? .max, other?.time ?? .max)
    }
  }

  let wantsOrders = true
  private let log: DecisionLog
  /// The lane of the log that each lane of the replay is compared with.
  private let lanes: [Int]
  private let instant: Int64
  private let onlyDecisions: Bool
  /// By lane, first for messages and then for fills.
  private var cursors: [Int]
  private var differences: [Difference?]
  private var samples: [Digest]
  /// Acts found equal.
  private(set) var compared: Int64 = 0

  /// Compares with `log`: for each lane of the replay `lanes` says which lane of the log it should
  /// repeat, acts after `instant` (ns) are left out, and what the venue did if `onlyDecisions`.
  init(_ log: DecisionLog, lanes: [Int], through instant: Int64 = .max, onlyDecisions: Bool = false)
  {
    self.log = log
    self.lanes = lanes
    self.instant = instant
    self.onlyDecisions = onlyDecisions
    cursors = [Int](repeating: 0, count: 2 * lanes.count)
    differences = [Difference?](repeating: nil, count: 2 * lanes.count)
    samples = [Digest](repeating: Digest(), count: lanes.count)
  }

  func record(_ fill: FillRecord) { compare(LoggedAct(fill), at: lanes.count + fill.lane) }
  func record(_ order: OrderRecord) { compare(LoggedAct(order), at: order.lane) }
  func record(_ sample: SampleRecord) { samples[sample.lane].add(sample) }

  private func compare(_ act: LoggedAct, at place: Int) {
    guard differences[place] == nil, isCompared(act) else { return }
    let original = next(at: place)
    if original == act {
      compared += 1
      return
    }
    differences[place] = Difference(lane: place % lanes.count, original: original, other: act)
  }

  private func isCompared(_ act: LoggedAct) -> Bool {
    act.time <= instant && (!onlyDecisions || act.kind.isDecision)
  }

  /// The next act of the log that should be repeated.
  private func next(at place: Int) -> LoggedAct? {
    let isFill = place >= lanes.count
    let acts = log.acts[lanes[place % lanes.count] + (isFill ? log.lanes : 0)]
    while cursors[place] < acts.count {
      let act = acts[cursors[place]]
      cursors[place] += 1
      if isCompared(act) { return act }
    }
    return nil
  }

  /// The earliest difference, once the replay has ended; a message before a fill of its instant.
  func finish() -> Difference? {
    for place in differences.indices where differences[place] == nil {
      guard let left = next(at: place) else { continue }
      differences[place] = Difference(
        lane: place % lanes.count, original: left, other: nil)
    }
    return differences.compactMap { $0 }.min { $0.time < $1.time }
  }

  /// The first lane whose samples are not those of the log; for replays of the same data.
  var laneWithOtherSamples: Int? { lanes.indices.first { samples[$0] != log.samples[lanes[$0]] } }
}

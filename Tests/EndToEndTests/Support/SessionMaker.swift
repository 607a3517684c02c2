import Backtesting
import MarketData
import Synchronization
import TestSupport

/// The rules whose fills another engine's logs hold: floor(mid) − H ticks bid, ceil(mid) + H ticks
/// asked, kept at an equal price or, with `keep`, while at most so many ticks further out.
struct SessionMaker: Strategy {
  static let name = "session-maker"
  static let summary = "Quotes around the mid, for comparison with another engine."
  static let parameters = [
    Parameter("half", .number, "ticks beyond the rounded mid"),
    Parameter("keep", .number, "ticks further out that a quote may be", default: "0"),
    Parameter("lane", .number, "the place of the lane, to learn of its rejected orders"),
  ]
  static let size = 10.0
  static let cap = 200.0

  private let half: Double
  private let keep: Double
  private let lane: Int
  /// The prices asked for at the latest decision and not known to be filled or rejected.
  private var asked: [Double?] = [nil, nil]

  init(_ values: ParameterValues) throws {
    half = values["half"]
    keep = values["keep"]
    lane = Int(values["lane"])
  }

  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    for order in Rejections.taken(lane, knownBy: view.time) { forget(order.side, order.price) }
    let wanted = [(view.mid - half).rounded(.down), (view.mid + half).rounded(.up)]
    for (place, side) in [Side.buy, .sell].enumerated() {
      let sign = Double(side.sign)
      guard (inventory.quantity + sign * Self.size).magnitude <= Self.cap else {
        asked[place] = nil
        continue
      }
      var price = wanted[place]
      if let own = asked[place], (0...keep).contains((price - own) * sign) { price = own }
      asked[place] = price
      if side == .buy {
        quotes.bid(at: price, quantity: Self.size)
      } else {
        quotes.ask(at: price, quantity: Self.size)
      }
    }
    return quotes
  }

  mutating func observe(_ fill: OwnFill) { forget(fill.side, fill.price) }

  private mutating func forget(_ side: Side, _ price: Int64) {
    let place = side == .buy ? 0 : 1
    if asked[place] == Double(price) { asked[place] = nil }
  }
}

/// Orders that the venue rejected: strategies are not told, and these rules depend on it. They are
/// known when their reports arrive, no earlier.
enum Rejections {
  struct Order {
    var known: Int64
    var side: Side
    var price: Int64
  }
  private static let orders = Mutex<[Int: [Order]]>([:])

  static func add(_ order: Order, lane: Int) {
    orders.withLock { $0[lane, default: []].append(order) }
  }

  /// Those of `lane` whose reports have arrived by `time`, each once.
  static func taken(_ lane: Int, knownBy time: Int64) -> [Order] {
    orders.withLock { all in
      let waiting = all[lane] ?? []
      all[lane] = waiting.filter { $0.known > time }
      return waiting.filter { $0.known <= time }
    }
  }
}

/// Keeps fills by lane, and tells of rejections as they happen.
final class SessionSink: ResultSink {
  private(set) var fills: [Int: [FillRecord]] = [:]
  private(set) var rejected: [Int: Set<Int64>] = [:]
  let wantsOrders = true
  private let tells: Bool

  /// - Parameter tells: whether `SessionMaker`s learn of rejections from it.
  init(tells: Bool = false) { self.tells = tells }

  func record(_ fill: FillRecord) { fills[fill.lane, default: []].append(fill) }
  func record(_ sample: SampleRecord) {}
  func record(_ order: OrderRecord) {
    guard order.event == .rejected, let price = order.price else { return }
    rejected[order.lane, default: []].insert(order.order)
    guard tells else { return }
    Rejections.add(
      Rejections.Order(known: order.time + 10_000_000, side: order.side, price: price),
      lane: order.lane)
  }
}

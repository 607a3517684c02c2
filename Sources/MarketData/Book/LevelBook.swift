/// A book of many levels, changed by one message of its vendor at a time.
///
/// A message begins, sets levels, and ends; what it changed can then be asked for. A snapshot
/// replaces everything down to its deepest level, and deeper levels stay. A crossed book is stale
/// on one side: levels that the message's own levels of the other side reach or pass, and that it
/// did not itself set, go where they are to be dropped.
public struct LevelBook: Sendable {
  /// What a message did to one level.
  public struct Change: Sendable, BitwiseCopyable {
    /// The side of the level.
    public var side: Side
    /// Its mirrored price.
    public var key: Int64
    /// Its size before this change of it.
    public var previous: Int64
  }

  /// How a message relates to the book before it.
  public enum MessageKind: Sendable {
    /// It changes levels.
    case changes
    /// It shows the book down to its deepest level; what is deeper stays.
    case snapshot
    /// It shows all that the source ever shows: what is deeper is not known.
    case bestLevels
  }

  /// The bids, by price.
  public private(set) var bids = LevelSide()
  /// The asks, by minus price.
  public private(set) var asks = LevelSide()
  /// The changes of the message, in order; the first of a level has its size before the message.
  public private(set) var changes: [Change] = []
  /// Keys of bids below this are not shown by the source; `Int64.min` = all are.
  public private(set) var bidFloor = Int64.min
  /// Keys of asks below this are not shown by the source; `Int64.min` = all are.
  public private(set) var askFloor = Int64.min
  private var message: Int64 = 0
  /// How the latest message relates to the book before it.
  public private(set) var messageKind = MessageKind.changes

  /// An empty book.
  public init() {}

  /// The levels of `side`.
  public subscript(side: Side) -> LevelSide { side == .buy ? bids : asks }

  /// The displayed size at `key` of `side`, or `nil` where the source does not show it.
  public func displayed(_ side: Side, at key: Int64) -> Int64? {
    if key < (side == .buy ? bidFloor : askFloor) { return nil }
    return side == .buy ? bids.size(at: key) : asks.size(at: key)
  }

  /// Begins a message; with `clears` everything shown before is void.
  public mutating func begin(_ kind: MessageKind, clears: Bool = false) {
    message += 1
    messageKind = kind
    changes.removeAll(keepingCapacity: true)
    guard clears else { return }
    removeAll(.buy)
    removeAll(.sell)
  }

  /// Sets the size at `price` of `side`, 0 = no level any more.
  public mutating func set(_ side: Side, price: Int64, size: Int64) {
    let key = side == .buy ? price : -price
    let previous =
      side == .buy
      ? bids.set(key, size, message: message) : asks.set(key, size, message: message)
    changes.append(Change(side: side, key: key, previous: previous))
  }

  /// Ends the message.
  ///
  /// - Returns: how many levels were dropped because the book was crossed.
  public mutating func end(dropsCrossed: Bool) -> Int {
    if messageKind != .changes {
      replace(.buy)
      replace(.sell)
    }
    guard dropsCrossed, let bid = bids.best, let ask = asks.best, bid.key >= -ask.key else {
      return 0
    }
    let before = changes.count
    if let reach = bids.best(of: message) { removeReached(.sell, by: reach) }
    if let reach = asks.best(of: message) { removeReached(.buy, by: reach) }
    return changes.count - before
  }

  private mutating func removeReached(_ side: Side, by key: Int64) {
    remove(side) { levels, message, body in levels.remove(from: -key, unless: message, body) }
  }

  private mutating func removeAll(_ side: Side) {
    remove(side) { levels, _, body in levels.remove(from: .min, unless: -1, body) }
    setFloor(.min, of: side)
  }

  /// Removes what a snapshot does not show though it reaches as deep.
  private mutating func replace(_ side: Side) {
    let deepest = (side == .buy ? bids : asks).deepest(of: message)
    remove(side) { levels, message, body in
      levels.remove(from: deepest ?? .min, unless: message, body)
    }
    guard messageKind == .bestLevels else { return }
    if let deepest { remove(side) { levels, _, body in levels.remove(below: deepest, body) } }
    setFloor(deepest ?? .min, of: side)
  }

  private mutating func remove(
    _ side: Side, _ body: (inout LevelSide, Int64, (LevelSide.Level) -> Void) -> Void
  ) {
    var changes = changes
    self.changes = []
    let note = { (level: LevelSide.Level) in
      changes.append(Change(side: side, key: level.key, previous: level.size))
    }
    if side == .buy { body(&bids, message, note) } else { body(&asks, message, note) }
    self.changes = changes
  }

  private mutating func setFloor(_ floor: Int64, of side: Side) {
    if side == .buy { bidFloor = floor } else { askFloor = floor }
  }
}

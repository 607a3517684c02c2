/// The levels of one side of a book by mirrored keys: the price of a bid, minus the price of an
/// ask, so that the larger key is the better one on both sides.
///
/// Levels lie in one array with the best at the end, where most changes are.
public struct LevelSide: Sendable {
  /// One price and what is shown there.
  @frozen
  public struct Level: Sendable, BitwiseCopyable {
    /// The mirrored price.
    public var key: Int64
    /// The displayed size, above 0.
    public var size: Int64
    /// The message that set it last.
    var message: Int64
  }

  /// By ascending key: the best is last.
  public private(set) var levels: [Level] = []

  /// A side with no levels.
  public init() {}

  /// The best level, or `nil`.
  @inlinable public var best: Level? { levels.last }

  /// The displayed size at `key`, 0 where there is no level.
  public func size(at key: Int64) -> Int64 {
    let place = place(of: key)
    return place < levels.count && levels[place].key == key ? levels[place].size : 0
  }

  /// Sets the size at `key`, 0 = no level any more; returns what it was.
  mutating func set(_ key: Int64, _ size: Int64, message: Int64) -> Int64 {
    let place = place(of: key)
    guard place < levels.count, levels[place].key == key else {
      if size > 0 { levels.insert(Level(key: key, size: size, message: message), at: place) }
      return 0
    }
    let previous = levels[place].size
    if size > 0 {
      levels[place].size = size
      levels[place].message = message
    } else {
      levels.remove(at: place)
    }
    return previous
  }

  /// The best key that `message` set, or `nil`.
  func best(of message: Int64) -> Int64? { levels.last { $0.message == message }?.key }

  /// The deepest key that `message` set, or `nil`.
  func deepest(of message: Int64) -> Int64? { levels.first { $0.message == message }?.key }

  /// Removes the levels at `key` or better that `message` did not set, and gives them to `body`.
  mutating func remove(from key: Int64, unless message: Int64, _ body: (Level) -> Void) {
    let first = place(of: key)
    var kept = first
    for index in first..<levels.count {
      if levels[index].message == message {
        levels[kept] = levels[index]
        kept += 1
      } else {
        body(levels[index])
      }
    }
    levels.removeSubrange(kept...)
  }

  /// Removes the levels deeper than `key`, and gives them to `body`.
  mutating func remove(below key: Int64, _ body: (Level) -> Void) {
    let count = place(of: key)
    for level in levels[..<count] { body(level) }
    levels.removeSubrange(..<count)
  }

  /// The place of the first level whose key is not below `key`: a few steps from the best before a
  /// binary search.
  private func place(of key: Int64) -> Int {
    var high = levels.count
    return levels.withUnsafeBufferPointer { levels in
      for _ in 0..<8 {
        if high == 0 || levels[high - 1].key < key { return high }
        high -= 1
      }
      var low = 0
      while low < high {
        let middle = (low + high) / 2
        if levels[middle].key < key { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}

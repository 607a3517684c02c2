import MarketData

/// The index of all lanes' resting orders on one side of one book.
///
/// Price levels are sorted by key, so that an event touches only the orders at or beyond its price
/// and most events see from the best key that they touch none. Orders that joined a level one after
/// the other with the same quantity ahead under the same rule are in the same place of the queue
/// for ever: they form a cohort and share one queue position, whoever they belong to.
///
/// Only orders near the touch are linked into levels. Those that join below `floor` stay in their
/// slots, where nothing that happens above can change them, until the market comes near: most are
/// cancelled before, and cost nothing here.
struct RestingOrders: ~Copyable {
  struct Reference: BitwiseCopyable {
    var key: Int64
    var level: Int32
  }

  struct Level: BitwiseCopyable {
    var key: Int64
    var firstCohort: Int32 = -1
    var lastCohort: Int32 = -1
    /// Whether some cohort may have a quantity ahead; keeps levels inside the spread from being
    /// visited at every quote.
    var mayQueue = false
    /// The market event whose message changed its displayed size last.
    var changedAt: Int64 = -1
  }

  struct Cohort: BitwiseCopyable {
    var level: Int32
    var rule: Int32
    var position: QueuePosition
    var next: Int32 = -1
    var previous: Int32 = -1
    var firstOrder: Int32 = -1
    var lastOrder: Int32 = -1
  }

  /// A key below every price.
  static let noKey = Int64.min / 4

  /// Levels by ascending key: the best is last.
  var references = Table<Reference>()
  var levels = SlotTable<Level>()
  var cohorts = SlotTable<Cohort>()
  /// The best key of any resting order, or `noKey`.
  private(set) var bestKey = noKey
  /// Every order that rests at or above this key is linked.
  var floor = noKey
  /// Whether events far from the touch matter too, so that every order is to be linked.
  var linksAll = false
  /// How many resting orders are not linked, and a key that none of them is above.
  var farCount = 0
  var farBest = noKey
  /// The level that a key was last seen at, by the key's low bits.
  private var hints = Table<Reference>(minimumCapacity: hintCount)
  private static let hintCount = 64

  init() {
    for _ in 0..<Self.hintCount { hints.append(Reference(key: .min, level: -1)) }
  }

  /// Rests an order that arrives, behind everything at its key, with `front` lots ahead.
  @inline(__always)
  mutating func insert(
    _ index: Int32, front: Double, rule: Int32, orders: borrowing SlotTable<Order>
  ) {
    let key = orders[index].key
    if key < floor {
      farCount += 1
      if key > farBest { farBest = key }
    } else {
      link(index, front: front, rule: rule, orders: orders)
    }
  }

  /// Rests an order at `key` that is not linked.
  ///
  /// - Parameters:
  ///   - index: the order.
  ///   - key: its key.
  ///   - wasFar: whether it counts among those far from the touch already.
  ///   - front: the lots ahead of it.
  ///   - rule: the rule it fills by.
  ///   - orders: all orders.
  @inline(__always)
  mutating func rest(
    _ index: Int32, _ key: Int64, wasFar: Bool, front: Double, rule: Int32,
    orders: borrowing SlotTable<Order>
  ) {
    let isFar = key < floor
    if isFar != wasFar { farCount += isFar ? 1 : -1 }
    if isFar {
      if key > farBest { farBest = key }
    } else {
      link(index, front: front, rule: rule, orders: orders)
    }
  }

  /// Links `order` into the level of its key.
  mutating func link(
    _ index: Int32, front: Double, rule: Int32, orders: borrowing SlotTable<Order>
  ) {
    let order = orders.pointer(to: index)
    let levelIndex = levelIndex(for: order.pointee.key)
    let level = levels.pointer(to: levelIndex)
    if front > 0 { level.pointee.mayQueue = true }
    var cohortIndex = level.pointee.lastCohort
    if cohortIndex < 0 || cohorts[cohortIndex].rule != rule
      || cohorts[cohortIndex].position.front != front
      || cohorts[cohortIndex].position.printed != 0
    {
      let previous = cohortIndex
      cohortIndex = cohorts.insert(
        Cohort(
          level: levelIndex, rule: rule, position: QueuePosition(front: front),
          previous: previous))
      if previous >= 0 {
        cohorts[previous].next = cohortIndex
      } else {
        level.pointee.firstCohort = cohortIndex
      }
      level.pointee.lastCohort = cohortIndex
    }
    let cohort = cohorts.pointer(to: cohortIndex)
    let last = cohort.pointee.lastOrder
    order.pointee.cohort = cohortIndex
    order.pointee.previous = last
    order.pointee.next = -1
    if last >= 0 { orders[last].next = index } else { cohort.pointee.firstOrder = index }
    cohort.pointee.lastOrder = index
  }

  /// Takes `order` out; its level goes with its last order.
  @inline(__always)
  mutating func remove(_ index: Int32, orders: borrowing SlotTable<Order>) {
    if orders[index].cohort >= 0 {
      unlink(index, orders: orders)
    } else {
      farCount -= 1
    }
  }

  mutating func unlink(_ index: Int32, orders: borrowing SlotTable<Order>) {
    let cohort = orders[index].cohort
    let (previous, next) = (orders[index].previous, orders[index].next)
    if previous >= 0 { orders[previous].next = next } else { cohorts[cohort].firstOrder = next }
    if next >= 0 { orders[next].previous = previous } else { cohorts[cohort].lastOrder = previous }
    orders[index].cohort = -1
    if cohorts[cohort].firstOrder < 0 { remove(cohort: cohort) }
  }

  private mutating func remove(cohort: Int32) {
    let level = cohorts[cohort].level
    let (previous, next) = (cohorts[cohort].previous, cohorts[cohort].next)
    if previous >= 0 { cohorts[previous].next = next } else { levels[level].firstCohort = next }
    if next >= 0 { cohorts[next].previous = previous } else { levels[level].lastCohort = previous }
    cohorts.release(cohort)
    guard levels[level].firstCohort < 0 else { return }
    let key = levels[level].key
    let hint = Int(truncatingIfNeeded: key) & (Self.hintCount - 1)
    if hints[hint].key == key { hints[hint].key = .min }
    references.remove(at: position(of: key))
    levels.release(level)
    bestKey = references.isEmpty ? Self.noKey : references[references.count - 1].key
  }

  @inline(__always)
  private mutating func levelIndex(for key: Int64) -> Int32 {
    let hint = Int(truncatingIfNeeded: key) & (Self.hintCount - 1)
    if hints[hint].key == key { return hints[hint].level }
    let level = findLevel(for: key)
    hints[hint] = Reference(key: key, level: level)
    return level
  }

  @inline(never)
  private mutating func findLevel(for key: Int64) -> Int32 {
    let place = position(of: key)
    if place < references.count, references[place].key == key { return references[place].level }
    let level = levels.insert(Level(key: key))
    references.insert(Reference(key: key, level: level), at: place)
    if key > bestKey { bestKey = key }
    return level
  }

  /// The place of the first reference whose key is not below `key`. Most orders join near the best,
  /// so a few steps from there come before a binary search.
  func position(of key: Int64) -> Int {
    var high = references.count
    for _ in 0..<4 {
      if high == 0 || references[high - 1].key < key { return high }
      high -= 1
    }
    var low = 0
    while low < high {
      let middle = (low + high) / 2
      if references[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Traps where a link, a count or the order of levels is wrong; for tests.
  func checkInvariants(orders: borrowing SlotTable<Order>) {
    var previousKey = Self.noKey
    for place in 0..<references.count {
      let reference = references[place]
      precondition(reference.key > previousKey, "levels ascend")
      previousKey = reference.key
      precondition(levels[reference.level].key == reference.key, "reference and level agree")
      var cohort = levels[reference.level].firstCohort
      precondition(cohort >= 0, "a level has a cohort")
      var last: Int32 = -1
      while cohort >= 0 {
        precondition(cohorts[cohort].previous == last && cohorts[cohort].level == reference.level)
        var order = cohorts[cohort].firstOrder
        precondition(order >= 0, "a cohort has an order")
        var lastOrder: Int32 = -1
        while order >= 0 {
          precondition(orders[order].cohort == cohort && orders[order].previous == lastOrder)
          precondition(orders[order].state == .resting && orders[order].key == reference.key)
          precondition(orders[order].remaining > 0, "a resting order has something left")
          lastOrder = order
          order = orders[order].next
        }
        precondition(cohorts[cohort].lastOrder == lastOrder)
        last = cohort
        cohort = cohorts[cohort].next
      }
      precondition(levels[reference.level].lastCohort == last)
    }
    precondition(bestKey == previousKey, "the best key is the last")
  }
}

import MarketData
import TestSupport
import Testing

/// The book against dictionaries that are searched from end to end.
struct LevelBookTests {
  /// One side each of price → size, by the rules as they are written down.
  struct Model {
    var sides: [Side: [Int64: Int64]] = [.buy: [:], .sell: [:]]
    var floors: [Side: Int64] = [:]

    mutating func apply(
      _ rows: [(side: Side, price: Int64, size: Int64)], _ kind: LevelBook.MessageKind,
      clears: Bool, dropsCrossed: Bool
    ) -> Int {
      if clears { (sides, floors) = ([.buy: [:], .sell: [:]], [:]) }
      var own: [Side: [Int64: Int64]] = [.buy: [:], .sell: [:]]
      for row in rows { own[row.side]?[row.price] = row.size == 0 ? nil : row.size }
      for side in Side.allCases {
        let deepest = own[side]?.keys.min { Self.isBetter($1, $0, side) }
        if kind != .changes {
          sides[side] = sides[side]?.filter { price, _ in
            deepest.map { Self.isBetter($0, price, side) } ?? false && kind == .snapshot
          }
        }
        for row in rows where row.side == side { sides[side]?[row.price] = nil }
        sides[side]?.merge(own[side] ?? [:]) { $1 }
        if kind == .bestLevels { floors[side] = deepest }
      }
      guard dropsCrossed else { return 0 }
      var dropped = 0
      for side in Side.allCases {
        guard let reach = own[side]?.keys.max(by: { Self.isBetter($1, $0, side) }) else { continue }
        for price in (sides[side.opposite] ?? [:]).keys
        where !Self.isBetter(price, reach, side) && own[side.opposite]?[price] == nil {
          sides[side.opposite]?[price] = nil
          dropped += 1
        }
      }
      return dropped
    }

    /// Whether `first` is the better price of `side`.
    static func isBetter(_ first: Int64, _ second: Int64, _ side: Side) -> Bool {
      side == .buy ? first > second : first < second
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func isThatOfTheModel(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var book = LevelBook()
    var model = Model()
    let spread = random.integer(3...40)
    let dropsCrossed = !random.oneIn(4)
    let isOfBestLevels = random.oneIn(4)
    for _ in 0..<300 {
      var rows: [(side: Side, price: Int64, size: Int64)] = []
      for _ in 0..<random.integer(random.oneIn(20) ? 0...1 : 1...9) {
        rows.append(
          (
            random.oneIn(2) ? .buy : .sell, random.integer(-spread...spread),
            random.oneIn(3) ? 0 : random.integer(1...99)
          ))
      }
      let kind: LevelBook.MessageKind =
        isOfBestLevels ? .bestLevels : random.oneIn(15) ? .snapshot : .changes
      let clears = random.oneIn(50)
      let before = model
      book.begin(kind, clears: clears)
      for row in rows { book.set(row.side, price: row.price, size: row.size) }
      let dropped = book.end(dropsCrossed: dropsCrossed)
      #expect(
        dropped == model.apply(rows, kind, clears: clears, dropsCrossed: dropsCrossed))
      for side in Side.allCases { try Self.compare(book, model, side, spread) }
      Self.compareChanges(book, before, model)
    }
  }

  private static func compare(
    _ book: LevelBook, _ model: Model, _ side: Side, _ spread: Int64
  ) throws {
    let sign: Int64 = side == .buy ? 1 : -1
    let levels = try #require(model.sides[side])
    let expected = levels.keys.sorted { sign * $0 < sign * $1 }
    #expect(book[side].levels.map(\.key) == expected.map { sign * $0 })
    #expect(book[side].levels.map(\.size) == expected.map { levels[$0] ?? -1 })
    #expect(book[side].best?.key == expected.last.map { sign * $0 })
    for price in -spread - 1...spread + 1 {
      let isShown = model.floors[side].map { !Model.isBetter($0, price, side) } ?? true
      #expect(book.displayed(side, at: sign * price) == (isShown ? levels[price] ?? 0 : nil))
    }
  }

  /// Every level that is another than before is among the changes, and the first change of a level
  /// has its size before the message.
  private static func compareChanges(_ book: LevelBook, _ before: Model, _ after: Model) {
    var first: [Side: [Int64: Int64]] = [.buy: [:], .sell: [:]]
    for change in book.changes {
      let price = change.side == .buy ? change.key : -change.key
      if first[change.side]?[price] == nil { first[change.side]?[price] = change.previous }
    }
    for side in Side.allCases {
      let (old, new) = (before.sides[side] ?? [:], after.sides[side] ?? [:])
      for (price, previous) in first[side] ?? [:] { #expect(previous == old[price] ?? 0) }
      for price in Set(old.keys).union(new.keys) where old[price] != new[price] {
        #expect(first[side]?[price] != nil, "\(side) \(price) changed")
      }
    }
  }
}

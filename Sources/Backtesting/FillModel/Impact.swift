import Glibc

/// What the part of an immediate order costs that finds nothing displayed any more.
///
/// The replayed market does not show what would have happened there, so this is an assumption: the
/// remainder of r lots trades at once, at the deepest price displayed made worse by so many ticks,
/// rounded to a whole tick against the order.
public enum Impact: Sendable, Equatable, BitwiseCopyable {
  /// Nothing trades there: the remainder is cancelled.
  case none
  /// c × r ticks worse; `perLot` is c (ticks per lot, > 0).
  case linear(perLot: Double)
  /// c × √r ticks worse; `perRootLot` is c (ticks per square root of a lot, > 0).
  case squareRoot(perRootLot: Double)

  /// How many whole ticks worse `lots` trade; `nil` where there is no such price.
  func ticks(for lots: Int64) -> Int64? {
    let distance: Double
    switch self {
    case .none: return nil
    case .linear(let perLot): distance = perLot * Double(lots)
    case .squareRoot(let perRootLot): distance = perRootLot * Double(lots).squareRoot()
    }
    // Floating-point noise above a whole tick does not make it the next one.
    let ticks = ceil(distance - Grid.noise)
    return ticks < 0x1p60 ? Int64(ticks) : nil
  }

  /// The most lots, up to `limit`, that trade at most `distance` ticks worse.
  func lots(within distance: Int64, upTo limit: Int64) -> Int64 {
    func fits(_ lots: Int64) -> Bool { ticks(for: lots).map { $0 <= distance } ?? false }
    if limit <= 0 || fits(limit) { return max(limit, 0) }
    var (fitting, failing) = (Int64(0), limit)
    while failing - fitting > 1 {
      let middle = fitting + (failing - fitting) / 2
      if fits(middle) { fitting = middle } else { failing = middle }
    }
    return fitting
  }
}

/// All stretches of constant offset of a zone from 1970 to 2116, in order of time on its own clock.
final class ZoneTable: Sendable {
  /// When each stretch begins on the clock itself (ns since 1970-01-01 00:00:00 of that clock): the
  /// first instant that is not read by the stretch before it any more.
  let starts: [Int64]
  /// What the clock is ahead of UTC in each stretch (ns).
  let offsets: [Int64]

  /// The years whose changes are worked out; no time of a row lies outside.
  private static let years: ClosedRange<Int64> = 1969...2116

  /// Works out the stretches of a zone with the rules `eras`.
  init(_ eras: [ZoneEra]) {
    var current = eras.first?.offset(at: 0) ?? 0
    var starts = [Int64.min / 2]
    var offsets = [current * 1_000_000_000]
    for change in Self.changes(of: eras) where change.offset != current {
      // Twice-told time belongs to the stretch before, time that never was as well.
      starts.append((change.instant + max(current, change.offset)) * 1_000_000_000)
      offsets.append(change.offset * 1_000_000_000)
      current = change.offset
    }
    self.starts = starts
    self.offsets = offsets
  }

  /// The instants (s since the epoch) at which offsets begin (s), in order of time.
  static func changes(of eras: [ZoneEra]) -> [(instant: Int64, offset: Int64)] {
    var changes: [(instant: Int64, offset: Int64)] = []
    for (index, era) in eras.enumerated() {
      let end = index + 1 < eras.count ? eras[index + 1].start : Int64.max
      if index > 0 { changes.append((era.start, era.offset(at: era.start))) }
      guard let daylight = era.daylight else { continue }
      var yearly: [(instant: Int64, offset: Int64)] = []
      for year in Self.years {
        yearly.append((daylight.begin(year, era.standardOffset), daylight.offset))
        yearly.append((daylight.end(year), era.standardOffset))
      }
      yearly.sort { $0.instant < $1.instant }
      changes += yearly.filter { $0.instant > max(0, era.start) && $0.instant < end }
    }
    return changes
  }

  /// The stretch that reads the clock's time `local` (ns).
  func stretch(of local: Int64) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= local { low = middle } else { high = middle }
    }
    return low
  }
}

/// Turns times of a zone's clock into UTC; it remembers the stretch of the row before, so that the
/// usual row costs a comparison and a subtraction.
///
/// The table must outlive it.
struct ZoneClock {
  private var start: Int64 = 0
  private var length: UInt64 = 0
  private var offset: Int64 = 0
  private let table: Unmanaged<ZoneTable>

  init(_ table: ZoneTable) { self.table = Unmanaged.passUnretained(table) }

  /// The instant at which the clock shows `local` (ns since 1970-01-01 00:00:00 of that clock).
  @inline(__always)
  mutating func utc(_ local: Int64) -> Int64 {
    if UInt64(bitPattern: local &- start) >= length { find(local) }
    return local &- offset
  }

  @inline(never)
  private mutating func find(_ local: Int64) {
    table._withUnsafeGuaranteedRef { table in
      let index = table.stretch(of: local)
      start = table.starts[index]
      let end = index + 1 < table.starts.count ? table.starts[index + 1] : Int64.max
      length = UInt64(bitPattern: end &- start)
      offset = table.offsets[index]
    }
  }
}

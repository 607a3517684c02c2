internal import Glibc

/// Keeps what is the same at the beginning of all rows from libcsv, which costs the same for every
/// byte: `exchange,symbol,` is a quarter of many a file.
///
/// A row is shortened only where leaving its first fields out cannot be told from reading them:
/// they are symbols or not read at all, they are byte for byte those of the good row before it,
/// something follows them, and the line is one row. Every other line is given whole.
struct PrefixElision {
  /// What libcsv is given at once.
  struct Stretch {
    var bytes: UnsafePointer<UInt8>
    var count: Int
    /// The column that its rows begin with.
    var firstColumn: Int
    /// Whether it is a single whole line, from which the prefix can be learnt.
    var isSample: Bool
  }

  /// Prefixes longer than this are not left out (bytes).
  private static let lengthLimit = 256

  /// Leading columns that may be left out; fewer once rows turned out to differ in the last one.
  private var columns: Int
  private let separator: UInt8
  private let scratch: UnsafeMutablePointer<UInt8>
  private let prefix: UnsafeMutablePointer<UInt8>
  private var length = 0

  // The lines being gone through.
  private var bytes: UnsafePointer<UInt8>?
  private var count = 0
  private var position = 0
  private var hasCarriageReturns = false
  private var lines = 0
  private var differing = 0

  /// For rows of `plan` in slices of at most `capacity` bytes.
  init(plan: ColumnPlan, separator: UInt8, capacity: Int) {
    let leading = plan.operations.prefix { $0.kind == .ignore || $0.kind == .symbol }.count
    columns = min(leading, plan.operations.count - 1)
    self.separator = separator
    scratch = .allocate(capacity: columns > 0 ? capacity : 1)
    prefix = .allocate(capacity: Self.lengthLimit)
  }

  func deallocate() {
    scratch.deallocate()
    prefix.deallocate()
  }

  /// Whether there is anything to leave out.
  var isWorthwhile: Bool { columns > 0 }

  /// Forgets the prefix: rows that it was not compared with were read in between.
  mutating func forget() { length = 0 }

  /// Starts on whole lines.
  mutating func begin(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    self.bytes = bytes
    self.count = count
    position = 0
    lines = 0
    differing = 0
    hasCarriageReturns = memchr(bytes, 13, count) != nil
  }

  /// The next bytes for libcsv: lines without their prefix, or one line that is not shortened;
  /// `nil` at the end.
  mutating func next() -> Stretch? {
    guard let bytes, position < count else { return nil }
    if columns == 0 {
      defer { position = count }
      return Stretch(
        bytes: bytes + position, count: count - position, firstColumn: 0, isSample: false)
    }
    var filled = 0
    while position < count {
      let end = lineEnd(bytes)
      guard isShortened(bytes, end) else {
        if filled > 0 { break }
        return whole(bytes, end)
      }
      let rest = end &- position &- length
      memcpy(scratch + filled, bytes + (position &+ length), rest)
      filled &+= rest
      position = end
      lines &+= 1
    }
    return Stretch(bytes: scratch, count: filled, firstColumn: columns, isSample: false)
  }

  @inline(__always)
  private func lineEnd(_ bytes: UnsafePointer<UInt8>) -> Int {
    guard let found = memchr(bytes + position, 10, count &- position) else { return count }
    return UnsafeRawPointer(bytes).distance(to: UnsafeRawPointer(found)) &+ 1
  }

  @inline(__always)
  private func isShortened(_ bytes: UnsafePointer<UInt8>, _ end: Int) -> Bool {
    let line = bytes + position
    let size = end &- position
    // A rest that begins with a blank or is empty would pass for the beginning of a row.
    guard length > 0, size > length &+ 1, line[length] > 0x20, memcmp(line, prefix, length) == 0
    else { return false }
    guard hasCarriageReturns else { return true }
    // One in the middle of a line ends a row that the next one would follow without its prefix.
    guard let found = memchr(line, 13, size) else { return true }
    return UnsafeRawPointer(line).distance(to: UnsafeRawPointer(found)) == size &- 2
  }

  private mutating func whole(_ bytes: UnsafePointer<UInt8>, _ end: Int) -> Stretch {
    let stretch = Stretch(
      bytes: bytes + position, count: end - position, firstColumn: 0, isSample: true)
    length = 0
    position = end
    lines += 1
    differing += 1
    if differing > 8, differing * 8 > lines {
      columns -= 1
      differing = 0
      lines = 0
    }
    return stretch
  }

  /// Takes the prefix of the lines that follow from one that was read whole and is one good row.
  mutating func learn(_ line: UnsafePointer<UInt8>, _ count: Int) {
    length = 0
    var found = 0
    for index in 0..<min(count, Self.lengthLimit) where line[index] == separator {
      found += 1
      if found == columns {
        length = index + 1
        memcpy(prefix, line, length)
        return
      }
    }
  }
}

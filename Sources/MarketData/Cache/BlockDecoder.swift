/// Unpacks the records of one block, a stretch at a time and in order.
///
/// A record is eight machine words; each column fills its word of all records of a stretch in one
/// loop without branches, and a word that is the same in all of them is written only once.
struct BlockDecoder {
  /// Words of a record.
  private static let stride = MemoryLayout<TickRecord>.size / 8

  /// Records of the block.
  private(set) var count = 0
  /// Rejected rows of the block.
  private(set) var rejects: [StoredReject] = []
  /// Bytes of the decoded part of the block; they are not copied.
  private var start: UnsafeRawPointer?
  private var layouts: [ColumnLayout] = []
  /// The last value of each column that is stored as changes.
  private var carries: [Int64] = Array(repeating: 0, count: 8)
  /// Records decoded so far.
  private(set) var position = 0
  /// Words of the output that are known to hold the same number in all records.
  private var constants: [Int64?] = Array(repeating: nil, count: 8)
  private var constantCount = 0
  private var smallFields: Int64 = 0
  private var smallColumns: [(shift: Int64, layout: ColumnLayout)] = []

  /// Begins the block whose bytes are `bytes`, which must stay where they are while it is decoded.
  mutating func begin(_ bytes: UnsafeRawBufferPointer) throws {
    var reader = CacheBytesReader(bytes)
    count = try reader.count(UInt32.self)
    let rejectCount = try reader.count(UInt32.self)
    _ = try reader.number(as: UInt64.self)
    position = 0
    start = bytes.baseAddress
    layouts.removeAll(keepingCapacity: true)
    var end = 16 + ColumnLayout.Column.allCases.count * ColumnLayout.size
    for column in ColumnLayout.Column.allCases {
      let layout = try ColumnLayout(&reader, count: count, limit: bytes.count)
      end = max(end, layout.offset + ColumnLayout.bytes(count: count, width: layout.width))
      layouts.append(layout)
      if column.rawValue < 8 { carries[column.rawValue] = layout.base &- layout.step }
    }
    try beginSmallFields()
    reader = CacheBytesReader(bytes, at: end)
    rejects = []
    for _ in 0..<rejectCount { rejects.append(try StoredReject(&reader)) }
  }

  private mutating func beginSmallFields() throws {
    smallFields = 0
    smallColumns.removeAll(keepingCapacity: true)
    for index in 0..<8 {
      let layout = layouts[ColumnLayout.Column.firstByte + index]
      guard layout.width <= 1, UInt64(bitPattern: layout.base) <= 0xFF else {
        throw CacheDamage(description: "a small field in it is too wide")
      }
      smallFields |= layout.base << Int64(index * 8)
      if layout.width == 1 { smallColumns.append((Int64(index * 8), layout)) }
    }
    // A kind that does not exist must never get into a record.
    let kinds = layouts[ColumnLayout.Column.kind.rawValue]
    var largest = UInt8(truncatingIfNeeded: kinds.base)
    if kinds.width == 1, let start {
      let bytes = UnsafeRawBufferPointer(start: start + kinds.offset, count: count)
      largest = bytes.max() ?? 0
    }
    guard TickRecord.Kind(rawValue: largest) != nil else {
      throw CacheDamage(description: "a record in it is of an unknown kind")
    }
  }

  /// Decodes the next `length` records into `records`, which must be the same memory for all
  /// calls, or after a call of `forgetConstants`; where `timesOnly`, no more than times, flags and
  /// the like are needed.
  mutating func decode(
    _ length: Int, into records: UnsafeMutablePointer<TickRecord>, timesOnly: Bool = false
  ) {
    guard let start, length > 0 else { return }
    let words = UnsafeMutableRawPointer(records).assumingMemoryBound(to: Int64.self)
    let stretch = position..<position + length
    let wordColumns = timesOnly ? 2 : 6
    for column in 0..<wordColumns {
      decodeWord(column, start, stretch, words + column)
    }
    decodeSmallFields(start, stretch, words + 6)
    if !timesOnly { decodePlace(start, stretch, words + 7) }
    position += length
    constantCount = max(constantCount, length)
  }

  /// Whether the block says in one word that each of its records is a row.
  var continuesNoRow: Bool {
    let layout = layouts[ColumnLayout.Column.flags.rawValue]
    let flags = TickRecord.Flags(rawValue: UInt8(truncatingIfNeeded: layout.base))
    return layout.width == 0 && !flags.contains(.continuesRow)
  }

  /// Whether record `index` belongs to the row of the record before it.
  func continuesRow(at index: Int) -> Bool {
    let layout = layouts[ColumnLayout.Column.flags.rawValue]
    var flags = UInt8(truncatingIfNeeded: layout.base)
    if layout.width == 1, let start {
      flags = start.load(fromByteOffset: layout.offset + index, as: UInt8.self)
    }
    return TickRecord.Flags(rawValue: flags).contains(.continuesRow)
  }

  /// Forgets what is known of the memory that records are decoded into.
  mutating func forgetConstants() {
    for index in constants.indices { constants[index] = nil }
    constantCount = 0
  }

  private mutating func decodeWord(
    _ column: Int, _ start: UnsafeRawPointer, _ stretch: Range<Int>,
    _ out: UnsafeMutablePointer<Int64>
  ) {
    let layout = layouts[column]
    if layout.width == 0, !layout.isRelative, !layout.isDelta {
      fill(column, layout.base, stretch.count, out)
      return
    }
    constants[column] = nil
    let reference =
      layout.isRelative ? -(ColumnLayout.Column(rawValue: column)?.reference ?? 0) : 0
    carries[column] = ColumnLoops.decode(
      layout, start, count, stretch, carry: carries[column], addend: 0, reference: reference, out)
  }

  /// The line, with symbol and code above it in the same word.
  private mutating func decodePlace(
    _ start: UnsafeRawPointer, _ stretch: Range<Int>, _ out: UnsafeMutablePointer<Int64>
  ) {
    let lines = layouts[ColumnLayout.Column.line.rawValue]
    let symbols = layouts[ColumnLayout.Column.symbolAndCode.rawValue]
    let column = ColumnLayout.Column.line.rawValue
    let isConstant = symbols.width == 0 && !symbols.isDelta
    carries[column] = ColumnLoops.decode(
      lines, start, count, stretch, carry: carries[column],
      addend: isConstant ? symbols.base &<< 32 : 0, reference: 0, out)
    guard !isConstant else { return }
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: stretch.count * Self.stride) { other in
      guard let base = other.baseAddress else { return }
      carries[column + 1] = ColumnLoops.decode(
        symbols, start, count, stretch, carry: carries[column + 1], addend: 0, reference: 0, base)
      for index in 0..<stretch.count {
        out[index &* Self.stride] |= base[index &* Self.stride] &<< 32
      }
    }
  }

  private mutating func decodeSmallFields(
    _ start: UnsafeRawPointer, _ stretch: Range<Int>, _ out: UnsafeMutablePointer<Int64>
  ) {
    guard !smallColumns.isEmpty else { return fill(6, smallFields, stretch.count, out) }
    constants[6] = nil
    var isFirst = true
    for (shift, layout) in smallColumns {
      let bytes = (start + layout.offset + stretch.lowerBound).assumingMemoryBound(to: UInt8.self)
      if isFirst {
        for index in 0..<stretch.count {
          out[index &* Self.stride] = smallFields | Int64(bytes[index]) &<< shift
        }
      } else {
        for index in 0..<stretch.count {
          out[index &* Self.stride] |= Int64(bytes[index]) &<< shift
        }
      }
      isFirst = false
    }
  }

  @inline(__always)
  private mutating func fill(
    _ word: Int, _ value: Int64, _ length: Int, _ out: UnsafeMutablePointer<Int64>
  ) {
    if constants[word] == value, length <= constantCount { return }
    for index in 0..<length { out[index &* Self.stride] = value }
    constants[word] = value
    // What lies behind the stretch may be of a stretch before.
    if length < constantCount { constants[word] = nil }
  }
}

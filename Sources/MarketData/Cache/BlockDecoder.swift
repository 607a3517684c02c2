/// Unpacks the rows of one block, a stretch at a time and in order: into columns, and where they
/// are wanted into records.
struct BlockDecoder: ~Copyable {
  /// Rows of a stretch at most: its columns, and what is made of them, fit the processor's first
  /// cache.
  static let stretchLimit = 256
  private typealias Column = ColumnLayout.Column
  /// Columns of whole words, which are unpacked.
  private static let wordColumns = Column.firstByte

  /// Records of the block.
  private(set) var count = 0
  /// Rejected rows of the block.
  private(set) var rejects: [StoredReject] = []
  /// Records unpacked so far.
  private(set) var position = 0
  /// The records of the block that were unpacked last.
  private var stretch = 0..<0
  /// Bytes of the decoded part of the block; they are not copied.
  private var start: UnsafeRawPointer?
  private var layouts: [ColumnLayout] = []
  /// The last value of each column that is stored as changes.
  private var carries: [Int64] = Array(repeating: 0, count: wordColumns)
  /// The columns of the stretch, one after the other, and its small fields after them.
  private let memory: UnsafeMutablePointer<Int64>
  /// The numbers that columns are known to be filled with from end to end.
  private var constants: [Int64?] = Array(repeating: nil, count: wordColumns + 1)
  /// The small fields that are the same in all records of the block, in one word.
  private var smallFields: Int64 = 0
  private var smallColumns: [(shift: Int64, layout: ColumnLayout)] = []
  /// The line before the first one of the stretch.
  private var linesBefore: Int64 = 0

  init() { memory = .allocate(capacity: (Self.wordColumns + 1) * Self.stretchLimit) }

  deinit { memory.deallocate() }

  /// Begins the block whose bytes are `bytes`, which must stay where they are while it is decoded.
  mutating func begin(_ bytes: UnsafeRawBufferPointer) throws {
    var reader = CacheBytesReader(bytes)
    count = try reader.count(UInt32.self)
    let rejectCount = try reader.count(UInt32.self)
    _ = try reader.number(as: UInt64.self)
    position = 0
    stretch = 0..<0
    start = bytes.baseAddress
    layouts.removeAll(keepingCapacity: true)
    var end = 16 + Column.allCases.count * ColumnLayout.size
    for column in Column.allCases {
      let layout = try ColumnLayout(&reader, count: count, limit: bytes.count)
      end = max(end, layout.offset + ColumnLayout.bytes(count: count, width: layout.width))
      layouts.append(layout)
      if column.rawValue < Self.wordColumns { begin(column.rawValue, layout) }
    }
    try beginSmallFields()
    reader = CacheBytesReader(bytes, at: end)
    rejects = []
    for _ in 0..<rejectCount { rejects.append(try StoredReject(&reader)) }
  }

  private mutating func begin(_ column: Int, _ layout: ColumnLayout) {
    carries[column] = layout.base &- layout.step
    fill(column, with: layout.isConstant ? layout.base : nil)
  }

  /// Fills a column that is constant in the whole block; `nil` where it is not.
  private mutating func fill(_ column: Int, with value: Int64?) {
    guard constants[column] != value || value == nil else { return }
    constants[column] = value
    if let value { self.column(column).update(repeating: value, count: Self.stretchLimit) }
  }

  private mutating func beginSmallFields() throws {
    smallFields = 0
    smallColumns.removeAll(keepingCapacity: true)
    for index in 0..<8 {
      let layout = layouts[Column.firstByte + index]
      guard layout.width <= 1, UInt64(bitPattern: layout.base) <= 0xFF else {
        throw CacheDamage(description: "a small field in it is too wide")
      }
      smallFields |= layout.base << Int64(index * 8)
      if layout.width == 1 { smallColumns.append((Int64(index * 8), layout)) }
    }
    fill(Self.wordColumns, with: smallColumns.isEmpty ? smallFields : nil)
    // A kind that does not exist must never get into a record.
    let kinds = layouts[Column.kind.rawValue]
    var largest = UInt8(truncatingIfNeeded: kinds.base)
    if kinds.width == 1, let start {
      let bytes = UnsafeRawBufferPointer(start: start + kinds.offset, count: count)
      largest = bytes.max() ?? 0
    }
    guard TickRecord.Kind(rawValue: largest) != nil else {
      throw CacheDamage(description: "a record in it is of an unknown kind")
    }
  }

  private func column(_ index: Int) -> UnsafeMutablePointer<Int64> {
    memory + index &* Self.stretchLimit
  }

  // MARK: - Columns

  /// How many records were unpacked last.
  var lastLength: Int { stretch.count }

  /// Whether the records of the block differ in nothing but times, numbers and sides.
  var isPlain: Bool {
    guard rejects.isEmpty, layouts[Column.symbolAndCode.rawValue].isConstant, continuesNoRow else {
      return false
    }
    let side = Int64((Column.side.rawValue - Column.firstByte) * 8)
    return smallColumns.allSatisfy { $0.shift == side }
  }

  /// What the layouts of the columns tell of all their values.
  private var facts: RowColumns.Facts {
    func bounds(_ column: Column, relative: Bool = false) -> ClosedRange<Int64>? {
      let layout = layouts[column.rawValue]
      return layout.isRelative == relative ? layout.bounds : nil
    }
    var askPrices = bounds(.askPrice)
    let spreads = bounds(.askPrice, relative: true)
    if let prices = bounds(.price), let spreads {
      let (low, lowOverflow) = prices.lowerBound.addingReportingOverflow(spreads.lowerBound)
      let (high, highOverflow) = prices.upperBound.addingReportingOverflow(spreads.upperBound)
      if !lowOverflow, !highOverflow { askPrices = low...high }
    }
    return RowColumns.Facts(
      exchangeTimesAscend: layouts[Column.exchangeTime.rawValue].ascends,
      latencies: bounds(.arrivalTime, relative: true), prices: bounds(.price),
      askPrices: askPrices, spreads: spreads, quantities: bounds(.quantity),
      askQuantities: bounds(.askQuantity))
  }

  /// The next `length` records of a plain block as columns, no more than `stretchLimit`; where
  /// `timesOnly`, those of the numbers mean nothing.
  mutating func columns(_ length: Int, timesOnly: Bool) -> RowColumns {
    unpack(length, timesOnly: timesOnly)
    var template = TickRecord()
    let place = layouts[Column.symbolAndCode.rawValue].base
    template.symbol = UInt16(truncatingIfNeeded: place)
    template.code = UInt16(truncatingIfNeeded: place >> 16)
    template.setSmallFields(smallFields)
    var sides: UnsafePointer<UInt8>?
    if let layout = smallColumns.first?.layout, let start {
      sides = (start + layout.offset + stretch.lowerBound).assumingMemoryBound(to: UInt8.self)
    }
    return RowColumns(
      count: length, template: template, sides: sides,
      facts: facts,
      exchangeTimes: UnsafePointer(column(Column.exchangeTime.rawValue)),
      arrivalTimes: UnsafePointer(column(Column.arrivalTime.rawValue)),
      prices: UnsafePointer(column(Column.price.rawValue)),
      quantities: UnsafePointer(column(Column.quantity.rawValue)),
      askPrices: UnsafePointer(column(Column.askPrice.rawValue)),
      askQuantities: UnsafePointer(column(Column.askQuantity.rawValue)))
  }

  /// Unpacks the columns of the next `length` records; where `timesOnly`, no more than times, flags
  /// and the like.
  private mutating func unpack(_ length: Int, timesOnly: Bool) {
    guard let start else { return }
    stretch = position..<position + length
    position += length
    linesBefore = carries[Column.line.rawValue]
    for index in 0..<(timesOnly ? 2 : Self.wordColumns) where constants[index] == nil {
      let layout = layouts[index]
      if layout.width == 0, layout.isDelta, index == Column.line.rawValue {
        // The usual case of lines that follow each other is not worth a column.
        carries[index] &+= layout.step &* Int64(length)
        continue
      }
      var reference: UnsafePointer<Int64>?
      if layout.isRelative, let distance = Column(rawValue: index)?.reference {
        reference = UnsafePointer(column(index - distance))
      }
      carries[index] = ColumnLoops.unpack(
        layout, of: start, count: count, stretch: stretch, carry: carries[index],
        reference: reference, into: column(index))
    }
  }

  private func unpackSmallFields(_ start: UnsafeRawPointer) {
    let words = column(Self.wordColumns)
    var base = smallFields
    for (place, (shift, layout)) in smallColumns.enumerated() {
      let bytes = (start + layout.offset + stretch.lowerBound).assumingMemoryBound(to: UInt8.self)
      if place > 0 { base = 0 }
      for index in 0..<stretch.count {
        let word = base | Int64(bytes[index]) &<< shift
        words[index] = place > 0 ? words[index] | word : word
      }
    }
  }

  // MARK: - Records

  /// Writes the next `length` records from `records` on; where `timesOnly`, no more than times,
  /// flags and the like of them.
  mutating func decode(
    _ length: Int, into records: UnsafeMutablePointer<TickRecord>, timesOnly: Bool = false
  ) {
    var done = 0
    while done < length {
      unpack(min(Self.stretchLimit, length - done), timesOnly: timesOnly)
      writeRecords(into: records + done, timesOnly: timesOnly)
      done += stretch.count
    }
  }

  /// Writes the records of the stretch that was unpacked last.
  func writeRecords(into records: UnsafeMutablePointer<TickRecord>, timesOnly: Bool = false) {
    guard let start else { return }
    if !smallColumns.isEmpty { unpackSmallFields(start) }
    let smallFields = column(Self.wordColumns)
    for index in 0..<stretch.count {
      records[index].exchangeTime = memory[index]
      records[index].arrivalTime = memory[Self.stretchLimit &+ index]
      records[index].setSmallFields(smallFields[index])
    }
    if timesOnly { return }
    let prices = column(Column.price.rawValue)
    let quantities = column(Column.quantity.rawValue)
    let askPrices = column(Column.askPrice.rawValue)
    let askQuantities = column(Column.askQuantity.rawValue)
    let lines = column(Column.line.rawValue)
    let lineLayout = layouts[Column.line.rawValue]
    if lineLayout.width == 0, lineLayout.isDelta {
      for index in 0..<stretch.count {
        lines[index] = linesBefore &+ lineLayout.step &* Int64(index + 1)
      }
    }
    let places = column(Column.symbolAndCode.rawValue)
    for index in 0..<stretch.count {
      records[index].price = prices[index]
      records[index].quantity = quantities[index]
      records[index].askPrice = askPrices[index]
      records[index].askQuantity = askQuantities[index]
      records[index].line = UInt32(truncatingIfNeeded: lines[index])
      records[index].symbol = UInt16(truncatingIfNeeded: places[index])
      records[index].code = UInt16(truncatingIfNeeded: places[index] >> 16)
    }
  }

  /// Whether the block says in one word that each of its records is a row.
  var continuesNoRow: Bool {
    let layout = layouts[Column.flags.rawValue]
    let flags = TickRecord.Flags(rawValue: UInt8(truncatingIfNeeded: layout.base))
    return layout.width == 0 && !flags.contains(.continuesRow)
  }

  /// Whether record `index` belongs to the row of the record before it.
  func continuesRow(at index: Int) -> Bool {
    let layout = layouts[Column.flags.rawValue]
    var flags = UInt8(truncatingIfNeeded: layout.base)
    if layout.width == 1, let start {
      flags = start.load(fromByteOffset: layout.offset + index, as: UInt8.self)
    }
    return TickRecord.Flags(rawValue: flags).contains(.continuesRow)
  }
}

extension TickRecord {
  /// Sets the eight small fields from the bytes of a word, the lowest first.
  @inline(__always)
  fileprivate mutating func setSmallFields(_ word: Int64) {
    // The fields lie side by side, in the order of the word's bytes, from the first on.
    withUnsafeMutableBytes(of: &self) { bytes in
      bytes.storeBytes(of: word.littleEndian, toByteOffset: Self.smallFieldsOffset, as: Int64.self)
    }
  }

  /// Where the small fields begin.
  private static var smallFieldsOffset: Int { 48 }
}

internal import Glibc

/// A row rejected while it was decoded.
struct RejectedLine {
  var line: Int
  /// From 0; −1 where the row as a whole is at fault; −2 − r for the column of role r.
  var column: Int
  var reason: UInt8
}

/// A word of a side or code column, folded to lower case in one or two machine words.
struct FoldedWord {
  /// What `side` is for a word that stands for an empty number.
  static let empty: UInt8 = 0x40
  /// What `side` is for the first code word; a side column takes it for none of its words.
  static let firstCode: UInt8 = 0x80

  var low: UInt64 = 0
  var high: UInt64 = 0
  var length = 0
  var side: UInt8 = 2
}

/// The state that the C parser's callbacks work on, reached through a plain pointer.
///
/// Nothing in it is reference counted: a callback runs once per field, and a retain would cost as
/// much as decoding the field. Its memory belongs to `CSVParser`.
struct RowDecoder {
  /// Completed records are `records[0..<count]`; the row being read begins at `records[count]`.
  var records: UnsafeMutablePointer<TickRecord>
  var count = 0
  /// Records a row.
  var stride: Int
  /// What the records of a row start as.
  let blanks: UnsafeMutablePointer<TickRecord>
  /// Rejected rows of the batch.
  var rejects: UnsafeMutablePointer<RejectedLine>
  var rejectCount = 0
  /// Rows that ended, good or bad.
  var rows = 0
  /// The physical line being read, from 1.
  var line = 1
  /// The next field's column.
  var column = 0
  /// The column that the parser's rows begin with: above 0 where it is not given the constant
  /// first columns of its rows.
  var firstColumn = 0
  var operations: UnsafeMutablePointer<ColumnOperation>
  var columnCount: Int
  var pairs: Bool
  /// Whether a price without its quantity, or the reverse, shows nothing.
  var dropsUnpaired: Bool
  /// The symbol of the row before, and its place in the list of symbols.
  var symbol = TickSymbol()
  var symbolIndex: UInt16 = 0
  let symbols: Unmanaged<SymbolTable>
  var failure: UInt8 = 0
  var failureColumn = 0
  var lastTerminator: Int32 = 0
  var patternElements: UnsafeMutableBufferPointer<TimePatternElement>
  var words: UnsafeMutableBufferPointer<FoldedWord>
  /// One clock for each zone of the plan.
  var clocks: UnsafeMutableBufferPointer<ZoneClock>
  /// The first of two columns that make up a time (ns).
  var firstPart: Int64 = 0

  /// Times before 1970 or after 2115 are rejected (ns), so that no sum of two can overflow.
  private static var timeLimit: UInt64 { 4_600_000_000_000_000_000 }

  /// Takes one field; at least 128 bytes are readable at `text`, whatever its length.
  @inline(__always)
  mutating func field(_ text: UnsafePointer<UInt8>, _ length: Int) {
    let index = column
    column = index &+ 1
    guard index < columnCount else { return }
    let operation = operations + index
    if operation.pointee.kind == .ignore { return }
    if length == 0 {
      if !operation.pointee.optional { fail(.missingField, at: index) }
      let record = count &+ Int(operation.pointee.record)
      if operation.pointee.kind == .side { records[record].side = 2 }
      if operation.pointee.kind == .code { records[record].code = 0 }
      return
    }
    let target = records + (count &+ Int(operation.pointee.record))
    let record = UnsafeMutableRawPointer(target)
    switch operation.pointee.kind {
    case .ignore:
      return
    case .decimal:
      var mantissa: Int64 = 0
      var decimals: UInt8 = 0
      let failure = DecimalDecoder.decode(text, length, &mantissa, &decimals)
      if failure != 0 {
        if operation.pointee.optional, Self.isNaN(text, length) { return }
        if isEmptyWord(text, length) { return empty(operation, index) }
        return fail(failure, at: index)
      }
      if mantissa == 0, operation.pointee.zeroIsEmpty { return empty(operation, index) }
      if mantissa < 0, operation.pointee.nonNegative { return fail(.negativeQuantity, at: index) }
      if operation.pointee.scale != 1 || operation.pointee.scaleDecimals != 0,
        !DecimalDecoder.scale(
          &mantissa, &decimals, by: operation.pointee.scale, operation.pointee.scaleDecimals)
      {
        return fail(.overflow, at: index)
      }
      if decimals > operation.pointee.meaningfulDecimals {
        DecimalDecoder.dropNoise(&mantissa, &decimals, from: operation.pointee.meaningfulDecimals)
      }
      if decimals == 0, operation.pointee.impliedDecimals != 0, memchr(text, 0x2E, length) == nil {
        decimals = operation.pointee.impliedDecimals
      }
      let slot = Int(operation.pointee.slot)
      // The record's fields lie in the order of the slots: six words, then one byte a decimal.
      record.storeBytes(of: mantissa, toByteOffset: slot &* 8, as: Int64.self)
      record.storeBytes(of: decimals, toByteOffset: 46 &+ slot, as: UInt8.self)
      target.pointee.present |= 1 &<< UInt8(truncatingIfNeeded: slot &- 2)
    case .epochTime, .digitCountTime, .isoTime, .patternTime, .localISOTime, .timeOfDay:
      var time: Int64 = 0
      if operation.pointee.part == .first {
        var offset: Int64?
        if !localTime(text, length, operation, &time, &offset) { fail(.badTime, at: index) }
        firstPart = time
        return
      }
      guard self.time(text, length, operation, &time), UInt64(bitPattern: time) < Self.timeLimit
      else {
        return fail(.badTime, at: index)
      }
      record.storeBytes(
        of: time, toByteOffset: Int(operation.pointee.slot) &* 8, as: Int64.self)
    case .side:
      let side = self.side(text, length)
      if side > 2 { return fail(.badSide, at: index) }
      target.pointee.side = side
    case .symbol:
      if !symbol.matches(text, length) {
        symbol.set(text, length)
        guard let place = symbols._withUnsafeGuaranteedRef({ $0.place(of: text, length) }) else {
          symbol = TickSymbol()
          return fail(.outOfRange, at: index)
        }
        symbolIndex = place
      }
    case .code:
      target.pointee.code = Self.code(text, length)
    case .codeWord:
      let place = self.codeWord(text, length, operation)
      if place < 0 { return fail(.badCode, at: index) }
      target.pointee.code = UInt16(truncatingIfNeeded: place)
    case .wideInteger:
      let failure = WideInteger.decode(text, length, into: &target.pointee)
      if failure != 0 { fail(failure, at: index) }
    }
  }

  /// Whether the field is `nan` in any case, which other programs write where there is no number.
  @inline(never)
  private static func isNaN(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    length == 3 && text[0] | 0x20 == 0x6E && text[1] | 0x20 == 0x61 && text[2] | 0x20 == 0x6E
  }

  /// The first two characters of a code, the first in the low byte.
  @inline(__always)
  static func code(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt16 {
    length == 1 ? UInt16(text[0]) : UInt16(text[0]) | UInt16(text[1]) << 8
  }

  /// Ends a row, or a blank line; `terminator` is the character that ended it.
  @inline(__always)
  mutating func row(_ terminator: Int32) {
    if column == firstColumn {
      // A blank line, or the second half of a carriage return and line feed.
      if terminator == 10, lastTerminator == 13 {
        lastTerminator = 10
        return
      }
      lastTerminator = terminator
      line &+= 1
      return
    }
    lastTerminator = terminator
    rows &+= 1
    if column != columnCount { failure = RejectReason.fieldCount.rawValue }
    if pairs {
      if dropsUnpaired { dropUnpaired() }
      let present = records[count].present
      if (present ^ (present &>> 1)) & 0b0101 != 0, failure == 0 { failUnpaired(present) }
      if stride > 1, failure == 0 { checkPairs() }
    }
    if failure == 0 {
      records[count].line = UInt32(truncatingIfNeeded: line)
      records[count].symbol = symbolIndex
      count &+= stride
    } else {
      endRejected()
    }
    clearRow()
    line &+= 1
    column = firstColumn
  }

  /// Begins the records of the row to be read: only those in use take up memory.
  @inline(__always)
  private mutating func clearRow() {
    var index = 0
    while index < stride {
      records[count &+ index] = blanks[index]
      index &+= 1
    }
  }

  @inline(never)
  private mutating func endRejected() {
    let whole = failure == RejectReason.fieldCount.rawValue
    rejects[rejectCount] = RejectedLine(
      line: line, column: whole ? -1 : failureColumn, reason: failure)
    rejectCount += 1
    failure = 0
  }

  /// Counts the row that begins on the current line as malformed and forgets its fields.
  mutating func rejectRow(_ reason: RejectReason, atLine first: Int) {
    rejects[rejectCount] = RejectedLine(line: first, column: -1, reason: reason.rawValue)
    rejectCount += 1
    rows += 1
    forgetRow()
  }

  /// Forgets the fields of a row that was begun.
  mutating func forgetRow() {
    clearRow()
    column = firstColumn
    failure = 0
    lastTerminator = 10
  }

  /// Lets the rows that follow begin with `column`, between two rows.
  mutating func beginRows(with column: Int) {
    firstColumn = column
    self.column = column
  }

  /// A number that stands for an empty field.
  @inline(never)
  private mutating func empty(_ operation: UnsafePointer<ColumnOperation>, _ index: Int) {
    if !operation.pointee.optional { fail(.missingField, at: index) }
  }

  @inline(never)
  private func isEmptyWord(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length <= 16 else { return false }
    let folded = Self.fold(text, length)
    return words.contains {
      $0.side == FoldedWord.empty && $0.low == folded.low && $0.high == folded.high
        && $0.length == length
    }
  }

  @inline(never)
  private mutating func dropUnpaired() {
    for index in 0..<stride {
      let present = records[count + index].present
      let both = present & (present >> 1) & 0b0101
      records[count + index].present = both | both << 1
    }
  }

  @inline(never)
  private mutating func checkPairs() {
    for index in 1..<stride {
      let present = records[count + index].present
      if (present ^ (present >> 1)) & 0b0101 != 0, failure == 0 {
        failUnpaired(present, in: index)
      }
    }
  }

  @inline(never)
  private mutating func failUnpaired(_ present: UInt8, in record: Int = 0) {
    // The column at fault is the one whose partner is there.
    for index in 0..<columnCount
    where operations[index].kind == .decimal && operations[index].record == record {
      let bit = operations[index].slot - 2
      if present & (1 << bit) == 0, present & (1 << (bit ^ 1)) != 0 {
        return fail(.missingField, at: index)
      }
    }
  }

  @inline(__always)
  private mutating func fail(_ reason: RejectReason, at index: Int) {
    fail(reason.rawValue, at: index)
  }

  @inline(never)
  private mutating func fail(_ reason: UInt8, at index: Int) {
    if failure == 0 {
      failure = reason
      failureColumn = index
    }
  }

  @inline(__always)
  private mutating func time(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ operation: UnsafePointer<ColumnOperation>,
    _ time: inout Int64
  ) -> Bool {
    switch operation.pointee.kind {
    case .epochTime:
      return TimeDecoder.epoch(text, length, unit: operation.pointee.unit, &time)
    case .digitCountTime:
      return TimeDecoder.byDigitCount(text, length, &time)
    case .isoTime where operation.pointee.unit == 1 && (length < 5 || text[4] != 0x2D):
      return TimeDecoder.epoch(text, length, unit: 1, &time)
    case .isoTime:
      return TimeDecoder.iso8601(text, length, &time)
    default:
      return zonedTime(text, length, operation, &time)
    }
  }

  /// A time on the clock of a zone, turned into UTC.
  private mutating func zonedTime(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ operation: UnsafePointer<ColumnOperation>,
    _ time: inout Int64
  ) -> Bool {
    var offset: Int64?
    guard localTime(text, length, operation, &time, &offset) else { return false }
    // A sum that does not fit wraps to a negative time, which is out of range.
    time &+= operation.pointee.part == .second ? firstPart : operation.pointee.midnight
    time = offset.map { time &- $0 } ?? clocks[operation.pointee.zone].utc(time)
    return true
  }

  /// What the clock shows (ns), with or without the date.
  private func localTime(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ operation: UnsafePointer<ColumnOperation>,
    _ time: inout Int64, _ offset: inout Int64?
  ) -> Bool {
    switch operation.pointee.kind {
    case .localISOTime:
      return TimeDecoder.localISO8601(text, length, &time, &offset)
    case .timeOfDay:
      return TimeDecoder.sinceMidnight(text, length, unit: operation.pointee.unit, &time)
    default:
      let start = operation.pointee.patternStart
      let steps = UnsafeBufferPointer(
        rebasing: patternElements[start..<start + operation.pointee.patternCount])
      return TimeDecoder.pattern(text, length, steps, &time, &offset)
    }
  }

  /// 0 buy, 1 sell, 2 unknown, 3 none of the words.
  @inline(__always)
  private func side(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt8 {
    guard length <= 16 else { return 3 }
    let folded = Self.fold(text, length)
    for word in words
    where word.low == folded.low && word.high == folded.high && word.length == length {
      return word.side
    }
    return 3
  }

  /// The place of a word among those of its column, −1 = none of them.
  @inline(never)
  private func codeWord(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ operation: UnsafePointer<ColumnOperation>
  ) -> Int {
    guard length <= 16 else { return -1 }
    let folded = Self.fold(text, length)
    for word in words
    where word.low == folded.low && word.high == folded.high && word.length == length
      && word.side >= FoldedWord.firstCode
    {
      let place = Int(word.side &- FoldedWord.firstCode) &- operation.pointee.patternStart
      if place >= 0, place < operation.pointee.patternCount { return place }
    }
    return -1
  }

  /// The first bytes of a word, at most 16, with upper case folded into lower case.
  @inline(__always)
  static func fold(_ text: UnsafePointer<UInt8>, _ length: Int) -> (low: UInt64, high: UInt64) {
    let raw = UnsafeRawPointer(text)
    let cases: UInt64 = 0x2020_2020_2020_2020
    var low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) | cases
    var high: UInt64 = 0
    if length < 8 {
      low &= (UInt64(1) &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1
    } else if length > 8 {
      high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) | cases
      if length < 16 { high &= (UInt64(1) &<< UInt64(truncatingIfNeeded: length &* 8 &- 64)) &- 1 }
    }
    return (low, high)
  }
}

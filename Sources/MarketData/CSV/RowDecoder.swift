internal import Glibc

/// A row rejected while it was decoded.
struct RejectedLine {
  var line: Int
  /// From 0; −1 where the row as a whole is at fault; −2 − r for the column of role r.
  var column: Int
  var reason: UInt8
}

/// A word of a side column, folded to lower case in one or two machine words.
struct FoldedWord {
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
  /// Rejected rows of the batch.
  var rejects: UnsafeMutablePointer<RejectedLine>
  var rejectCount = 0
  /// Rows that ended, good or bad.
  var rows = 0
  /// The physical line being read, from 1.
  var line = 1
  /// The next field's column.
  var column = 0
  var operations: UnsafeMutablePointer<ColumnOperation>
  var columnCount: Int
  var pairs: Bool
  /// The symbol of the row before, and its place in the list of symbols.
  var symbol = TickSymbol()
  var symbolIndex: UInt16 = 0
  let symbols: Unmanaged<SymbolTable>
  var failure: UInt8 = 0
  var failureColumn = 0
  var lastTerminator: Int32 = 0
  var patternElements: UnsafeMutableBufferPointer<TimePatternElement>
  var words: UnsafeMutableBufferPointer<FoldedWord>

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
        return fail(failure, at: index)
      }
      if mantissa < 0, operation.pointee.nonNegative { return fail(.negativeQuantity, at: index) }
      if operation.pointee.scale != 1 || operation.pointee.scaleDecimals != 0,
        !DecimalDecoder.scale(
          &mantissa, &decimals, by: operation.pointee.scale, operation.pointee.scaleDecimals)
      {
        return fail(.overflow, at: index)
      }
      if decimals == 0, operation.pointee.impliedDecimals != 0, memchr(text, 0x2E, length) == nil {
        decimals = operation.pointee.impliedDecimals
      }
      let slot = Int(operation.pointee.slot)
      // The record's fields lie in the order of the slots: six words, then one byte a decimal.
      record.storeBytes(of: mantissa, toByteOffset: slot &* 8, as: Int64.self)
      record.storeBytes(of: decimals, toByteOffset: 46 &+ slot, as: UInt8.self)
      target.pointee.present |= 1 &<< UInt8(truncatingIfNeeded: slot &- 2)
    case .epochTime, .digitCountTime, .isoTime, .patternTime:
      var time: Int64 = 0
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
    if column == 0 {
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
    column = 0
  }

  /// Takes from the row to be read what rows before left in its place.
  @inline(__always)
  private mutating func clearRow() {
    records[count].present = 0
    var index = 1
    while index < stride {
      records[count &+ index].present = 0
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
    column = 0
    failure = 0
    lastTerminator = 10
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
  private func time(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ operation: UnsafePointer<ColumnOperation>,
    _ time: inout Int64
  ) -> Bool {
    switch operation.pointee.kind {
    case .epochTime:
      return TimeDecoder.epoch(text, length, unit: operation.pointee.unit, &time)
    case .digitCountTime:
      return TimeDecoder.byDigitCount(text, length, &time)
    case .isoTime where operation.pointee.unit == 1 && length > 4 && text[4] != 0x2D:
      return TimeDecoder.epoch(text, length, unit: 1, &time)
    case .isoTime:
      return TimeDecoder.iso8601(text, length, &time)
    default:
      let start = operation.pointee.patternStart
      let steps = UnsafeBufferPointer(
        rebasing: patternElements[start..<start + operation.pointee.patternCount])
      return TimeDecoder.pattern(
        text, length, steps, utcOffset: operation.pointee.unit, &time)
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

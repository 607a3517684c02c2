/// How a block stores one column of its records: as the distance from the smallest value, or as
/// the change from the value before less the smallest change, in as few bytes as the largest of
/// those takes. A column that is constant, or that changes by a constant, takes none.
struct ColumnLayout {
  /// The columns of a block, in the order in which they are stored and decoded.
  enum Column: Int, CaseIterable {
    case exchangeTime = 0
    case arrivalTime, price, quantity, askPrice, askQuantity
    /// The physical line.
    case line
    /// The symbol in the low 16 bits, the code in the high.
    case symbolAndCode
    /// The eight small fields of a record, one byte each.
    case priceDecimals, quantityDecimals, askPriceDecimals, askQuantityDecimals
    case present, side, kind, flags

    /// The first of the small fields.
    static let firstByte = Column.priceDecimals.rawValue

    /// How many words before it in a record lies the column that it may be stored relative to.
    var reference: Int? {
      switch self {
      case .arrivalTime: 1
      case .askPrice: 2
      default: nil
      }
    }
  }

  /// Whether all values are the same, whatever the other columns hold.
  var isConstant: Bool { width == 0 && !isDelta && !isRelative }

  /// The least and the largest stored number as the layout tells them: of values, or of distances
  /// from the column that it refers to; `nil` where changes are stored, or it does not fit.
  var bounds: ClosedRange<Int64>? { isDelta ? nil : range(from: base) }

  /// Whether no value is below the one before it; `false` where that is not known.
  var ascends: Bool {
    guard isDelta, !isRelative, step >= 0, let changes = range(from: step) else { return false }
    // So many changes of that size do not wrap around.
    return changes.upperBound < 1 << 46 && base.magnitude < 1 << 62
  }

  private func range(from smallest: Int64) -> ClosedRange<Int64>? {
    guard width < 8, factor > 0 else { return nil }
    let numbers = Int64(1) << Int64(8 * width) - 1
    let (largest, overflow) = numbers.multipliedReportingOverflow(by: factor)
    let (sum, carry) = smallest.addingReportingOverflow(largest)
    return overflow || carry ? nil : smallest...sum
  }

  /// Bytes of a layout in a block.
  static let size = 32

  /// Whether changes are stored rather than distances.
  var isDelta = false
  /// Whether the column it refers to was subtracted.
  var isRelative = false
  /// Bytes a value, 0 to 8 but not 7.
  var width = 0
  /// Where the values begin in the block.
  var offset = 0
  /// The smallest value; of changes, the first value.
  var base: Int64 = 0
  /// The smallest change.
  var step: Int64 = 0
  /// What the stored numbers are multiplied by.
  var factor: Int64 = 1

  /// Bytes that `count` values of `width` take, each of the parts padded to eight.
  static func bytes(count: Int, width: Int) -> Int {
    let (first, second) = parts(of: width)
    return (first * count + 7) / 8 * 8 + (second * count + 7) / 8 * 8
  }

  /// The sizes of the two machine words that make up `width` bytes, the lower one first; a size of
  /// 0 = there is none.
  static func parts(of width: Int) -> (first: Int, second: Int) {
    switch width {
    case 3: (2, 1)
    case 5: (4, 1)
    case 6: (4, 2)
    case 7: (8, 0)
    default: (width, 0)
    }
  }

  /// The bytes needed for numbers up to `largest`.
  static func width(of largest: UInt64) -> Int {
    let bytes = (64 - largest.leadingZeroBitCount + 7) / 8
    return bytes == 7 ? 8 : bytes
  }

  func append(to bytes: inout CacheBytes) {
    bytes.append(UInt8(isDelta ? 1 : 0))
    bytes.append(UInt8(isRelative ? 1 : 0))
    bytes.append(UInt16(width))
    bytes.append(UInt32(offset))
    bytes.append(base)
    bytes.append(step)
    bytes.append(factor)
  }

  init() {}

  init(_ reader: inout CacheBytesReader, count: Int, limit: Int) throws {
    isDelta = try reader.number(as: UInt8.self) != 0
    isRelative = try reader.number(as: UInt8.self) != 0
    width = try reader.count(UInt16.self)
    offset = try reader.count(UInt32.self)
    base = try reader.number()
    step = try reader.number()
    factor = try reader.number()
    guard width <= 8, width != 7, offset % 8 == 0,
      offset + Self.bytes(count: count, width: width) <= limit
    else { throw CacheDamage(description: "a column lies outside its block") }
  }
}

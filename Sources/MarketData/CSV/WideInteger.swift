/// Integers of up to 256 bits with a sign, as a blockchain writes them: too wide for any other
/// field of a record, they take the four decimals of one.
///
/// The magnitude is in `price`, `quantity`, `askPrice` and `askQuantity`, lowest word first; the
/// sign in `side`, 1 = negative.
enum WideInteger {
  /// Decodes the `length` digits at `text` with an optional sign into `record`; returns the raw
  /// value of a `RejectReason`, or 0.
  static func decode(
    _ text: UnsafePointer<UInt8>, _ length: Int, into record: inout TickRecord
  ) -> UInt8 {
    var index = 0
    let isNegative = length > 0 && text[0] == 0x2D
    if isNegative || (length > 0 && text[0] == 0x2B) { index = 1 }
    guard index < length else { return RejectReason.notANumber.rawValue }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    while index < length {
      // As many digits at a time as fit one word.
      var chunk: UInt64 = 0
      var power: UInt64 = 1
      while index < length, power < 1_000_000_000_000_000_000 {
        let digit = text[index] &- 0x30
        guard digit < 10 else { return RejectReason.notANumber.rawValue }
        chunk = chunk &* 10 &+ UInt64(digit)
        power &*= 10
        index += 1
      }
      var carry = chunk
      words.0 = step(words.0, power, &carry)
      words.1 = step(words.1, power, &carry)
      words.2 = step(words.2, power, &carry)
      words.3 = step(words.3, power, &carry)
      if carry != 0 { return RejectReason.overflow.rawValue }
    }
    record.price = Int64(bitPattern: words.0)
    record.quantity = Int64(bitPattern: words.1)
    record.askPrice = Int64(bitPattern: words.2)
    record.askQuantity = Int64(bitPattern: words.3)
    record.present = 0b1111
    record.side = isNegative ? 1 : 0
    return 0
  }

  @inline(__always)
  private static func step(_ word: UInt64, _ power: UInt64, _ carry: inout UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: power)
    let (low, overflow) = product.low.addingReportingOverflow(carry)
    carry = product.high &+ (overflow ? 1 : 0)
    return low
  }
}

extension TickRecord {
  /// The magnitude of the wide integer that the record holds.
  var wideMagnitude: WideUnsigned {
    WideUnsigned(words: [price, quantity, askPrice, askQuantity].map { UInt64(bitPattern: $0) })
  }

  /// Whether the record holds a wide integer below 0.
  var isWideNegative: Bool { side == 1 }

  /// Whether the row has the wide integer that the record is for.
  var hasWide: Bool { present == 0b1111 }
}

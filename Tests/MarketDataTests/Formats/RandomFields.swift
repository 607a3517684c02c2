import MarketData
import TestSupport

/// A number together with the text that a vendor could print for it.
struct WrittenNumber {
  var text: String
  var value: FixedDecimal
}

/// Random legal values of vendors' columns.
struct RandomFields {
  private var random: SplitMix64
  /// The time of the last row (ns); it never goes back.
  private(set) var time: Int64

  init(seed: Int, start: Int64 = 1_704_067_200_000_000_000) {
    random = SplitMix64(seed: UInt64(seed))
    time = start
  }

  mutating func integer(_ range: ClosedRange<Int64>) -> Int64 { random.integer(range) }
  mutating func oneIn(_ count: Int64) -> Bool { random.oneIn(count) }
  mutating func pick<T>(_ values: [T]) -> T { values[Int(integer(0...Int64(values.count - 1)))] }

  /// The next row's time, on a whole multiple of `unit` ns.
  mutating func nextTime(unit: Int64) -> Int64 {
    time += integer(0...5_000_000_000)
    time -= time % unit
    return time
  }

  /// A number of at most 15 digits, in one of the usual spellings.
  mutating func number(negative: Bool = false, zero: Bool = false) -> WrittenNumber {
    var mantissa = zero && oneIn(5) ? 0 : integer(1...pick([9, 99_999, 999_999_999_999_999]))
    if negative, oneIn(6) { mantissa = -mantissa }
    let decimals = integer(0...8)
    let value = FixedDecimal(mantissa: mantissa, decimals: UInt8(decimals))
    switch integer(0...5) {
    case 0:
      return WrittenNumber(
        text: "\(mantissa)e-\(decimals < 10 ? "0" : "")\(decimals)", value: value)
    case 1: return WrittenNumber(text: "\(mantissa)00E-\(decimals + 2)", value: value)
    case 2: return WrittenNumber(text: Self.plain(mantissa, decimals + 2, times: 100), value: value)
    default: return WrittenNumber(text: Self.plain(mantissa, decimals, times: 1), value: value)
    }
  }

  mutating func price() -> WrittenNumber { number(negative: true) }
  mutating func quantity() -> WrittenNumber { number() }

  /// `mantissa` × `factor` with `decimals` digits after the point.
  private static func plain(_ mantissa: Int64, _ decimals: Int64, times factor: Int64) -> String {
    var digits = String((mantissa * factor).magnitude)
    while digits.count <= Int(decimals) { digits = "0" + digits }
    if decimals > 0 {
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -Int(decimals)))
    }
    return (mantissa < 0 ? "-" : "") + digits
  }
}

/// What a record is expected to tell; numbers are compared by value.
struct Told: Equatable, CustomStringConvertible {
  var kind: TickRecord.Kind
  var exchangeTime: Int64
  var arrivalTime: Int64 = 0
  var price: FixedDecimal?
  var quantity: FixedDecimal?
  var askPrice: FixedDecimal?
  var askQuantity: FixedDecimal?
  /// 0 buy or bid, 1 sell or ask, 2 unknown or of no meaning.
  var side: UInt8 = 2
  var flags: TickRecord.Flags = []
  var symbol: String?

  init(_ kind: TickRecord.Kind, at exchangeTime: Int64, arrival: Int64 = 0) {
    self.kind = kind
    self.exchangeTime = exchangeTime
    arrivalTime = arrival
  }

  init(_ record: TickRecord, symbols: [String]) {
    func decimal(_ bit: UInt8, _ mantissa: Int64, _ decimals: UInt8) -> FixedDecimal? {
      record.present & bit == 0 ? nil : FixedDecimal(mantissa: mantissa, decimals: decimals)
    }
    kind = record.kind
    exchangeTime = record.exchangeTime
    arrivalTime = record.arrivalTime
    price = decimal(1, record.price, record.priceDecimals)
    quantity = decimal(2, record.quantity, record.quantityDecimals)
    askPrice = decimal(4, record.askPrice, record.askPriceDecimals)
    askQuantity = decimal(8, record.askQuantity, record.askQuantityDecimals)
    side = record.side
    flags = record.flags
    symbol = symbols.isEmpty ? nil : symbols[Int(record.symbol)]
  }

  var description: String {
    let numbers = [price, quantity, askPrice, askQuantity].map { $0?.description ?? "-" }
    return "\(kind) \(exchangeTime) \(arrivalTime) \(numbers.joined(separator: " ")) side \(side) "
      + "flags \(flags.rawValue) \(symbol ?? "-")"
  }
}

/// All that a file tells, with what was rejected and passed over.
struct ToldFile {
  var told: [Told] = []
  var lines: [UInt32] = []
  var rejects: [RejectedRow] = []
  var rowsRead = 0
  var passedOver: [String: Int] = [:]

  init(_ path: String, _ format: TickFormat, readSize: Int = TickFileReader.defaultReadSize) throws
  {
    let reader = try TickFileReader(path: path, format: format, readSize: readSize)
    while try reader.nextBatch() {
      told += reader.records.map { Told($0, symbols: reader.symbols) }
      lines += reader.records.map(\.line)
      rejects += reader.rejects()
    }
    rowsRead = reader.rowsRead
    passedOver = reader.rowsPassedOver
  }
}

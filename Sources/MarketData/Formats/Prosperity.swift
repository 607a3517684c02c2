/// The game's calendar: a day of the game is a day of the calendar counted from 2000-01-01 (day 0),
/// and one unit of its clock is a millisecond, so that its step of 100 units is 100 ms.
enum ProsperityClock {
  /// 2000-01-01T00:00:00Z in nanoseconds since the epoch.
  private static let dayZero: Int64 = 946_684_800_000_000_000
  /// Days of the game beyond this are not its days.
  private static let dayLimit: Int64 = 10_000

  /// Midnight of the game's day `day` (ns since the epoch), or `nil` where there is no such day.
  static func midnight(of day: Int64) -> Int64? {
    guard (-dayLimit...dayLimit).contains(day) else { return nil }
    return dayZero + day * 86_400_000_000_000
  }

  /// The day in the name of `file`, as in `trades_round_1_day_-2.csv`; 0 where it tells none.
  static func day(inNameOf file: String) -> Int64 {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let mark = name.ranges(of: "day_").last else { return 0 }
    var digits = name[mark.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == "-") }
    if let second = digits.dropFirst().firstIndex(of: "-") { digits = digits[..<second] }
    guard let day = Int64(digits), midnight(of: day) != nil else { return 0 }
    return day
  }
}

extension TickFormat {
  /// IMC Prosperity `prices`: up to three levels a side of every product at each step of the game,
  /// an empty field where there is no level.
  static let prosperityPrices = TickFormat(
    name: "prosperity/prices", kind: .book, separator: UInt8(ascii: ";"),
    layouts: [
      TickLayout(
        header: .present, fieldCount: 17,
        columns: [
          TickColumn(.exchangeTime, ["timestamp"], time: .milliseconds),
          TickColumn(.symbol, ["product"]),
          // Not a price, but a number that no level has a place for.
          TickColumn(.price, ["day"], record: 3),
        ]
          + (0..<3).flatMap { level in
            [
              TickColumn(.bidPrice, ["bid_price_\(level + 1)"], optional: true, record: level),
              TickColumn(.bidQuantity, ["bid_volume_\(level + 1)"], optional: true, record: level),
              TickColumn(.askPrice, ["ask_price_\(level + 1)"], optional: true, record: level),
              TickColumn(.askQuantity, ["ask_volume_\(level + 1)"], optional: true, record: level),
            ]
          },
        headerNames: ["day", "timestamp", "product"]
          + ["bid", "ask"].flatMap { side in
            (1...3).flatMap { ["\(side)_price_\($0)", "\(side)_volume_\($0)"] }
          } + ["mid_price", "profit_and_loss"],
        records: Array(repeating: .depth, count: 4), interpretation: .prosperityPrices,
        allowsUnpaired: true)
    ])

  /// IMC Prosperity `trades`: prints without a side, made against the book of the same step.
  static let prosperityTrades = TickFormat(
    name: "prosperity/trades", kind: .trades, separator: UInt8(ascii: ";"),
    layouts: [
      TickLayout(
        header: .present, fieldCount: 7,
        columns: [
          TickColumn(.exchangeTime, ["timestamp"], time: .milliseconds),
          TickColumn(.symbol, ["symbol"]),
          TickColumn(.price, ["price"]),
          TickColumn(.quantity, ["quantity"]),
        ],
        headerNames: [
          "timestamp", "buyer", "seller", "symbol", "currency", "price", "quantity",
        ],
        interpretation: .prosperityTrades)
    ],
    infersSide: true)
}

/// Rows of `prices`: each is the whole book of one product.
struct ProsperityPricesInterpreter: RowInterpreter {
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let row = rows[index]
      if let role = Self.unpaired(row) {
        output.reject(row[0], .missingField, role)
        continue
      }
      let day = FixedDecimal(mantissa: row[3].price, decimals: row[3].priceDecimals).normalized
      guard day.decimals == 0, let midnight = ProsperityClock.midnight(of: day.mantissa) else {
        output.reject(row[0], .badTime, .exchangeTime)
        continue
      }
      row[0].exchangeTime += midnight
      let levels = UnsafeBufferPointer(start: UnsafePointer(row), count: 3)
      let first = row[0]
      output.append { BookSnapshot.append(levels, of: first, continues: false, to: &$0) }
    }
  }

  /// The half that is missing of a level that has a price or a volume alone.
  private static func unpaired(_ row: UnsafeMutablePointer<TickRecord>) -> TickColumn.Role? {
    for level in 0..<3 {
      switch row[level].present & 0b0011 {
      case 0b0001: return .quantity
      case 0b0010: return .price
      default: break
      }
      switch row[level].present & 0b1100 {
      case 0b0100: return .askQuantity
      case 0b1000: return .askPrice
      default: break
      }
    }
    return nil
  }
}

/// Rows of `trades`, which the day in the file's name belongs to.
struct ProsperityTradesInterpreter: RowInterpreter {
  private let midnight: Int64

  init(file: String) {
    midnight = ProsperityClock.midnight(of: ProsperityClock.day(inNameOf: file)) ?? 0
  }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      var record = rows[index].pointee
      record.exchangeTime += midnight
      record.flags.insert(.followsTime)
      output.append(record)
    }
  }
}

import MarketData
import TestSupport

/// A file as a vendor writes it, and what it tells.
struct VendorFile {
  /// The name of the format it is in.
  var format: String
  /// A name the vendor gives such files.
  var name: String
  /// The header, if there is one.
  var header: String?
  var rows: [String] = []
  var told: [Told] = []
  /// Legal rows that tell nothing.
  var passedOver = 0

  /// The file's text.
  var text: String { ([header].compactMap { $0 } + rows).map { $0 + "\n" }.joined() }

  init(_ format: String, named name: String, header: String?) {
    self.format = format
    self.name = name
    self.header = header
  }

  mutating func add(_ fields: [String], _ told: Told?) {
    rows.append(fields.joined(separator: ","))
    if let told { self.told.append(told) } else { passedOver += 1 }
  }
}

extension Told {
  /// A print.
  static func trade(
    at time: Int64, arrival: Int64 = 0, _ price: WrittenNumber, _ quantity: WrittenNumber,
    side: UInt8, symbol: String? = nil
  ) -> Told {
    var told = Told(.trade, at: time, arrival: arrival)
    told.price = price.value
    told.quantity = quantity.value
    told.side = side
    told.symbol = symbol
    return told
  }

  /// A funding rate that is paid at its own time or `due` (ns).
  static func funding(
    at time: Int64, arrival: Int64 = 0, _ rate: WrittenNumber, mark: WrittenNumber? = nil,
    symbol: String? = nil, due: Int64? = nil
  ) -> Told {
    var told = Told(.funding, at: time, arrival: arrival)
    told.price = rate.value
    told.askPrice = mark?.value
    // µs, as the vendor writes it.
    told.quantity = due.map { FixedDecimal(mantissa: $0 / 1_000, decimals: 0) }
    told.symbol = symbol
    return told
  }
}

/// Why a row was not replayed. Codes are stable: `rejects.csv` and the manifest use them.
public enum RejectReason: UInt8, Sendable, CaseIterable, Hashable {
  /// A field that must be a number is not one.
  case notANumber = 1
  /// A number does not fit 64 bits at its own scale.
  case overflow
  /// A field that must not be empty is, or a quote has a price without its size or the reverse.
  case missingField
  /// The row has more or fewer fields than its file.
  case fieldCount
  /// A side that is none of the format's words.
  case badSide
  /// A time that cannot be read.
  case badTime
  /// Quotation marks that do not pair up.
  case badQuoting
  /// A line longer than the reader's buffer.
  case overlongLine
  /// A quantity below zero.
  case negativeQuantity
  /// A trade of nothing.
  case zeroQuantity
  /// A price between two ticks.
  case offTick
  /// A quantity between two lots.
  case offLot
  /// A row of another instrument than the first row of its source.
  case otherSymbol
  /// A price of 2^60 ticks or more, or a quantity of 2^53 lots or more.
  case outOfRange
  /// A type or an action that the format does not have.
  case badCode
  /// A row whose place in the order of its source is not after that of the row before it.
  case outOfOrder

  /// The stable short code, such as `off-tick`.
  public var code: String {
    switch self {
    case .notANumber: "not-a-number"
    case .overflow: "overflow"
    case .missingField: "missing-field"
    case .fieldCount: "field-count"
    case .badSide: "bad-side"
    case .badTime: "bad-time"
    case .badQuoting: "bad-quoting"
    case .overlongLine: "overlong-line"
    case .negativeQuantity: "negative-quantity"
    case .zeroQuantity: "zero-quantity"
    case .offTick: "off-tick"
    case .offLot: "off-lot"
    case .otherSymbol: "other-symbol"
    case .outOfRange: "out-of-range"
    case .badCode: "bad-code"
    case .outOfOrder: "out-of-order"
    }
  }
}

/// One row that was not replayed.
public struct RejectedRow: Sendable, Equatable {
  /// The file, as found; a member of an archive as `archive.zip/member.csv`.
  public var file: String
  /// The physical line the row begins on, from 1.
  public var line: Int
  /// The column at fault, from 1; `nil` where the row as a whole is at fault.
  public var column: Int?
  /// The name of that column in the header, or its role where the file has no header.
  public var columnName: String?
  /// What is wrong with it.
  public var reason: RejectReason
  /// The first bytes of the line, at most 200.
  public var text: String?

  /// The first characters of the line for a message, at most 80, all of them printable.
  public var excerpt: String { Excerpt.of(text ?? "") }

  /// A rejected row from its parts.
  public init(
    file: String, line: Int, column: Int?, columnName: String?, reason: RejectReason, text: String?
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.columnName = columnName
    self.reason = reason
    self.text = text
  }
}

import MarketData
import Testing

/// One small file and what must come of it.
struct CornerCase: CustomTestStringConvertible, Sendable {
  var file: String
  var format = "tardis/trades"
  /// Lines of the rows that are read.
  var lines: [Int] = []
  /// Lines and reasons of the rows that are not.
  var rejects: [Rejected] = []
  /// The error that reading ends with.
  var error: TickFileError.Code?

  struct Rejected: Equatable, Sendable {
    var line: Int
    var code: String
    var column: String?
  }

  var testDescription: String { file }

  init(
    _ file: String, _ format: String = "tardis/trades", lines: [Int] = [],
    rejects: [(Int, String, String?)] = [], error: TickFileError.Code? = nil
  ) {
    self.file = file
    self.format = format
    self.lines = lines
    self.rejects = rejects.map { Rejected(line: $0.0, code: $0.1, column: $0.2) }
    self.error = error
  }

  static let all: [CornerCase] = [
    CornerCase("crlf.csv", lines: [2, 3, 4]),
    CornerCase("crlf-blank-lines.csv", lines: [3, 6]),
    CornerCase("byte-order-mark.csv", lines: [2, 3]),
    CornerCase("no-last-newline.csv", lines: [2, 3]),
    CornerCase("blank-lines.csv", lines: [3, 6]),
    CornerCase("quoted-fields.csv", lines: [2, 3]),
    CornerCase("embedded-newline.csv", lines: [2, 4]),
    CornerCase("embedded-crlf.csv", lines: [2, 5]),
    CornerCase("doubled-quote.csv", lines: [2, 3]),
    CornerCase("stray-quote.csv", lines: [2, 4], rejects: [(3, "bad-quoting", nil)]),
    CornerCase("text-after-quote.csv", lines: [2, 4], rejects: [(3, "bad-quoting", nil)]),
    CornerCase("unterminated-quote.csv", lines: [2, 4, 5], rejects: [(3, "bad-quoting", nil)]),
    CornerCase(
      "two-unterminated-quotes.csv", lines: [3, 5],
      rejects: [(2, "bad-quoting", nil), (4, "bad-quoting", nil)]),
    CornerCase("unterminated-at-end.csv", lines: [2], rejects: [(3, "bad-quoting", nil)]),
    CornerCase("nul-byte.csv", lines: [2, 4], rejects: [(3, "not-a-number", "price")]),
    CornerCase("overlong-field.csv", lines: [2, 3]),
    CornerCase("short-row.csv", lines: [2, 4], rejects: [(3, "field-count", nil)]),
    CornerCase("long-row.csv", lines: [2, 4], rejects: [(3, "field-count", nil)]),
    CornerCase("exponent.csv", lines: [2, 3], rejects: [(4, "overflow", "price")]),
    CornerCase(
      "thirty-digits.csv", lines: [2],
      rejects: [(3, "overflow", "price"), (4, "overflow", "price")]),
    CornerCase(
      "negative-quantity.csv", lines: [2, 4], rejects: [(3, "negative-quantity", "amount")]),
    CornerCase("negative-price.csv", lines: [2, 3]),
    CornerCase("header-only.csv"),
    CornerCase("empty.csv"),
    CornerCase("only-newlines.csv"),
    CornerCase("missing-column.csv", error: .missingColumn),
    CornerCase(
      "no-number.csv", lines: [9],
      rejects: (2...7).map { ($0, "not-a-number", "price") } + [(8, "not-a-number", "amount")]),
    CornerCase(
      "missing-fields.csv", lines: [6],
      rejects: [
        (2, "missing-field", "price"), (3, "missing-field", "amount"),
        (4, "missing-field", "side"), (5, "missing-field", "timestamp"),
      ]),
    CornerCase(
      "sides.csv", lines: [2, 3, 6], rejects: [(4, "bad-side", "side"), (5, "bad-side", "side")]),
    CornerCase(
      "bad-time.csv", lines: [2, 6],
      rejects: (3...5).map { ($0, "bad-time", "timestamp") }),
    CornerCase("columns-in-another-order.csv", lines: [2]),
    CornerCase("spaces-around-fields.csv", lines: [2, 3]),
    CornerCase(
      "several-faults.csv", lines: [2, 7],
      rejects: [
        (3, "bad-side", "side"), (4, "negative-quantity", "amount"), (5, "field-count", nil),
        (6, "bad-quoting", nil),
      ]),
    CornerCase("utf-16.csv", error: .unreadable),
    CornerCase("one-sided-quotes.csv", "tardis/quotes", lines: [2, 3, 4, 5]),
    CornerCase(
      "price-without-amount.csv", "tardis/book_ticker", lines: [2, 5],
      rejects: [(3, "missing-field", "ask_amount"), (4, "missing-field", "bid_price")]),
    CornerCase("spot-trades.csv", "binance-spot/trades", lines: [1, 2]),
    CornerCase("spot-trades.csv", "binance/trades", lines: [1, 2]),
    CornerCase("futures-trades-no-header.csv", "binance-futures/trades", lines: [1, 2]),
    CornerCase("futures-trades-no-header.csv", "binance/trades", lines: [1, 2]),
    CornerCase("futures-aggregate-trades.csv", "binance-futures/aggTrades", lines: [2]),
    CornerCase("spot-aggregate-trades.csv", "binance/aggTrades", lines: [1]),
    CornerCase("book-ticker.csv", "binance/bookTicker", lines: [2]),
    CornerCase("book-ticker.csv", "tardis/quotes", error: .missingColumn),
    CornerCase("one-member.csv.gz", lines: [2, 3, 4]),
    CornerCase("one-member.csv.xz", lines: [2, 3, 4]),
    CornerCase("one-member.csv.bz2", lines: [2, 3, 4]),
    CornerCase("one-member.zip", lines: [2, 3, 4]),
    CornerCase("two-members.zip", lines: [2, 3, 4, 2, 3]),
    CornerCase("truncated.csv.gz", error: .corrupt),
    CornerCase("wrong-checksum.csv.gz", error: .corrupt),
    CornerCase("two-gzip-members.csv.gz", lines: [2, 3, 4]),
    CornerCase("damaged.zip", error: .corrupt),
  ]
}

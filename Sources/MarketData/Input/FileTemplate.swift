/// A pattern of file names with dates left open: `ticks/trades_{2024-01-01..2024-03-31}.csv.gz`,
/// or `ticks/trades_{date}.csv.gz` together with a range of dates.
///
/// In braces stand a range, whose spelling is that of the names; `date`, which is `yyyy-MM-dd`; or
/// a spelling of `yyyy`, `MM` and `dd` such as `yyyyMMdd` or `yyyy/MM`. Other braces stand for
/// themselves.
struct FileTemplate {
  /// The names of one date.
  struct Names: Equatable {
    /// The pattern with the date filled in.
    var pattern: String
    /// The first day it stands for, and the last.
    var first: FileDate
    var last: FileDate

    /// The date or the dates as text.
    var text: String { first == last ? first.text : first.text + ".." + last.text }
  }

  private enum Part {
    case text(String)
    /// `nil` = as dates are usually written.
    case date(DateSpelling?)
  }
  private var parts: [Part] = []
  /// The range that the pattern itself gives.
  private(set) var range: DateRange?

  /// Whether the pattern leaves a date open.
  var hasDate: Bool {
    parts.contains { if case .date = $0 { true } else { false } }
  }

  /// Reads `pattern`.
  ///
  /// - Throws: `TickFileError` where a range in it is none, or two ranges differ.
  init(_ pattern: String) throws {
    var rest = Substring(pattern)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      parts.append(.text(String(rest[..<open])))
      let content = String(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
      if content == "date" {
        parts.append(.date(nil))
      } else if let spelling = DateSpelling(pattern: content) {
        parts.append(.date(spelling))
      } else if let ends = DateRange.ends(of: content) {
        let found = try Self.range(content, in: pattern)
        guard range == nil || range == found else {
          throw TickFileError(
            .badSpecification, file: pattern,
            "'{\(content)}' is another range of dates than the one before it in the name",
            advice: "write the same range wherever there are several, or {date} and 'dates'")
        }
        range = found
        parts.append(.date(DateSpelling.read(ends.first)?.spelling))
      } else {
        parts.append(.text("{\(content)}"))
      }
    }
    parts.append(.text(String(rest)))
  }

  private static func range(_ text: String, in pattern: String) throws -> DateRange {
    do {
      return try DateRange(reading: text)
    } catch {
      throw TickFileError(
        .badSpecification, file: pattern, "'{\(text)}' \(error.message)", advice: error.advice)
    }
  }

  /// The names of each date of `range`; dates that are written alike, such as the days of a month
  /// in monthly names, have one.
  func names(for range: DateRange) -> [Names] {
    var names: [Names] = []
    for date in range.dates {
      let pattern = parts.map { part in
        switch part {
        case .text(let text): text
        case .date(let spelling): (spelling ?? .usual(for: date)).text(of: date)
        }
      }.joined()
      if let latest = names.last, latest.pattern == pattern {
        names[names.count - 1].last = date
      } else {
        names.append(Names(pattern: pattern, first: date, last: date))
      }
    }
    return names
  }
}

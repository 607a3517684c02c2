/// How a date is written in the name of a file: `yyyy`, `MM` and `dd` in any order with any
/// separators, or none.
struct DateSpelling: Equatable {
  enum Part: Equatable {
    case year
    case month
    case day
    case literal(Character)
  }
  var parts: [Part]

  /// The spelling that `yyyy-MM-dd` and the like describe; `nil` where `text` is no such thing.
  init?(pattern text: some StringProtocol) {
    var rest = Substring(text)
    var parts: [Part] = []
    while let character = rest.first {
      if rest.hasPrefix("yyyy") {
        parts.append(.year)
        rest = rest.dropFirst(4)
      } else if rest.hasPrefix("MM") {
        parts.append(.month)
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("dd") {
        parts.append(.day)
        rest = rest.dropFirst(2)
      } else if "-_./".contains(character) {
        parts.append(.literal(character))
        rest = rest.dropFirst()
      } else {
        return nil
      }
    }
    guard parts.contains(where: { [.year, .month, .day].contains($0) }) else { return nil }
    self.parts = parts
  }

  private init(parts: [Part]) { self.parts = parts }

  /// `yyyy-MM-dd`, or `yyyy-MM` for months.
  static func usual(for date: FileDate) -> DateSpelling {
    let month: [Part] = [.year, .literal("-"), .month]
    return DateSpelling(parts: date.day == nil ? month : month + [.literal("-"), .day])
  }

  /// The date that `text` writes, year first, and how it is written; `nil` where it is none.
  static func read(
    _ text: some StringProtocol
  ) -> (date: FileDate, spelling: DateSpelling)? {
    var rest = Substring(text)
    var parts: [Part] = []
    func number(_ width: Int) -> Int? {
      let digits = rest.prefix(width)
      guard digits.count == width, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
        return nil
      }
      rest = rest.dropFirst(width)
      return Int(digits)
    }
    func separator() {
      guard let character = rest.first, "-_./".contains(character) else { return }
      parts.append(.literal(character))
      rest = rest.dropFirst()
    }
    guard let year = number(4) else { return nil }
    parts.append(.year)
    separator()
    guard let month = number(2) else { return nil }
    parts.append(.month)
    var day: Int?
    if !rest.isEmpty {
      separator()
      guard let found = number(2), rest.isEmpty else { return nil }
      parts.append(.day)
      day = found
    }
    guard let date = FileDate(year: year, month: month, day: day) else { return nil }
    return (date, DateSpelling(parts: parts))
  }

  /// `date` as it is written this way; a month has the day 1.
  func text(of date: FileDate) -> String {
    parts.map { part in
      switch part {
      case .year: FileDate.padded(date.year, 4)
      case .month: FileDate.padded(date.month, 2)
      case .day: FileDate.padded(date.day ?? 1, 2)
      case .literal(let character): String(character)
      }
    }.joined()
  }
}

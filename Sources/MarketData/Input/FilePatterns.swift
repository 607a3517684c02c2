internal import Glibc

/// Finding the files that patterns with `*`, `?` and `[…]` and ranges of dates name.
public enum FilePatterns {
  /// The files that `patterns` name: those of the first pattern first, within a pattern by date
  /// and then by name with numbers in it compared as numbers, each file once.
  ///
  /// - Throws: `TickFileError` with code `noMatch` where a pattern names no file.
  public static func expand(_ patterns: [String]) throws -> [String] {
    try resolve(patterns).files.map(\.path)
  }

  /// The files that `patterns` name, and the dates for which there are none.
  ///
  /// - Parameters:
  ///   - patterns: names with `*`, `?`, `[…]`, and dates as `FileTemplate` describes.
  ///   - dates: the dates of patterns that leave them open without giving a range.
  /// - Returns: the files in order: by pattern, then by date, then by name.
  /// - Throws: `TickFileError` with code `noMatch` where a pattern names no file for any date,
  ///   `badSpecification` where dates are missing or make no sense.
  public static func resolve(_ patterns: [String], dates: DateRange? = nil) throws -> FileSet {
    var set = FileSet()
    var seen: Set<String> = []
    var usesDates = dates == nil
    for pattern in patterns {
      // A name that exists stands for itself even where it holds a bracket or a brace.
      let template = try access(pattern, F_OK) == 0 ? nil : FileTemplate(pattern)
      guard let template, template.hasDate else {
        for path in try matches(of: pattern) where seen.insert(path).inserted {
          set.files.append(FileSet.File(path: path))
        }
        continue
      }
      if template.range == nil { usesDates = true }
      guard let range = template.range ?? dates else {
        throw TickFileError(
          .badSpecification, file: pattern, "the name leaves a date open and no dates are given",
          advice: "add dates: 2024-01-01..2024-03-31, or write the range into the braces")
      }
      try add(template, range, pattern, to: &set, &seen)
    }
    guard usesDates else {
      throw TickFileError(
        .badSpecification, file: patterns.first, "dates are given and no name leaves a date open",
        advice: "write {date}, {yyyyMMdd} or the like where the date stands in the name")
    }
    return set
  }

  private static func add(
    _ template: FileTemplate, _ range: DateRange, _ pattern: String, to set: inout FileSet,
    _ seen: inout Set<String>
  ) throws {
    var isEmpty = true
    var missing: [String] = []
    for names in template.names(for: range) {
      let found = access(names.pattern, F_OK) == 0 ? [names.pattern] : globbed(names.pattern)
      if found.isEmpty { missing.append(names.text) } else { isEmpty = false }
      for path in found where seen.insert(path).inserted {
        set.files.append(
          FileSet.File(path: path, days: names.first.firstDay...names.last.lastDay))
      }
    }
    guard !isEmpty else {
      throw TickFileError(
        .noMatch, file: pattern, "no file matches for any date of \(range.text)",
        advice: "check the path, the spelling of the dates and the range")
    }
    set.missingDates += missing
  }

  private static func matches(of pattern: String) throws -> [String] {
    // A name that exists stands for itself even where it holds a bracket.
    if access(pattern, F_OK) == 0 { return [pattern] }
    let found = globbed(pattern)
    guard !found.isEmpty else {
      throw TickFileError(
        .noMatch, file: pattern, "no file matches", advice: "check the path and the pattern")
    }
    return found
  }

  private static func globbed(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
    let found = (0..<Int(result.gl_pathc)).compactMap { index in
      paths[index].map { String(cString: $0) }
    }
    return found.sorted(by: precedes)
  }

  /// Whether `left` comes before `right` by name, runs of digits compared by their value.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let a = Array(left.utf8)
    let b = Array(right.utf8)
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let first = run(a, &i)
        let second = run(b, &j)
        if first.count != second.count { return first.count < second.count }
        if first != second { return first.lexicographicallyPrecedes(second) }
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    if a.count - i != b.count - j { return a.count - i < b.count - j }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// The digits from `index` on without leading zeros; moves `index` behind them.
  private static func run(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return bytes[start..<index].drop { $0 == 0x30 }
  }
}

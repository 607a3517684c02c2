internal import Glibc

/// Finding the files that patterns with `*`, `?` and `[…]` name.
public enum FilePatterns {
  /// The files that `patterns` name: those of the first pattern first, within a pattern by name
  /// with numbers in them compared as numbers, each file once.
  ///
  /// - Throws: `TickFileError` with code `noMatch` where a pattern names no file.
  public static func expand(_ patterns: [String]) throws -> [String] {
    var files: [String] = []
    var seen: Set<String> = []
    for pattern in patterns {
      let found = try matches(of: pattern)
      for file in found where seen.insert(file).inserted { files.append(file) }
    }
    return files
  }

  private static func matches(of pattern: String) throws -> [String] {
    // A name that exists stands for itself even where it holds a bracket.
    if access(pattern, F_OK) == 0 { return [pattern] }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0, let paths = result.gl_pathv else {
      throw TickFileError(
        .noMatch, file: pattern, "no file matches", advice: "check the path and the pattern")
    }
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

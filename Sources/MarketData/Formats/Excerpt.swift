/// The beginning of foreign text, fit for a message on one line of a terminal.
enum Excerpt {
  /// At most `limit` characters of `text`; those that do not print become `?`.
  static func of(_ text: String, limit: Int = 80) -> String {
    var excerpt = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index == limit - 1 { return excerpt + "…" }
      let isPrinted = (0x20..<0x7F).contains(scalar.value) || scalar.value >= 0xA0
      excerpt.unicodeScalars.append(isPrinted && scalar != "\u{FFFD}" ? scalar : "?")
    }
    return excerpt
  }
}

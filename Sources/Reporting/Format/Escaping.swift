/// Texts that come from files and people, made harmless where they are shown.
enum Escaping {
  /// Markdown that shows `text` as it is, in a table cell too; HTML in it stays text.
  static func markdown(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "`", "|", "*", "_", "[", "]", "$", "~": result += "\\\(character)"
      case _ where character.isNewline: result += " "
      case _ where isControl(character): result += "\u{FFFD}"
      default: result.append(character)
      }
    }
    return result
  }

  /// XML that shows `text` as it is, between tags.
  static func xml(_ text: String) -> String {
    plain(text).map { character in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      default: String(character)
      }
    }.joined()
  }

  /// A gnuplot string in single quotes, where nothing but the quote itself is special.
  static func gnuplot(_ text: String) -> String {
    let clean = plain(text).map { $0 == "'" ? "''" : String($0) }.joined()
    return "'\(clean)'"
  }

  /// One line without control characters, for terminals and charts.
  static func plain(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : isControl($0) ? "\u{FFFD}" : $0 })
  }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains {
      $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
    }
  }
}

/// A table that renders as Markdown and as plain text from the same cells.
struct Table {
  /// A column: its title and whether its cells are numbers, which stand to the right.
  struct Column {
    var title: String
    var isNumeric: Bool
    var cells: [String]
  }

  /// The columns, from the left; all have equally many cells.
  var columns: [Column] = []

  /// Appends a column of texts; an empty one prints as –.
  mutating func addText(_ title: String, _ cells: [String?]) {
    add(title, isNumeric: false, cells.map { $0 ?? NumberFormat.missing })
  }

  /// Appends a column of numbers that share their number of decimals.
  mutating func addNumbers(_ title: String, _ cells: [Double?]) {
    add(title, isNumeric: true, NumberFormat.column(cells))
  }

  /// Appends a column of shares, shown as percent.
  mutating func addShares(_ title: String, _ cells: [Double?]) {
    add(title, isNumeric: true, cells.map(NumberFormat.percent))
  }

  /// Appends a column of numbers that are texts already.
  mutating func addFormatted(_ title: String, _ cells: [String]) {
    add(title, isNumeric: true, cells)
  }

  private mutating func add(_ title: String, isNumeric: Bool, _ cells: [String]) {
    columns.append(Column(title: title, isNumeric: isNumeric, cells: cells))
  }

  private var rowCount: Int { columns.map(\.cells.count).max() ?? 0 }

  /// The table in Markdown, its source aligned too, ending in a line end.
  var markdown: String {
    let texts = columns.map { ([$0.title] + $0.cells).map(Escaping.markdown) }
    let widths = texts.map { max($0.map(\.count).max() ?? 0, 3) }
    var lines: [String] = []
    for row in 0...rowCount {
      let cells = columns.indices.map { column in
        Self.padded(texts[column][row], to: widths[column], right: columns[column].isNumeric)
      }
      lines.append("| \(cells.joined(separator: " | ")) |")
      if row == 0 {
        let rules = columns.indices.map { column in
          columns[column].isNumeric
            ? String(repeating: "-", count: widths[column] - 1) + ":"
            : String(repeating: "-", count: widths[column])
        }
        lines.append("| \(rules.joined(separator: " | ")) |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The table as aligned plain text of at most `width` characters a line, ending in a line end:
  /// columns that do not fit are left out from the right and the first one is cut short.
  func plain(width: Int) -> String {
    let texts = columns.map { ([$0.title] + $0.cells).map(Escaping.plain) }
    var widths = texts.map { $0.map(\.count).max() ?? 0 }
    guard let first = widths.first else { return "" }
    widths[0] = min(first, 28)
    var shown = 1
    var used = widths[0]
    while shown < columns.count, used + 2 + widths[shown] <= width {
      used += 2 + widths[shown]
      shown += 1
    }
    widths[0] = min(widths[0], max(width, 1))
    var lines: [String] = []
    for row in 0...rowCount {
      let cells = (0..<shown).map { column in
        Self.padded(
          Self.cut(texts[column][row], to: widths[column]), to: widths[column],
          right: columns[column].isNumeric)
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func cut(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(max(width - 1, 0)) + "…"
  }

  private static func padded(_ text: String, to width: Int, right: Bool) -> String {
    let padding = String(repeating: " ", count: max(width - text.count, 0))
    return right ? padding + text : text + padding
  }
}

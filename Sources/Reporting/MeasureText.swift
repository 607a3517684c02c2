public import Experiments
internal import Foundation

/// The figures of `ballast metrics` for people: the same values as its JSON, in aligned tables.
public enum MeasureText {
  /// Text of at most `width` columns where tables allow, ending in a line end.
  public static func text(of value: JSONValue, width: Int = 100) -> String {
    guard case .object(let entries) = value else { return "" }
    var sections: [String] = []
    var plain: [(String, JSONValue)] = []
    for (name, value) in entries {
      switch value {
      case .array(let elements):
        let rows = elements.compactMap { element -> [(String, JSONValue)]? in
          if case .object(let fields) = element { return fields }
          return nil
        }
        if rows.isEmpty {
          plain.append((name, .string(elements.map(scalar).joined(separator: ", "))))
        } else {
          sections.append(heading(name) + table(rows, width: width))
        }
      case .object(let fields): sections.append(heading(name) + list(fields))
      default: plain.append((name, value))
      }
    }
    if !plain.isEmpty { sections.insert(list(plain), at: 0) }
    return sections.joined(separator: "\n")
  }

  private static func heading(_ name: String) -> String { "\(words(name)):\n" }

  private static func words(_ name: String) -> String {
    name.replacingOccurrences(of: "_", with: " ")
  }

  /// Name and value line by line, with the reason where there is no value.
  private static func list(_ fields: [(String, JSONValue)]) -> String {
    let reasons = reasons(of: fields)
    let shown = fields.filter { $0.0 != "reasons" }
    let width = shown.map { words($0.0).count }.max() ?? 0
    return shown.map { name, value in
      let label = words(name)
      let padding = String(repeating: " ", count: width - label.count)
      let reason = reasons[name].map { " (\($0))" } ?? ""
      return "  \(label)\(padding)  \(Escaping.plain(scalar(value)))\(reason)\n"
    }.joined()
  }

  /// One row per object; columns that do not fit go into a further table below.
  private static func table(_ rows: [[(String, JSONValue)]], width: Int) -> String {
    var names: [String] = []
    for row in rows {
      for (name, _) in row where name != "reasons" && !names.contains(name) { names.append(name) }
    }
    let keys = names.filter { ["column", "level", "horizon_s", "method", "side"].contains($0) }
    let blocks = blocks(names.filter { !keys.contains($0) }, keys: keys, rows, width: width)
    var text = blocks.map { $0.plain(width: width) }.joined(separator: "\n")
    var told: [String] = []
    for row in rows {
      for (name, reason) in reasons(of: row).sorted(by: { $0.key < $1.key }) {
        let line = "  \(words(name)): \(reason)\n"
        if !told.contains(line) { told.append(line) }
      }
    }
    if !told.isEmpty { text += "no value where\n" + told.joined() }
    return text
  }

  private static func blocks(
    _ names: [String], keys: [String], _ rows: [[(String, JSONValue)]], width: Int
  ) -> [Table] {
    var result: [Table] = []
    var table = Table()
    var used = 0
    func start() {
      table = Table()
      for key in keys { add(key, rows, to: &table) }
      used = table.columns.map(Self.width).reduce(0, +)
    }
    start()
    for name in names {
      var wider = table
      add(name, rows, to: &wider)
      let more = wider.columns.last.map(Self.width) ?? 0
      if used + more > width, table.columns.count > keys.count {
        result.append(table)
        start()
        add(name, rows, to: &table)
      } else {
        table = wider
      }
      used += more
    }
    result.append(table)
    return result
  }

  private static func width(_ column: Table.Column) -> Int {
    (([column.title] + column.cells).map(\.count).max() ?? 0) + 2
  }

  private static func add(
    _ name: String, _ rows: [[(String, JSONValue)]], to table: inout Table
  ) {
    let values = rows.map { row in row.first { $0.0 == name }?.1 ?? .null }
    let isText = values.contains { if case .string = $0 { true } else { false } }
    if isText {
      table.addText(
        words(name), values.map { if case .string(let text) = $0 { text } else { nil } })
    } else if ["level", "horizon_s"].contains(name) {
      table.addFormatted(words(name), values.map { NumberFormat.plain(number($0)) })
    } else {
      table.addNumbers(words(name), values.map(number))
    }
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  private static func scalar(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): return text
    case .bool(let value): return value ? "yes" : "no"
    case .integer(let value): return NumberFormat.count(Int(value))
    case .double(let value):
      return NumberFormat.fixed(value, decimals: NumberFormat.decimals(ofColumn: [value]))
    case .decimal(let text): return text
    default: return NumberFormat.missing
    }
  }

  private static func reasons(of fields: [(String, JSONValue)]) -> [String: String] {
    guard case .object(let entries)? = fields.first(where: { $0.0 == "reasons" })?.1 else {
      return [:]
    }
    return Dictionary(
      entries.map { ($0.0, scalar($0.1)) }, uniquingKeysWith: { first, _ in first })
  }
}

internal import Experiments
internal import Strategies

/// What `ballast quotes` prints.
enum QuoteModelText {
  static var list: String {
    let width = QuoteModelKind.all.map(\.name.count).max() ?? 0
    return QuoteModelKind.all.map { kind in
      kind.name + String(repeating: " ", count: width - kind.name.count + 2) + kind.summary
    }.joined(separator: "\n")
  }

  static func text(_ kind: QuoteModelKind) -> String {
    var lines = [kind.name, "  " + kind.summary, "", "Formula", "  " + kind.formula]
    if !kind.source.isEmpty { lines += ["", "Source", "  " + kind.source] }
    lines += ["", "Parameters"]
    for parameter in kind.parameters {
      let value =
        switch parameter.defaultText {
        case nil: "required"
        case "": "optional"
        case let text?: "default \(text)"
        }
      lines.append("  \(parameter.names.joined(separator: ", ")) (\(value))")
      lines.append("      \(parameter.documentation); \(parameter.rangeText)")
    }
    return lines.joined(separator: "\n")
  }

  static func csv(times: [Double], _ inventories: [Double], _ tables: [[QuoteOffsets]]) -> String {
    let several = times.count > 1
    var text = (several ? "time," : "") + "inventory,bid_offset,ask_offset\n"
    for (time, table) in zip(times, tables) {
      for (inventory, offsets) in zip(inventories, table) {
        if several { text += number(time) + "," }
        text += number(inventory) + "," + (offsets.bid.map(number) ?? "") + ","
        text += (offsets.ask.map(number) ?? "") + "\n"
      }
    }
    return text
  }

  static func json(
    _ kind: QuoteModelKind, times: [Double], _ inventories: [Double], _ tables: [[QuoteOffsets]]
  ) -> JSONValue {
    var rows: [JSONValue] = []
    for (time, table) in zip(times, tables) {
      for (inventory, offsets) in zip(inventories, table) {
        rows.append(
          .object([
            ("time", .double(time)), ("inventory", .double(inventory)),
            ("bid_offset", offsets.bid.map { .double($0) } ?? .null),
            ("ask_offset", offsets.ask.map { .double($0) } ?? .null),
          ]))
      }
    }
    return .object([("model", .string(kind.name)), ("quotes", .array(rows))])
  }

  /// The shortest text that reads back equal, a whole number without its `.0`.
  private static func number(_ value: Double) -> String {
    let text = "\(value == 0 ? 0 : value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// A JSON value whose objects keep the order of their keys, so that the same facts are the same
/// bytes.
public indirect enum JSONValue: Sendable, Equatable {
  /// `null`: not known, with the reason elsewhere.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// A number as its exact decimal text.
  case decimal(String)
  /// A number; its shortest text that reads back equal, `null` where it is not finite.
  case double(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Keys and values in the order they are written.
  case object([(String, JSONValue)])

  /// Whether both are the same value, with the keys of objects in the same order.
  public static func == (left: JSONValue, right: JSONValue) -> Bool { left.text == right.text }

  /// The value of `key`, where this is an object that has it.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.0 == key }?.1
  }

  /// Indented JSON; short lists and objects of plain values stay on one line.
  public var text: String {
    var result = ""
    write(into: &result, indentation: 0)
    return result
  }

  private var isPlain: Bool {
    switch self {
    case .array(let elements): elements.isEmpty
    case .object(let entries): entries.isEmpty
    default: true
    }
  }

  private func write(into text: inout String, indentation: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .decimal(let value): text += value
    case .double(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.write(value, into: &text)
    case .array(let elements):
      Self.write(
        elements.map { (nil, $0) }, brackets: ("[", "]"), into: &text, indentation: indentation)
    case .object(let entries):
      Self.write(
        entries.map { ($0.0, $0.1) }, brackets: ("{", "}"), into: &text, indentation: indentation)
    }
  }

  private static func write(
    _ entries: [(String?, JSONValue)], brackets: (String, String), into text: inout String,
    indentation: Int
  ) {
    let isFlat = entries.allSatisfy(\.1.isPlain)
    var line = brackets.0
    for (index, (key, value)) in entries.enumerated() {
      if index > 0 { line += isFlat ? ", " : "," }
      if !isFlat { line += "\n" + String(repeating: " ", count: indentation + 2) }
      if let key {
        write(key, into: &line)
        line += ": "
      }
      value.write(into: &line, indentation: indentation + 2)
    }
    if !isFlat { line += "\n" + String(repeating: " ", count: indentation) }
    line += brackets.1
    guard isFlat, line.utf8.count > 100 else { return text += line }
    // Too long for one line: one entry each.
    text += brackets.0
    for (index, (key, value)) in entries.enumerated() {
      text += (index > 0 ? "," : "") + "\n" + String(repeating: " ", count: indentation + 2)
      if let key {
        write(key, into: &text)
        text += ": "
      }
      value.write(into: &text, indentation: indentation + 2)
    }
    text += "\n" + String(repeating: " ", count: indentation) + brackets.1
  }

  private static func write(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

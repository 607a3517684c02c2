internal import Backtesting
import Yams

/// A value in an experiment file together with where it stands, so that every complaint about it
/// names its line.
struct Setting {
  /// One key of a mapping and its value.
  struct Entry {
    var key: String
    var keyPlace: SourcePlace
    var value: Setting
  }

  enum Content {
    case text(String)
    case list([Setting])
    case map([Entry])
  }

  var content: Content
  var place: SourcePlace

  /// An error about this value.
  func error(_ message: String) -> ExperimentError { ExperimentError(place, message) }

  /// The text of a plain value; throws where it is a list or a mapping.
  func text(_ what: String) throws -> String {
    guard case .text(let text) = content else {
      throw error("\(what) must be one value; write it on one line without [ ] or { }")
    }
    guard !text.isEmpty else { throw error("\(what) is empty; give it a value or leave it out") }
    return text
  }

  /// The elements of a list; a plain value is a list of one.
  func list() -> [Setting] {
    if case .list(let elements) = content { return elements }
    return [self]
  }

  /// The keys of a mapping, which must all be in `known`; throws where it is no mapping.
  func map(_ what: String, known: [String]) throws -> SettingMap {
    let map = try self.map(what)
    for entry in map.entries where !known.contains(entry.key) {
      throw ExperimentError(
        entry.keyPlace,
        "unknown key '\(entry.key)' in \(what); "
          + NearestName.hint(for: entry.key, among: known))
    }
    return map
  }

  /// The keys of a mapping, whatever they are called; throws where it is no mapping.
  func map(_ what: String) throws -> SettingMap {
    guard case .map(let entries) = content else {
      throw error("\(what) must be a mapping of keys to values; write { key: value, … }")
    }
    return SettingMap(what: what, place: place, entries: entries)
  }

  /// One of `words` by its text, as `Value` for instance of an enumeration.
  func choice<Value>(_ what: String, _ words: [(String, Value)]) throws -> Value {
    let text = try self.text(what)
    if let match = words.first(where: { $0.0 == text }) { return match.1 }
    throw error(
      "'\(text)' is not a known \(what); " + NearestName.hint(for: text, among: words.map(\.0)))
  }
}

/// The entries of a mapping by key.
struct SettingMap {
  var what: String
  var place: SourcePlace
  var entries: [Setting.Entry]

  /// The value of `key`, if it is there.
  subscript(key: String) -> Setting? { entries.first { $0.key == key }?.value }

  /// The value of `key`; throws where it is missing.
  func required(_ key: String) throws -> Setting {
    if let value = self[key] { return value }
    throw ExperimentError(place, "\(what) has no '\(key)'; add '\(key): …'")
  }
}

extension Setting {
  /// The first YAML document of `yaml`, which `file` names in errors.
  static func parse(_ yaml: String, file: String) throws -> Setting {
    do {
      guard let root = try Yams.compose(yaml: yaml) else {
        throw ExperimentError(
          SourcePlace(file: file, line: 1, column: 1),
          "the experiment file is empty; see 'ballast help run' for an example")
      }
      return try Setting(root, file: file)
    } catch let error as YamlError {
      throw ExperimentError(syntaxError: error, file: file)
    }
  }

  private init(_ node: Node, file: String) throws {
    let mark = node.mark
    place = SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      content = .text(scalar.string)
    case .sequence(let sequence):
      content = .list(try sequence.map { try Setting($0, file: file) })
    case .mapping(let mapping):
      content = .map(
        try mapping.map { key, value in
          let key = try Setting(key, file: file)
          return Entry(
            key: try key.text("a key"), keyPlace: key.place,
            value: try Setting(value, file: file))
        })
    case .alias:
      throw ExperimentError(place, "this alias names no anchor; write the value out")
    }
  }
}

extension ExperimentError {
  fileprivate init(syntaxError error: YamlError, file: String) {
    func at(_ mark: Mark, _ problem: String) -> ExperimentError {
      ExperimentError(
        SourcePlace(file: file, line: mark.line, column: mark.column),
        "not valid YAML: \(problem); check the indentation and the brackets here")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self = at(mark, problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      self = ExperimentError(
        SourcePlace(file: file, line: context.mark.line, column: context.mark.column),
        "key '\(duplicates.joined(separator: "', '"))' appears twice here; keep one of them")
    default:
      self = ExperimentError(
        SourcePlace(file: file, line: 1, column: 1),
        "not valid YAML: \(error); check that the file is UTF-8 text")
    }
  }
}

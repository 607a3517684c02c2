internal import Backtesting
internal import MarketData

/// Reads `sensitivity`: model words or mappings of `fills` keys with an optional `name`.
enum SensitivitySettings {
  /// What the results call the assumptions of the experiment itself.
  static let baseName = "base"

  /// The cases of `value` for the instruments, base assumptions and strategies of `experiment`.
  static func read(_ value: Setting, for experiment: Experiment) throws -> [SensitivityCase] {
    var cases: [SensitivityCase] = []
    for (index, element) in value.list().enumerated() {
      let (name, map) = try named(element, place: index + 1)
      guard name != baseName else {
        throw element.error(
          "'\(baseName)' is what the experiment's own assumptions are called; choose another name")
      }
      guard !cases.contains(where: { $0.name == name }) else {
        throw element.error("sensitivity case '\(name)' appears twice; name each differently")
      }
      func applied(to base: FillAssumptions, _ instrument: Instrument) throws -> FillAssumptions {
        try FillSettings.applied(
          map, to: base, latencyKeys: FillSettings.orderLatencyKeys, instrument: instrument)
      }
      cases.append(
        SensitivityCase(
          name: name, assumptions: try applied(to: experiment.fills, experiment.instrument),
          ofStrategies: try experiment.strategies.map { entry in
            try ([LegSettings(entry.lane, on: entry.instrument)] + entry.legs).map { leg in
              try applied(
                to: leg.lane.assumptions, experiment.instruments[leg.instrument].instrument)
            }
          },
          overrides: .object(map.entries.map { ($0.key, $0.value.json) })))
    }
    return cases
  }

  /// The name of a case and the keys of `fills` that it changes.
  private static func named(
    _ element: Setting, place: Int
  ) throws -> (name: String, changes: SettingMap) {
    if case .text(let word) = element.content {
      let entry = Setting.Entry(key: "model", keyPlace: element.place, value: element)
      return (word, SettingMap(what: "sensitivity", place: element.place, entries: [entry]))
    }
    var map = try element.map("sensitivity", known: ["name"] + FillSettings.laneKeys)
    let name = try map["name"]?.text("name") ?? "case-\(place)"
    map.entries.removeAll { $0.key == "name" }
    guard !map.entries.isEmpty else {
      throw element.error(
        "sensitivity case '\(name)' changes nothing; give it a key of fills, such as model")
    }
    return (name, map)
  }
}

extension Setting {
  /// The value as it was written, every plain value as its text.
  var json: JSONValue {
    switch content {
    case .text(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    case .map(let entries): .object(entries.map { ($0.key, $0.value.json) })
    }
  }
}

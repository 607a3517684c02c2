internal import Backtesting
internal import MarketData
internal import Strategies

/// Reads `strategies`.
struct StrategySettings {
  var instruments: [InstrumentEntry]
  var catalogue: [any Strategy.Type]
  var overrides: [ExperimentFile.Override]

  /// Keys that belong to the lane; every other key is a parameter of the strategy.
  static let laneKeys = ["name", "use", "instrument", "limit", "start", "fills", "legs"]

  func read(_ value: Setting) throws -> [StrategyEntry] {
    guard case .list(let elements) = value.content, !elements.isEmpty else {
      throw value.error(
        "strategies must list at least one strategy; write - { name: …, use: … }")
    }
    var names: [String] = []
    var entries: [StrategyEntry] = []
    for element in elements {
      var map = try element.map("a strategy")
      let nameSetting = try map.required("name")
      let name = try nameSetting.text("a strategy's name")
      guard !names.contains(name) else {
        throw nameSetting.error("two strategies are named '\(name)'; names must be unique")
      }
      names.append(name)
      try apply(overridesOf: name, to: &map)
      entries.append(try entry(name: name, map))
    }
    for override in overrides where !names.contains(override.strategy) {
      throw ExperimentError(
        override.place,
        "no strategy is named '\(override.strategy)'; "
          + NearestName.hint(for: override.strategy, among: names))
    }
    return entries
  }

  private func apply(overridesOf name: String, to map: inout SettingMap) throws {
    for override in overrides where override.strategy == name {
      guard !["name", "start", "fills", "legs"].contains(override.key) else {
        throw ExperimentError(
          override.place, "'\(override.key)' cannot be set here; change it in the file")
      }
      let value = Setting(content: .text(override.text), place: override.place)
      let entry = Setting.Entry(key: override.key, keyPlace: override.place, value: value)
      if let index = map.entries.firstIndex(where: { $0.key == override.key }) {
        map.entries[index] = entry
      } else {
        map.entries.append(entry)
      }
    }
  }

  private func entry(name: String, _ map: SettingMap) throws -> StrategyEntry {
    let place = try map["instrument"].map {
      try InstrumentsSettings.place($0, among: instruments.map(\.instrument))
    }
    var entry = try entry(name: name, map, on: place ?? 0)
    entry.instrument = place ?? 0
    return entry
  }

  private func entry(name: String, _ map: SettingMap, on place: Int) throws -> StrategyEntry {
    let instrument = instruments[place].instrument
    let lane = try LaneKeys.lane(name, map, on: instruments[place])
    let use = try map.required("use")
    let useName = try use.text("use")
    if useName == "scripted" { return try scripted(map, lane: lane) }
    guard var type = catalogue.first(where: { $0.name == useName }) else {
      throw use.error(
        "'\(useName)' is no known strategy; "
          + NearestName.hint(for: useName, among: catalogue.map { $0.name } + ["scripted"]))
    }
    if let limits = map.entries.first(where: Self.isLimit) {
      type = try limited(type, at: limits.keyPlace)
    }
    let values = try parameterValues(of: type, map, instrument)
    let legs = try LegsSettings(instruments: instruments, own: place)
      .read(type, values, name: name, map)
    return StrategyEntry(
      lane: lane, legs: legs, use: .strategy(type, values), useName: useName,
      parameters: values.resolved.map { .init(name: $0.name, text: $0.text) }, place: map.place)
  }

  /// Whether `entry` says something of `StrategyLimits`.
  private static func isLimit(_ entry: Setting.Entry) -> Bool {
    entry.key == "limits" || entry.key.hasPrefix(StrategyLimits.prefix)
  }

  /// The type that runs `type` under the limits given at `place`.
  private func limited(
    _ type: any Strategy.Type, at place: SourcePlace
  ) throws -> any Strategy.Type {
    guard !(type is any LeggedStrategy.Type) else {
      throw ExperimentError(
        place,
        "'\(type.name)' trades several instruments, which 'limits' does not cover; give each leg a "
          + "'limit' instead")
    }
    return StrategyLimits.limited(type)
  }

  private func scripted(_ map: SettingMap, lane: LaneSettings) throws -> StrategyEntry {
    let known = Self.laneKeys.filter { $0 != "legs" } + ["file"]
    for entry in map.entries where !known.contains(entry.key) {
      throw ExperimentError(
        entry.keyPlace,
        "unknown key '\(entry.key)' in a scripted strategy; "
          + NearestName.hint(for: entry.key, among: known))
    }
    let file = try map.required("file").text("file")
    return StrategyEntry(
      lane: lane, use: .scripted(file: file), useName: "scripted",
      parameters: [.init(name: "file", text: file)], place: map.place)
  }

  /// The parameters of `type` that `map` gives; groups such as `intensity: { k: … }` have dotted
  /// names.
  private func parameterValues(
    of type: any Strategy.Type, _ map: SettingMap, _ instrument: Instrument
  ) throws -> ParameterValues {
    var texts: [String: String] = [:]
    var entries: [String: Setting.Entry] = [:]
    func collect(_ entry: Setting.Entry, prefix: String) throws {
      let name = prefix + entry.key
      if case .map(let inner) = entry.value.content {
        for entry in inner { try collect(entry, prefix: name + ".") }
      } else {
        texts[name] = try entry.value.text("parameter '\(name)'")
        entries[name] = entry
      }
    }
    for entry in map.entries where !Self.laneKeys.contains(entry.key) {
      try collect(entry, prefix: "")
    }
    let declared = type.parameters
    let known = declared.map(\.name)
    for entry in map.entries
    where !Self.laneKeys.contains(entry.key) && !isMap(entry.value) && !known.contains(entry.key) {
      throw ExperimentError(
        entry.keyPlace,
        "'\(type.name)' has no parameter '\(entry.key)'; "
          + NearestName.hint(for: entry.key, among: known + Self.laneKeys))
    }
    do {
      let names = instruments.count > 1 ? instruments.map(\.instrument.name) : []
      let values = try ParameterValues(
        texts: texts, declared: declared, instrument: instrument, among: names)
      try checkSizes(declared, entries, instrument)
      // Combinations of values are checked by the strategy itself: find out before the replay.
      _ = try type.init(values)
      return values
    } catch let error as ParameterError {
      let entry = entries[error.name] ?? entries.first { $0.key.hasSuffix("." + error.name) }?.value
      // A wrong name is shown at the key, a wrong value at the value.
      let isUnknown = !known.contains(error.name)
      let place = isUnknown ? entry?.keyPlace : entry?.value.place
      throw ExperimentError(
        place ?? map.place, "parameter '\(error.name)' of '\(type.name)': \(error.message)")
    }
  }

  private func isMap(_ value: Setting) -> Bool {
    if case .map = value.content { return true }
    return false
  }

  /// Order sizes must be whole numbers of lots; targets and bands need not be.
  private func checkSizes(
    _ declared: [Parameter], _ entries: [String: Setting.Entry], _ instrument: Instrument
  ) throws {
    for parameter in declared
    where parameter.dimension == .quantity
      && (parameter.name == "size" || parameter.name.hasSuffix("-size"))
    {
      _ = try entries[parameter.name]?.value.lots(parameter.name, of: instrument)
    }
  }
}

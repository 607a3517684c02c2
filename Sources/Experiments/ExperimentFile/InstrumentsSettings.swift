internal import Backtesting
internal import MarketData

/// Reads `instrument`, or `instruments` with the assumptions of each.
struct InstrumentsSettings {
  /// The keys of an instrument among several beside those of `instrument`.
  static let extraKeys = ["name", "fills", "start", "touch"]

  /// The instruments, with their own `fills` and `start` still to be applied.
  var instruments: [Instrument] = []
  /// What each one's account may owe.
  private var accounts: [AccountRules] = []
  private var maps: [SettingMap] = []
  private let touch: Setting?

  init(_ root: SettingMap) throws {
    touch = root["touch"]
    guard let several = root["instruments"] else {
      let only = try root.required("instrument")
      instruments = [try InstrumentSettings.read(only)]
      accounts = [try AccountSettings.read(try only.map("instrument"), instruments[0])]
      return
    }
    if root["instrument"] != nil {
      throw several.error("both 'instrument' and 'instruments' are given; keep one of them")
    }
    guard case .list(let elements) = several.content, !elements.isEmpty else {
      throw several.error(
        "instruments must list at least one; write - { name: …, symbol: …, tick: …, lot: … }")
    }
    guard elements.count < 255 else { throw several.error("254 instruments are the most") }
    for element in elements {
      let keys = InstrumentSettings.keys + Self.extraKeys
      let map = try element.map("an instrument", known: keys)
      var instrument = try InstrumentSettings.read(element, keys: keys)
      let name = try map.required("name")
      instrument.name = try name.text("an instrument's name")
      guard !instruments.contains(where: { $0.name == instrument.name }) else {
        throw name.error(
          "two instruments are named '\(instrument.name)'; names must be unique")
      }
      instruments.append(instrument)
      accounts.append(try AccountSettings.read(map, instrument))
      maps.append(map)
    }
  }

  /// The instruments with the experiment's assumptions, start and band, overridden where they say
  /// so. Quantities in base units are different numbers of lots for each.
  func entries(
    fills: SettingMap?, start: Setting?, band: Setting?
  ) throws -> [InstrumentEntry] {
    try instruments.indices.map { index in
      let instrument = instruments[index]
      var entry = InstrumentEntry(
        instrument: instrument, fills: FillAssumptions(), start: StartState(), band: nil,
        touchSpread: try touchSpread(of: index))
      entry.account = accounts[index]
      let allowsShort = entry.account.balance.allowsShort
      // A made touch jumps over resting orders that no print reached.
      if entry.touchSpread != nil { entry.fills.bookCrossing = false }
      if let fills {
        entry.fills = try FillSettings.applied(
          fills, to: entry.fills, latencyKeys: FillSettings.latencyKeys, instrument: instrument)
      }
      if let start {
        entry.start = try StartSettings.applied(
          start, to: entry.start, instrument: instrument, allowsShort: allowsShort)
      }
      entry.band = try band?.lots("band", of: instrument, minimum: 0)
      guard maps.indices.contains(index) else { return entry }
      if let value = maps[index]["fills"] {
        entry.fills = try FillSettings.applied(
          try value.map("an instrument's fills", known: FillSettings.laneKeys), to: entry.fills,
          latencyKeys: FillSettings.orderLatencyKeys + ["feed"], instrument: instrument)
      }
      if let value = maps[index]["start"] {
        entry.start = try StartSettings.applied(
          value, to: entry.start, instrument: instrument, allowsShort: allowsShort)
      }
      return entry
    }
  }

  /// The width of the touch that is to be made of the prints of the instrument at `index` (ticks),
  /// `nil` where there is to be none.
  func touchSpread(of index: Int) throws -> Int64? {
    let own = maps.indices.contains(index) ? maps[index]["touch"] : nil
    guard let setting = own ?? touch, setting.isGiven else { return nil }
    let text = try setting.text("touch")
    guard text.hasPrefix("from-trades("), text.hasSuffix(")") else {
      throw setting.error("touch '\(text)' is not understood; write from-trades(2 ticks)")
    }
    let inner = text.dropFirst("from-trades(".count).dropLast()
    guard let (number, unit) = Units.split(String(inner)), number.isPositive,
      let ticks = unit.isEmpty
        ? Units.count(of: instruments[index].tick, in: number)
        : ["tick", "ticks"].contains(unit) ? Units.whole(number, times: 1) : nil,
      ticks < 1 << 40
    else {
      throw setting.error(
        "the spread '\(inner)' is no whole number of ticks of \(instruments[index].tick); write "
          + "from-trades(2 ticks), or a multiple of the tick in quote units")
    }
    return ticks
  }

  /// The feed latency that the instrument at `index` gives its sources, if any.
  func feed(of index: Int) throws -> ClockRule.Feed? {
    guard maps.indices.contains(index), let fills = maps[index]["fills"],
      let latency = try fills.map("an instrument's fills")["latency"],
      let feed = try latency.map("latency")["feed"]
    else { return nil }
    return try ClockKeys.feed(feed)
  }

  /// The place of the instrument that `value` names.
  static func place(_ value: Setting, among instruments: [Instrument]) throws -> Int {
    let name = try value.text("instrument")
    guard let place = instruments.firstIndex(where: { $0.name == name }) else {
      throw value.error(
        "no instrument is named '\(name)'; "
          + NearestName.hint(for: name, among: instruments.map(\.name)))
    }
    return place
  }
}

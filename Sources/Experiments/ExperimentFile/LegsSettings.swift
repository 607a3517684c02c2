internal import Backtesting
internal import MarketData

/// Reads the legs of a strategy beside its first: the instruments that its parameters name, and
/// under `legs` what each assumes, starts from and is limited to.
struct LegsSettings {
  static let keys = ["limit", "start", "fills"]

  let instruments: [InstrumentEntry]
  /// The place of the strategy's own instrument.
  let own: Int

  /// The legs of the strategy `name` of type `type` that `map` describes.
  func read(
    _ type: any Strategy.Type, _ values: ParameterValues, name: String, _ map: SettingMap
  ) throws -> [LegSettings] {
    guard type is any LeggedStrategy.Type else {
      if let legs = map.entries.first(where: { $0.key == "legs" }) {
        throw ExperimentError(
          legs.keyPlace,
          "'\(type.name)' trades one instrument and has no legs; drop 'legs', and say what it "
            + "assumes under 'limit', 'start' and 'fills'")
      }
      return []
    }
    let named = type.parameters.filter { $0.dimension == .instrument }
    guard named.count < Holdings.maximumLegs else {
      throw ExperimentError(
        map.place, "'\(type.name)' names more than \(Holdings.maximumLegs - 1) other instruments")
    }
    var places = [own]
    for parameter in named {
      let place = values.instrument(parameter.name)
      try check(place, beside: places, at: map[parameter.name]?.place ?? map.place)
      places.append(place)
    }
    let others = places.dropFirst().map { instruments[$0] }
    let given = try map["legs"]?.map("legs", known: others.map(\.instrument.name))
    return try places.dropFirst().map { place in
      let leg = given?[instruments[place].instrument.name]
      return LegSettings(
        try LaneKeys.lane(
          name, try leg?.map("a leg", known: Self.keys), on: instruments[place]), on: place)
    }
  }

  private func check(_ place: Int, beside places: [Int], at source: SourcePlace) throws {
    let (first, other) = (instruments[own].instrument, instruments[place].instrument)
    guard !places.contains(place) else {
      throw ExperimentError(
        source,
        "the strategy trades '\(other.name)' already; name another instrument for this leg")
    }
    let (own, others) = (first.settlement, other.settlement)
    guard first.kind == .inverse || other.kind == .inverse || !own.isEmpty && !others.isEmpty else {
      return
    }
    guard own == others, !own.isEmpty else {
      throw ExperimentError(
        source,
        "'\(other.name)' settles in '\(others)' and '\(first.name)' in '\(own)': the money of the "
          + "legs of one strategy must add up; use instruments of one currency")
    }
  }
}

/// Reads what a lane is run under, of a strategy or of one of its legs.
enum LaneKeys {
  /// The lane of `name` on `entry`, with what `map` overrides.
  static func lane(
    _ name: String, _ map: SettingMap?, on entry: InstrumentEntry
  ) throws -> LaneSettings {
    let (instrument, fills, start) = (entry.instrument, entry.fills, entry.start)
    var lane = LaneSettings(
      name: name, assumptions: fills, startInventory: start.inventory, startCash: start.cash)
    lane.margin = entry.account.margin
    lane.balance = entry.account.balance
    lane.limit = try map?["limit"]?.lots("limit", of: instrument, minimum: 0)
    if let value = map?["start"] {
      let state = try StartSettings.applied(
        value, to: start, instrument: instrument,
        allowsShort: entry.account.balance.allowsShort)
      lane.startInventory = state.inventory
      lane.startCash = state.cash
    }
    if let value = map?["fills"] {
      lane.assumptions = try FillSettings.applied(
        try value.map("a strategy's fills", known: FillSettings.laneKeys), to: fills,
        latencyKeys: FillSettings.orderLatencyKeys, instrument: instrument)
    }
    return lane
  }
}

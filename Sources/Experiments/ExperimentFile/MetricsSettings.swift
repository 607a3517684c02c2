internal import MarketData

/// Reads `metrics`.
enum MetricsSettings {
  static func read(
    _ value: Setting?
  ) throws -> (settings: MetricSettings, sample: Int64) {
    var settings = MetricSettings()
    guard
      let map = try value?.map(
        "metrics", known: ["horizon", "sample", "cvar", "baseline", "seed", "band"])
    else { return (settings, 1_000_000_000) }
    if let value = map["horizon"] {
      settings.horizons = try value.list().map { try $0.duration("horizon", minimum: 1) }
      guard !settings.horizons.isEmpty else {
        throw value.error("horizon is empty; give at least one, for instance 60s")
      }
    }
    let shortest = settings.horizons.min() ?? 1_000_000_000
    let sample =
      try map["sample"]?.duration("sample interval", minimum: 1) ?? min(1_000_000_000, shortest)
    for horizon in settings.horizons where horizon % sample != 0 {
      throw (map["sample"] ?? map["horizon"] ?? Setting(content: .text(""), place: map.place))
        .error(
          "horizon \(Durations.text(horizon)) is not a multiple of the sample interval "
            + "\(Durations.text(sample)); change one of them")
    }
    if let value = map["cvar"] { settings.levels = try value.list().map(level) }
    if let value = map["baseline"] { settings.baseline = try value.text("baseline") }
    if let value = map["seed"] { settings.seed = try value.integer("seed", minimum: 0) }
    return (settings, sample)
  }

  private static func level(_ value: Setting) throws -> FixedDecimal {
    let level = try value.positiveDecimal("cvar level").normalized
    guard level < FixedDecimal(mantissa: 1, decimals: 0) else {
      throw value.error("cvar level \(level) must lie between 0 and 1; write for instance 0.95")
    }
    return level
  }
}

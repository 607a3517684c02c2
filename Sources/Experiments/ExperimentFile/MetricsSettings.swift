internal import MarketData

/// Reads `metrics`.
enum MetricsSettings {
  static func read(
    _ value: Setting?
  ) throws -> (settings: MetricSettings, sample: Int64) {
    var settings = MetricSettings()
    guard
      let map = try value?.map(
        "metrics",
        known: [
          "horizon", "sample", "cvar", "baseline", "seed", "band", "resamples", "block",
        ])
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
    if let value = map["resamples"] {
      settings.resamples = try value.integer("resamples", minimum: 100)
      guard settings.resamples <= 100_000 else {
        throw value.error("resamples \(settings.resamples) is more than 100000; write at most that")
      }
    }
    if let value = map["block"] {
      settings.block = try value.positiveDecimal("block").normalized
      guard let block = settings.block, block.doubleValue >= 1 else {
        throw value.error("block must be at least 1 horizon; leave it out to have it chosen")
      }
    }
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

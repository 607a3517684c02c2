internal import MarketData

/// Reads `latency: { feed, clock-shift }`.
enum ClockKeys {
  static func read(_ latency: SettingMap) throws -> ClockRule {
    var rule = ClockRule()
    if let value = latency["feed"] {
      rule.feed = try feed(value)
    }
    if let value = latency["clock-shift"] {
      if case .map = value.content {
        rule.recorderShifts = try value.map("clock-shift").entries.map {
          ClockRule.RecorderShift(recorder: $0.key, shift: try shift($0.value))
        }
      } else {
        rule.shift = try shift(value)
      }
    }
    return rule
  }

  /// `from-data`, `from-data x1.5` or `{ from-data: x1.5 }`, or a constant.
  static func feed(_ value: Setting) throws -> ClockRule.Feed {
    if case .map = value.content {
      return try scaled(
        try value.map("feed latency", known: ["from-data"]).required("from-data"))
    }
    let text = try value.text("feed latency")
    if text == "from-data" { return .fromData }
    if text.hasPrefix("from-data ") {
      return try scaled(
        Setting(content: .text(String(text.dropFirst("from-data ".count))), place: value.place))
    }
    return .constant(try value.duration("feed latency"))
  }

  private static func scaled(_ value: Setting) throws -> ClockRule.Feed {
    let text = try value.text("feed latency")
    guard text.first == "x", let scale = FixedDecimal(text.dropFirst()), scale.isPositive,
      scale <= FixedDecimal(mantissa: 1000, decimals: 0)
    else {
      throw value.error(
        "'\(text)' is no multiple of the feed latency in the data; write for instance x1.5, at "
          + "most x1000")
    }
    return .scaled(scale.normalized)
  }

  private static func shift(_ value: Setting) throws -> ClockRule.Shift {
    switch try value.text("clock-shift") {
    case "none": .none
    case "measured": .measured
    default: .given(try value.duration("clock-shift", minimum: .min))
    }
  }
}

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

  /// `from-data` or a constant.
  static func feed(_ value: Setting) throws -> ClockRule.Feed {
    if try value.text("feed latency") == "from-data" { return .fromData }
    return .constant(try value.duration("feed latency"))
  }

  private static func shift(_ value: Setting) throws -> ClockRule.Shift {
    switch try value.text("clock-shift") {
    case "none": .none
    case "measured": .measured
    default: .given(try value.duration("clock-shift", minimum: .min))
    }
  }
}

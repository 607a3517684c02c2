/// Reads `latency: { feed, clock-shift }`.
enum ClockKeys {
  static func read(_ latency: SettingMap) throws -> ClockRule {
    var rule = ClockRule()
    if let value = latency["feed"] {
      if try value.text("feed latency") != "from-data" {
        rule.feed = .constant(try value.duration("feed latency"))
      }
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

  private static func shift(_ value: Setting) throws -> ClockRule.Shift {
    switch try value.text("clock-shift") {
    case "none": .none
    case "measured": .measured
    default: .given(try value.duration("clock-shift", minimum: .min))
    }
  }
}

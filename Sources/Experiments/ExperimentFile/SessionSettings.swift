internal import Backtesting
internal import MarketData

/// Reads `sessions`: `{ at: "17:00 America/New_York", policy: flatten }` or
/// `{ gap: 30m, policy: reset }`.
enum SessionSettings {
  static func read(_ value: Setting) throws -> SessionRule {
    if case .text = value.content {
      return SessionRule(try daily("00:00", at: value), policy: try policy(value))
    }
    let map = try value.map("sessions", known: ["at", "gap", "policy"])
    let policy = try map["policy"].map { try Self.policy($0) } ?? SessionRule.Policy.carry
    guard let gap = map["gap"] else {
      let at = map["at"] ?? value
      return SessionRule(
        try daily(try map["at"]?.text("session boundary") ?? "00:00", at: at), policy: policy)
    }
    if let at = map["at"] {
      throw at.error("sessions end by 'at' or by 'gap', not by both; remove one of them")
    }
    return SessionRule(.gap(try gap.duration("session gap", minimum: 1)), policy: policy)
  }

  private static func policy(_ value: Setting) throws -> SessionRule.Policy {
    try value.choice(
      "session policy", SessionRule.Policy.allCases.map { ($0.rawValue, $0) })
  }

  /// `17:00`, `17:00 America/New_York`, `08:30:00 +05:30`; without a zone UTC.
  private static func daily(_ text: String, at place: Setting) throws -> SessionRule.Boundary {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard let first = parts.first, let time = timeOfDay(first) else {
      throw place.error(
        "'\(text)' does not begin with a time of day; write for instance 17:00 America/New_York")
    }
    guard parts.count == 2 else { return .daily(timeOfDay: time, zone: .utc) }
    let name = String(parts[1])
    guard let zone = ClockZone(name) else {
      throw place.error(
        "'\(name)' is no time zone; "
          + ZoneSettings.hint(for: name))
    }
    return .daily(timeOfDay: time, zone: zone)
  }

  /// `HH:MM` or `HH:MM:SS` in ns after midnight.
  private static func timeOfDay(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else { return nil }
    var seconds: Int64 = 0
    for (index, limit) in [Int64(24), 60, 60].enumerated() {
      guard index < parts.count else {
        seconds *= 60
        continue
      }
      guard parts[index].utf8.count == 2, parts[index].allSatisfy({ "0123456789".contains($0) }),
        let number = Int64(parts[index]), number < limit
      else { return nil }
      seconds = seconds * 60 + number
    }
    return seconds * 1_000_000_000
  }
}

extension SessionRule {
  /// The keys of `sessions` that say this rule.
  var json: JSONValue {
    var entries: [(String, JSONValue)] = []
    switch boundary {
    case .gap(let length): entries.append(("gap", .string(Durations.text(length))))
    case .daily(let time, let zone):
      func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let seconds = time / 1_000_000_000
      let text = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
      entries.append(("at", .string("\(text) \(zone.name)")))
    }
    entries.append(("policy", .string(policy.rawValue)))
    return .object(entries)
  }
}

/// Reads `from`, `to` and `warm-up`.
enum WindowSettings {
  private static let day: Int64 = 86_400_000_000_000

  static func read(_ root: SettingMap) throws -> ReplayWindow {
    var window = ReplayWindow()
    window.from = try root["from"].map { try instant($0, "from", ofDay: 0) }
    // A day as the end means all of it.
    window.to = try root["to"].map { try instant($0, "to", ofDay: 1) }
    window.warmUp = try root["warm-up"]?.duration("warm-up") ?? 0
    if let from = window.from, let to = window.to, to <= from, let place = root["to"] {
      throw place.error("'to' is not after 'from'; nothing would be measured")
    }
    return window
  }

  private static func instant(
    _ value: Setting, _ what: String, ofDay offset: Int64
  ) throws -> Int64 {
    let text = try value.text(what)
    if text.utf8.count == 10, let midnight = Instants.parse(text + "T00:00:00Z") {
      return midnight + offset * day
    }
    // An instant of a zone with a fixed offset: 2024-08-08T12:00:00+02:00.
    let tail = text.suffix(6)
    if text.utf8.count > 20, let sign = tail.first, sign == "+" || sign == "-",
      ClockZone(String(tail)) != nil, let local = Instants.parse(text.dropLast(6) + "Z")
    {
      return ClockZone(String(tail))?.utc(localNanoseconds: local) ?? local
    }
    guard let instant = Int64(text) ?? Instants.parse(text) else {
      throw value.error(
        "\(what) '\(text)' is not an instant; write 2024-08-08, 2024-08-08T12:00:00Z, "
          + "2024-08-08T12:00:00+02:00 or ns since 1970")
    }
    guard instant.magnitude <= 9_000_000_000_000_000_000 else {
      throw value.error("\(what) '\(text)' is out of range; times end in 2255")
    }
    return instant
  }
}

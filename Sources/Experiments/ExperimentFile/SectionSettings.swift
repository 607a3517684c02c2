internal import Backtesting
internal import MarketData

/// Reads `instrument`.
enum InstrumentSettings {
  static let keys =
    ["symbol", "tick", "lot", "kind", "quote", "multiplier", "settlement"]
    + AccountSettings.keys

  static func read(_ value: Setting, keys: [String] = keys) throws -> Instrument {
    let map = try value.map("instrument", known: keys)
    var instrument = Instrument(
      symbol: try map.required("symbol").text("symbol"),
      tick: try map.required("tick").positiveDecimal("tick").normalized,
      lot: try map.required("lot").positiveDecimal("lot").normalized)
    if let value = map["kind"] {
      instrument.kind = try value.choice(
        "instrument kind", Instrument.Kind.allCases.map { ($0.rawValue, $0) })
    }
    if let value = map["quote"], value.isGiven { instrument.quote = try value.text("quote") }
    if let value = map["multiplier"] {
      instrument.multiplier = try value.positiveDecimal("multiplier").normalized
    }
    if let value = map["settlement"], value.isGiven {
      let settlement = try value.text("settlement")
      guard instrument.kind == .inverse || settlement == instrument.quote else {
        throw value.error(
          "a \(instrument.kind.rawValue) instrument settles in its quote currency; leave "
            + "settlement out, or use kind: inverse")
      }
      instrument.givenSettlement = settlement
    }
    return instrument
  }
}

/// Reads `start`, of the experiment or of one strategy.
enum StartSettings {
  static func applied(
    _ value: Setting, to base: StartState, instrument: Instrument, allowsShort: Bool = false
  ) throws -> StartState {
    let map = try value.map("start", known: ["inventory", "cash"])
    var result = base
    if let value = map["inventory"] {
      result.inventory = try value.lots("start inventory", of: instrument)
      if instrument.kind == .spot, result.inventory < 0, !allowsShort {
        throw value.error(
          "spot inventory cannot start below 0; use kind: linear to sell short, or "
            + "balance: { short: on }"
        )
      }
    }
    if let value = map["cash"] { result.cash = try value.decimal("cash").normalized }
    return result
  }
}

/// Reads `decide`: `every 100ms` or `{ every: 100ms, on: [touch, fill] }`.
enum DecisionSettings {
  static func read(_ value: Setting?) throws -> ReplaySettings {
    var result = ReplaySettings()
    guard let value else { return result }
    if case .map = value.content {
      let map = try value.map("decide", known: ["every", "on"])
      if let every = map["every"] {
        result.decisionInterval = try every.duration("decision interval", minimum: 1)
      }
      for trigger in map["on"]?.list() ?? [] {
        switch try trigger.choice("trigger", [("touch", 0), ("fill", 1)]) {
        case 0: result.decidesOnTouch = true
        default: result.decidesOnFill = true
        }
      }
      return result
    }
    let text = try value.text("decide")
    guard text.hasPrefix("every ") else {
      throw value.error("'\(text)' does not say when to decide; write for instance 'every 100ms'")
    }
    let every = Setting(content: .text(String(text.dropFirst(6))), place: value.place)
    result.decisionInterval = try every.duration("decision interval", minimum: 1)
    return result
  }
}

/// Reads `rejects`.
enum RejectSettings {
  static func read(_ value: Setting?) throws -> RejectRule {
    var rule = RejectRule()
    guard let map = try value?.map("rejects", known: ["policy", "budget"]) else { return rule }
    if let value = map["policy"] {
      rule.failsAtFirst = try value.choice("policy", [("reject", false), ("fail", true)])
    }
    if let value = map["budget"] {
      if try value.text("budget").hasSuffix("%") {
        let share = try value.rate("budget")
        guard share.mantissa >= 0, share <= FixedDecimal(mantissa: 1, decimals: 0) else {
          throw value.error("budget must lie between 0% and 100%")
        }
        rule.budget = .share(share)
      } else {
        rule.budget = .count(try value.integer("budget", minimum: 0))
      }
    }
    return rule
  }
}

extension Setting {
  /// Whether there is anything: not a missing value such as `quote:` or `quote: ""`.
  var isGiven: Bool {
    if case .text(let text) = content { return !text.isEmpty }
    return true
  }
}

internal import Backtesting
internal import MarketData

/// Reads the assumptions under `fills`, in the experiment or for one strategy.
enum FillSettings {
  /// The keys of `fills` that one strategy may override; feed latency belongs to the market.
  static let laneKeys = [
    "model", "fill", "hidden-queue", "crossing", "book-crossing", "latency", "fees", "seed",
    "impact",
  ]

  /// The latencies that a strategy or an instrument may override.
  static let orderLatencyKeys = ["order", "cancel", "response"]
  /// The latencies of the experiment.
  static let latencyKeys = ["feed", "clock-shift"] + orderLatencyKeys

  /// `base` with everything that `map` says; feed latency and clock shift are not read here.
  static func applied(
    _ map: SettingMap, to base: FillAssumptions, latencyKeys: [String], instrument: Instrument
  ) throws -> FillAssumptions {
    var result = base
    if let value = map["model"] { result.model = try model(value, of: instrument) }
    if let value = map["fill"] {
      result.fill = try value.choice("fill", FillQuantity.allCases.map { ($0.rawValue, $0) })
    }
    if let value = map["hidden-queue"] {
      result.hiddenQueue = try hiddenQueue(value, instrument: instrument)
    }
    if let value = map["crossing"] {
      result.crossing = try value.choice(
        "crossing policy", CrossingPolicy.allCases.map { ($0.rawValue, $0) })
    }
    if let value = map["book-crossing"] { result.bookCrossing = try value.onOff("book-crossing") }
    if let value = map["latency"] {
      let latency = try value.map("latency", known: latencyKeys)
      try LatencySettings.apply(latency, to: &result)
    }
    if let value = map["seed"] { result.seed = try value.integer("seed", minimum: 0) }
    if let value = map["impact"] { result.impact = try impact(value, of: instrument) }
    if let value = map["fees"] {
      try FeeSettings.apply(value, to: &result)
    }
    return result
  }

  /// A fill model: a word such as `touch`, `through(2)`, `risk-averse` or `power(3)`, or a mapping
  /// such as `{ queue: { cancels: power, n: 3 } }` or `{ through: 2 }`.
  static func model(_ value: Setting, of instrument: Instrument) throws -> FillModel {
    guard case .map = value.content else { return try namedModel(value, of: instrument) }
    let map = try value.map(
      "model", known: ["queue", "through", "touch", "probabilistic", "intensity"])
    guard map.entries.count == 1, let entry = map.entries.first else {
      throw value.error("model must name one fill model; keep one of its keys")
    }
    switch entry.key {
    case "through": return .through(ticks: try throughTicks(entry.value))
    case "touch": return .touch
    case "probabilistic": return try probabilistic(entry.value)
    case "intensity": return try intensity(entry.value, of: instrument)
    default:
      let queue = try entry.value.map("queue", known: ["cancels", "n"])
      let cancels = try queue.required("cancels")
      return .queue(
        try cancelModel(try cancels.text("cancels"), exponent: queue["n"], at: cancels))
    }
  }

  private static func throughTicks(_ value: Setting) throws -> Int64 {
    if case .map = value.content {
      return try throughTicks(try value.map("through", known: ["ticks"]).required("ticks"))
    }
    return try value.integer("through", minimum: 1)
  }

  private static func namedModel(
    _ value: Setting, of instrument: Instrument
  ) throws -> FillModel {
    let text = try value.text("model")
    let (word, argument) = try call(text, at: value)
    switch word {
    case "touch" where argument == nil: return .touch
    case "through": return .through(ticks: try argument.map { try throughTicks($0) } ?? 1)
    case "probabilistic":
      guard let argument else {
        throw value.error("probabilistic lacks its probability; write probabilistic(0.3)")
      }
      return try probabilistic(argument)
    case "intensity":
      guard let argument else {
        throw value.error("intensity lacks A and k; write intensity(0.9/s, 0.3/tick)")
      }
      return try intensity(argument, of: instrument)
    default: return .queue(try cancelModel(word, exponent: argument, at: value))
    }
  }

  /// `word(argument)` taken apart.
  private static func call(_ text: String, at value: Setting) throws -> (String, Setting?) {
    guard let open = text.firstIndex(of: "(") else { return (text, nil) }
    guard text.last == ")" else { throw value.error("'\(text)' lacks its ')'; close it") }
    let inside = text[text.index(after: open)...].dropLast()
    return (String(text[..<open]), Setting(content: .text(String(inside)), place: value.place))
  }

  static let models = [
    "touch", "through", "risk-averse", "power", "log", "log2", "power2", "power3",
    "probabilistic", "intensity",
  ]

  private static func cancelModel(
    _ word: String, exponent: Setting?, at value: Setting
  ) throws -> CancelModel {
    func n() throws -> Double {
      guard let exponent else { return 3 }
      return try exponent.positiveDecimal("exponent n").doubleValue
    }
    func none(_ model: CancelModel) throws -> CancelModel {
      if let exponent { throw exponent.error("'\(word)' takes no exponent; remove it") }
      return model
    }
    switch word {
    case "risk-averse": return try none(.riskAverse)
    case "power": return .power(try n())
    case "log": return try none(.log)
    case "log2": return try none(.log2)
    case "power2": return .power2(try n())
    case "power3": return .power3(try n())
    default:
      throw value.error(
        "'\(word)' is not a known fill model; " + NearestName.hint(for: word, among: models))
    }
  }

  private static func hiddenQueue(_ value: Setting, instrument: Instrument) throws -> HiddenQueue {
    if case .map = value.content {
      let fixed = try value.map("hidden-queue", known: ["fixed"]).required("fixed")
      return .fixed(try fixed.lots("hidden-queue", of: instrument, minimum: 0))
    }
    switch try value.text("hidden-queue") {
    case "touch": return .touch
    case "none": return .none
    case let text where Units.split(text) == nil:
      throw value.error("'\(text)' is not a hidden-queue; use touch, none or a quantity")
    default: return .fixed(try value.lots("hidden-queue", of: instrument, minimum: 0))
    }
  }
}

extension FillModel {
  /// The text that an experiment file reads back as this model.
  var settingText: String {
    switch self {
    case .touch: "touch"
    case .through(let ticks): "through(\(ticks))"
    case .probabilistic(let share): "probabilistic(\(share))"
    case .intensity(let amplitude, let decay): "intensity(\(amplitude)/s, \(decay)/tick)"
    case .queue(let cancels): cancels.settingText
    }
  }
}

extension CancelModel {
  var settingText: String {
    func text(_ n: Double) -> String { n == n.rounded() ? "\(Int64(n))" : "\(n)" }
    return switch self {
    case .riskAverse: "risk-averse"
    case .power(let n): "power(\(text(n)))"
    case .log: "log"
    case .log2: "log2"
    case .power2(let n): "power2(\(text(n)))"
    case .power3(let n): "power3(\(text(n)))"
    }
  }
}

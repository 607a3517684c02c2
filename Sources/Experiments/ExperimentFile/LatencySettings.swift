internal import Backtesting
internal import MarketData

/// Reads the latencies of messages: a span of time, `{ file: measured.csv }`, or a distribution
/// such as `{ lognormal: { median: 10ms, spread: 0.5 } }`.
enum LatencySettings {
  static let kinds = ["file", "uniform", "exponential", "lognormal"]

  /// Takes over what `map` says of order, cancel and response latency.
  static func apply(_ map: SettingMap, to result: inout FillAssumptions) throws {
    try read(map["order"], "order latency", &result.orderLatency, &result.variableLatency.order)
    try read(map["cancel"], "cancel latency", &result.cancelLatency, &result.variableLatency.cancel)
    try read(
      map["response"], "response latency", &result.responseLatency,
      &result.variableLatency.response)
  }

  private static func read(
    _ value: Setting?, _ what: String, _ constant: inout Int64, _ variable: inout VariableLatency?
  ) throws {
    guard let value else { return }
    guard case .map = value.content else {
      (constant, variable) = (try value.duration(what), nil)
      return
    }
    let map = try value.map(what, known: kinds)
    guard map.entries.count == 1, let entry = map.entries.first else {
      throw value.error("\(what) must name one source; keep one of its keys")
    }
    constant = 0
    if entry.key == "file" {
      variable = .measured(MeasuredLatencies(file: try entry.value.text("file"), rows: []))
    } else {
      variable = .drawn(try distribution(entry.key, entry.value))
    }
  }

  private static func distribution(_ word: String, _ value: Setting) throws -> LatencyDistribution {
    switch word {
    case "uniform":
      let map = try value.map(word, known: ["from", "to"])
      let lower = try map.required("from").duration("from")
      let upper = try map.required("to")
      guard try upper.duration("to") >= lower else {
        throw upper.error("'to' is shorter than 'from'; exchange them")
      }
      return .uniform(lower: lower, upper: try upper.duration("to"))
    case "exponential":
      let map = try value.map(word, known: ["median"])
      return .exponential(median: try map.required("median").duration("median", minimum: 1))
    default:
      let map = try value.map(word, known: ["median", "spread"])
      let spread = try map.required("spread")
      let number = try spread.decimal("spread").doubleValue
      guard number >= 0, number <= 10 else {
        throw spread.error("spread is the standard deviation of the logarithm, from 0 to 10")
      }
      return .lognormal(
        median: try map.required("median").duration("median", minimum: 1), spread: number)
    }
  }
}

extension FillAssumptions {
  /// Whether orders or reports take no time.
  var hasInstantMessages: Bool {
    (orderLatency == 0 && variableLatency.order == nil)
      || (responseLatency == 0 && variableLatency.response == nil)
  }

  /// The keys of `latency` that say how messages travel.
  var latencyEntries: [(String, JSONValue)] {
    func json(_ constant: Int64, _ variable: VariableLatency?) -> JSONValue {
      switch variable {
      case nil: .string(Durations.text(constant))
      case .measured(let rows): .object([("file", .string(rows.file))])
      case .drawn(let distribution): distribution.json
      }
    }
    return [
      ("order", json(orderLatency, variableLatency.order)),
      ("cancel", json(cancelLatency, variableLatency.cancel)),
      ("response", json(responseLatency, variableLatency.response)),
    ]
  }
}

extension LatencyDistribution {
  fileprivate var json: JSONValue {
    func span(_ time: Int64) -> JSONValue { .string(Durations.text(time)) }
    return switch self {
    case .uniform(let lower, let upper):
      .object([("uniform", .object([("from", span(lower)), ("to", span(upper))]))])
    case .exponential(let median):
      .object([("exponential", .object([("median", span(median))]))])
    case .lognormal(let median, let spread):
      .object([
        ("lognormal", .object([("median", span(median)), ("spread", .string("\(spread)"))]))
      ])
    }
  }
}

internal import ArgumentParser
internal import Experiments
internal import MarketData
internal import MarketSimulator

/// The options of `ballast simulate` for markets of known law.
struct SimulateOptions: ParsableArguments {
  @Option(
    help: """
      A market of known law: avellaneda-stoikov (the experiment of 2008), or its mid: binomial, \
      brownian, gbm or ornstein-uhlenbeck. Without it the zero-intelligence market of Data/sample.
      """)
  var model: String?
  @Option(help: "How market orders arrive: bernoulli (one a step and side), poisson or hawkes.")
  var flow: String?
  @Option(help: "Volatility: price per √s, relative for gbm.")
  var sigma: Double?
  @Option(help: "A: market orders per second and side that reach the mid.")
  var rate: Double?
  @Option(help: "k: decay of their reach, per price unit.")
  var decay: Double?
  @Option(
    name: .customLong("from-depth"), parsing: .unconditional,
    help: "Depth that every arrival reaches (price, at most 0; negative: beyond the mid).")
  var fromDepth: Double?
  @Option(help: "Seconds between moves of the mid, whole microseconds.")
  var step: Double?
  @Option(help: "Seconds that a path lasts: a whole number of steps.")
  var length: Double?
  @Option(help: "Paths; several begin at midnights UTC of days that follow each other.")
  var paths: Int64?
  @Option(name: .customLong("start-price"), help: "The mid at the start of each path.")
  var startPrice: Double?
  @Option(help: "The price grid, such as 0.000001.")
  var tick: String?
  @Option(help: "The grid of quantities, such as 0.001.")
  var lot: String?
  @Option(name: .customLong("half-spread"), help: "Half the displayed spread (price).")
  var halfSpread: Double?
  @Option(name: .customLong("display-size"), help: "What the touch displays (base units).")
  var displaySize: Double?
  @Option(name: .customLong("print-size"), help: "What a market order trades (base units).")
  var printSize: Double?
  @Option(help: "The pull of an Ornstein-Uhlenbeck mid to its start (1/s).")
  var reversion: Double?
  @Option(name: .customLong("jump-rate"), help: "Jumps of the mid per second.")
  var jumpRate: Double?
  @Option(name: .customLong("jump-size"), help: "Standard deviation of a jump (price).")
  var jumpSize: Double?
  @Option(help: "Branching ratio of a hawkes flow, from 0 to 0.99.")
  var branching: Double?
  @Option(name: .customLong("excitation-decay"), help: "Decay of its kernel (1/s).")
  var excitationDecay: Double?
  @Option(
    help: "Balance of the flow through a path, repeated: seconds:buy-share,… as 600:0.7,600:0.3.")
  var regimes: String?
  @Option(name: .customLong("adverse"), help: "How far a market order moves the mid (price).")
  var adverse: Double?
  @Option(parsing: .unconditional, help: "Adds second.csv, whose mid moves with this correlation.")
  var correlation: Double?
  @Option(
    name: .customLong("funding-interval"), help: "Adds funding.csv: a payment every so many s.")
  var fundingInterval: Int64?
  @Option(
    name: .customLong("funding-rate"), parsing: .unconditional,
    help: "Mean of the funding rates (share of notional).")
  var fundingRate: Double?
  @Option(name: .customLong("funding-deviation"), help: "Their standard deviation.")
  var fundingDeviation: Double?

  /// The law that the options give.
  ///
  /// - Throws: `ValidationError` where they name no law or make it unusable.
  func settings(hours: Double) throws -> ModelSettings {
    var settings = ModelSettings()
    if model != "avellaneda-stoikov" {
      guard let name = model, let mid = ModelSettings.Mid(rawValue: name) else {
        throw ValidationError(
          "--model \(model ?? "") is none of avellaneda-stoikov, "
            + ModelSettings.Mid.allCases.map(\.rawValue).joined(separator: ", ") + ".")
      }
      settings.mid = mid
      settings.flow = .poisson
      settings.rate = 0.9
      settings.decay = 0.3
      settings.volatility = mid == .geometric ? 0.003 : 0.3
      settings.reversion = mid == .ornsteinUhlenbeck ? 0.01 : 0
      settings.startPrice = 1_000
      settings.halfSpread = 100
      settings.stepMicroseconds = 100_000
      settings.instrument.tick = FixedDecimal(mantissa: 1, decimals: 4)
    }
    if let flow {
      guard let known = ModelSettings.Flow(rawValue: flow) else {
        throw ValidationError("--flow \(flow) is none of bernoulli, poisson, hawkes.")
      }
      settings.flow = known
    }
    set(&settings)
    try setGrids(&settings)
    let micros = try whole(step.map { $0 * 1e6 }, "--step", "whole microseconds")
    settings.stepMicroseconds = micros ?? settings.stepMicroseconds
    let usual = model == "avellaneda-stoikov" ? 1 : hours * 3_600
    let steps = try whole(
      (length ?? usual) * 1e6 / Double(max(settings.stepMicroseconds, 1)), "--length",
      "a whole number of steps")
    settings.steps = steps ?? settings.steps
    settings.regimes = try readRegimes()
    if let problem = settings.problem { throw ValidationError("\(problem).") }
    return settings
  }

  private func set(_ settings: inout ModelSettings) {
    func put(_ value: Double?, _ key: WritableKeyPath<ModelSettings, Double>) {
      if let value { settings[keyPath: key] = value }
    }
    put(sigma, \.volatility)
    put(rate, \.rate)
    put(decay, \.decay)
    put(fromDepth, \.fromDepth)
    put(startPrice, \.startPrice)
    put(halfSpread, \.halfSpread)
    put(displaySize, \.displaySize)
    put(printSize, \.printSize)
    put(reversion, \.reversion)
    put(jumpRate, \.jumpRate)
    put(jumpSize, \.jumpSize)
    put(branching, \.branching)
    put(excitationDecay, \.excitationDecay)
    put(adverse, \.adverseMove)
    put(fundingRate, \.fundingRate)
    put(fundingDeviation, \.fundingDeviation)
    settings.correlation = correlation
    settings.fundingSeconds = fundingInterval ?? 0
    settings.paths = paths ?? settings.paths
  }

  private func setGrids(_ settings: inout ModelSettings) throws {
    for (text, key) in [(tick, \Instrument.tick), (lot, \Instrument.lot)] {
      guard let text else { continue }
      guard let step = FixedDecimal(text), step.mantissa > 0 else {
        throw ValidationError("'\(text)' is no grid; write a number above 0 such as 0.001.")
      }
      settings.instrument[keyPath: key] = step
    }
  }

  private func whole(_ value: Double?, _ option: String, _ what: String) throws -> Int64? {
    guard let value else { return nil }
    let rounded = value.rounded()
    guard abs(value - rounded) <= 1e-6 * max(1, abs(value)), abs(rounded) < 9e15 else {
      throw ValidationError("\(option) must be \(what).")
    }
    return Int64(rounded)
  }

  private func readRegimes() throws -> [FlowRegime] {
    try (regimes ?? "").split(separator: ",").map { part in
      let fields = part.split(separator: ":")
      guard fields.count == 2, let seconds = Int64(fields[0]), let share = Double(fields[1]) else {
        throw ValidationError("--regimes '\(part)' is not seconds:buy-share, such as 600:0.7.")
      }
      return FlowRegime(seconds: seconds, buyShare: share)
    }
  }
}

extension ModelSettings {
  /// The documented truth of a market, written beside its ticks.
  func truth(seed: UInt64, rows: [(String, Int)]) -> JSONValue {
    var mid: [(String, JSONValue)] = [
      ("law", .string(self.mid.rawValue)), ("start", .double(startPrice)),
      ("sigma", .double(volatility)),
    ]
    if self.mid == .ornsteinUhlenbeck { mid.append(("reversion", .double(reversion))) }
    if jumpRate > 0 {
      mid += [("jump-rate", .double(jumpRate)), ("jump-size", .double(jumpSize))]
    }
    var flow: [(String, JSONValue)] = [
      ("law", .string(self.flow.rawValue)), ("A", .double(rate)), ("k", .double(decay)),
      ("from-depth", .double(fromDepth)), ("adverse", .double(adverseMove)),
    ]
    if self.flow == .hawkes {
      flow += [
        ("branching", .double(branching)), ("excitation-decay", .double(excitationDecay)),
      ]
    }
    flow.append(
      (
        "regimes",
        .array(
          regimes.map {
            .object([("seconds", .integer($0.seconds)), ("buy-share", .double($0.buyShare))])
          })
      ))
    return .object([
      ("seed", .integer(Int64(truncatingIfNeeded: seed))), ("mid", .object(mid)),
      ("flow", .object(flow)),
      ("tick", .decimal(instrument.tick.description)),
      ("lot", .decimal(instrument.lot.description)),
      ("half-spread", .double(halfSpread)), ("display-size", .double(displaySize)),
      ("print-size", .double(printSize)),
      ("step-us", .integer(stepMicroseconds)), ("steps", .integer(steps)),
      ("paths", .integer(paths)), ("start-us", .integer(startMicroseconds)),
      ("correlation", correlation.map { .double($0) } ?? .null),
      ("funding-interval-s", .integer(fundingSeconds)), ("funding-rate", .double(fundingRate)),
      ("funding-deviation", .double(fundingDeviation)),
      ("rows", .object(rows.map { ($0.0, .integer(Int64($0.1))) })),
    ])
  }
}

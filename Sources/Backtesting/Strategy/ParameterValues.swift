public import MarketData

/// A distance in price: some ticks plus some share of the mid.
@frozen
public struct PriceDistance: Sendable, Equatable {
  /// The fixed part (ticks).
  public var ticks: Double
  /// The part that is relative to the mid (1 bps = 0.0001).
  public var shareOfMid: Double

  /// A distance of `ticks` plus `shareOfMid` × mid.
  @inlinable
  public init(ticks: Double, shareOfMid: Double = 0) {
    self.ticks = ticks
    self.shareOfMid = shareOfMid
  }

  /// The distance in ticks where the mid is `mid` ticks.
  @inlinable
  public func ticks(atMid mid: Double) -> Double { ticks + shareOfMid * mid }
}

/// Where a strategy's volatility comes from.
public enum VolatilitySource: Sendable, Equatable {
  /// Given: quote units per square-root second.
  case constant(Double)
  /// Estimated from 1 s mid changes with this half-life in seconds.
  case ewma(halfLife: Double)
}

/// The horizon of a finite-horizon model.
public enum Horizon: Sendable, Equatable {
  /// Rolls: T − t is always this many seconds.
  case rolling(Double)
  /// Counts down to the end of the session.
  case session
}

/// A parameter's text could not be used.
public struct ParameterError: Error, Sendable, CustomStringConvertible {
  /// The parameter at fault.
  public var name: String
  /// What is wrong and what to do.
  public var message: String

  /// An error about parameter `name`.
  public init(name: String, message: String) {
    self.name = name
    self.message = message
  }

  /// `name: message`.
  public var description: String { "\(name): \(message)" }
}

/// The values of one strategy's parameters, converted to the units a strategy computes in.
///
/// Made from texts by `init(texts:declared:instrument:)`, which checks names, units and ranges, so
/// that reading a declared parameter never fails. Reading one that was not declared, that has no
/// value or that measures something else is a programmer's error and traps.
public struct ParameterValues: Sendable {
  /// A converted value.
  enum Value: Sendable, Equatable {
    case number(Double)
    case distance(PriceDistance)
    case volatility(VolatilitySource)
    case horizon(Horizon)
    case choice(String)
    case instrument(Int)
  }

  /// The instrument the values were converted for.
  public let instrument: Instrument
  /// Every parameter that has a value, in the order declared, with the text it was read from:
  /// the given one or the default. This is what the manifest records.
  public let resolved: [(name: String, text: String)]
  private let values: [String: Value]

  /// Reads `texts` as the `declared` parameters, converting with the grid of `instrument`.
  ///
  /// A parameter that is not given takes its default; one whose default is the empty text may
  /// stay without a value (see `has`). The group `intensity` of experiment files is transparent:
  /// `intensity.k` is the parameter `k`. Instruments are looked up among `names`, those of the
  /// experiment in its order.
  ///
  /// Throws where a name is not declared or given twice, a required parameter is missing, or a
  /// text does not parse, carries a unit of something else or lies outside the range.
  public init(
    texts: [String: String], declared: [Parameter], instrument: Instrument,
    among names: [String] = []
  ) throws(ParameterError) {
    var given: [String: String] = [:]
    // Sorted, so that of several mistakes the same one is reported every time.
    for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
      let name = Self.ungrouped(key)
      guard declared.contains(where: { $0.name == name }) else {
        let hint = NearestName.hint(for: name, among: declared.map(\.name))
        throw ParameterError(name: key, message: "unknown parameter; \(hint)")
      }
      guard given.updateValue(text, forKey: name) == nil else {
        throw ParameterError(name: name, message: "given twice; keep one")
      }
    }
    let reader = ParameterReader(instrument: instrument, among: names)
    var values: [String: Value] = [:]
    var resolved: [(name: String, text: String)] = []
    for parameter in declared {
      guard let text = given[parameter.name] ?? parameter.defaultText else {
        throw ParameterError(
          name: parameter.name,
          message: "missing; give it as \(ParameterReader.examples(parameter.dimension))")
      }
      if text.isEmpty, parameter.defaultText == "" { continue }
      values[parameter.name] = try reader.value(of: parameter, text: text)
      resolved.append((parameter.name, ParameterText.words(text).joined(separator: " ")))
    }
    self.instrument = instrument
    self.resolved = resolved
    self.values = values
  }

  /// The number of parameter `name` in the units its dimension gives a strategy: lots, ticks per
  /// lot, per second, per quote unit or seconds (see `ParameterDimension`).
  public subscript(name: String) -> Double {
    guard case .number(let number) = value(name) else { misread(name) }
    return number
  }

  /// The distance in price of parameter `name`.
  public func distance(_ name: String) -> PriceDistance {
    guard case .distance(let distance) = value(name) else { misread(name) }
    return distance
  }

  /// The source of the volatility of parameter `name`.
  public func volatility(_ name: String) -> VolatilitySource {
    guard case .volatility(let source) = value(name) else { misread(name) }
    return source
  }

  /// The horizon of parameter `name`.
  public func horizon(_ name: String) -> Horizon {
    guard case .horizon(let horizon) = value(name) else { misread(name) }
    return horizon
  }

  /// The chosen word of parameter `name`.
  public func choice(_ name: String) -> String {
    guard case .choice(let word) = value(name) else { misread(name) }
    return word
  }

  /// The place of the instrument that parameter `name` names, as `MarketView.instruments` counts.
  public func instrument(_ name: String) -> Int {
    guard case .instrument(let place) = value(name) else { misread(name) }
    return place
  }

  /// Whether parameter `name` has a value: always, unless its default is the empty text.
  public func has(_ name: String) -> Bool { values[name] != nil }

  private func value(_ name: String) -> Value {
    guard let value = values[name] else {
      preconditionFailure("parameter '\(name)' is not declared or has no value")
    }
    return value
  }

  private func misread(_ name: String) -> Never {
    preconditionFailure("parameter '\(name)' is read as something it was not declared to be")
  }

  private static func ungrouped(_ key: String) -> String {
    let group = "intensity."
    return key.hasPrefix(group) ? String(key.dropFirst(group.count)) : key
  }
}

internal import MarketData

/// Reads the texts of parameters: numbers with units, converted with an instrument's grid.
struct ParameterReader {
  /// Quote units per tick.
  private let tick: ExactRatio
  /// Units of quantity per lot: those of limits, scripts and results (contracts where there is a
  /// multiplier).
  private let lot: ExactRatio
  /// The names of the experiment's instruments.
  private let names: [String]

  /// A reader for the grid of `instrument`, one of several called `names`.
  init(instrument: Instrument, among names: [String] = []) {
    self.names = names
    tick = ExactRatio(instrument.tick)
    lot = ExactRatio(instrument.lot)
  }

  /// The value of `parameter` written as `text`, or an error that says how to write it.
  func value(
    of parameter: Parameter, text: String
  ) throws(ParameterError) -> ParameterValues.Value {
    let value = try parsed(parameter, text: text)
    if let number = Self.checked(value), !parameter.range.contains(number) {
      throw ParameterError(
        name: parameter.name,
        message: "'\(text)' is out of range; it must be \(parameter.rangeText)")
    }
    return value
  }

  private func parsed(
    _ parameter: Parameter, text: String
  ) throws(ParameterError) -> ParameterValues.Value {
    let words = ParameterText.words(text)
    switch parameter.dimension {
    case .choice(let choices):
      let word = words.joined(separator: " ")
      guard choices.contains(word) else {
        let hint = NearestName.hint(for: word, among: choices)
        throw ParameterError(name: parameter.name, message: "unknown choice '\(text)'; \(hint)")
      }
      return .choice(word)
    case .instrument:
      let word = words.joined(separator: " ")
      guard let place = names.firstIndex(of: word) else {
        let hint =
          names.isEmpty
          ? "the experiment has one instrument; list several under 'instruments'"
          : NearestName.hint(for: word, among: names)
        throw ParameterError(
          name: parameter.name, message: "no instrument is named '\(text)'; \(hint)")
      }
      return .instrument(place)
    case .horizon where words == ["session"]:
      return .horizon(.session)
    case .volatility where words.first == "ewma":
      let span = ParameterText(words.dropFirst().joined(separator: " "))
      guard let span, let seconds = Self.seconds(span), seconds > 0 else {
        throw ParameterError(
          name: parameter.name,
          message: "'\(text)' needs a half-life greater than 0, as in 'ewma 60s'")
      }
      return .volatility(.ewma(halfLife: seconds))
    default:
      guard let number = ParameterText(text) else {
        throw ParameterError(
          name: parameter.name,
          message: "'\(text)' is not a number; write \(Self.examples(parameter.dimension))")
      }
      guard let value = quantity(number, parameter.dimension) else {
        let problem = number.unit.isEmpty ? "no unit" : "unit '\(number.unit)'"
        throw ParameterError(
          name: parameter.name,
          message:
            "'\(text)' with \(problem) does not fit; write \(Self.examples(parameter.dimension))")
      }
      return value
    }
  }

  /// The number with its unit as a value of `dimension`, or `nil` where the unit does not fit.
  private func quantity(
    _ text: ParameterText, _ dimension: ParameterDimension
  ) -> ParameterValues.Value? {
    switch dimension {
    case .priceDistance: return priceDistance(text).map { .distance($0) }
    case .volatility: return volatility(text).map { .volatility(.constant($0)) }
    case .horizon: return Self.seconds(text).map { .horizon(.rolling($0)) }
    case .duration: return Self.seconds(text).map { .number($0) }
    case .quantity: return lots(text).map { .number($0) }
    case .priceShiftPerQuantity: return ticksPerLot(text).map { .number($0) }
    case .rate: return ["", "/s", "per s"].contains(text.unit) ? .number(text.number) : nil
    case .perPrice: return perQuoteUnit(text).map { .number($0) }
    case .riskAversion, .number: return text.unit.isEmpty ? .number(text.number) : nil
    case .choice, .instrument: return nil
    }
  }

  private func priceDistance(_ text: ParameterText) -> PriceDistance? {
    switch text.unit {
    case "": PriceDistance(ticks: text.times(tick.inverse))
    case "tick", "ticks": PriceDistance(ticks: text.number)
    case "bp", "bps": PriceDistance(ticks: 0, shareOfMid: text.times(ExactRatio(1, over: 10_000)))
    default: nil
    }
  }

  private func lots(_ text: ParameterText) -> Double? {
    switch text.unit {
    case "": text.times(lot.inverse)
    case "lot", "lots": text.number
    default: nil
    }
  }

  private func ticksPerLot(_ text: ParameterText) -> Double? {
    switch text.unit {
    case "": lot.times(tick.inverse).map(text.times)
    case "tick per lot", "ticks per lot", "tick/lot", "ticks/lot": text.number
    case "per lot", "/lot": text.times(tick.inverse)
    default: nil
    }
  }

  private func volatility(_ text: ParameterText) -> Double? {
    switch text.unit {
    case "": text.number
    case "tick", "ticks": text.times(tick)
    default: nil
    }
  }

  private func perQuoteUnit(_ text: ParameterText) -> Double? {
    switch text.unit {
    case "": text.number
    case "/tick", "per tick": text.times(tick.inverse)
    default: nil
    }
  }

  private static func seconds(_ text: ParameterText) -> Double? {
    let unit: ExactRatio
    switch text.unit {
    case "", "s": unit = ExactRatio(1)
    case "ns": unit = ExactRatio(1, over: 1_000_000_000)
    case "us": unit = ExactRatio(1, over: 1_000_000)
    case "ms": unit = ExactRatio(1, over: 1_000)
    case "m": unit = ExactRatio(60)
    case "h": unit = ExactRatio(3_600)
    case "d": unit = ExactRatio(86_400)
    default: return nil
    }
    return text.times(unit)
  }

  /// The number that a parameter's range limits, if the value has one.
  private static func checked(_ value: ParameterValues.Value) -> Double? {
    switch value {
    case .number(let number): number
    case .distance(let distance):
      // A relative distance has no fixed number of ticks: its sign alone can be checked.
      distance.shareOfMid == 0 ? distance.ticks : distance.shareOfMid < 0 ? -1 : nil
    case .volatility(.constant(let sigma)): sigma
    case .horizon(.rolling(let seconds)): seconds
    case .volatility(.ewma), .horizon(.session), .choice, .instrument: nil
    }
  }

  /// How a value of `dimension` is written, for error messages.
  static func examples(_ dimension: ParameterDimension) -> String {
    switch dimension {
    case .priceDistance: "'2 ticks', '0.2' (quote units) or '5 bps' (of the mid)"
    case .quantity: "'0.01' (base units) or '10 lots'"
    case .priceShiftPerQuantity:
      "'0.02 ticks per lot', '0.001 per lot' (quote units) or '2' (quote units per base unit)"
    case .volatility: "'ewma 60s', '2 ticks' or '0.5' (quote units per square-root second)"
    case .rate: "'0.9/s'"
    case .perPrice: "'0.3/tick' or '3' (per quote unit)"
    case .riskAversion: "'0.1' (per quote unit)"
    case .duration: "'5m', '60s', '100ms' (ns, us, ms, s, m, h, d)"
    case .horizon: "'5m', '60s' (ns, us, ms, s, m, h, d) or 'session'"
    case .number: "a plain number"
    case .instrument: "the name of one of the experiment's instruments"
    case .choice(let choices): choices.map { "'\($0)'" }.joined(separator: " or ")
    }
  }
}

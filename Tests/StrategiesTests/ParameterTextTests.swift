import Backtesting
import MarketData
import Testing

@Suite("Parameter texts")
struct ParameterTextTests {
  /// A dimension, a text and the number it gives with a tick of 0.1 and a lot of 0.001.
  typealias Reading = (dimension: ParameterDimension, text: String, number: Double)

  static let readings: [Reading] = [
    (.quantity, "0.01", 10), (.quantity, "10 lots", 10), (.quantity, "1 lot", 1),
    (.quantity, "0.003", 3), (.quantity, "-0.07", -70), (.quantity, "1e-3", 1),
    (.quantity, "  2.5   lots ", 2.5), (.quantity, "0.0005", 0.5), (.quantity, "+1", 1_000),
    (.priceShiftPerQuantity, "0.02 ticks per lot", 0.02),
    (.priceShiftPerQuantity, "0.02 ticks/lot", 0.02), (.priceShiftPerQuantity, "0", 0),
    (.priceShiftPerQuantity, "0.001 per lot", 0.01), (.priceShiftPerQuantity, "0.3/lot", 3),
    (.priceShiftPerQuantity, "2", 0.02), (.priceShiftPerQuantity, "300", 3),
    (.rate, "0.9/s", 0.9), (.rate, "0.9", 0.9), (.rate, "0.9 per s", 0.9),
    (.perPrice, "0.3/tick", 3), (.perPrice, "0.3 per tick", 3), (.perPrice, "3", 3),
    (.riskAversion, "6e-5", 6e-5), (.riskAversion, "1e-30", 1e-30), (.number, "-.5", -0.5),
    (.duration, "5m", 300), (.duration, "60s", 60), (.duration, "60", 60),
    (.duration, "2 h", 7_200),
    (.duration, "1d", 86_400), (.duration, "100ms", 0.1), (.duration, "250us", 0.00025),
    (.duration, "3ns", 3e-9),
  ]

  @Test("Numbers with units convert exactly", arguments: readings)
  func numbers(reading: Reading) throws {
    let values = try read(reading.text, reading.dimension)
    #expect(values["x"] == reading.number)
  }

  @Test(
    "Distances in price",
    arguments: [
      ("2 ticks", PriceDistance(ticks: 2)), ("1 tick", PriceDistance(ticks: 1)),
      ("0.2", PriceDistance(ticks: 2)), ("0.3", PriceDistance(ticks: 3)),
      ("0.7", PriceDistance(ticks: 7)), ("1234567.8", PriceDistance(ticks: 12_345_678)),
      ("5 bps", PriceDistance(ticks: 0, shareOfMid: 0.0005)),
    ])
  func distances(text: String, distance: PriceDistance) throws {
    #expect(try read(text, .priceDistance).distance("x") == distance)
  }

  @Test(
    "Every multiple of the tick is a whole number of ticks", arguments: [1, 2, 3, 5, 8] as [UInt8])
  func wholeTicks(decimals: UInt8) throws {
    let instrument = Instrument(
      symbol: "X", tick: FixedDecimal(mantissa: 5, decimals: decimals),
      lot: FixedDecimal(mantissa: 1, decimals: 3))
    let declared = [Parameter("x", .priceDistance, "d")]
    for count in stride(from: Int64(1), through: 5_000, by: 7) {
      let text = FixedDecimal(mantissa: 5 * count, decimals: decimals).description
      let values = try ParameterValues(
        texts: ["x": text], declared: declared, instrument: instrument)
      #expect(values.distance("x").ticks == Double(count))
    }
  }

  @Test(
    "Volatilities",
    arguments: [
      ("ewma 60s", VolatilitySource.ewma(halfLife: 60)), ("ewma  2m", .ewma(halfLife: 120)),
      ("ewma 30", .ewma(halfLife: 30)), ("3 ticks", .constant(0.3)), ("0.5", .constant(0.5)),
    ])
  func volatilities(text: String, source: VolatilitySource) throws {
    #expect(try read(text, .volatility).volatility("x") == source)
  }

  @Test(
    "Horizons",
    arguments: [
      ("5m", Horizon.rolling(300)), ("600", .rolling(600)), ("session", .session),
    ])
  func horizons(text: String, horizon: Horizon) throws {
    #expect(try read(text, .horizon).horizon("x") == horizon)
  }

  static let refusals: [(dimension: ParameterDimension, text: String)] = [
    (.quantity, ""), (.quantity, "ten"), (.quantity, "10 lotss"), (.quantity, "10 ticks"),
    (.quantity, "nan"), (.quantity, "inf"), (.quantity, "1e999"), (.quantity, "0x10"),
    (.quantity, "1.2.3"), (.quantity, "1,000"), (.quantity, "1 000"), (.quantity, "-"),
    (.quantity, "."), (.quantity, "e5"), (.priceDistance, "2 lots"), (.priceDistance, "2 %"),
    (.priceShiftPerQuantity, "2 ticks"), (.rate, "0.9/tick"), (.rate, "0.9s"),
    (.perPrice, "0.3 ticks"), (.riskAversion, "0.1/s"), (.number, "1 s"), (.duration, "5 min"),
    (.duration, "session"), (.horizon, "sesion"), (.volatility, "ewma"), (.volatility, "ewma 0s"),
    (.volatility, "ewma -5s"), (.volatility, "ewma 5 ticks"), (.volatility, "ewm 60s"),
    (.choice(["mid", "touch"]), "middle"), (.choice(["mid", "touch"]), ""),
  ]

  @Test("What does not fit is refused", arguments: refusals)
  func refused(refusal: (dimension: ParameterDimension, text: String)) {
    #expect(throws: ParameterError.self) { try read(refusal.text, refusal.dimension) }
  }

  @Test("Ranges hold after conversion, ends included")
  func ranges() throws {
    let inRange = 1.0...10.0
    #expect(try read("0.01", .quantity, in: inRange)["x"] == 10)
    #expect(throws: ParameterError.self) { try read("0.011", .quantity, in: inRange) }
    #expect(throws: ParameterError.self) { try read("0 ticks", .priceDistance, in: inRange) }
    #expect(throws: ParameterError.self) {
      try read("-1 bps", .priceDistance, in: Parameter.nonNegative)
    }
    #expect(throws: ParameterError.self) { try read("0", .quantity, in: Parameter.positive) }
    #expect(throws: ParameterError.self) {
      try read("-1 ticks", .volatility, in: Parameter.nonNegative)
    }
    #expect(throws: ParameterError.self) { try read("-5m", .horizon, in: Parameter.nonNegative) }
  }

  @Test("Errors name the parameter, the mistake and what to write")
  func messages() {
    #expect(message { try read("3 lotss", .quantity) }.contains("unit 'lotss'"))
    #expect(message { try read("3 lotss", .quantity) }.contains("'10 lots'"))
    #expect(message { try read("mod", .choice(["mid", "touch"])) }.contains("did you mean 'mid'?"))
    #expect(
      message { try read("0", .quantity, in: Parameter.positive) }.contains("greater than 0"))
  }

  @Test("Unknown, missing and repeated names are errors")
  func names() {
    let declared = [
      Parameter("half-spread", .priceDistance, "d"), Parameter("k", .perPrice, "d", default: "3"),
    ]
    func error(_ texts: [String: String]) -> String {
      message {
        try ParameterValues(texts: texts, declared: declared, instrument: perpetual)
      }
    }
    #expect(error(["half-spraed": "1"]).contains("did you mean 'half-spread'?"))
    #expect(error(["half-spread": "1", "zzzzzz": "1"]).contains("known: half-spread, k"))
    #expect(error([:]).hasPrefix("half-spread: missing"))
    #expect(error(["half-spread": "1", "k": "1", "intensity.k": "2"]).contains("given twice"))
  }

  @Test("Defaults fill in, optional parameters may stay empty, and the order is the declared one")
  func defaults() throws {
    let declared = [
      Parameter("b", .quantity, "d", default: "2 lots"),
      Parameter("optional", .rate, "d", default: ""),
      Parameter("a", .quantity, "d"),
      Parameter("k", .perPrice, "d"),
    ]
    let values = try ParameterValues(
      texts: ["a": " 5   lots", "intensity.k": "0.3/tick"], declared: declared,
      instrument: perpetual)
    #expect(values.resolved.map(\.name) == ["b", "a", "k"])
    #expect(values.resolved.map(\.text) == ["2 lots", "5 lots", "0.3/tick"])
    #expect(values["b"] == 2 && values["k"] == 3)
    #expect(values.has("a") && !values.has("optional"))
  }

  @Test("Quantities count contracts, whatever the multiplier")
  func multiplier() throws {
    let contract = Instrument(
      symbol: "X", tick: FixedDecimal(mantissa: 5, decimals: 1),
      lot: FixedDecimal(mantissa: 1, decimals: 0),
      multiplier: FixedDecimal(mantissa: 1, decimals: 2))
    let declared = [Parameter("x", .quantity, "d")]
    let values = try ParameterValues(
      texts: ["x": "7"], declared: declared, instrument: contract)
    #expect(values["x"] == 7)
  }

  @discardableResult
  private func read(
    _ text: String, _ dimension: ParameterDimension,
    in range: ClosedRange<Double> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  ) throws -> ParameterValues {
    try ParameterValues(
      texts: ["x": text], declared: [Parameter("x", dimension, "d", in: range)],
      instrument: perpetual)
  }

  private func message(_ body: () throws -> ParameterValues) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }
}

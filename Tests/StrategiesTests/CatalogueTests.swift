import Backtesting
import Strategies
import Testing

/// A user's own strategy.
private struct Mine: Strategy {
  static let name = "mine"
  static let summary = "Does nothing."
  static let parameters: [Parameter] = []
  init(_ values: ParameterValues) {}
  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes { Quotes() }
}

@Suite("Catalogue")
struct CatalogueTests {
  @Test("Every built-in strategy is found by its name")
  func lookup() throws {
    let catalogue = StrategyCatalogue()
    #expect(
      catalogue.names == [
        "hold", "symmetric", "linear-skew", "size-skew", "threshold", "avellaneda-stoikov", "glft",
        "hedged-maker", "quadratic-skew", "tanh-skew", "dead-band", "skew-band", "pull-band",
        "hysteresis", "periodic", "exponential-size-skew",
      ])
    for name in catalogue.names { #expect(try catalogue.strategy(named: name).name == name) }
  }

  @Test("An unknown name suggests the nearest one")
  func suggestion() {
    let error = #expect(throws: CatalogueError.self) {
      _ = try StrategyCatalogue().strategy(named: "avelaneda-stoikof")
    }
    #expect(error?.message.contains("did you mean 'avellaneda-stoikov'?") == true)
  }

  @Test("A user's own types come after the built-in ones; a taken name is refused")
  func adding() throws {
    let catalogue = try StrategyCatalogue(adding: [Mine.self])
    #expect(catalogue.names.last == "mine")
    #expect(try catalogue.strategy(named: "mine") == Mine.self)
    #expect(catalogue.descriptions.last?.guide == nil)
    #expect(throws: CatalogueError.self) {
      try StrategyCatalogue(adding: [Mine.self, Mine.self])
    }
    #expect(throws: CatalogueError.self) { try StrategyCatalogue(adding: [HoldStrategy.self]) }
  }

  @Test("Every built-in strategy documents itself, and its defaults are readable")
  func documented() throws {
    for description in StrategyCatalogue().descriptions {
      let guide = try #require(description.guide, "\(description.name)")
      #expect(!guide.formula.isEmpty && !guide.wrongChoice.isEmpty)
      #expect(Set(description.parameters.map(\.name)).count == description.parameters.count)
      #expect(description.parameters.allSatisfy { !$0.documentation.isEmpty && !$0.range.isEmpty })
    }
    for strategy in StrategyCatalogue.builtIn {
      let optional = strategy.parameters.filter { $0.defaultText != nil }
      _ = try ParameterValues(texts: [:], declared: optional, instrument: perpetual)
    }
  }

  @Test("Strategies are plain values: copying one retains nothing")
  func plainValues() {
    for strategy in StrategyCatalogue.builtIn {
      let plain = isPlain(strategy)
      #expect(plain, "\(strategy.name)")
    }
  }

  private func isPlain<S: Strategy>(_ type: S.Type) -> Bool { _isPOD(type) }
}

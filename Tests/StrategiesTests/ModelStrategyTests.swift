import Backtesting
import Strategies
import Testing

/// Strategies that look depths up in a solved table.
@Suite("Model strategies")
struct ModelStrategyTests {
  private let glft = [
    "gamma": "0.5", "k": "3", "A": "0.9/s", "size": "10 lots", "bound": "100 lots",
  ]

  private func model(_ form: IntensityQuotes.Form, sigma: Double) -> IntensityQuotes {
    var model = IntensityQuotes(
      gamma: 0.5, utilityGamma: 0.5, sigma: sigma, intensity: 0.9, decay: 3, orderSize: 0.01,
      bound: 10)
    model.form = form
    model.horizon = 300
    return model
  }

  @Test(
    "The quotes are the model's depths, exact and asymptotic", arguments: ["exact", "asymptotic"])
  func depths(form: String) throws {
    let texts = glft.merging(["form": form, "horizon": "5m", "volatility": "2"]) { $1 }
    var strategy = try make(GLFTStrategy.self, texts)
    let kind = try #require(IntensityQuotes.Form(rawValue: form))
    let wanted = try model(kind, sigma: 2).offsets(at: [0.03, -0.1], time: 0)
    let long = best(strategy.quotes(for: view(), holding: Inventory(quantity: 30)))
    #expect(agrees(try #require(long.bid).price, 270_000 - 10 * (wanted[0].bid ?? 0), 1e-13))
    #expect(agrees(try #require(long.ask).price, 270_000 + 10 * (wanted[0].ask ?? 0), 1e-13))
    let short = best(strategy.quotes(for: view(), holding: Inventory(quantity: -100)))
    #expect(short.ask == nil && wanted[1].ask == nil)
    #expect(agrees(try #require(short.bid).price, 270_000 - 10 * (wanted[1].bid ?? 0), 1e-13))
    let beyond = best(strategy.quotes(for: view(), holding: Inventory(quantity: -150)))
    #expect(beyond.bid == short.bid && beyond.ask == nil)
  }

  @Test("A session's horizon counts down, and needs an end")
  func session() throws {
    let texts = glft.merging(["form": "exact", "horizon": "session", "volatility": "2"]) { $1 }
    var strategy = try make(GLFTStrategy.self, texts)
    #expect(strategy.quotes(for: view(), holding: Inventory(quantity: 30)).bidCount == 0)
    let end: Int64 = 300_000_000_000
    let early = best(
      strategy.quotes(for: view(sessionEnd: end), holding: Inventory(quantity: 30)))
    let late = best(
      strategy.quotes(for: view(time: end, sessionEnd: end), holding: Inventory(quantity: 30)))
    // At the end inventory costs nothing any more: both quotes are equally far.
    let (bid, ask) = (try #require(late.bid).price, try #require(late.ask).price)
    #expect(agrees(270_000 - bid, ask - 270_000, 1e-9))
    #expect(try #require(early.ask).price < ask)
  }

  @Test("Forms that need a bound or a horizon say so")
  func refusals() {
    for texts in [["form": "exact", "bound": "1"], ["form": "asymptotic"], ["form": "exact"]] {
      let error = #expect(throws: ParameterError.self) {
        try make(
          GLFTStrategy.self, ["gamma": "1", "k": "3", "A": "1", "size": "1"].merging(texts) { $1 })
      }
      #expect(error?.message.contains("missing") == true)
    }
  }
}

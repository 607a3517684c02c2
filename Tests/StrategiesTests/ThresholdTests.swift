import Backtesting
import MarketData
import Strategies
import Testing

@Suite("Threshold rebalancing")
struct ThresholdTests {
  private static let base = ["half-spread": "2 ticks", "size": "10 lots", "band": "20 lots"]

  private func order(_ quantity: Double, pending: Double = 0, _ more: [String: String] = [:]) throws
    -> ImmediateOrder?
  {
    var strategy = try make(
      ThresholdStrategy.self, Self.base.merging(more) { _, new in new })
    let quotes = strategy.quotes(
      for: view(), holding: Inventory(quantity: quantity, pending: pending))
    #expect(quotes.bidCount == 1 && quotes.askCount == 1)
    return quotes.immediate
  }

  @Test("Nothing is traded inside the band, edges included", arguments: [-20.0, -1, 0, 20])
  func inside(quantity: Double) throws { #expect(try order(quantity) == nil) }

  @Test("To the target, and to the edge, on either side of q*")
  func destinations() throws {
    #expect(try order(25) == ImmediateOrder(side: .sell, quantity: 25))
    #expect(try order(-21) == ImmediateOrder(side: .buy, quantity: 21))
    #expect(try order(25, ["to": "edge"]) == ImmediateOrder(side: .sell, quantity: 5))
    #expect(try order(25, ["target": "50 lots"]) == ImmediateOrder(side: .buy, quantity: 25))
    #expect(
      try order(25, ["band": "19.5 lots", "to": "edge"])
        == ImmediateOrder(side: .sell, quantity: 6))
  }

  @Test("A fractional target is never traded around", arguments: ["edge", "target"])
  func noAlternation(to: String) throws {
    #expect(try order(1, ["band": "0", "target": "0.5 lots", "to": to]) == nil)
    #expect(try order(0, ["band": "0", "target": "0.5 lots", "to": to]) == nil)
  }

  @Test("No second order while one is in flight, however the report comes in", arguments: 1...6)
  func neverTwice(delay: Int) throws {
    var strategy = try make(ThresholdStrategy.self, Self.base)
    var inventory = Inventory(quantity: 30)
    var sent: [Double] = []
    var arrival: Int?
    for step in 0..<20 {
      if let due = arrival, step == due {
        inventory.quantity += inventory.pending
        inventory.pending = 0
        arrival = nil
      }
      // Quotes keep filling meanwhile, which moves the inventory further out.
      if step == 1 { inventory.quantity += 5 }
      let quotes = strategy.quotes(for: view(time: Int64(step)), holding: inventory)
      if let immediate = quotes.immediate {
        #expect(arrival == nil)
        sent.append(immediate.quantity * Double(immediate.side.sign))
        inventory.pending = sent[sent.count - 1]
        arrival = step + delay
      }
    }
    #expect(sent == [-30])
    #expect(inventory.quantity == 5)
  }
}

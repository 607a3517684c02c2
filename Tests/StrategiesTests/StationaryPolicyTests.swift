import Backtesting
import Foundation
import MarketData
import Strategies
import Testing

/// What each strategy wants at every inventory, checked against the exact stationary law of the
/// inventory under Poisson fills at rate A exp(−k δ).
@Suite("Policies with a known stationary law")
struct StationaryPolicyTests {
  private struct Vectors: Decodable {
    struct Policy: Decodable {
      var pi: [String: Double]
      var fill_rate: Double
      var mo_unit_rate: Double
    }
    var strategies: [String: Policy]
  }

  /// A market that counts in single units: a tick and a lot of 1.
  private static let unit = Instrument(
    symbol: "UNIT", tick: FixedDecimal(mantissa: 1, decimals: 0),
    lot: FixedDecimal(mantissa: 1, decimals: 0))

  private static let policies: [(String, any Strategy.Type, [String: String], cap: Int)] = [
    ("symmetric_cap10", SymmetricStrategy.self, [:], 10),
    ("linear_skew_c0.1_cap10", LinearSkewStrategy.self, ["skew": "0.1 ticks per lot"], 10),
    (
      "linear_skew_c0.1_target3_cap10", LinearSkewStrategy.self,
      ["skew": "0.1 ticks per lot", "target": "3"], 10
    ),
    ("quadratic_skew_c0.05_cap10", QuadraticSkewStrategy.self, ["skew": "0.05"], 10),
    ("band_pull_B4", PullBandStrategy.self, ["band": "4"], 10),
    (
      "band_onesided_skew_B4_extra1_cap10", SkewBandStrategy.self, ["band": "4", "shift": "1"], 10
    ),
    ("mo_edge_B4_taker1.5", ThresholdStrategy.self, ["band": "4", "to": "edge"], 10),
    ("mo_center_B5_taker1.5", ThresholdStrategy.self, ["band": "4", "to": "target"], 10),
    ("mo_hysteresis_B5_to2_taker1.5", HysteresisStrategy.self, ["enter": "5", "exit": "2"], 10),
  ]

  @Test("The law of the inventory is the exact one", arguments: policies.indices)
  func law(index: Int) throws {
    let (name, type, more, cap) = Self.policies[index]
    let all: Vectors = try fixture("stationary_benchmarks.json")
    let expected = try #require(all.strategies[name])
    let found = try Self.law(type, more, cap: cap)
    for (q, probability) in found.pi {
      #expect(agrees(probability, expected.pi["\(q)"] ?? 0, 1e-9), "\(name) at \(q)")
    }
    #expect(agrees(found.fillRate, expected.fill_rate, 1e-9))
    #expect(agrees(found.takenRate, expected.mo_unit_rate, 1e-9))
  }

  @Test("Another skew has another law")
  func power() throws {
    let all: Vectors = try fixture("stationary_benchmarks.json")
    let expected = try #require(all.strategies["quadratic_skew_c0.05_cap10"])
    let found = try Self.law(QuadraticSkewStrategy.self, ["skew": "0.06"], cap: 10)
    #expect(!agrees(found.pi[0] ?? 0, expected.pi["0"] ?? 0, 1e-3))
  }

  /// The stationary law by iterating the chain's balance: fills lead to the next inventory, and an
  /// immediate order from there at once to where it leads.
  private static func law<S: Strategy>(
    _ type: S.Type, _ more: [String: String], cap: Int
  ) throws -> (pi: [Int: Double], fillRate: Double, takenRate: Double) {
    let (half, a, k) = (1 / 0.3, 0.9, 0.3)
    let texts = ["half-spread": "\(half)", "size": "1"].merging(more) { _, new in new }
    let values = try ParameterValues(texts: texts, declared: S.parameters, instrument: unit)
    let market = MarketView(
      time: 0, bid: 999, ask: 1001, bidQuantity: 1, askQuantity: 1, mid: 1000, tickSize: 1,
      lotSize: 1)
    var moves: [(from: Int, to: Int, rate: Double, taken: Double)] = []
    for q in -cap...cap {
      // A new one each: what it remembers of other inventories is not to count.
      var strategy = try S(values)
      let quotes = strategy.quotes(for: market, holding: Inventory(quantity: Double(q)))
      if let order = quotes.immediate {
        // Never rests here: leave at once.
        let taken = order.quantity
        moves.append((q, q + Int(taken) * Int(order.side.sign), 1e12, taken))
        continue
      }
      if quotes.bidCount > 0, q < cap {
        moves.append((q, q + 1, a * exp(-k * (1000 - quotes.bidLevel(0).price)), 0))
      }
      if quotes.askCount > 0, q > -cap {
        moves.append((q, q - 1, a * exp(-k * (quotes.askLevel(0).price - 1000)), 0))
      }
    }
    let instant = Dictionary(
      uniqueKeysWithValues: moves.filter { $0.rate == 1e12 }.map { ($0.from, $0) })
    var jumps: [(from: Int, to: Int, rate: Double, taken: Double)] = []
    for move in moves where move.rate < 1e12 {
      let end = instant[move.to]
      jumps.append((move.from, end?.to ?? move.to, move.rate, end?.taken ?? 0))
    }
    let states = Array(-cap...cap)
    var pi = solve(states, jumps)
    for q in states where pi[q] == nil { pi[q] = 0 }
    let fills = jumps.reduce(0) { $0 + (pi[$1.from] ?? 0) * $1.rate }
    let taken = jumps.reduce(0) { $0 + (pi[$1.from] ?? 0) * $1.rate * $1.taken }
    return (pi, fills, taken)
  }

  /// The stationary law of a chain in continuous time: π G = 0, Σ π = 1, by elimination of states
  /// from the outside in (Grassmann, Taksar and Heyman), which never subtracts.
  private static func solve(
    _ states: [Int], _ jumps: [(from: Int, to: Int, rate: Double, taken: Double)]
  ) -> [Int: Double] {
    // Only what can be reached from 0, nearest first, so that the start is eliminated last.
    var order = [0]
    var index = 0
    while index < order.count {
      for jump in jumps where jump.from == order[index] && !order.contains(jump.to) {
        order.append(jump.to)
      }
      index += 1
    }
    let n = order.count
    var rates = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for jump in jumps {
      guard let from = order.firstIndex(of: jump.from), let to = order.firstIndex(of: jump.to)
      else { continue }
      rates[from][to] += jump.rate
    }
    var sums = [Double](repeating: 0, count: n)
    for last in stride(from: n - 1, to: 0, by: -1) {
      sums[last] = rates[last][..<last].reduce(0, +)
      for i in 0..<last {
        for j in 0..<last where i != j {
          rates[i][j] += rates[i][last] * rates[last][j] / sums[last]
        }
      }
    }
    var weights = [1.0]
    for state in 1..<n {
      let inflow = (0..<state).reduce(0) { $0 + weights[$1] * rates[$1][state] }
      weights.append(inflow / sums[state])
    }
    let total = weights.reduce(0, +)
    return Dictionary(uniqueKeysWithValues: zip(order, weights.map { $0 / total }))
  }
}

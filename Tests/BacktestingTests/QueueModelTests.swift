import Foundation
import MarketData
import Testing

@testable import Backtesting

/// Probabilities and event-by-event traces of hftbacktest's queue models.
struct QueueModelTests {
  struct Vectors: Decodable {
    struct Step: Decodable {
      var event: Event
      var front: Double
      var filled_qty: Double
    }
    struct Event: Decodable {
      var kind: String
      var value: Double
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        kind = try container.decode(String.self)
        value = try container.decode(Double.self)
      }
    }
    var initial_front: Double
    var initial_level_qty: Double
    var probabilities_behind: [[String: Double]]
    var traces: [String: [Step]]
  }

  static let models: [(name: String, model: CancelModel)] = [
    ("risk_averse", .riskAverse), ("power1", .power(1)), ("power2", .power(2)),
    ("power3", .power(3)), ("log", .log), ("log2", .log2), ("power2_v2", .power2(2)),
    ("power2_v3", .power3(2)),
  ]

  static func rule(_ model: CancelModel) -> FillRule {
    var assumptions = FillAssumptions()
    assumptions.model = .queue(model)
    return FillRule(assumptions, lotSize: 1)
  }

  static func vectors() throws -> Vectors {
    try JSONDecoder().decode(
      Vectors.self, from: Data(contentsOf: FillTapeTests.fixture("queue_models.json")))
  }

  @Test func probabilities() throws {
    for row in try Self.vectors().probabilities_behind {
      let front = try #require(row["front"])
      let back = try #require(row["back"])
      for (name, model) in Self.models where name != "risk_averse" {
        let expected = try #require(row[name])
        let share = Self.rule(model).shareBehind(front: front, back: back)
        #expect(abs(share - expected) < 1e-12, "\(name) at \(front), \(back)")
      }
    }
  }

  @Test func traces() throws {
    let vectors = try Self.vectors()
    var checked = 0
    for (name, model) in Self.models {
      guard let trace = vectors.traces[name] else { continue }
      checked += 1
      let rule = Self.rule(model)
      var position = QueuePosition(front: vectors.initial_front)
      var level = vectors.initial_level_qty
      for step in trace {
        switch step.event.kind {
        case "depth":
          position.displayedSizeChanged(from: level, to: step.event.value, by: rule)
          level = step.event.value
          #expect(abs(position.front - step.front) < 1e-9, "\(name)")
        default:
          let before = position.front
          let reached = position.reached(byPrintOf: step.event.value)
          #expect(Double(reached) == step.filled_qty, "\(name)")
          // The vectors give the front before it is set back to 0 by a fill.
          #expect(abs(before - step.event.value - step.front) < 1e-9, "\(name)")
        }
      }
    }
    #expect(checked == vectors.traces.count)
  }

  @Test func emptyLevelGivesTheNewSize() {
    for (_, model) in Self.models {
      var position = QueuePosition(front: 0)
      position.displayedSizeChanged(from: 0, to: 0, by: Self.rule(model))
      #expect(position.front == 0)
    }
  }

  @Test func halfALotRoundsAwayFromZero() {
    var position = QueuePosition(front: 1.5)
    #expect(position.reached(byPrintOf: 2) == 1)
    position = QueuePosition(front: 1.5000001)
    #expect(position.reached(byPrintOf: 2) == 0)
    #expect(position.front < 0)
  }
}

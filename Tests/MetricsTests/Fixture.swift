import Foundation
import Testing

/// Reads a JSON file of reference values, computed elsewhere, from `Fixtures/`.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
  let url = try #require(folder?.appendingPathComponent(name + ".json"))
  return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}

/// Whether two numbers agree to `tolerance`, relative to the larger or to 1.
func agree(_ one: Double?, _ other: Double?, _ tolerance: Double) -> Bool {
  guard let one, let other else { return one == nil && other == nil }
  return abs(one - other) <= tolerance * max(1, abs(one), abs(other))
}

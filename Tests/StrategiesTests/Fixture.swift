import Foundation

/// Reads a JSON file of reference values from `Fixtures/`.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
  guard let folder else { throw CocoaError(.fileNoSuchFile) }
  return try JSONDecoder().decode(
    Value.self, from: Data(contentsOf: folder.appending(path: name)))
}

/// Whether two numbers agree to `tolerance`, relative where they are larger than 1 and, for small
/// numbers, relative to `scale`.
func agrees(_ left: Double, _ right: Double, _ tolerance: Double, scale: Double = 1) -> Bool {
  abs(left - right) <= tolerance * max(scale, abs(right))
}

/// e to the power of `number`.
func exponential(_ number: Double) -> Double { exp(number) }

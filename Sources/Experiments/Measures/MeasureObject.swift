internal import Metrics

/// Named statistics on their way to JSON: what cannot be had is `null`, and `reasons` says why.
struct MeasureObject {
  private var entries: [(String, JSONValue)] = []
  private var reasons: [(String, JSONValue)] = []

  mutating func add(_ name: String, _ value: Measured<Double>) {
    switch value {
    case .success(let number): entries.append((name, .double(number)))
    case .failure(let reason): leaveOut(name, because: reason.description)
    }
  }

  mutating func add(_ name: String, _ value: Double) { add(name, .success(value)) }

  /// A count or a place.
  mutating func add(_ name: String, whole: Measured<Int>) {
    switch whole {
    case .success(let number): entries.append((name, .integer(Int64(number))))
    case .failure(let reason): leaveOut(name, because: reason.description)
    }
  }

  mutating func add(_ name: String, count: Int) { entries.append((name, .integer(Int64(count)))) }

  mutating func add(_ name: String, text: String) { entries.append((name, .string(text))) }

  mutating func add(_ name: String, flag: SampleFlag?) {
    entries.append((name, flag.map { .string($0.rawValue) } ?? .null))
  }

  /// A statistic left out, and why.
  mutating func leaveOut(_ name: String, because reason: String) {
    entries.append((name, .null))
    reasons.append((name, .string(reason)))
  }

  var json: JSONValue {
    .object(entries + (reasons.isEmpty ? [] : [("reasons", .object(reasons))]))
  }
}

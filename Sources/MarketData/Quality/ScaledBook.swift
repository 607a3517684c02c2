/// TEMPORARY
struct ScaledBook {
  var bid: Int64? { nil }
  var ask: Int64? { nil }
  var deepest: Int { 0 }
  mutating func add(_ record: TickRecord) {}
  mutating func endMessage() {}
}

@testable import MarketData

/// Rows of every kind, made up from a seed.
struct RandomRows {
  private var generator: SplitMix
  private var line: UInt32 = 1
  private var time: Int64 = 1_700_000_000_000_000_000

  init(seed: Int) { generator = SplitMix(state: UInt64(seed)) }

  /// How the numbers of a stream are spread.
  enum Style: CaseIterable {
    /// Like a real file: small changes, few decimals.
    case usual
    /// Everything the same.
    case constant
    /// Any 64-bit number at any number of decimals.
    case wild
    /// Numbers with so many decimals that no common scale fits.
    case noisy
  }

  /// Batches of `count` records or more in all, of some members.
  mutating func batches(_ count: Int, _ style: Style, members: Int = 1) -> [ScriptedReader.Batch] {
    var batches: [ScriptedReader.Batch] = []
    var state = ScriptedReader.Batch()
    for member in 0..<members {
      line = 1
      var made = 0
      while made < count / members {
        var batch = state
        batch.file = members == 1 ? "ticks.csv" : "ticks.csv/\(member).csv"
        batch.records = []
        batch.rejects = []
        for _ in 0..<Int.random(in: 0...900, using: &generator) { add(style, to: &batch) }
        made += batch.records.count
        if chance(4) { batch.symbols.append("S\(batch.symbols.count)") }
        batches.append(batch)
        state = batch
      }
    }
    return batches
  }

  private mutating func chance(_ count: Int) -> Bool {
    Int.random(in: 0..<count, using: &generator) == 0
  }

  private mutating func add(_ style: Style, to batch: inout ScriptedReader.Batch) {
    line += chance(20) ? 2 : 1
    batch.rowsRead += 1
    if chance(200) {
      let reason = RejectReason.allCases.randomElement(using: &generator) ?? .badTime
      batch.rejects.append(
        RejectedRow(
          file: batch.file, line: Int(line), column: chance(2) ? nil : 3,
          columnName: chance(2) ? nil : "price", reason: reason,
          text: chance(3) ? nil : "a,ä,\(line)"))
      return
    }
    if chance(100) {
      batch.passedOver["mint", default: 0] += 1
      return
    }
    batch.byKind["T", default: 0] += 1
    var record = TickRecord()
    fill(&record, style)
    record.line = line
    record.symbol = UInt16(clamping: batch.symbols.count)
    if style == .constant { record.kind = .quote }
    batch.records.append(record)
    guard record.kind == .depth else { return }
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      var more = record
      more.flags = .continuesRow
      more.price += 1
      batch.records.append(more)
    }
  }

  private mutating func fill(_ record: inout TickRecord, _ style: Style) {
    switch style {
    case .constant:
      record.exchangeTime = 5
    case .usual:
      time += Int64.random(in: 0...2_000, using: &generator) * 1_000
      record.exchangeTime = time - (chance(50) ? 5_000_000 : 0)
      record.arrivalTime = record.exchangeTime + Int64.random(in: 1...90_000, using: &generator)
      record.price = Int64.random(in: 60_000...60_500, using: &generator)
      record.priceDecimals = UInt8.random(in: 0...2, using: &generator)
      record.askPrice = record.price + 1
      record.askPriceDecimals = record.priceDecimals
      record.quantity = Int64.random(in: 1...9_000, using: &generator)
      record.quantityDecimals = UInt8.random(in: 0...3, using: &generator)
      record.askQuantity = Int64.random(in: 1...9_000, using: &generator)
      record.askQuantityDecimals = 3
      record.present = 15
    case .wild, .noisy:
      let limit: Int64 = style == .wild ? .max : 1 << 55
      func number() -> Int64 {
        let number = Int64.random(in: -limit...limit, using: &generator)
        return chance(3) ? number : number >> Int64.random(in: 0...60, using: &generator)
      }
      record.exchangeTime = number()
      record.arrivalTime = number()
      record.price = number()
      record.quantity = number()
      record.askPrice = number()
      record.askQuantity = number()
      record.priceDecimals = UInt8.random(in: 0...18, using: &generator)
      record.quantityDecimals = UInt8.random(in: 0...18, using: &generator)
      record.askPriceDecimals = UInt8.random(in: 0...18, using: &generator)
      record.askQuantityDecimals = UInt8.random(in: 0...18, using: &generator)
      record.present = UInt8.random(in: 0...15, using: &generator)
      record.code = UInt16.random(in: 0...UInt16.max, using: &generator)
    }
    record.side = UInt8.random(in: 0...2, using: &generator)
    record.kind = TickRecord.Kind(rawValue: UInt8.random(in: 0...4, using: &generator)) ?? .quote
    if chance(3) { record.flags = .startsMessage }
  }
}

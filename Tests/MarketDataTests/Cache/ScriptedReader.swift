@testable import MarketData

/// A reader of rows that a test makes up.
final class ScriptedReader: RecordReader {
  /// What is delivered at once.
  struct Batch {
    var file = "ticks.csv"
    var records: [TickRecord] = []
    var rejects: [RejectedRow] = []
    var rowsRead = 0
    var passedOver: [String: Int] = [:]
    var byKind: [String: Int] = [:]
    var symbols: [String] = []
  }
  private let batches: [Batch]
  private var next = 0
  private let memory: UnsafeMutableBufferPointer<TickRecord>

  init(_ batches: [Batch]) {
    self.batches = batches
    memory = .allocate(capacity: max(1, batches.map(\.records.count).max() ?? 1))
    memory.initialize(repeating: TickRecord())
  }

  deinit { memory.deallocate() }

  private var current: Batch { next == 0 ? Batch() : batches[next - 1] }
  var file: String { current.file }
  var rowsRead: Int { current.rowsRead }
  var records: UnsafeBufferPointer<TickRecord> {
    UnsafeBufferPointer(rebasing: memory[..<current.records.count])
  }
  var hasRejects: Bool { !current.rejects.isEmpty }
  var symbols: [String] { current.symbols }
  var rowsPassedOver: [String: Int] { current.passedOver }
  var rowsByKind: [String: Int] { current.byKind }
  var bytes: Int { 1_000 }
  var bytesConsumed: Int { 1_000 }
  var skippedMembers: [String] { ["read.me"] }
  var isChecksumUnknown: Bool { true }
  var unterminatedLine: Int? { 77 }

  func nextBatch() -> Bool {
    guard next < batches.count else { return false }
    next += 1
    _ = memory.update(fromContentsOf: current.records)
    return true
  }

  func rejects() -> [RejectedRow] { current.rejects }

  func reject(_ record: TickRecord, _ reason: RejectReason, slot: Int) -> RejectedRow {
    RejectedRow(
      file: file, line: Int(record.line), column: slot < 8 ? slot + 1 : nil,
      columnName: slot < 8 ? "column \(slot)" : nil, reason: reason, text: "line \(record.line)")
  }
}

/// All that a reader delivers, read to its end.
struct Delivery: Equatable {
  var records: [TickRecord] = []
  var files: [String] = []
  var rejects: [RejectedRow] = []
  var rowsRead = 0
  var passedOver: [String: Int] = [:]
  var byKind: [String: Int] = [:]
  var symbols: [String] = []
  var unterminatedLine: Int?
  var skippedMembers: [String] = []
  var isChecksumUnknown = false
  var bytes = 0

  init(_ reader: any RecordReader) throws {
    while try reader.nextBatch() {
      records += reader.records.map(\.scaled)
      files += Array(repeating: reader.file, count: reader.records.count)
      if reader.hasRejects { rejects += reader.rejects() }
      // A batch ends with whole rows.
      rowsRead = reader.rowsRead
    }
    passedOver = reader.rowsPassedOver
    byKind = reader.rowsByKind
    symbols = reader.symbols
    unterminatedLine = reader.unterminatedLine
    skippedMembers = reader.skippedMembers
    isChecksumUnknown = reader.isChecksumUnknown
    bytes = reader.bytes
  }
}

extension TickRecord {
  /// The record with its decimals in their shortest form: a cache may write them with more zeros.
  var scaled: TickRecord {
    var record = self
    func shorten(_ mantissa: inout Int64, _ decimals: inout UInt8) {
      while decimals > 0, mantissa % 10 == 0 {
        mantissa /= 10
        decimals -= 1
      }
    }
    shorten(&record.price, &record.priceDecimals)
    shorten(&record.quantity, &record.quantityDecimals)
    shorten(&record.askPrice, &record.askPriceDecimals)
    shorten(&record.askQuantity, &record.askQuantityDecimals)
    return record
  }
}

import MarketData

@testable import Backtesting

/// The rows of a file from the last to the first, all of them held in memory: what stands in for a
/// cache where a test replays files whose newest row comes first.
final class ReversedStandIn: RecordReader {
  let file: String
  let bytes: Int
  let symbols: [String]
  let rowsPassedOver: [String: Int]
  let rowsByKind: [String: Int]
  let skippedMembers: [String]
  let isChecksumUnknown: Bool
  let unterminatedLine: Int?
  var bytesConsumed: Int { bytes }
  private(set) var rowsRead = 0
  private let rows: [[TickRecord]]
  private let undecoded: [RejectedRow]
  private let totalRows: Int
  private var position: Int
  private var current: UnsafeMutableBufferPointer<TickRecord>
  private var showsRejects = false

  init(path: String, format: TickFormat) throws {
    let reader = try RecordReaders.open(path: path, format: format)
    var rows: [[TickRecord]] = []
    var undecoded: [RejectedRow] = []
    while try reader.nextBatch() {
      for record in reader.records {
        if record.flags.contains(.continuesRow), !rows.isEmpty {
          rows[rows.count - 1].append(record)
        } else {
          rows.append([record])
        }
      }
      undecoded += reader.rejects()
    }
    file = path
    bytes = reader.bytes
    symbols = reader.symbols
    rowsPassedOver = reader.rowsPassedOver
    rowsByKind = reader.rowsByKind
    skippedMembers = reader.skippedMembers
    isChecksumUnknown = reader.isChecksumUnknown
    unterminatedLine = reader.unterminatedLine
    totalRows = reader.rowsRead
    self.rows = rows
    self.undecoded = undecoded
    position = rows.count
    current = .allocate(capacity: 0)
  }

  deinit { current.deallocate() }

  var records: UnsafeBufferPointer<TickRecord> { UnsafeBufferPointer(current) }
  var hasRejects: Bool { showsRejects && !undecoded.isEmpty }
  func rejects() -> [RejectedRow] { showsRejects ? undecoded : [] }

  func nextBatch() throws -> Bool {
    current.deallocate()
    showsRejects = position == rows.count && rowsRead == 0
    let first = max(0, position - 100)
    let batch = rows[first..<position].reversed().flatMap { $0 }
    current = .allocate(capacity: batch.count)
    _ = current.initialize(from: batch)
    rowsRead += position - first + (showsRejects ? totalRows - rows.count : 0)
    position = first
    return !batch.isEmpty || hasRejects
  }

  func reject(_ record: TickRecord, _ reason: RejectReason, slot: Int) -> RejectedRow {
    RejectedRow(
      file: file, line: Int(record.line), column: nil, columnName: nil, reason: reason, text: nil)
  }

  /// Opens files in either order.
  static func open(
    _ path: String, _ format: TickFormat, _ isReversed: Bool
  ) throws -> any RecordReader {
    isReversed
      ? try ReversedStandIn(path: path, format: format)
      : try RecordReaders.open(path: path, format: format)
  }
}

/// The rows of one tick file in file order, a batch at a time, wherever they come from: the file
/// itself, parsed on one thread or on several, or its cache. What it delivers never depends on
/// that.
public protocol RecordReader: AnyObject {
  /// The member being read, for messages.
  var file: String { get }
  /// Rows that ended so far in the file, good or bad, headers not among them.
  var rowsRead: Int { get }
  /// The records of the current batch, in file order; valid until the next call of `nextBatch`.
  var records: UnsafeBufferPointer<TickRecord> { get }
  /// Whether the current batch has rejected rows.
  var hasRejects: Bool { get }
  /// The symbols seen so far; a record's `symbol` is a place in it. Empty where the format has no
  /// such column.
  var symbols: [String] { get }
  /// Legal rows so far that nothing is replayed of, by what they are.
  var rowsPassedOver: [String: Int] { get }
  /// Good rows so far by what the format calls them, such as the type of a message; empty where
  /// the format's rows are all of one kind.
  var rowsByKind: [String: Int] { get }
  /// The size of the file on disk, compressed as it is, in bytes.
  var bytes: Int { get }
  /// Bytes of the file on disk consumed so far.
  var bytesConsumed: Int { get }
  /// Members of an archive passed over because their names say that they hold no ticks.
  var skippedMembers: [String] { get }
  /// Whether the file's contents could not be checked against a checksum; known at its end.
  var isChecksumUnknown: Bool { get }
  /// The line of a last row that no newline ends, or `nil`; known at the file's end.
  var unterminatedLine: Int? { get }

  /// Moves on to the next rows: at least one good or rejected row.
  ///
  /// - Returns: `false` at the end of the file.
  /// - Throws: `TickFileError` where the file is damaged or lacks a column.
  func nextBatch() throws -> Bool

  /// The rows of the current batch that could not be decoded, in order of lines.
  func rejects() -> [RejectedRow]

  /// A row of the current batch rejected for a reason found after it was decoded; `slot` is the
  /// place of the value at fault in the record: 2 to 5 the decimals, 6 side, 7 symbol.
  func reject(_ record: TickRecord, _ reason: RejectReason, slot: Int) -> RejectedRow

  /// Moves on to the next rows where they can be given as columns; `records` is then of no meaning
  /// until `makeRecords` or the next batch.
  ///
  /// - Returns: `nil`, without having moved on, where they cannot, or at the end of the file:
  ///   `nextBatch` is to be asked.
  /// - Throws: `TickFileError` where the file is damaged.
  func nextColumns() throws -> RowColumns?

  /// Makes the rows of the columns given last the current batch of records.
  func makeRecords()
}

extension RecordReader {
  /// `nil`: most readers give records only.
  public func nextColumns() throws -> RowColumns? { nil }

  /// Does nothing.
  public func makeRecords() {}
}

/// Makes records of rows whose meaning depends on more than their own columns: on a code in the
/// row, on the rows before it, or on the file's name.
///
/// The parser decodes each row into as many raw records as the format's layout has; an interpreter
/// turns those into what the row tells. It sees rows in file order, those that cannot be decoded
/// left out, and its output may depend on nothing else: a cache stores it.
protocol RowInterpreter {
  /// Interprets the rows in `rows`, in order.
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows)

  /// Appends what is still held back, at the end of the file.
  mutating func finish(into output: inout InterpretedRows)
}

extension RowInterpreter {
  mutating func finish(into output: inout InterpretedRows) {}
}

/// Decoded rows, each of the same number of raw records.
struct RawRows {
  /// The records of all rows.
  var records: UnsafeMutableBufferPointer<TickRecord>
  /// Raw records a row.
  var stride: Int

  /// The number of rows.
  var count: Int { records.count / stride }

  /// The first raw record of row `index`; the others of the row follow it.
  subscript(index: Int) -> UnsafeMutablePointer<TickRecord> {
    // A buffer without a base address has no rows to ask for.
    records.baseAddress.unsafelyUnwrapped + index * stride
  }
}

/// What an interpreter makes of the rows of a batch.
struct InterpretedRows {
  /// The records, in file order.
  private(set) var records: [TickRecord] = []
  /// Rows that are at fault, in file order.
  private(set) var rejects: [RejectedLine] = []
  /// Legal rows that nothing is replayed of, by what they are.
  private(set) var passedOver: [String: Int] = [:]

  /// Good rows by what the format calls them.
  private(set) var rowsByKind: [String: Int] = [:]

  /// Appends a record.
  mutating func append(_ record: TickRecord) { records.append(record) }

  /// Lets `body` append several records.
  mutating func append(_ body: (inout [TickRecord]) -> Void) { body(&records) }

  /// Rejects the row of `record`; `slot` is the role of the column at fault, `nil` = the row.
  mutating func reject(_ record: TickRecord, _ reason: RejectReason, _ role: TickColumn.Role?) {
    rejects.append(
      RejectedLine(
        line: Int(record.line), column: role.map { -2 - Int($0.rawValue) } ?? -1,
        reason: reason.rawValue))
  }

  /// Counts `rows` good rows as being what the format calls `kind`.
  mutating func count(_ kind: String, rows: Int = 1) { rowsByKind[kind, default: 0] += rows }

  /// Counts a legal row that tells nothing to replay, such as the minting of a position.
  mutating func passOver(_ what: String) { passedOver[what, default: 0] += 1 }

  /// Forgets everything but the counts.
  mutating func clear() {
    records.removeAll(keepingCapacity: true)
    rejects.removeAll(keepingCapacity: true)
  }
}

/// How a format's rows are interpreted where decoding their columns is not all.
enum RowInterpretation: Sendable, Equatable {
  /// Rows mean what their columns say.
  case none
  /// Rows that tell one side of a quote. `SideInterpreter`.
  case sides(SideInterpreter.Rows)
  /// Prints of which some are flagged as suspicious. `FlaggedTradeInterpreter`.
  case flaggedTrades
  /// Levels of a book; rows of equal times and flag are a message. `LevelInterpreter`.
  case levels(LevelInterpreter.Message)
  /// Each row shows the best levels of a book. `SnapshotInterpreter`.
  case snapshots
  /// Rows count where they have a price and, in a print, a quantity. `SelectingInterpreter`.
  case selected(SelectingInterpreter.Selection)
  /// What Databento's actions tell.
  case databento(DatabentoSchema)
  /// Prosperity's days and levels.
  case prosperityPrices
  /// Prosperity's prints, whose day is in the file's name.
  case prosperityTrades
  /// What a Uniswap v3 pool's events tell.
  case uniswapEvents(UniswapPool)
  /// The messages of a LOBSTER pair by themselves.
  case lobsterMessages
  /// The states of a LOBSTER pair by themselves.
  case lobsterBook

  /// Whether what a row tells depends on rows before it in the file, so that rows must be written
  /// oldest first.
  var dependsOnEarlierRows: Bool {
    switch self {
    case .none, .flaggedTrades, .snapshots, .selected, .prosperityPrices, .prosperityTrades: false
    case .sides, .levels, .databento, .uniswapEvents, .lobsterMessages, .lobsterBook: true
    }
  }

  /// The interpreter of one file or member of an archive, whose name is `file`, or `nil`.
  func makeInterpreter(for file: String) -> (any RowInterpreter)? {
    switch self {
    case .none: nil
    case .sides(let rows): SideInterpreter(rows)
    case .flaggedTrades: FlaggedTradeInterpreter()
    case .levels(let message): LevelInterpreter(message)
    case .snapshots: SnapshotInterpreter()
    case .selected(let selection): SelectingInterpreter(selection)
    case .databento(let schema): DatabentoInterpreter(schema)
    case .prosperityPrices: ProsperityPricesInterpreter()
    case .prosperityTrades: ProsperityTradesInterpreter(file: file)
    case .uniswapEvents(let pool): UniswapInterpreter(pool)
    case .lobsterMessages: LobsterMessagesInterpreter()
    case .lobsterBook: LobsterBookInterpreter()
    }
  }
}

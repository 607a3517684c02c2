internal import CLibCSV

/// libcsv, the one place that touches it: bytes of whole lines in, decoded records out.
///
/// The C parser calls back per field and per row; the callbacks capture nothing and reach the
/// decoder through a pointer, and what they collect is drained in batches by ordinary code.
final class CSVParser {
  private let parser: UnsafeMutablePointer<csv_parser>
  private let separator: UInt8
  let decoder: UnsafeMutablePointer<RowDecoder>
  private var records: UnsafeMutableBufferPointer<TickRecord>
  private var rejects: UnsafeMutableBufferPointer<RejectedLine>
  private var operations: UnsafeMutableBufferPointer<ColumnOperation>
  /// The symbols seen so far.
  let symbols: SymbolTable
  private let stride: Int
  private var elision: PrefixElision
  /// What the decoder's clocks point to.
  private let zoneTables: [ZoneTable]

  /// A parser for slices of at most `sliceCapacity` bytes that adds to `symbols`.
  init(plan: ColumnPlan, separator: UInt8, sliceCapacity: Int, symbols: SymbolTable) {
    // A good row has one byte a field at least, a bad one two bytes in all.
    let columns = max(1, plan.operations.count)
    self.symbols = symbols
    elision = PrefixElision(plan: plan, separator: separator, capacity: sliceCapacity)
    stride = plan.blanks.count
    records = .allocate(capacity: (sliceCapacity / columns + 2) * stride)
    let blanks = UnsafeMutableBufferPointer<TickRecord>.allocate(capacity: stride)
    _ = blanks.initialize(from: plan.blanks)
    rejects = .allocate(capacity: sliceCapacity + 2)
    operations = .allocate(capacity: columns)
    operations.initialize(repeating: ColumnOperation())
    for (index, operation) in plan.operations.enumerated() { operations[index] = operation }
    let patterns = UnsafeMutableBufferPointer<TimePatternElement>.allocate(
      capacity: plan.patternElements.count)
    _ = patterns.initialize(from: plan.patternElements)
    let folded =
      Self.fold(plan.sideWords) + Self.fold(plan.codeWords) + Self.fold(emptyWords: plan.emptyWords)
    let words = UnsafeMutableBufferPointer<FoldedWord>.allocate(capacity: folded.count)
    _ = words.initialize(from: folded)
    zoneTables = plan.zones.map(\.table)
    let clocks = UnsafeMutableBufferPointer<ZoneClock>.allocate(capacity: zoneTables.count)
    _ = clocks.initialize(from: zoneTables.map(ZoneClock.init))
    decoder = .allocate(capacity: 1)
    decoder.initialize(
      to: RowDecoder(
        records: records.baseAddress.unsafelyUnwrapped, stride: stride,
        blanks: blanks.baseAddress.unsafelyUnwrapped,
        rejects: rejects.baseAddress.unsafelyUnwrapped,
        operations: operations.baseAddress.unsafelyUnwrapped, columnCount: plan.operations.count,
        pairs: plan.pairsPricesWithQuantities, dropsUnpaired: plan.dropsUnpaired,
        symbols: Unmanaged.passUnretained(symbols), patternElements: patterns, words: words,
        clocks: clocks))
    if let place = plan.symbol.flatMap({ symbols.place(of: $0) }) {
      decoder.pointee.symbolIndex = place
    }
    parser = .allocate(capacity: 1)
    self.separator = separator
    Self.start(parser, separator)
    decoder.pointee.forgetRow()
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
    decoder.pointee.patternElements.deallocate()
    decoder.pointee.words.deallocate()
    decoder.pointee.blanks.deallocate()
    decoder.pointee.clocks.deallocate()
    decoder.deallocate()
    elision.deallocate()
    records.deallocate()
    rejects.deallocate()
    operations.deallocate()
  }

  /// The records decoded since the last `clearBatch`.
  var batch: UnsafeBufferPointer<TickRecord> {
    UnsafeBufferPointer(rebasing: records[..<decoder.pointee.count])
  }

  /// The same by rows, for an interpreter.
  var rawRows: RawRows {
    RawRows(
      records: UnsafeMutableBufferPointer(rebasing: records[..<decoder.pointee.count]),
      stride: stride)
  }

  /// The rows rejected since the last `clearBatch`, in order of lines.
  var rejected: UnsafeBufferPointer<RejectedLine> {
    UnsafeBufferPointer(rebasing: rejects[..<decoder.pointee.rejectCount])
  }

  /// The symbol of rows that have none, before any has one.
  private static let untold = UInt16.max

  /// Makes ready for a slice of which nothing before is known: lines count from 1, and symbols
  /// are those of the slice alone.
  func beginSlice() {
    clearBatch()
    symbols.removeAll()
    elision.forget()
    decoder.pointee.symbol = TickSymbol()
    decoder.pointee.symbolIndex = Self.untold
    decoder.pointee.line = 1
  }

  /// Puts the batch of a slice behind what `parser` has parsed, which is left as if it had parsed
  /// the slice itself: lines count from `line` on, symbols are at the `places` of the file's list
  /// (empty where the slice's own are those), and rows without one have that of the row before.
  func relocate(line: Int, symbols places: [UInt16], behind parser: CSVParser) {
    let shift = UInt32(truncatingIfNeeded: line &- 1)
    let records = UnsafeMutableBufferPointer(rebasing: records[..<decoder.pointee.count])
    for index in records.indices { records[index].line &+= shift }
    for index in 0..<decoder.pointee.rejectCount { rejects[index].line += line - 1 }
    var told = 0
    while told < records.count, records[told].symbol == Self.untold {
      records[told].symbol = parser.decoder.pointee.symbolIndex
      told += 1
    }
    if !places.isEmpty {
      for index in told..<records.count {
        records[index].symbol = places[Int(records[index].symbol)]
      }
    }
    let last = decoder.pointee.symbolIndex
    guard last != Self.untold else { return }
    parser.elision.forget()
    parser.decoder.pointee.symbol = TickSymbol()
    parser.decoder.pointee.symbolIndex = places.isEmpty ? last : places[Int(last)]
  }

  /// Forgets the records and rejected rows delivered so far.
  func clearBatch() {
    decoder.pointee.count = 0
    decoder.pointee.rejectCount = 0
    decoder.pointee.rows = 0
    decoder.pointee.forgetRow()
  }

  /// Gives libcsv whole lines without quotation marks, but for what is the same at the beginning
  /// of all of them.
  func feedLines(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    guard elision.isWorthwhile else {
      _ = give(bytes, count)
      return
    }
    elision.begin(bytes, count)
    while let stretch = elision.next() {
      decoder.pointee.beginRows(with: stretch.firstColumn)
      let before = (decoder.pointee.count, decoder.pointee.rejectCount)
      _ = give(stretch.bytes, stretch.count)
      decoder.pointee.beginRows(with: 0)
      if stretch.isSample, decoder.pointee.count == before.0 + stride,
        decoder.pointee.rejectCount == before.1
      {
        elision.learn(stretch.bytes, stretch.count)
      }
    }
  }

  /// Gives libcsv `count` bytes; returns whether it took them all, which fails only at a
  /// malformed quotation mark.
  func feed(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    // The row may be of another symbol than those before it.
    elision.forget()
    return give(bytes, count)
  }

  @inline(__always)
  private func give(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let taken = csv_parse(
      parser, bytes, count,
      { text, length, context in
        guard let text, let context else { return }
        context.assumingMemoryBound(to: RowDecoder.self).pointee
          .field(UnsafePointer(text.assumingMemoryBound(to: UInt8.self)), length)
      },
      { terminator, context in
        context?.assumingMemoryBound(to: RowDecoder.self).pointee.row(terminator)
      }, decoder)
    return taken == count
  }

  /// What has been decoded so far, to come back to.
  struct Mark {
    var count: Int
    var rejectCount: Int
    var rows: Int
    var line: Int
  }

  /// What has been decoded so far.
  var mark: Mark {
    let decoder = decoder.pointee
    return Mark(
      count: decoder.count, rejectCount: decoder.rejectCount, rows: decoder.rows,
      line: decoder.line)
  }

  /// Forgets what has been decoded since `mark`, of an unfinished row that is read again.
  func rewind(to mark: Mark) {
    decoder.pointee.count = mark.count
    decoder.pointee.rejectCount = mark.rejectCount
    decoder.pointee.rows = mark.rows
    decoder.pointee.line = mark.line
    decoder.pointee.forgetRow()
  }

  /// Whether libcsv waits for the beginning of a row.
  var isBetweenRows: Bool { parser.pointee.pstate == 0 }

  /// Forgets what libcsv has read of an unfinished row.
  func restart() {
    elision.forget()
    csv_free(parser)
    Self.start(parser, separator)
    decoder.pointee.forgetRow()
  }

  private static func start(_ parser: UnsafeMutablePointer<csv_parser>, _ separator: UInt8) {
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    csv_set_delim(parser, separator)
    // Short fields are read a machine word at a time. The parser's buffer is always longer than
    // that, and clearing it keeps the bytes after a field defined.
    csv_set_realloc_func(parser) { old, size in
      guard let old else { return calloc(1, size) }
      return realloc(old, size)
    }
  }

  private static func fold(emptyWords: [String]) -> [FoldedWord] {
    fold(SideWords(buy: emptyWords, sell: [], unknown: [])).map { word in
      var word = word
      word.side = FoldedWord.empty
      return word
    }
  }

  private static func fold(_ words: SideWords) -> [FoldedWord] {
    let lists = [(UInt8(0), words.buy), (1, words.sell), (2, words.unknown)]
    return lists.flatMap { side, list in list.compactMap { fold($0, side) } }
  }
}

extension CSVParser {
  private static func fold(_ codeWords: [String]) -> [FoldedWord] {
    zip(codeWords, FoldedWord.firstCode...UInt8.max).compactMap { fold($0, $1) }
  }

  private static func fold(_ word: String, _ side: UInt8) -> FoldedWord? {
    guard !word.isEmpty, word.utf8.count <= 16 else { return nil }
    let bytes = Array(word.utf8) + Array(repeating: 0, count: 16)
    let pair = bytes.withUnsafeBufferPointer {
      RowDecoder.fold($0.baseAddress.unsafelyUnwrapped, word.utf8.count)
    }
    return FoldedWord(low: pair.low, high: pair.high, length: word.utf8.count, side: side)
  }

  /// The fields of the one line in `bytes`, read without any checks: for headers and sniffing.
  static func fields(of line: some Sequence<UInt8>, separator: UInt8) -> [String] {
    let collector = FieldCollector()
    let bytes = Array(line)
    let parser = UnsafeMutablePointer<csv_parser>.allocate(capacity: 1)
    defer {
      csv_free(parser)
      parser.deallocate()
    }
    csv_init(parser, 0)
    csv_set_delim(parser, separator)
    let context = Unmanaged.passUnretained(collector).toOpaque()
    let take: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      text, length, context in
      guard let text, let context else { return }
      let field = String(
        decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
      Unmanaged<FieldCollector>.fromOpaque(context).takeUnretainedValue().fields.append(field)
    }
    _ = csv_parse(parser, bytes, bytes.count, take, nil, context)
    _ = csv_fini(parser, take, nil, context)
    return withExtendedLifetime(collector) { collector.fields }
  }
}

private final class FieldCollector {
  var fields: [String] = []
}

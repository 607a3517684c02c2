/// A stretch of whole lines of a member, and what a thread made of it.
final class Slice {
  /// The lines, one after the other, and room for the newline that a file's last line may lack.
  let bytes: UnsafeMutablePointer<UInt8>
  /// Bytes of them.
  var count = 0
  /// Whether a newline was added because the member ends without one.
  var isUnterminated = false
  /// Bytes of the file on disk consumed up to here.
  var bytesConsumed = 0
  /// Its rows, lines counted from 1 and symbols those of the slice, where `isParsed`.
  let parser: CSVParser
  /// Whether the rows hold if one begins where the slice does; otherwise it is to be read anew,
  /// together with what follows.
  private(set) var isParsed = false

  init(plan: ColumnPlan, separator: UInt8) {
    bytes = .allocate(capacity: TickFileReader.bufferCapacity + 1)
    parser = CSVParser(
      plan: plan, separator: separator, sliceCapacity: TickFileReader.bufferCapacity + 1,
      symbols: SymbolTable())
  }

  deinit { bytes.deallocate() }

  /// Lines in it, in the parser's counting.
  var lines: Int { parser.decoder.pointee.line - 1 }

  /// Parses the lines.
  func parse() {
    isParsed = false
    guard count > 0, bytes[count - 1] == 10 else { return }
    parser.beginSlice()
    let reached = LineParsing.parse(bytes, from: 0, to: count, with: parser) { _ in true }
    isParsed = reached == count && parser.isBetweenRows
  }
}

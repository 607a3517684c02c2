internal import Glibc

/// Whole lines of a buffer on their way through the parser.
///
/// What holds no quotation mark is parsed in one go; where there is one, the lines around it are
/// parsed one by one, so that after a malformed row reading resumes at the very next line.
enum LineParsing {
  /// Lines a quoted field can span.
  private static let quotedLineLimit = 100

  /// Parses the whole lines `from..<to` of `buffer`.
  ///
  /// A row that begins at a place and does not end by `to` is given once more with what follows
  /// where `mayWait` says so of that place; otherwise it is rejected.
  ///
  /// - Returns: where the first row begins that waits for what follows, otherwise `to`.
  static func parse(
    _ buffer: UnsafePointer<UInt8>, from: Int, to: Int, with parser: CSVParser,
    mayWait: (Int) -> Bool
  ) -> Int {
    var start = from
    while start < to {
      guard let quote = find(0x22, buffer, start, to) else {
        parser.feedLines(buffer + start, to - start)
        return to
      }
      var lineStart = quote
      while lineStart > start, buffer[lineStart - 1] != 10 { lineStart -= 1 }
      if lineStart > start {
        parser.feedLines(buffer + start, lineStart - start)
        start = lineStart
      }
      guard let next = parseQuotedRow(buffer, start, to, parser, mayWait) else { return start }
      start = next
    }
    return start
  }

  /// Parses the row that begins at `start` and holds a quotation mark; returns where the next one
  /// begins, or `nil` where its end is still to come.
  private static func parseQuotedRow(
    _ buffer: UnsafePointer<UInt8>, _ start: Int, _ to: Int, _ parser: CSVParser,
    _ mayWait: (Int) -> Bool
  ) -> Int? {
    let firstLine = parser.decoder.pointee.line
    let firstEnd = lineEnd(buffer, start, to)
    let mark = parser.mark
    var position = start
    var lines = 0
    while position < to, lines < quotedLineLimit {
      let lineEnd = lineEnd(buffer, position, to)
      guard parser.feed(buffer + position, lineEnd - position) else { break }
      position = lineEnd
      lines += 1
      // A carriage return may end a row in the middle of a line: then the rest goes on.
      if parser.decoder.pointee.rows > mark.rows, parser.isBetweenRows {
        parser.decoder.pointee.line = firstLine + lineEnds(buffer, start, position)
        return position
      }
    }
    let mayGoOn = position == to && lines < quotedLineLimit
    parser.restart()
    if mayGoOn, mayWait(start) {
      parser.rewind(to: mark)
      return nil
    }
    parser.decoder.pointee.rejectRow(.badQuoting, atLine: firstLine)
    parser.decoder.pointee.line = firstLine + lineEnds(buffer, start, firstEnd)
    return firstEnd
  }

  private static func lineEnd(_ buffer: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int {
    (find(10, buffer, from, to) ?? to - 1) + 1
  }

  /// The ends of lines in `from..<to` as the parser counts them: a line feed, a carriage return, or
  /// one after the other.
  static func lineEnds(_ buffer: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int {
    var count = 0
    for index in from..<to {
      let isFollowed = index + 1 < to && buffer[index + 1] == 10
      if buffer[index] == 10 || (buffer[index] == 13 && !isFollowed) { count += 1 }
    }
    return count
  }

  /// The first `byte` in `from..<to`.
  static func find(
    _ byte: Int32, _ buffer: UnsafePointer<UInt8>, _ from: Int, _ to: Int
  ) -> Int? {
    guard to > from, let found = memchr(buffer + from, byte, to - from) else { return nil }
    return UnsafeRawPointer(buffer).distance(to: UnsafeRawPointer(found))
  }

  /// The last line feed in `from..<to`.
  static func lastNewline(_ buffer: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int? {
    var position = to
    while position > from {
      position -= 1
      if buffer[position] == 10 { return position }
    }
    return nil
  }
}

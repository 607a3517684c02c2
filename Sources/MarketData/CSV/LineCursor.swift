/// Finds lines of a slice by their numbers, which must not decrease from one call to the next.
struct LineCursor {
  private let bytes: UnsafePointer<UInt8>
  private var position: Int
  private let end: Int
  private var line: Int

  init(_ bytes: UnsafePointer<UInt8>, _ slice: (start: Int, end: Int, line: Int)) {
    self.bytes = bytes
    position = slice.start
    end = slice.end
    line = slice.line
  }

  /// The first 200 bytes of line `wanted` without its end; `nil` where it is not in the slice.
  mutating func text(of wanted: Int) -> String? {
    while line < wanted, position < end {
      while position < end, bytes[position] != 10, bytes[position] != 13 { position += 1 }
      if position + 1 < end, bytes[position] == 13, bytes[position + 1] == 10 { position += 1 }
      position += 1
      line += 1
    }
    guard line == wanted, position < end else { return nil }
    var stop = position
    while stop < end, bytes[stop] != 10, bytes[stop] != 13 { stop += 1 }
    return String(
      decoding: UnsafeBufferPointer(start: bytes + position, count: min(200, stop - position)),
      as: UTF8.self)
  }
}

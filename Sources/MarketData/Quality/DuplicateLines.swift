/// Counts lines that repeat one of the 64 before them, byte for byte.
///
/// It reads the file by itself: records do not hold the columns that nothing is decoded of.
enum DuplicateLines {
  /// Repeated lines in the file at `path`, all members of an archive taken together.
  static func count(in path: String) throws -> Int {
    let input = try TickFileInput(path: path)
    var recent = RecentLines()
    var duplicates = 0
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 128 * 1024)
    while try input.nextMember() != nil {
      while true {
        let count = try buffer.withUnsafeMutableBytes { try input.read(into: $0) }
        if count == 0 { break }
        duplicates += buffer.withUnsafeBytes { bytes in
          repeated(UnsafeRawBufferPointer(rebasing: bytes[..<count]), &rest, &recent)
        }
      }
      if !rest.isEmpty, rest.withUnsafeBytes({ add($0, &recent) }) { duplicates += 1 }
      rest.removeAll(keepingCapacity: true)
    }
    return duplicates
  }

  /// Repeated lines that end in `bytes`; what is left of the last one goes to `rest`.
  private static func repeated(
    _ bytes: UnsafeRawBufferPointer, _ rest: inout [UInt8], _ recent: inout RecentLines
  ) -> Int {
    var duplicates = 0
    var start = 0
    while let end = bytes[start...].firstIndex(of: 10) {
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      var isKnown = false
      if rest.isEmpty {
        isKnown = add(line, &recent)
      } else {
        rest.append(contentsOf: line)
        isKnown = rest.withUnsafeBytes { add($0, &recent) }
        rest.removeAll(keepingCapacity: true)
      }
      if isKnown { duplicates += 1 }
      start = end + 1
    }
    // A line this long is no tick: its beginning tells it from others well enough.
    if rest.count < 1 << 20 { rest.append(contentsOf: bytes[start...]) }
    return duplicates
  }

  private static func add(_ line: UnsafeRawBufferPointer, _ recent: inout RecentLines) -> Bool {
    var end = line.count
    if end > 0, line[end - 1] == 13 { end -= 1 }
    return end > 0 && recent.insert(UnsafeRawBufferPointer(rebasing: line[..<end]))
  }
}

/// The first lines of a tick file, from which its format is found out.
struct FormatSample {
  /// The member of the archive, or the file, for messages.
  let member: String
  /// The file's name without its folders, with that of the member, in lower case.
  let name: String
  /// The whole lines, none of them blank, line ends taken off; a cut last line is left out where
  /// there are others.
  let lines: [ArraySlice<UInt8>]

  /// Bytes read at most.
  private static let sampleSize = 64 * 1024
  /// Lines kept at most.
  private static let lineLimit = 40

  /// Reads the start of the first member of the file at `path`; `nil` where it holds nothing.
  init?(path: String) throws {
    let input = try TickFileInput(path: path)
    guard let member = try input.nextMember() else { return nil }
    let lines = try Self.lines(of: input, member: member)
    guard !lines.isEmpty else { return nil }
    self.member = member
    self.lines = lines
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    name = member.dropFirst(member.hasPrefix(folder) ? folder.count : 0).lowercased()
  }

  /// The first whole lines of the member `member` that `input` stands at.
  static func lines(of input: TickFileInput, member: String) throws -> [ArraySlice<UInt8>] {
    var bytes = [UInt8](repeating: 0, count: sampleSize)
    var filled = 0
    while filled < bytes.count {
      let count = try bytes.withUnsafeMutableBytes { buffer in
        try input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      }
      if count == 0 { break }
      filled += count
    }
    if filled >= 2, bytes[0] ^ bytes[1] == 1, bytes[0] >= 0xFE {
      throw TickFileError(
        .unreadable, file: member, line: 1, "the text is UTF-16", advice: "convert it to UTF-8")
    }
    var text = bytes[..<filled]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    var lines = text.split(maxSplits: lineLimit * 4) { $0 == 10 || $0 == 13 }
    // What is left over of the last split, or was cut, is no whole line.
    if lines.count > 1, filled == bytes.count || lines.count > lineLimit { lines.removeLast() }
    return Array(lines.prefix(lineLimit))
  }

  /// The fields of the first line.
  func firstRow(separator: UInt8) -> [String] {
    CSVParser.fields(of: lines[0], separator: separator)
  }

  /// The fields of the lines behind the first, separated by commas.
  var rows: [[String]] {
    lines.dropFirst().map { CSVParser.fields(of: $0, separator: UInt8(ascii: ",")) }
  }
}

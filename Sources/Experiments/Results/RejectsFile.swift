/// `rejects.csv`: every input row that was not replayed, source by source in the order of the
/// experiment, those of a source in the order of its files.
///
/// Which source is read on when depends on the number of threads and on caches, so each source's
/// rows are kept in a file of their own until the end.
public final class RejectsFile {
  private let folder: RunFolder
  private let file: AtomicFile
  private var parts: [Int: AtomicFile] = [:]

  /// The file in `folder`.
  ///
  /// - Throws: `FileError` where it cannot be created.
  public init(in folder: RunFolder) throws {
    self.folder = folder
    file = try folder.file("rejects.csv")
    try file.append { $0.plain("file,line,column,column_name,reason,text\n") }
  }

  /// Writes one rejected row of the source at place `source`; `reason` is a stable word.
  ///
  /// - Throws: `FileError` where that fails.
  public func record(
    source: Int, file name: String, line: Int, column: Int?, columnName: String?, reason: String,
    text: String?
  ) throws {
    try part(source).append { bytes in
      bytes.field(name)
      bytes.comma()
      bytes.integer(Int64(line))
      bytes.comma()
      if let column { bytes.integer(Int64(column)) }
      bytes.comma()
      bytes.field(columnName ?? "")
      bytes.comma()
      bytes.field(reason)
      bytes.comma()
      bytes.field(text ?? "")
      bytes.newline()
    }
  }

  /// Finishes the file.
  ///
  /// - Throws: `FileError` where that fails.
  public func commit() throws {
    for (_, part) in parts.sorted(by: { $0.key < $1.key }) {
      try part.commit()
      try FileOperations.readChunks(part.path) { chunk in
        try file.append { $0.append(contentsOf: chunk) }
      }
      try folder.remove(part)
    }
    parts = [:]
    try file.commit()
  }

  private func part(_ source: Int) throws -> AtomicFile {
    if let part = parts[source] { return part }
    let part = try folder.file("rejects-\(source).part")
    parts[source] = part
    return part
  }
}

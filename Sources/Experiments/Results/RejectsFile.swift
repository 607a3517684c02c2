/// `rejects.csv`: every input row that was not replayed, in the order it was read.
public final class RejectsFile {
  private let file: AtomicFile

  /// The file in `folder`.
  ///
  /// - Throws: `FileError` where it cannot be created.
  public init(in folder: RunFolder) throws {
    file = try folder.file("rejects.csv")
    try file.append { $0.plain("file,line,column,column_name,reason,text\n") }
  }

  /// Writes one rejected row; `reason` is a stable word.
  ///
  /// - Throws: `FileError` where that fails.
  public func record(
    file name: String, line: Int, column: Int?, columnName: String?, reason: String, text: String?
  ) throws {
    try file.append { bytes in
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
  public func commit() throws { try file.commit() }
}

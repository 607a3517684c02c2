/// The one place where the rows of a file are opened, so that what reads them need not know
/// whether they come from one file, from a pair of files, or from a cache.
public enum RecordReaders {
  /// Opens the rows of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: the file, plain or compressed; the message file of a pair.
  ///   - format: how its rows are laid out.
  ///   - timesOnly: decodes nothing but the times.
  ///   - options: on how many threads; the result does not depend on it.
  /// - Returns: a reader before its first batch.
  /// - Throws: `TickFileError` where it, or a file that belongs to it, cannot be opened.
  public static func open(
    path: String, format: TickFormat, timesOnly: Bool = false,
    options: ReadingOptions = .standard
  ) throws -> any RecordReader {
    var format = format
    switch format.partner {
    case .lobsterBook where !timesOnly:
      return try LobsterPairReader(path: path, format: format, options: options)
    case .none where format.name == TickFormat.lobsterBook.name:
      let levels = try LobsterPairReader.levels(of: path) { _ in true }
      format = TickFormat.lobsterBook(levels: levels)
    case .none, .lobsterBook:
      break
    }
    return try TickFileReader(
      path: path, format: format, timesOnly: timesOnly, options: options)
  }

  /// The files that the rows of the file at `path` are made of: itself, and the one its rows are
  /// joined with where `format` has such.
  public static func files(path: String, format: TickFormat) -> [String] {
    switch format.partner {
    case .none: [path]
    case .lobsterBook: [path] + [LobsterFiles.findBook(of: path)].compactMap { $0 }
    }
  }
}

extension TickFileReader {
  /// Opens the file at `path` to be read in pieces of `readSize` bytes; the result does not depend
  /// on it.
  ///
  /// - Throws: `TickFileError` where it cannot be opened.
  public convenience init(
    path: String, format: TickFormat, timesOnly: Bool = false, readSize: Int
  ) throws {
    try self.init(
      path: path, format: format, timesOnly: timesOnly, readSize: readSize, accepts: { _ in true })
  }

  /// The same; of an archive, the members whose names `accepts` takes.
  convenience init(
    path: String, format: TickFormat, timesOnly: Bool, readSize: Int,
    accepts: @escaping (String) -> Bool
  ) throws {
    var options = ReadingOptions.standard
    options.readSize = max(1, readSize)
    try self.init(
      path: path, format: format, timesOnly: timesOnly, options: options, accepts: accepts)
  }
}

internal import Backtesting
internal import MarketData

/// Tells where in the experiment file the names stand that an error about tick files is about.
enum NamedFiles {
  /// The result of `body`, its `TickFileError`s turned into errors at the place of the name that
  /// they are about.
  ///
  /// - Parameters:
  ///   - names: the names as the experiment file has them, relative to `folder`.
  ///   - places: where each of them stands.
  ///   - source: where their source stands, for errors about none of them.
  ///   - folder: the folder of the experiment file.
  ///   - what: said before what is wrong.
  ///   - body: what reads the files.
  /// - Returns: what `body` does.
  /// - Throws: `ExperimentError`, or what else `body` throws.
  static func locating<Value>(
    _ names: [String], _ places: [SourcePlace], of source: SourcePlace, in folder: String,
    as what: String = "", _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as TickFileError {
      let index = names.firstIndex { Paths.join(folder, $0) == error.file }
      let place = index.flatMap { places.indices.contains($0) ? places[$0] : nil }
      throw ExperimentError(
        place ?? places.first ?? source,
        what + (error.file.map { "\(Paths.relative($0, under: folder)): " } ?? "") + error.message
          + (error.advice.map { "; \($0)" } ?? ""))
    }
  }
}

extension DataSource {
  /// Looks for the files that the source names.
  ///
  /// - Throws: `ExperimentError` at the name that stands for no file, or for too few of them.
  func findFiles(in folder: String) throws {
    try NamedFiles.locating(files, filePlaces, of: place, in: folder) {
      _ = try specification(in: folder).fileSet()
    }
  }
}

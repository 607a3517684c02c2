public import MarketData

/// One source of ticks: files of one format, read one after the other.
public struct SourceSpecification: Sendable, Equatable {
  /// How the files are laid out.
  public var format: TickFormat
  /// Paths or patterns with `*`, `?` and `[…]`, in order of time.
  public var files: [String]
  /// Whose clock stamped the arrival times: sources of one recorder share one clock shift.
  public var recorder: String
  /// Whether the ticks are replayed; otherwise they only help to measure the recorder's clock.
  public var isReplayed: Bool

  /// A source; all sources are of one recorder unless they say otherwise.
  public init(
    format: TickFormat, files: [String], recorder: String = "recorder", isReplayed: Bool = true
  ) {
    self.format = format
    self.files = files
    self.recorder = recorder
    self.isReplayed = isReplayed
  }

  /// The files that `files` names, in the order they are read.
  ///
  /// - Throws: `TickFileError` where a pattern names no file.
  public func expandedFiles() throws -> [String] {
    let found = try FilePatterns.expand(files)
    guard !found.isEmpty else {
      throw TickFileError(.noMatch, "a source of \(format.name) names no files")
    }
    return found
  }
}

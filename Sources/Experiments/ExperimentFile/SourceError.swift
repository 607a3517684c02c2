/// A place in a text file, for error messages.
public struct SourcePlace: Sendable, Equatable, CustomStringConvertible {
  /// The file as the user named it; `--set …` for a command-line override.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int

  /// A place.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`.
  public var description: String { "\(file):\(line):\(column)" }
}

/// Something a user wrote cannot be used: an experiment file or a value given for it.
public struct ExperimentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where it stands.
  public var place: SourcePlace
  /// What is wrong; what to do.
  public var message: String

  /// An error at `place`.
  public init(_ place: SourcePlace, _ message: String) {
    self.place = place
    self.message = message
  }

  /// `file:line:column: error: what is wrong; what to do`.
  public var description: String { "\(place): error: \(message)" }
}

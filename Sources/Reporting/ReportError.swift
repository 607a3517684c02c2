/// Why a report cannot be made.
public struct ReportError: Error, Equatable, CustomStringConvertible {
  /// The file it is about.
  public var file: String
  /// The line in it, from 1, where there is one.
  public var line: Int?
  /// What is wrong and what to do.
  public var message: String

  /// `file:line: message`, as errors are printed.
  public var description: String {
    "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
  }
}

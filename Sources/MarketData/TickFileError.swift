/// Why tick files cannot be read as asked, with the place and what to do about it.
public struct TickFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, for programs that act on it.
  public enum Code: String, Sendable {
    /// No file matches a pattern.
    case noMatch = "no-match"
    /// A file cannot be opened or is not of a known container.
    case unreadable
    /// A compressed file is truncated or damaged.
    case corrupt
    /// A column the format needs is not in the header.
    case missingColumn = "missing-column"
    /// No format has this name, or none fits the file.
    case unknownFormat = "unknown-format"
    /// The specification of a source or of its clock contradicts itself or the files.
    case badSpecification = "bad-specification"
    /// A row was rejected and the policy is to fail.
    case rejectedRow = "rejected-row"
    /// More rows were rejected than the policy allows.
    case budgetExceeded = "budget-exceeded"
    /// A row arrived before it happened.
    case negativeLatency = "negative-latency"
    /// Rows or files are not in order of time.
    case badOrder = "bad-order"
    /// The machine has no memory left to read a file.
    case outOfMemory = "out-of-memory"
    /// A library failed for no fault of the file.
    case internalFault = "internal-fault"
  }

  /// What went wrong.
  public var code: Code
  /// The file, as found; a member of an archive as `archive.zip/member.csv`.
  public var file: String?
  /// The physical line, from 1.
  public var line: Int?
  /// The column, from 1.
  public var column: Int?
  /// What is wrong.
  public var message: String
  /// What to do, where there is something to do.
  public var advice: String?

  /// An error from its parts.
  public init(
    _ code: Code, file: String? = nil, line: Int? = nil, column: Int? = nil, _ message: String,
    advice: String? = nil
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.advice = advice
  }

  /// `file:line:column: error: what is wrong; what to do`, as far as each is known.
  public var description: String {
    var text = ""
    if let file {
      text += file + ":"
      if let line { text += "\(line):" }
      if let column, line != nil { text += "\(column):" }
      text += " "
    }
    text += "error: " + message
    if let advice { text += "; " + advice }
    return text
  }
}

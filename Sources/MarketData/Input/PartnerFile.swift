/// The other file that a file's rows are joined with, row by row.
enum PartnerFile: Sendable, Equatable {
  /// None: a file is all there is.
  case none
  /// The states of the book after each message of a LOBSTER message file.
  case lobsterBook
}

/// What happens when a row cannot be replayed.
public enum RejectPolicy: Sendable, Equatable {
  /// The row is rejected and reported; too many of them end the run.
  case reject(RejectBudget)
  /// The first rejected row ends the run.
  case fail

  /// At most 1 % of the rows of each source.
  public static let standard = RejectPolicy.reject(.share(0.01))
}

/// How many rows of a source may be rejected.
public enum RejectBudget: Sendable, Equatable {
  /// A share of the rows, from 0 to 1: judged at the end of the source, and from 1,000 rows on
  /// as soon as ten times the share, or half of the rows if that is less, have been rejected.
  case share(Double)
  /// A number of rows, judged at once.
  case count(Int)

  /// Whether `rejected` of `read` rows are too many.
  func isExceeded(rejected: Int, read: Int, atEnd: Bool) -> Bool {
    switch self {
    case .count(let count):
      return rejected > count
    case .share(let share):
      if atEnd { return Double(rejected) > share * Double(read) }
      return read >= 1_000 && Double(rejected) > max(share, min(10 * share, 0.5)) * Double(read)
    }
  }

  var text: String {
    switch self {
    case .count(let count): "\(count) rows"
    case .share(let share): "\(share * 100) % of the rows"
    }
  }
}

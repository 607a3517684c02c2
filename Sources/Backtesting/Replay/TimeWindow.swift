/// The span of exchange time that is replayed: from `from` on, up to but not at `to`.
///
/// Prints and funding outside of it are passed over. Quotes and other book changes before it are
/// replayed from the start of the first file that is read, because the book at `from` is made of
/// them: whoever replays a window gets events that are earlier, and none that are later.
public struct TimeWindow: Sendable, Equatable {
  /// The first instant of it (ns), or `nil` for the start of the data.
  public var from: Int64?
  /// The first instant after it (ns), or `nil` for the end of the data.
  public var to: Int64?

  /// A window; without arguments all of the data.
  public init(from: Int64? = nil, to: Int64? = nil) {
    self.from = from
    self.to = to
  }

  /// How far rows go back in time at most where the reading of a source stops at the window's end
  /// (ns): rows that go back farther are not looked for.
  static let disorder: Int64 = 60_000_000_000

  /// Why no row of a file that is dated `days` can be in the window, or `nil` where some may. Files
  /// of a day may hold a day more at either end: days begin at other times in other zones.
  func reasonToPassOver(days: ClosedRange<Int>) -> UnreadFile.Reason? {
    let day: Int64 = 86_400_000_000_000
    if let from, (Int64(days.upperBound) + 2) * day <= from { return .beforeWindow }
    if let to, (Int64(days.lowerBound) - 1) * day >= to { return .afterWindow }
    return nil
  }
}

/// A file of a source that was not read.
public struct UnreadFile: Sendable, Equatable {
  /// Why it was not.
  public enum Reason: Sendable, Equatable {
    /// Its name says that it lies before the window.
    case beforeWindow
    /// Its name says that it lies after the window, or a file before it went on past its end.
    case afterWindow
    /// It holds the same bytes as this earlier file.
    case duplicate(of: String)

    /// A stable word for it.
    public var code: String {
      switch self {
      case .beforeWindow: "before-window"
      case .afterWindow: "after-window"
      case .duplicate: "duplicate"
      }
    }
  }

  /// The file as it was found.
  public var path: String
  /// Why it was not read.
  public var reason: Reason
}

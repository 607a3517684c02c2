public import MarketData

/// The ticks of an experiment, opened for one replay: the merged events and, once they have been
/// replayed, what is to be said of them.
public protocol MarketFeed: AnyObject {
  /// All sources merged into one timeline, on corrected clocks.
  var stream: any EventStream { get }
  /// The share of the input consumed so far, from 0 to 1, for progress.
  var shareDone: Double { get }
  /// Data rows read so far, for progress.
  var rowsRead: Int64 { get }
  /// What the manifest says of the data; complete once the stream has ended.
  func report() throws -> MarketReport
}

/// What the manifest says of the data.
public struct MarketReport: Sendable {
  /// Every input file, in the order of the experiment.
  public var inputs: [Manifest.Input] = []
  /// Data rows read.
  public var rowsRead: Int64 = 0
  /// Rows that became events.
  public var rowsReplayed: Int64 = 0
  /// Rows set aside, by reason.
  public var rowsRejected: [String: Int64] = [:]
  /// Rows whose price was moved onto the grid.
  public var rowsSnapped: Int64 = 0
  /// Further statistics, in the order they are written.
  public var statistics: [(name: String, value: JSONValue)] = []
  /// The clock shift applied to each recorder and how it was found: `given`, `measured` or `none`.
  public var clockShifts: [(recorder: String, nanoseconds: Int64, source: String)] = []
  /// What else is known of how the data was read, in the order it is written; results and the rest
  /// of the manifest do not depend on it.
  public var timing: [(name: String, value: JSONValue)] = []
  /// Sentences on what the data limits.
  public var caveats: [String] = []

  /// An empty report.
  public init() {}
}

internal import Backtesting
internal import MarketData

/// The option that names the format of all files.
enum FormatOption {
  /// The format called `name`, `nil` where none is named.
  static func format(_ name: String?) throws -> TickFormat? {
    guard let name else { return nil }
    guard let format = TickFormat.named(name) else {
      let names = TickFormat.all.map(\.name)
      throw UsageError(
        message: "unknown format '\(name)'; " + NearestName.hint(for: name, among: names))
    }
    return format
  }
}

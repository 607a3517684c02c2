internal import Backtesting
internal import Experiments
internal import MarketData

/// The option that names the format of all files.
enum FormatOption {
  /// The format called `name`, `nil` where none is named.
  static func format(_ name: String?) throws -> TickFormat? {
    guard let name else { return nil }
    guard let format = TickFormat.named(name) else {
      throw UsageError(message: "unknown format '\(name)'; " + FormatNames.hint(for: name))
    }
    return format
  }

  /// All formats, those of one vendor on a line.
  static var list: String {
    var lines: [(vendor: Substring, text: String)] = []
    for format in TickFormat.all {
      let vendor = format.name.prefix { $0 != "/" }
      if let place = lines.firstIndex(where: { $0.vendor == vendor }) {
        lines[place].text += ", " + format.name
      } else {
        lines.append((vendor, "  " + format.name))
      }
    }
    return lines.map(\.text).joined(separator: "\n")
  }
}

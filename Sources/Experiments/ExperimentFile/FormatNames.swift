internal import Backtesting
internal import MarketData

/// Helps with the names of formats, of which there are too many for a message.
public enum FormatNames {
  /// What to say of `name`, which is no format: the one that was probably meant, or where they are
  /// listed.
  public static func hint(for name: String) -> String {
    if let near = NearestName.suggestion(for: name, among: TickFormat.names) {
      return "did you mean '\(near)'?"
    }
    return "'ballast check --help' lists the formats; 'generic' describes any other"
  }
}

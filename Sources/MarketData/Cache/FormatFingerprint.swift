/// Everything of a format that decides what its files are decoded into, as text: all properties
/// of the value and of the values in it, whatever they are called, so that none can be forgotten.
enum FormatFingerprint {
  /// The fingerprint of `format`.
  static func text(of format: TickFormat) -> String { describe(format) }

  private static func describe(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    let type = "\(Swift.type(of: value))"
    guard !mirror.children.isEmpty else { return "\(type)(\(String(reflecting: value)))" }
    var parts = mirror.children.map { "\($0.label ?? ""):\(describe($0.value))" }
    // The order of these is another one in each process.
    if mirror.displayStyle == .set || mirror.displayStyle == .dictionary { parts.sort() }
    return "\(type)[\(parts.joined(separator: ","))]"
  }
}

/// Everything of a format that decides what its files are decoded into, as text: all properties
/// of the value and of the values in it, whatever they are called, so that none can be forgotten.
enum FormatFingerprint {
  /// The fingerprint of `format`.
  static func text(of format: TickFormat) -> String {
    var writer = Writer()
    writer.describe(format)
    return writer.text
  }

  /// Remembers the names of types, which cost more to find than all values together.
  private struct Writer {
    var text = ""
    private var typeNames: [ObjectIdentifier: String] = [:]

    init() {}

    mutating func describe(_ value: Any) {
      text += name(of: Swift.type(of: value))
      // The leaves that most properties are, without the search for a conformance.
      switch value {
      case let leaf as Int: return text += "(\(leaf))"
      case let leaf as Bool: return text += leaf ? "(true)" : "(false)"
      case let leaf as UInt8: return text += "(\(leaf))"
      case let leaf as Int64: return text += "(\(leaf))"
      case let leaf as String: return text += "(\(leaf.utf8.count) \(leaf))"
      default: break
      }
      let mirror = Mirror(reflecting: value)
      guard !mirror.children.isEmpty else { return text += "(\(String(reflecting: value)))" }
      text += "["
      if mirror.displayStyle == .set || mirror.displayStyle == .dictionary {
        // The order of these is another one in each process.
        let parts = mirror.children.map { child in
          var part = Writer()
          part.describe(child.value)
          return part.text
        }
        text += parts.sorted().joined(separator: ",")
      } else {
        for child in mirror.children {
          text += child.label ?? ""
          text += ":"
          describe(child.value)
          text += ","
        }
      }
      text += "]"
    }

    private mutating func name(of type: any Any.Type) -> String {
      if let known = typeNames[ObjectIdentifier(type)] { return known }
      let name = "\(type)"
      typeNames[ObjectIdentifier(type)] = name
      return name
    }
  }
}

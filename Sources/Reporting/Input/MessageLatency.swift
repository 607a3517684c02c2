/// How long one kind of message travels, as the manifest says it.
enum MessageLatency: Equatable {
  /// Always this long, a text with its unit.
  case constant(String)
  /// As long as the rows of a file say.
  case measured(file: String)
  /// Drawn from a distribution; the text says which.
  case drawn(String)

  init?(_ json: ManifestJSON) {
    guard json.isObject else {
      guard let text = json.text else { return nil }
      self = .constant(text)
      return
    }
    if let file = json["file"].text {
      self = .measured(file: file)
      return
    }
    guard let kind = json.keys.first else { return nil }
    let values = json[kind]
    let median = values["median"].text ?? NumberFormat.missing
    switch kind {
    case "uniform":
      let bounds = [values["from"], values["to"]].map { $0.text ?? NumberFormat.missing }
      self = .drawn("uniform from \(bounds[0]) to \(bounds[1])")
    case "lognormal":
      let spread = values["spread"].text ?? NumberFormat.missing
      self = .drawn("lognormal with median \(median) and spread \(spread)")
    default: self = .drawn("\(kind) with median \(median)")
    }
  }

  /// The time in a sentence: "10ms", "times measured in latencies.csv".
  var phrase: String {
    switch self {
    case .constant(let text): text
    case .measured(let file): "times measured in \(file)"
    case .drawn(let law): "random times (\(law))"
    }
  }

  /// The time in a table cell.
  var word: String {
    switch self {
    case .constant(let text): text
    case .measured(let file): file
    case .drawn(let law): law
    }
  }

  /// Whether it is the same for all messages.
  var isConstant: Bool {
    if case .constant = self { true } else { false }
  }

  /// Whether it is drawn from a distribution.
  var isDrawn: Bool {
    if case .drawn = self { true } else { false }
  }

  /// Whether such messages take no time at all.
  var isZero: Bool {
    guard case .constant(let text) = self else { return false }
    let number = text.prefix { $0.isNumber || $0 == "." }
    return !number.isEmpty && number.allSatisfy { "0.".contains($0) }
  }
}

/// One parameter of a model of `ballast quotes`.
public struct QuoteModelParameter: Sendable {
  /// Its name; the first of `names`.
  public var name: String { names[0] }
  /// The names it may be given by.
  public var names: [String]
  /// Its meaning, with its unit.
  public var documentation: String
  /// The text used where none is given; `nil` where it has to be given, empty where it may be left
  /// out.
  public var defaultText: String?
  /// The numbers allowed, as in `Range`.
  public var range: Range
  /// The words allowed, where it is no number.
  public var choices: [String] = []

  /// The numbers a parameter may have.
  public enum Range: String, Sendable {
    /// Any finite number.
    case any = "any number"
    /// 0 and above.
    case nonNegative = "at least 0"
    /// Above 0.
    case positive = "greater than 0"

    func contains(_ number: Double) -> Bool {
      switch self {
      case .any: number.isFinite
      case .nonNegative: number.isFinite && number >= 0
      case .positive: number.isFinite && number > 0
      }
    }
  }

  init(
    _ names: String..., default defaultText: String? = nil, in range: Range = .positive,
    meaning documentation: String
  ) {
    self.names = names
    self.documentation = documentation
    self.defaultText = defaultText
    self.range = range
  }

  init(
    _ name: String, choices: [String], default defaultText: String, meaning documentation: String
  ) {
    names = [name]
    self.documentation = documentation
    self.defaultText = defaultText
    self.choices = choices
    range = .any
  }

  /// The values allowed, in words.
  public var rangeText: String {
    choices.isEmpty ? range.rawValue : choices.joined(separator: " | ")
  }
}

/// The values of a model's parameters, by the parameter's first name.
public struct QuoteModelValues: Sendable {
  private var numbers: [String: Double] = [:]
  private var words: [String: String] = [:]

  init(
    _ texts: [(name: String, text: String)], of kind: QuoteModelKind,
    hint: (String, [String]) -> String
  ) throws(QuoteModelError) {
    var given: [String: String] = [:]
    for (name, text) in texts {
      guard let parameter = kind.parameters.first(where: { $0.names.contains(name) }) else {
        throw QuoteModelError(
          parameter: name,
          message: "\(kind.name) has no such parameter; "
            + hint(name, kind.parameters.flatMap(\.names)))
      }
      guard given.updateValue(text, forKey: parameter.name) == nil else {
        throw QuoteModelError(parameter: name, message: "given twice; keep one")
      }
    }
    for parameter in kind.parameters {
      guard let text = given[parameter.name] ?? parameter.defaultText else {
        throw QuoteModelError(
          parameter: parameter.name,
          message: "missing (\(parameter.documentation)); give --set \(parameter.name)=VALUE")
      }
      if text.isEmpty, given[parameter.name] == nil { continue }
      try set(parameter, text, hint: hint)
    }
  }

  private mutating func set(
    _ parameter: QuoteModelParameter, _ text: String, hint: (String, [String]) -> String
  ) throws(QuoteModelError) {
    if !parameter.choices.isEmpty {
      guard parameter.choices.contains(text) else {
        throw QuoteModelError(
          parameter: parameter.name,
          message: "'\(text)' is none of its choices; \(hint(text, parameter.choices))")
      }
      words[parameter.name] = text
      return
    }
    guard let number = Double(text), parameter.range.contains(number) else {
      throw QuoteModelError(
        parameter: parameter.name,
        message: "'\(text)' must be a number, \(parameter.rangeText)")
    }
    numbers[parameter.name] = number
  }

  /// The number of a parameter that has one.
  public func optional(_ name: String) -> Double? { numbers[name] }

  func number(_ name: String) throws(QuoteModelError) -> Double {
    guard let number = numbers[name] else {
      throw QuoteModelError(parameter: name, message: "missing; give --set \(name)=VALUE")
    }
    return number
  }

  func word(_ name: String) -> String { words[name] ?? "" }
}

/// A model of `ballast quotes`: its parameters, where it comes from and how it is made.
public struct QuoteModelKind: Sendable {
  /// Its name.
  public var name: String
  /// One sentence.
  public var summary: String
  /// Its formula.
  public var formula: String
  /// Where that comes from.
  public var source: String
  /// What can be set.
  public var parameters: [QuoteModelParameter]
  let make: @Sendable (QuoteModelValues) throws(QuoteModelError) -> any QuoteModel

  /// The model with the parameters that `texts` give; `hint` words the nearest known name.
  public func model(
    _ texts: [(name: String, text: String)], hint: (String, [String]) -> String
  ) throws(QuoteModelError) -> any QuoteModel {
    try make(QuoteModelValues(texts, of: self, hint: hint))
  }
}

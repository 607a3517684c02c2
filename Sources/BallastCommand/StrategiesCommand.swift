internal import ArgumentParser
internal import Experiments
internal import Strategies

/// `ballast strategies [NAME]`.
struct StrategiesCommand: CatalogueCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategies",
    abstract: "List the strategies, or explain one.",
    discussion: """
      Without a name: one line per strategy. With one: its formula and source, and every parameter \
      with its unit, default and range. 'scripted' carries out the orders of a CSV file with the \
      columns timestamp_ns,action,order,side,price,quantity, where action is place, amend, cancel \
      or immediate.
      """)

  @Argument(help: "A strategy's name.")
  var name: String?

  @Flag(help: "Print JSON.")
  var json = false

  mutating func run(_ catalogue: StrategyCatalogue) throws {
    guard let name else {
      print(json ? Self.json(catalogue.descriptions).text : Self.list(catalogue.descriptions))
      return
    }
    let description = StrategyDescription(try catalogue.strategy(named: name))
    print(json ? Self.json(description).text : Self.text(description))
  }

  private static func list(_ descriptions: [StrategyDescription]) -> String {
    let all =
      descriptions.map { ($0.name, $0.summary) } + [
        ("scripted", "Carries out the orders of a CSV file.")
      ]
    let width = all.map(\.0.count).max() ?? 0
    return all.map { name, summary in
      name + String(repeating: " ", count: width - name.count + 2) + summary
    }.joined(separator: "\n")
  }

  private static func text(_ description: StrategyDescription) -> String {
    var lines = [description.name, "  " + description.summary]
    if let guide = description.guide {
      lines += ["", "Formula", "  " + guide.formula]
      if !guide.source.isEmpty { lines += ["", "Source", "  " + guide.source] }
      lines += ["", "The wrong choice where", "  " + guide.wrongChoice]
    }
    lines += ["", "Parameters"]
    for parameter in description.parameters {
      let value =
        switch parameter.defaultText {
        case nil: "required"
        case "": "optional"
        case let text?: "default \(text)"
        }
      lines.append("  \(parameter.name) (\(value))")
      lines.append("      \(parameter.documentation)")
      lines.append("      \(parameter.unit); \(parameter.range)")
    }
    lines += [
      "",
      "Every strategy also takes name, use, limit (hard limit on |inventory|), start and fills.",
    ]
    return lines.joined(separator: "\n")
  }

  private static func json(_ descriptions: [StrategyDescription]) -> JSONValue {
    .array(descriptions.map(json))
  }

  private static func json(_ description: StrategyDescription) -> JSONValue {
    .object([
      ("name", .string(description.name)), ("summary", .string(description.summary)),
      ("formula", description.guide.map { .string($0.formula) } ?? .null),
      ("source", description.guide.map { .string($0.source) } ?? .null),
      (
        "parameters",
        .array(
          description.parameters.map { parameter in
            .object([
              ("name", .string(parameter.name)), ("unit", .string(parameter.unit)),
              ("default", parameter.defaultText.map { .string($0) } ?? .null),
              ("range", .string(parameter.range)),
              ("documentation", .string(parameter.documentation)),
            ])
          })
      ),
    ])
  }
}

internal import ArgumentParser
internal import Backtesting
internal import Experiments
internal import Strategies

/// `ballast quotes MODEL`: the offsets of a model's quotes over a range of inventories.
struct QuotesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quotes",
    abstract: "Tabulate a model's bid and ask offsets over inventories.",
    discussion: """
      Prints CSV: inventory,bid_offset,ask_offset with the offsets mid - bid and ask - mid; a side \
      that is not quoted is empty. Without a model, lists the models; with --parameters, what the \
      model can be given. Any consistent units do.

      ballast quotes glft --set sigma=0.3 --set A=0.9 --set k=0.3 --set gamma=0.01 \
      --set horizon=600 --set limit=30 --set form=exact --inventory -30:30 --time 0
      """)

  @Argument(help: "A model's name.")
  var model: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "A parameter as NAME=VALUE; may be repeated.")
  var settings: [String] = []

  @Option(
    parsing: .unconditional,
    help: "Inventories: one, a list 1,2,5, a range -30:30 of whole steps, or from:to:step.")
  var inventory: String = "0"

  @Option(
    parsing: .unconditionalSingleValue,
    help: "Time since the start (s); several give a first column time.")
  var time: [Double] = []

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "List the model's parameters.")
  var parameters = false

  mutating func run() throws {
    guard let model else {
      print(QuoteModelText.list)
      return
    }
    guard let kind = QuoteModelKind.all.first(where: { $0.name == model }) else {
      let hint = NearestName.hint(for: model, among: QuoteModelKind.all.map(\.name))
      throw UsageError(message: "unknown model '\(model)'; \(hint)")
    }
    if parameters {
      print(QuoteModelText.text(kind))
      return
    }
    do {
      try tabulate(kind)
    } catch let error as QuoteModelError {
      throw UsageError(message: "\(error); see: ballast quotes \(model) --parameters")
    }
  }

  private func tabulate(_ kind: QuoteModelKind) throws {
    var texts: [(name: String, text: String)] = []
    for setting in settings {
      guard let sign = setting.firstIndex(of: "=") else {
        throw UsageError(message: "--set \(setting): write it as NAME=VALUE")
      }
      texts.append((String(setting[..<sign]), String(setting[setting.index(after: sign)...])))
    }
    let quotes = try kind.model(texts) { NearestName.hint(for: $0, among: $1) }
    let inventories = try InventoryList.parse(inventory)
    let times = time.isEmpty ? [0] : time
    guard times.allSatisfy(\.isFinite) else {
      throw UsageError(message: "--time must be a finite number of seconds")
    }
    let tables = try times.map { try quotes.offsets(at: inventories, time: $0) }
    if json {
      print(QuoteModelText.json(kind, times: times, inventories, tables).text)
    } else {
      print(QuoteModelText.csv(times: times, inventories, tables), terminator: "")
    }
  }
}

/// Reads the inventories of `--inventory`.
enum InventoryList {
  /// The most inventories of one table.
  private static let most = 2_000_001.0

  static func parse(_ text: String) throws(UsageError) -> [Double] {
    var result: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
      var numbers: [Double] = []
      for case let number? in ends where number.isFinite { numbers.append(number) }
      guard numbers.count == ends.count, (1...3).contains(numbers.count) else {
        throw UsageError(
          message: "--inventory '\(text)' is none; write 5, -2,0,2, -30:30 or -30:30:5")
      }
      if numbers.count == 1 {
        result.append(numbers[0])
        continue
      }
      let step = numbers.count == 3 ? numbers[2] : 1
      let steps = (numbers[1] - numbers[0]) / step
      guard step != 0, steps >= 0 else {
        throw UsageError(
          message: "--inventory '\(text)' never ends; write the lesser end first, as in -30:30:5")
      }
      guard steps < most else {
        throw UsageError(message: "--inventory '\(text)' has too many rows; take a larger step")
      }
      // Multiples of the step from the start, so that errors do not add up.
      for count in 0...Int((steps * (1 + 1e-12)).rounded(.down)) {
        result.append(numbers[0] + Double(count) * step)
      }
    }
    return result
  }
}

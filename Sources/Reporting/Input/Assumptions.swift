/// How orders travel, fill and pay, as the manifest says it.
struct Assumptions: Equatable {
  /// The fill model in the words of experiment files, such as `power(3)`.
  var model: String
  /// `printed` or `whole`.
  var fill: String?
  /// `touch`, `none` or a quantity.
  var hiddenQueue: String?
  /// `clamp`, `reject` or `take`.
  var crossing: String?
  /// Whether the opposite best fills resting orders.
  var bookCrossing: Bool
  /// How long new orders, cancels and reports travel.
  var orderLatency: MessageLatency?
  var cancelLatency: MessageLatency?
  var responseLatency: MessageLatency?
  /// What fills pay.
  var fees: FeeFacts
  /// What immediate orders pay beyond the displayed depth, in words; `nil` where they get nothing
  /// there.
  var impact: String?

  init(_ json: ManifestJSON) {
    model = Self.model(json["model"])
    fill = json["fill"].text
    hiddenQueue = json["hidden-queue"].text
    crossing = json["crossing"].text
    bookCrossing = !["off", "false"].contains(json["book-crossing"].text ?? "on")
    orderLatency = MessageLatency(json["latency"]["order"])
    cancelLatency = MessageLatency(json["latency"]["cancel"])
    responseLatency = MessageLatency(json["latency"]["response"])
    fees = FeeFacts(json["fees"])
    impact = Self.impact(json["impact"])
  }

  /// The model's word, also where it is given in the long form of experiment files.
  private static func model(_ json: ManifestJSON) -> String {
    guard json.isObject, let kind = json.keys.first else { return json.text ?? "not stated" }
    if kind == "queue" {
      let cancels = json[kind]["cancels"].text ?? "risk-averse"
      return json[kind]["n"].text.map { "\(cancels)(\($0))" } ?? cancels
    }
    return json[kind].text.map { "\(kind)(\($0))" } ?? kind
  }

  private static func impact(_ json: ManifestJSON) -> String? {
    guard json.isObject, let kind = json.keys.first, let size = json[kind].text else { return nil }
    return "\(size) (\(kind) impact)"
  }

  /// The model's word without its argument.
  var modelWord: String { String(model.prefix { $0 != "(" }) }

  /// Whether the model follows the place of each order in its queue.
  var hasQueue: Bool { !["touch", "through", "probabilistic", "intensity"].contains(modelWord) }

  /// The model in a sentence.
  var modelSentence: String {
    switch modelWord {
    case "touch": "fills whenever the market touches the price (`touch`, an optimistic bound)"
    case "through":
      "fills only when the market goes through the price (`\(model)`, a pessimistic bound)"
    case "probabilistic":
      "fills when the market touches the price and a draw accepts the print (`\(model)`; the same "
        + "draw for all strategies, whatever their place in the queue)"
    case "intensity":
      "fills at random times whose rate falls with its distance from the mid (`\(model)`; the same "
        + "arrivals for all strategies, whatever was printed)"
    case "not stated": "an unstated fill model"
    default: "fills behind the displayed queue, whose cancels follow the `\(model)` model"
    }
  }

  /// How long the three kinds of message travel, as far as it is stated.
  var latencies: [MessageLatency] {
    [orderLatency, cancelLatency, responseLatency].compactMap { $0 }
  }
}

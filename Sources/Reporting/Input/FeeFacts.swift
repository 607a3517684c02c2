/// What fills pay, as the manifest says it.
struct FeeFacts: Equatable {
  /// Fees as a rate of notional; negative is a rebate.
  var maker: Double?
  var taker: Double?
  /// Money per lot and per fill, for makers and takers; `nil` where nothing is charged so.
  var perLot: Pair?
  var perFill: Pair?
  /// Rates by traded volume, from the lowest volume; empty where they do not depend on it.
  var tiers: [Tier]
  /// Over which time volume counts for the tiers: `cumulative` or a span.
  var volume: String?

  /// An amount for makers and one for takers.
  struct Pair: Equatable {
    var maker: Double
    var taker: Double
  }

  /// The rates from a volume on.
  struct Tier: Equatable {
    var volume: Double?
    var maker: Double?
    var taker: Double?
  }

  init(_ json: ManifestJSON) {
    maker = json["maker"].number
    taker = json["taker"].number
    perLot = Pair(json["per-lot"])
    perFill = Pair(json["per-fill"])
    tiers = json["tiers"].list.map {
      Tier(volume: $0["from"].number, maker: $0["maker"].number, taker: $0["taker"].number)
    }
    volume = json["volume"].text
  }

  /// The fees in sentences; `currency` is that of the amounts.
  func sentences(currency: String) -> String {
    var text =
      "Fees are \(NumberFormat.basisPoints(maker)) of notional for makers and "
      + "\(NumberFormat.basisPoints(taker)) for takers"
    for (amount, of) in [(perLot, "lot"), (perFill, "fill")] {
      guard let amount else { continue }
      text +=
        ", plus \(NumberFormat.plain(amount.maker)) and \(NumberFormat.plain(amount.taker)) "
        + "\(currency) per \(of)"
    }
    text += " (negative: a rebate)."
    guard !tiers.isEmpty else { return text }
    let steps = tiers.map {
      "\(NumberFormat.basisPoints($0.maker)) and \(NumberFormat.basisPoints($0.taker)) from "
        + "\(NumberFormat.plain($0.volume)) \(currency)"
    }
    let over = volume == "cumulative" || volume == nil ? "so far" : "of the last \(volume ?? "")"
    return text + " By the traded volume \(over) they change to \(steps.joined(separator: ", "))."
  }

  /// The fees in a table cell.
  var summary: String {
    var text = "fees \(NumberFormat.basisPoints(maker))/\(NumberFormat.basisPoints(taker))"
    if perLot != nil { text += " and per lot" }
    if perFill != nil { text += " and per fill" }
    if !tiers.isEmpty { text += " in \(tiers.count) tiers" }
    return text
  }
}

extension FeeFacts.Pair {
  /// The amounts here; `nil` where there are none, or both are 0.
  fileprivate init?(_ json: ManifestJSON) {
    guard let maker = json["maker"].number, let taker = json["taker"].number,
      maker != 0 || taker != 0
    else { return nil }
    self.init(maker: maker, taker: taker)
  }
}

internal import Backtesting
internal import MarketData

/// What limits the results of a run, in sentences for its manifest and report.
enum Caveats {
  static func of(
    _ experiment: Experiment, _ manifest: Manifest, series: [HorizonSeries]
  ) -> [String] {
    var caveats = [model(experiment)]
    let lanes = experiment.lanes
    let assumptions = lanes.map(\.settings.assumptions)
    let instruments = experiment.instruments
    if lanes.contains(where: {
      $0.settings.assumptions != instruments[$0.instrument].fills
    }) {
      caveats.append("Strategies run under different fill assumptions: compare them with care.")
    }
    if assumptions.contains(where: \.hasInstantMessages) {
      caveats.append("An order or response latency is zero: real orders travel.")
    }
    let (result, replay) = (manifest.result, experiment.replay)
    if result.trades == 0, result.quotes + result.bookMessages > 0 {
      caveats.append("The data has no trades: orders fill by crossing only.")
    }
    for entry in experiment.instruments {
      guard let spread = entry.touchSpread else { continue }
      caveats.append(
        "The touch of \(entry.instrument.symbol) is made of its prints, \(spread) ticks wide: it "
          + "says nothing of what quoting inside a real spread would earn.")
    }
    let impactFills = result.lanes.reduce(0) { $0 + $1.impactFills }
    if impactFills > 0 {
      caveats.append(
        "\(impactFills) taker fills lie beyond the displayed depth, at prices that 'impact' makes.")
    }
    if result.tradesWithoutSide > 0 {
      caveats.append("\(result.tradesWithoutSide) trades have no side and filled nothing.")
    }
    caveats += market(result, experiment)
    caveats += ContractCaveats.liquidations(result)
    // Rows that somebody asked not to see are counted, not listed.
    var unasked = manifest.rowsRejected["outside-window"] ?? 0
    if experiment.data.contains(where: { $0.symbol != nil }) {
      unasked += manifest.rowsRejected["other-symbol"] ?? 0
    }
    if unasked > 0 {
      caveats.append(
        "\(unasked) of \(manifest.rowsRead) rows are of other symbols than asked for, or outside "
          + "the window.")
    }
    let rejected = manifest.rowsRejected.values.reduce(0, +) - unasked
    if rejected > 0 {
      caveats.append("\(rejected) of \(manifest.rowsRead) rows were rejected: see rejects.csv.")
    }
    let offGrid = result.lanes.filter { $0.rejections["not-finite"] != nil }.map(\.settings.name)
    if !offGrid.isEmpty {
      caveats.append(
        "Asked for prices or quantities that are on no grid, and was refused: "
          + offGrid.joined(separator: ", ") + ".")
    }
    let debtors = zip(lanes, result.lanes).filter { lane, outcome in
      instruments[lane.instrument].instrument.kind == .spot && outcome.wentIntoDebt
    }.map(\.0.settings.name)
    if !debtors.isEmpty {
      caveats.append(
        "Bought with money it did not have (cash below 0): "
          + debtors.joined(separator: ", ") + ".")
    }
    if result.quotesCrossed * 1000 > result.quotes {
      caveats.append(
        "\(result.quotesCrossed) of \(result.quotes) quotes are crossed; they were used as they "
          + "are, and mids between crossed prices mean little.")
    }
    if instruments.count > 1, Set(instruments.map(\.instrument.settlement)).count > 1 {
      caveats.append("Instruments are settled in different currencies: money does not add up.")
    }
    let unclosed = result.lanes.filter { $0.rejections["session-not-closed"] != nil }
    if !unclosed.isEmpty {
      caveats.append(
        "A session ended with nothing displayed to close the inventory against, which was carried "
          + "over: " + unclosed.map(\.settings.name).joined(separator: ", ") + ".")
    }
    if replay.sessions?.policy == .reset {
      caveats.append(
        "At the end of each session inventory was exchanged for that of the start at the mid, "
          + "which no trader can do.")
    }
    caveats += horizons(experiment, series)
    caveats += legs(experiment)
    let idle = zip(lanes, result.lanes).filter { $0.leg == 0 && $1.span == nil }
      .map(\.0.settings.name)
    if !idle.isEmpty {
      caveats.append(
        "Never decided, for want of a two-sided touch or of script rows in the span: "
          + idle.joined(separator: ", ") + ".")
    }
    caveats.append(
      "Own orders move no market: displayed sizes and other participants do not react to them.")
    return caveats
  }

  /// What the rows of strategies with legs mean.
  private static func legs(_ experiment: Experiment) -> [String] {
    experiment.strategies.filter { !$0.legs.isEmpty }.map { entry in
      let names = ([entry.instrument] + entry.legs.map(\.instrument)).map {
        experiment.instruments[$0].instrument.name
      }
      return "\(entry.lane.name) trades \(names.joined(separator: " and ")): its money and numbers "
        + "of orders and fills are over all of them, its inventory, fill ratio and markouts are of "
        + "\(names[0]); legs.csv has each."
    }
  }

  /// What is said of books, of sides that the data does not give, and of funding.
  private static func market(_ result: BacktestResult, _ experiment: Experiment) -> [String] {
    var caveats: [String] = []
    let inferred = result.sidesInferredByQuote + result.sidesInferredByTick
    if inferred + result.sidesNotInferred > 0 {
      caveats.append(
        "The sides of \(inferred) of \(result.trades) trades were inferred: "
          + "\(result.sidesInferredByQuote) from the touch before them, "
          + "\(result.sidesInferredByTick) from the trade before them; "
          + "\(result.sidesNotInferred) could not be.")
    }
    if experiment.replay.keepsCrossedLevels {
      caveats.append("Levels that the other side has reached were kept, as 'crossed: keep' says.")
    } else if result.levelsDroppedCrossed > 0 {
      caveats.append(
        "\(result.levelsDroppedCrossed) levels were dropped because later messages about the book "
          + "set levels of the other side that reached them.")
    }
    if result.bookStatesCrossed > 0 {
      caveats.append(
        "The book was crossed after \(result.bookStatesCrossed) of \(result.bookMessages) "
          + "messages; mids between crossed prices mean little.")
    }
    return caveats + ContractCaveats.funding(result)
  }

  private static func model(_ experiment: Experiment) -> String {
    let fills = experiment.fills
    var text = "Fill model \(fills.model.settingText), \(fills.fill.rawValue) quantities"
    if case .queue = fills.model {
      switch fills.hiddenQueue {
      case .touch: text += ", queue at hidden prices as at the touch"
      case .none: text += ", no queue at hidden prices"
      case .fixed(let lots):
        text += ", queue at hidden prices "
        text += "fixed at \(experiment.instrument.quantityText(lots: lots))"
      }
    }
    if fills.model.draws { text += ", random numbers of seed \(fills.seed)" }
    if case .intensity = fills.model { text += ", prints do not fill" }
    return text + (fills.bookCrossing ? "" : ", book crossings do not fill") + "."
  }

  private static func horizons(_ experiment: Experiment, _ series: [HorizonSeries]) -> [String] {
    guard let first = series.first else { return [] }
    let n = first.profits.map(\.count).max() ?? 0
    let horizon = Durations.text(first.horizon)
    if n == 0 {
      return ["The span is shorter than one horizon of \(horizon): no risk numbers."]
    }
    let thin = experiment.metrics.levels.filter { Double(n) * (1 - $0.doubleValue) < 10 - 1e-9 }
    guard !thin.isEmpty else { return [] }
    let levels = thin.map(\.description).joined(separator: ", ")
    return [
      "Only \(n) horizons of \(horizon): fewer than ten observations in the tail at \(levels)."
    ]
  }
}

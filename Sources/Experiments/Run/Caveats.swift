internal import Backtesting
internal import MarketData

/// What limits the results of a run, in sentences for its manifest and report.
enum Caveats {
  static func of(
    _ experiment: Experiment, _ manifest: Manifest, series: [HorizonSeries]
  ) -> [String] {
    var caveats = [model(experiment)]
    let assumptions = experiment.strategies.map(\.lane.assumptions)
    if assumptions.contains(where: { $0 != experiment.fills }) {
      caveats.append("Strategies run under different fill assumptions: compare them with care.")
    }
    if assumptions.contains(where: { $0.orderLatency == 0 || $0.responseLatency == 0 }) {
      caveats.append("An order or response latency is zero: real orders travel.")
    }
    let result = manifest.result
    if result.trades == 0, result.quotes > 0 {
      caveats.append("The data has no trades: orders fill by crossing only.")
    }
    if result.tradesWithoutSide > 0 {
      caveats.append("\(result.tradesWithoutSide) trades have no side and filled nothing.")
    }
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
    let debtors = result.lanes.filter(\.wentIntoDebt).map(\.settings.name)
    if experiment.instrument.kind == .spot, !debtors.isEmpty {
      caveats.append(
        "Bought with money it did not have (cash below 0): "
          + debtors.joined(separator: ", ") + ".")
    }
    if result.quotesCrossed * 1000 > result.quotes {
      caveats.append(
        "\(result.quotesCrossed) of \(result.quotes) quotes are crossed; they were used as they "
          + "are, and mids between crossed prices mean little.")
    }
    caveats += horizons(experiment, series)
    let idle = result.lanes.filter { $0.span == nil }.map(\.settings.name)
    if !idle.isEmpty {
      caveats.append(
        "Never decided, for want of a two-sided touch or of script rows in the span: "
          + idle.joined(separator: ", ") + ".")
    }
    caveats.append(
      "Own orders move no market: displayed sizes and other participants do not react to them.")
    return caveats
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

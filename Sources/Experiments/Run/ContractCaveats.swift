internal import Backtesting

/// What is said of funding, margin and balances.
enum ContractCaveats {
  /// What is said of the funding rates of the data.
  static func funding(_ result: BacktestResult) -> [String] {
    var caveats: [String] = []
    if result.fundingRates > 0, result.fundingPayments == 0 {
      caveats.append(
        "\(result.fundingRates) funding rates were read and none fell due within the data: no "
          + "position paid or received funding.")
    }
    if result.fundingAtMid > 0 {
      caveats.append(
        "\(result.fundingAtMid) of \(result.fundingPayments) funding payments came without a mark "
          + "price: they were reckoned on the mid.")
    }
    if result.fundingRescheduled > 0 {
      caveats.append(
        "\(result.fundingRescheduled) announced funding payments were put off before they were "
          + "due: each was paid at its last time alone.")
    }
    return caveats
  }

  /// What is said of lanes whose position the venue closed.
  static func liquidations(_ result: BacktestResult) -> [String] {
    let liquidated = result.lanes.filter { $0.liquidations ?? 0 > 0 }
    guard !liquidated.isEmpty else { return [] }
    let names = liquidated.map { lane in
      let count = lane.liquidations ?? 0
      let times = count == 1 ? "once" : "\(count) times"
      return "\(lane.settings.name) (\(times)"
        + (lane.settings.margin?.stops == true ? ", and stopped)" : ")")
    }
    return [
      "Liquidated for want of margin, at what the book showed or its deepest price: "
        + names.joined(separator: ", ") + "."
    ]
  }
}

extension TickFormat {
  /// Binance futures `fundingRate`: what was settled when, ms; positive: who is long pays.
  static let binanceFunding = TickFormat(
    name: "binance/fundingRate", kind: .funding,
    layouts: [
      TickLayout(
        header: .either, fieldCount: 3,
        columns: [
          TickColumn(.exchangeTime, ["calc_time"], at: 0, time: .milliseconds),
          TickColumn(.price, ["last_funding_rate"], at: 2),
        ],
        headerNames: ["calc_time", "funding_interval_hours", "last_funding_rate"],
        records: [.funding])
    ])
}

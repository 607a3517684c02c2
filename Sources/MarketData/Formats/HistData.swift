extension TickFormat {
  /// HistData.com generic ASCII ticks: the clock is EST all year; the volume is always 0 and says
  /// nothing; no header.
  static let histData = withoutSizes(
    TickFormat(
      name: "histdata/ticks", kind: .quotes,
      layouts: [
        TickLayout(
          header: .absent, fieldCount: 4,
          columns: [
            TickColumn(
              .exchangeTime, [], at: 0, time: .pattern("yyyyMMdd HHmmssSSS", zone: .known("EST"))),
            TickColumn(.bidPrice, [], at: 1, optional: true),
            TickColumn(.askPrice, [], at: 2, optional: true),
          ])
      ]), "EST, UTC-5 all year")
}

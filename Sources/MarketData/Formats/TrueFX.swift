extension TickFormat {
  /// TrueFX monthly ticks: pair, GMT time, bid and ask; no header, no sizes.
  static let trueFX = withoutSizes(
    TickFormat(
      name: "truefx/ticks", kind: .quotes,
      layouts: [
        TickLayout(
          header: .absent, fieldCount: 4,
          columns: [
            TickColumn(.symbol, [], at: 0),
            TickColumn(
              .exchangeTime, [], at: 1, time: .pattern("yyyyMMdd HH:mm:ss.SSS", zone: .utc)),
            TickColumn(.bidPrice, [], at: 2, optional: true),
            TickColumn(.askPrice, [], at: 3, optional: true),
          ])
      ]))

  /// `format`, whose files have quotes without sizes, with the size that is taken for them: one
  /// million of the base currency, which interbank quotes are for unless they say otherwise.
  static func withoutSizes(
    _ format: TickFormat, size: Int64 = 1_000_000, _ clock: String = "UTC"
  ) -> TickFormat {
    var format = format
    format.constantQuantity = FixedDecimal(mantissa: size, decimals: 0)
    format.zeroIsEmpty = true
    format.assumption =
      "no sizes in the file: each side is taken to show \(size), or what 'size:' says; clock "
      + clock
    return format
  }
}

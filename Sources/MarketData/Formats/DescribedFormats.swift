extension TickFormat {
  /// Layouts without a name of their own that are common enough to be recognised.
  static let described: [TickFormat] = {
    var histData = GenericFormat(
      kind: .quotes, time: .number(1),
      timeEncoding: .pattern("yyyyMMdd HHmmssSSS", utcOffset: -18_000))
    histData.hasHeader = false
    histData.bidPrice = .number(2)
    histData.askPrice = .number(3)
    histData.constantQuantity = FixedDecimal(mantissa: 1, decimals: 0)
    var dukascopy = GenericFormat(
      kind: .quotes, time: .name("Time"),
      timeEncoding: .pattern("dd.MM.yyyy HH:mm:ss.SSS", utcOffset: 0))
    dukascopy.bidPrice = .name("Bid")
    dukascopy.bidQuantity = .name("BidVolume")
    dukascopy.askPrice = .name("Ask")
    dukascopy.askQuantity = .name("AskVolume")
    return [("generic: HistData ticks", histData, 4), ("generic: Dukascopy ticks", dukascopy, 5)]
      .compactMap { name, description, width in
        guard var format = try? description.format() else { return nil }
        format.name = name
        for index in format.layouts.indices { format.layouts[index].fieldCount = width }
        return format
      }
  }()
}

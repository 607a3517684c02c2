/// A book rebuilt from the records of a file, whatever the scale of their decimals.
struct ScaledBook {
  private var book = LevelBook()
  private var isInMessage = false

  /// The best bid in steps of 10^−9, `nil` where there is none.
  var bid: Int64? { book.bids.best?.key }
  /// The best ask in steps of 10^−9, `nil` where there is none.
  var ask: Int64? { book.asks.best.map { -$0.key } }
  /// The number of levels on the side that has more.
  var deepest: Int { max(book.bids.levels.count, book.asks.levels.count) }

  /// Takes in a record of a level or of a depth; numbers that do not fit are left out.
  mutating func add(_ record: TickRecord) {
    if !isInMessage {
      isInMessage = true
      let kind: LevelBook.MessageKind =
        record.kind == .depth
        ? .bestLevels : record.flags.contains(.snapshot) ? .snapshot : .changes
      book.begin(kind, clears: record.flags.contains(.clearsBook))
    }
    let isAsk = record.kind == .level && record.side == 1
    if record.hasBid {
      set(
        isAsk ? .sell : .buy, record.price, record.priceDecimals, record.quantity,
        record.quantityDecimals)
    }
    if record.hasAsk, record.kind == .depth {
      set(
        .sell, record.askPrice, record.askPriceDecimals, record.askQuantity,
        record.askQuantityDecimals)
    }
  }

  /// Applies what was added since the last message, as it is: a crossed book stays crossed.
  mutating func endMessage() {
    guard isInMessage else { return }
    isInMessage = false
    _ = book.end(dropsCrossed: false)
  }

  private mutating func set(
    _ side: Side, _ price: Int64, _ priceDecimals: UInt8, _ quantity: Int64,
    _ quantityDecimals: UInt8
  ) {
    guard let price = BookPrice.of(price, priceDecimals) else { return }
    // Only whether there is anything matters where the scale is too fine.
    let size = BookPrice.of(quantity, quantityDecimals) ?? (quantity > 0 ? 1 : 0)
    book.set(side, price: price, size: size)
  }
}

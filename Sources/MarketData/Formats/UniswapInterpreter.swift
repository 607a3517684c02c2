/// Events of a Uniswap v3 pool, in order of their blocks and their places in them.
///
/// A swap is a print at the pool's price after it, and then a quote: that price less and plus the
/// pool's fee. Prices are exact quotients of whole numbers, to 18 significant digits, half up. The
/// quote's sizes are what the pool's active liquidity trades until the price has moved by one fee,
/// to first order: the file has no sizes of its own. Minting, burning and collecting a position
/// tell nothing to replay.
struct UniswapInterpreter: RowInterpreter {
  private let pool: UniswapPool
  private let price: Ratio
  private let bid: Ratio
  private let ask: Ratio
  private let size: Ratio
  private var last: (block: Int64, log: Int64)?

  /// A fraction that a product of the pool's numbers is multiplied by.
  private struct Ratio {
    var numerator: WideUnsigned
    var denominator: WideUnsigned
  }

  init(_ pool: UniswapPool) {
    self.pool = pool
    let million: UInt64 = 1_000_000
    let fee = UInt64(pool.fee)
    func unit(_ numerator: UInt64, _ denominator: UInt64) -> Ratio {
      // Base units of each token count 10^−decimals.
      let tokens =
        pool.isInverted ? (pool.decimals0, pool.decimals1) : (pool.decimals1, pool.decimals0)
      var ratio = Ratio(
        numerator: .powerOfTen(max(0, tokens.0 - tokens.1)),
        denominator: .powerOfTen(max(0, tokens.1 - tokens.0)))
      ratio.numerator *= numerator
      ratio.denominator *= denominator
      return ratio
    }
    price = unit(1, 1)
    bid = unit(million - fee, million)
    ask = unit(million + fee, million)
    let base = pool.isInverted ? pool.decimals0 : pool.decimals1
    var denominator = WideUnsigned.powerOfTen(base)
    denominator *= 2 * million
    size = Ratio(numerator: WideUnsigned(fee), denominator: denominator)
  }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count { interpret(rows[index], into: &output) }
  }

  private mutating func interpret(
    _ row: UnsafeMutablePointer<TickRecord>, into output: inout InterpretedRows
  ) {
    guard let kind = Self.name(row[0].code) else { return output.reject(row[0], .badCode, .code) }
    let place = (block: row[0].price, log: row[0].quantity)
    guard row[0].priceDecimals == 0, row[0].quantityDecimals == 0 else {
      return output.reject(row[0], .notANumber, .price)
    }
    if let last, place <= last { return output.reject(row[0], .outOfOrder, .price) }
    last = place
    guard row[0].code == Self.swap else {
      output.count(kind)
      return output.passOver(kind)
    }
    if swap(row, into: &output) { output.count(kind) }
  }

  private func swap(
    _ row: UnsafeMutablePointer<TickRecord>, into output: inout InterpretedRows
  ) -> Bool {
    for index in 1...4 where !row[index].hasWide {
      output.reject(row[0], .missingField, .wideInteger)
      return false
    }
    let root = row[3].wideMagnitude
    let liquidity = row[4].wideMagnitude
    let amount = (pool.isInverted ? row[1] : row[2]).wideMagnitude
    // What the pool receives, its taker gives: who gives token 0 takes token 1.
    let receives0 = !row[1].isWideNegative && !row[1].wideMagnitude.isZero
    let baseDecimals = pool.isInverted ? pool.decimals0 : pool.decimals1
    guard !root.isZero, root.bitWidth <= 160, liquidity.bitWidth <= 128, !row[3].isWideNegative,
      let price = quotient(price, root), let bid = quotient(bid, root),
      let ask = quotient(ask, root), let size = self.size(root, liquidity),
      let quantity = WideUnsigned.quotient(amount, .powerOfTen(baseDecimals))
    else {
      output.reject(row[0], .outOfRange, .wideInteger)
      return false
    }
    var print = TickRecord()
    print.kind = .trade
    print.exchangeTime = row[0].exchangeTime
    print.line = row[0].line
    var quote = print
    quote.kind = .quote
    quote.flags = .continuesRow
    print.side = receives0 != pool.isInverted ? 0 : 1
    print.present = 0b0011
    (print.price, print.priceDecimals) = price
    (print.quantity, print.quantityDecimals) = quantity
    quote.present = 0b1111
    (quote.price, quote.priceDecimals) = bid
    (quote.askPrice, quote.askPriceDecimals) = ask
    (quote.quantity, quote.quantityDecimals) = size
    (quote.askQuantity, quote.askQuantityDecimals) = size
    output.append(print)
    output.append(quote)
    return true
  }

  /// The price at the square root `root` of token 1 per token 0, times 2^96, times `ratio`.
  private func quotient(_ ratio: Ratio, _ root: WideUnsigned) -> (Int64, UInt8)? {
    let square = root * root
    let unit = WideUnsigned.powerOfTwo(192)
    return pool.isInverted
      ? WideUnsigned.quotient(square * ratio.numerator, unit * ratio.denominator)
      : WideUnsigned.quotient(unit * ratio.numerator, square * ratio.denominator)
  }

  /// What trades until the price has moved by one fee: the liquidity times half the fee times the
  /// root for token 1, or divided by it for token 0.
  private func size(_ root: WideUnsigned, _ liquidity: WideUnsigned) -> (Int64, UInt8)? {
    let unit = WideUnsigned.powerOfTwo(96)
    let share = liquidity * size.numerator
    return pool.isInverted
      ? WideUnsigned.quotient(share * unit, size.denominator * root)
      : WideUnsigned.quotient(share * root, size.denominator * unit)
  }

  private static let swap = code("SW")

  private static func code(_ letters: String) -> UInt16 {
    letters.utf8.reversed().reduce(0) { $0 << 8 | UInt16($1) }
  }

  private static func name(_ code: UInt16) -> String? {
    ["SWAP", "MINT", "BURN", "COLLECT"].first { self.code(String($0.prefix(2))) == code }
  }
}

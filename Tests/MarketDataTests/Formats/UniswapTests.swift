import Foundation
import TestSupport
import Testing

@testable import MarketData

@Suite("Uniswap v3 events")
struct UniswapTests {
  private static let header =
    "block_number,block_timestamp,tx_type,transaction_hash,pool_tx_index,pool_log_index,"
    + "proxy_log_index,sender,receipt,amount0,amount1,total_liquidity,total_liquidity_delta,"
    + "sqrtPriceX96,current_tick,position_id,tick_lower,tick_upper,liquidity\n"

  private static func row(
    _ block: Int, _ log: Int, _ kind: String = "SWAP", amounts: (String, String) = ("5", "-7"),
    liquidity: String = "12453647101533358277",
    root: String = "1662995104975155420368771254341874"
  ) -> String {
    "\(block),2024-01-05 00:00:23,\(kind),0x0b,33,\(log),,0x3f,0x3f,\(amounts.0),\(amounts.1),"
      + "\(liquidity),0,\(root),199045.0,,,,\n"
  }

  /// Expected values computed with exact fractions: price, bid, ask, size, quantity.
  @Test(
    "prices are exact to 18 digits",
    arguments: [
      (
        UniswapPool(), "1662995104975155420368771254341874", "12453647101533358277",
        "10000000000000000",
        [
          "2269.74582399845016", "2268.61095108645094", "2270.88069691044939",
          "65.350354948624768", "0.01",
        ]
      ),
      (
        UniswapPool(isInverted: true), "1662995104975155420368771254341874",
        "12453647101533358277", "22686110",
        [
          "0.00044057796667222", "0.000440357677688884", "0.000440798255655556",
          "148328.695241457519", "22.68611",
        ]
      ),
      (
        UniswapPool(decimals0: 18, decimals1: 18, fee: 3_000), "79228162514264337593543950336",
        "1000000000000000000000000", "123456789012345678901234567890",
        ["1", "0.997", "1.003", "1500", "123456789012.345679"]
      ),
      (
        UniswapPool(decimals0: 18, decimals1: 18, fee: 3_000, isInverted: true),
        "25054144837504793118641380156", "1517882343751509868544", "7",
        ["0.1", "0.0997", "0.1003", "7.1999481396141304", "0.000000000000000007"]
      ),
    ] as [(UniswapPool, String, String, String, [String])])
  func prices(
    pool: UniswapPool, root: String, liquidity: String, amount: String, expected: [String]
  ) throws {
    let amounts = pool.isInverted ? (amount, "-1") : ("-1", amount)
    let text = Self.header + Self.row(1, 1, amounts: amounts, liquidity: liquidity, root: root)
    try Fixture.withFile(text.utf8) { path in
      let read = try JoinedContents(path, try .uniswapEvents(pool))
      #expect(read.rejects.isEmpty)
      let print = try #require(read.records.first)
      let quote = try #require(read.records.last)
      #expect(read.records.map(\.kind) == [.trade, .quote])
      let found = [
        print.exactPrice, quote.exactPrice, quote.exactAsk, quote.exactQuantity,
        print.exactQuantity,
      ]
      #expect(found.map(\.normalized.description) == expected)
      #expect(quote.exactAskQuantity == quote.exactQuantity)
      #expect(print.exchangeTime == 1_704_412_823_000_000_000)
      // The pool received token 1, or in the other pool token 0: what was traded was sold to it.
      #expect(print.side == 1)
    }
  }

  @Test("who gives token 0 buys token 1", arguments: [false, true])
  func sides(isInverted: Bool) throws {
    let text =
      Self.header + Self.row(1, 1, amounts: ("5", "-7")) + Self.row(1, 2, amounts: ("-5", "7"))
      + Self.row(2, 1, amounts: ("0", "7"))
    try Fixture.withFile(text.utf8) { path in
      let read = try JoinedContents(path, try .uniswapEvents(UniswapPool(isInverted: isInverted)))
      #expect(read.prints.map(\.side) == (isInverted ? [1, 0, 0] : [0, 1, 1]))
    }
  }

  @Test("rows out of order, of other types and beyond their ranges are rejected and counted")
  func rejects() throws {
    let wide = String(repeating: "9", count: 77)
    let text =
      Self.header + Self.row(5, 3) + Self.row(5, 3) + Self.row(4, 9) + Self.row(5, 4, "FLASH")
      + Self.row(5, 5, "MINT") + Self.row(6, 1, root: "") + Self.row(6, 2, root: "0")
      + Self.row(6, 3, root: wide) + Self.row(6, 4, root: wide + "99") + Self.row(6, 5, root: "x")
      + Self.row(6, 6, root: "-5") + Self.row(6, 7, "COLLECT") + Self.row(7, 1)
    try Fixture.withFile(text.utf8) { path in
      let read = try JoinedContents(path, try .uniswapEvents(UniswapPool()))
      #expect(
        read.rejects.map { "\($0.line) \($0.reason.code)" } == [
          "3 out-of-order", "4 out-of-order", "5 bad-code", "7 missing-field", "8 out-of-range",
          "9 out-of-range", "10 overflow", "11 not-a-number", "12 out-of-range",
        ])
      #expect(read.rowsByKind == ["SWAP": 2, "MINT": 1, "COLLECT": 1])
      #expect(read.rowsPassedOver == ["MINT": 1, "COLLECT": 1])
      #expect(read.rowsRead == 13)
    }
  }

  @Test("a pool beyond its ranges is refused")
  func badPools() {
    for pool in [
      UniswapPool(decimals0: -1), UniswapPool(decimals1: 37), UniswapPool(fee: 0),
      UniswapPool(fee: 1_000_000),
    ] {
      #expect(throws: TickFileError.self) { try TickFormat.uniswapEvents(pool) }
    }
  }

  @Test("wide arithmetic agrees with 128 bits", arguments: [UInt64(1), 2, 3])
  func wideArithmetic(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func wide(_ number: UInt128) -> WideUnsigned {
      WideUnsigned(words: [UInt64(truncatingIfNeeded: number), UInt64(number >> 64)])
    }
    for _ in 0..<500 {
      let left = UInt128(random.next() >> random.next() % 63)
      let right = UInt128(random.next() >> random.next() % 63)
      #expect(wide(left) * wide(right) == wide(left * right))
      #expect((wide(left) < wide(right)) == (left < right))
      guard right > 0, let quotient = WideUnsigned.quotient(wide(left), wide(right)) else {
        continue
      }
      // |left / right − mantissa × 10^−decimals| is at most half of the last decimal.
      let scale = UInt128(FixedDecimal.powersOfTen[Int(quotient.decimals)])
      let (exact, isTooLarge) = left.multipliedReportingOverflow(by: scale)
      let product = UInt128(quotient.mantissa).multipliedReportingOverflow(by: right)
      if isTooLarge || product.overflow || exact > UInt128.max / 2 { continue }
      let difference =
        exact > product.partialValue ? exact - product.partialValue : product.partialValue - exact
      #expect(difference * 2 <= right)
      let isLong = quotient.mantissa >= 100_000_000_000_000_000 || quotient.decimals == 18
      #expect(isLong || left == 0)
    }
  }

  @Test("the real day")
  func realDay() throws {
    guard let data = Fixture.realData() else { return }
    let name = "ethereum-0x88e6a0c2ddd26feeb64f039a2c41296fcb3f5640-2024-01-05.tick.csv.gz"
    let path = data + "/uniswap_v3/" + name
    let found = try TickFormat.sniff(path: path)
    #expect(found.format.name == "uniswap-v3/events")
    let read = try JoinedContents(path, found.format)
    #expect(read.rowsRead == 6_234)
    #expect(read.rejects.isEmpty)
    #expect(read.rowsByKind == ["SWAP": 6_046, "MINT": 54, "BURN": 69, "COLLECT": 65])
    #expect(read.rowsPassedOver == ["MINT": 54, "BURN": 69, "COLLECT": 65])
    let prices = read.prints.map(\.exactPrice.doubleValue)
    let range = (try #require(prices.min()), try #require(prices.max()))
    #expect(abs(range.0 - 2195.09) < 0.005)
    #expect(abs(range.1 - 2285.50) < 0.005)
  }
}

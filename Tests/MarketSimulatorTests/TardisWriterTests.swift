import MarketData
import MarketSimulator
import Testing

@Suite("Simulated events as Tardis CSV")
struct TardisWriterTests {
  static func written(
    _ events: some Sequence<MarketEvent>, blockSize: Int = 1 << 18
  ) throws -> (quotes: String, trades: String) {
    var quotes: [UInt8] = []
    var trades: [UInt8] = []
    try TardisWriter(settings: SimulationSettings(), blockSize: blockSize).write(
      events, quotes: { quotes += $0 }, trades: { trades += $0 })
    return (String(decoding: quotes, as: UTF8.self), String(decoding: trades, as: UTF8.self))
  }

  @Test("Rows carry both clocks in microseconds and decimals without trailing zeros")
  func rows() throws {
    let text = try Self.written([
      .trade(
        .sellTrade, price: 29_990, quantity: 1_250, exchangeTime: 1_704_067_200_000_001_000,
        arrivalTime: 1_704_067_200_001_002_000),
      .quote(
        bid: (29_989, 1), ask: (30_001, 2_000), exchangeTime: 1_704_067_200_000_003_000,
        arrivalTime: 1_704_067_200_000_904_000),
    ])
    #expect(
      text.quotes == """
        exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
        ballast-sim,SIM-PERP,1704067200000003,1704067200000904,2,3000.1,2998.9,0.001

        """)
    #expect(
      text.trades == """
        exchange,symbol,timestamp,local_timestamp,id,side,price,amount
        ballast-sim,SIM-PERP,1704067200000001,1704067200001002,1,sell,2999,1.25

        """)
  }

  @Test("An empty side is an empty field")
  func emptySide() throws {
    let text = try Self.written([
      .quote(bid: nil, ask: (30_001, 2_000), exchangeTime: 1_000, arrivalTime: 2_000)
    ])
    #expect(text.quotes.hasSuffix("\nballast-sim,SIM-PERP,1,2,2,3000.1,,\n"))
  }

  @Test("The same seed gives the same bytes in blocks of any size, another seed others")
  func bytes() throws {
    var settings = SimulationSettings()
    settings.durationSeconds = 60
    let once = try Self.written(MarketSimulation(settings: settings, seed: 7))
    let again = try Self.written(MarketSimulation(settings: settings, seed: 7), blockSize: 1)
    let other = try Self.written(MarketSimulation(settings: settings, seed: 8))
    #expect(once == again)
    #expect(once != other)
  }

  @Test("The default settings with seed 7 still make the committed sample")
  func sample() throws {
    var lines = (quotes: 0, trades: 0)
    var ends = (quotes: [UInt8](), trades: [UInt8]())
    let newline = UInt8(ascii: "\n")
    let rows = try TardisWriter(settings: SimulationSettings()).write(
      MarketSimulation(seed: 7),
      quotes: { bytes in
        lines.quotes += bytes.count { $0 == newline }
        ends.quotes = bytes.suffix(76)
      },
      trades: { bytes in
        lines.trades += bytes.count { $0 == newline }
        ends.trades = bytes.suffix(76)
      })
    // The numbers and last rows of the files that Data/README.md lists.
    #expect(rows.quotes == 223_994 && rows.trades == 57_210)
    #expect(lines.quotes == rows.quotes + 1 && lines.trades == rows.trades + 1)
    #expect(
      String(decoding: ends.quotes, as: UTF8.self).hasSuffix(
        ",1704088799930621,1704088799931481,0.889,2991.5,2991.4,2.573\n"))
    #expect(
      String(decoding: ends.trades, as: UTF8.self).hasSuffix(
        ",1704088799545564,1704088799546714,57210,buy,2991.5,0.205\n"))
  }

  @Test("A sink's failure reaches the caller")
  func failure() throws {
    struct Full: Error {}
    #expect(throws: Full.self) {
      try TardisWriter(settings: SimulationSettings()).write(
        [MarketEvent](), quotes: { _ in throw Full() }, trades: { _ in })
    }
  }
}

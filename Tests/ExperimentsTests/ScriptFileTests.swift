import Backtesting
import MarketData
import Testing

@testable import Experiments

@Suite struct ScriptFileTests {
  private static let instrument: Instrument = Instrument(
    symbol: "A", tick: FixedDecimal(mantissa: 5, decimals: 1),
    lot: FixedDecimal(mantissa: 1, decimals: 2))

  private func parse(_ text: String) throws -> Script {
    try ScriptFile.parse(Array(text.utf8), file: "s.csv", instrument: Self.instrument)
  }

  @Test("actions are read by column name and sorted by time, stably")
  func actions() throws {
    let script = try parse(
      """
      action,timestamp_ns,order,side,quantity,price
      cancel,30,1,buy,,
      place,10,1,buy,0.05,100.5
      immediate,20,2,sell,0.01,
      amend,20,1,buy,0.02,

      """)
    #expect(
      script.actions == [
        ScriptAction(time: 10, kind: .place, order: 1, side: .buy, price: 201, quantity: 5),
        ScriptAction(time: 20, kind: .immediate, order: 2, side: .sell, quantity: 1),
        ScriptAction(time: 20, kind: .amend, order: 1, side: .buy, quantity: 2),
        ScriptAction(time: 30, kind: .cancel, order: 1, side: .buy),
      ])
  }

  static let header = "timestamp_ns,action,order,side,price,quantity\n"

  @Test(
    "what cannot be used is named at its line and column",
    arguments: [
      ("", "s.csv:1:1: error: the script has no column 'timestamp_ns'"),
      (
        "timestamp_ns,action,order,side,price\n",
        "s.csv:1:1: error: the script has no column 'quantity'"
      ),
      (header + "1,place,1,buy,100\n", "s.csv:2:1: error: the row has 5 fields, the header 6"),
      (
        header + "\n1,plac,1,buy,100,1\n",
        "s.csv:3:2: error: 'plac' is not a known action; did you mean 'place'?"
      ),
      (
        header + "1,place,1,buy,100.3,1\n",
        "s.csv:2:5: error: price 100.3 is not a whole number of ticks of 0.5"
      ),
      (
        header + "1,place,1,buy,100,0.001\n",
        "s.csv:2:6: error: quantity 0.001 is not a whole number of lots of 0.01"
      ),
      (header + "1,place,1,buy,,1\n", "s.csv:2:5: error: price is empty"),
      (header + "1,place,1,buy,100,\n", "s.csv:2:6: error: quantity is empty"),
      (
        header + "x,place,1,buy,100,1\n", "s.csv:2:1: error: timestamp_ns 'x' is not a whole number"
      ),
      (header + "1,place,1,long,100,1\n", "s.csv:2:4: error: 'long' is not a known side"),
    ])
  func errors(text: String, complaint: String) {
    do {
      _ = try parse(text)
      Issue.record("\(text) was accepted")
    } catch {
      #expect("\(error)".hasPrefix(complaint), "\(error)")
    }
  }
}

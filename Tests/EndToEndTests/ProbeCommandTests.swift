import Testing

/// Small cases that other engines are known to get wrong, as tick files and scripted orders through
/// `ballast run`, down to the last digit of inventory and money.
struct ProbeCommandTests {
  /// One probe: what happens, what is ordered, and what must come of it.
  struct Probe: CustomTestStringConvertible, Sendable {
    var name: String
    var models = [
      "touch", "{ queue: { cancels: risk-averse } }", "{ queue: { cancels: power, n: 3 } }",
    ]
    var options = "fill: printed"
    /// Ticks after the first touch, 99.9 x 1.0 and 100.1 x 1.0 at 1 s; the last is 90 s.
    var ticks: [(Int64, Tape.Tick)]
    /// Scripted orders: `action,order,side,price,quantity`, 1.5 s into the tape, 1 ms apart.
    var orders: [String]
    /// `time_ms side price quantity liquidity cause inventory_after` of each fill.
    var fills: [String]
    /// The final inventory and the profit: its sum and parts.
    var money: [String: String]
    /// The last best bid.
    var bid = "99.9"

    var testDescription: String { name }
  }

  static func sell(_ quantity: String, at price: String = "100.0") -> Tape.Tick {
    .trade(side: "sell", price: price, quantity: quantity)
  }

  static let probes: [Probe] = [
    Probe(
      name: "P1: partial fills add up",
      ticks: [(10_000, sell("0.004")), (20_000, sell("0.003")), (30_000, sell("0.005"))],
      orders: ["place,1,buy,100.0,0.010"],
      fills: [
        "10000 buy 100 0.004 maker print-at 0.004", "20000 buy 100 0.003 maker print-at 0.007",
        "30000 buy 100 0.003 maker print-at 0.01",
      ],
      // 0.010 bought at the mid of 100.0, marked at (99.9 + 101.0) / 2; fee 0.0001 x 1.0 paid.
      money: [
        "final_inventory": "0.01", "total_pnl": "0.0044", "spread_pnl": "0",
        "inventory_pnl": "0.0045", "rebalancing_cost": "0", "fees": "-0.0001", "turnover": "1",
      ]),
    Probe(
      name: "P1 whole: the first print fills all, if the experiment says so",
      options: "fill: whole",
      ticks: [(10_000, sell("0.004")), (20_000, sell("0.003"))],
      orders: ["place,1,buy,100.0,0.010"],
      fills: ["10000 buy 100 0.01 maker print-at 0.01"],
      money: ["final_inventory": "0.01", "total_pnl": "0.0044"]),
    Probe(
      name: "P2: a print that fills exactly, then another one",
      ticks: [(10_000, sell("0.010")), (20_000, sell("0.010"))],
      orders: ["place,1,buy,100.0,0.010"],
      fills: ["10000 buy 100 0.01 maker print-at 0.01"],
      money: ["final_inventory": "0.01", "total_pnl": "0.0044", "maker_fills": "1"]),
    Probe(
      name: "P3: a large order gets what was printed",
      ticks: [(10_000, sell("0.001"))], orders: ["place,1,buy,100.0,5.0"],
      fills: ["10000 buy 100 0.001 maker print-at 0.001"],
      money: ["final_inventory": "0.001", "total_pnl": "0.00044", "fees": "-0.00001"]),
    Probe(
      name: "P4: one print is spent once over two orders of one strategy",
      ticks: [(10_000, sell("0.010"))],
      orders: ["place,1,buy,100.0,0.010", "place,2,buy,100.0,0.010"],
      fills: ["10000 buy 100 0.01 maker print-at 0.01"],
      money: ["final_inventory": "0.01", "total_pnl": "0.0044", "orders": "2"]),
    Probe(
      name: "P4b: what the older order leaves goes to the newer one",
      ticks: [(10_000, sell("0.015"))],
      orders: ["place,1,buy,100.0,0.010", "place,2,buy,100.0,0.010"],
      fills: [
        "10000 buy 100 0.01 maker print-at 0.01", "10000 buy 100 0.005 maker print-at 0.015",
      ],
      money: ["final_inventory": "0.015", "total_pnl": "0.0066", "fees": "-0.00015"]),
    Probe(
      name: "P4c: a better price goes before an older order",
      ticks: [(2_000, quote("99.8", "100.1", bidSize: "1")), (10_000, sell("0.015", at: "99.9"))],
      orders: ["place,1,buy,99.9,0.010", "place,2,buy,100.0,0.010"],
      // The order at 99.9 joins a level of 1.0; it is alone there once the touch fell behind it.
      fills: [
        "10000 buy 100 0.01 maker print-through 0.01",
        "10000 buy 99.9 0.005 maker print-at 0.015",
      ],
      // The mid is 99.95: -0.0005 and +0.00025 of edge; the last mid is (99.8 + 101.0) / 2.
      money: [
        "final_inventory": "0.015", "spread_pnl": "-0.00025", "inventory_pnl": "0.00675",
      ], bid: "99.8"),
    Probe(
      name: "P5: an immediate order takes what is displayed",
      ticks: [], orders: ["immediate,1,buy,,1000"],
      fills: ["1501 buy 100.1 1 taker taker 1"],
      money: [
        "final_inventory": "1", "spread_pnl": "0", "rebalancing_cost": "-0.1",
        "inventory_pnl": "0.45", "fees": "-0.07007", "total_pnl": "0.27993", "orders": "1",
        "taker_fills": "1", "turnover": "100.1",
      ]),
    Probe(
      // A source of quotes shows one level; the second one, at 100.2, is not known to exist.
      name: "P6: an immediate order takes the one level that quotes show",
      ticks: [], orders: ["immediate,1,buy,100.2,1.5"],
      fills: ["1501 buy 100.1 1 taker taker 1"],
      money: ["final_inventory": "1", "fees": "-0.07007", "total_pnl": "0.27993"]),
    Probe(
      name: "P7: an ask that comes down to a bid fills it",
      ticks: [(10_000, quote("99.9", "100.0", bidSize: "1", askSize: "0.001"))],
      orders: ["place,1,buy,100.0,0.5"],
      fills: ["10000 buy 100 0.5 maker book-cross 0.5"],
      // At the mid before the ask came down, 100.0; marked at 100.45; fee 0.0001 x 50.
      money: [
        "final_inventory": "0.5", "spread_pnl": "0", "inventory_pnl": "0.225", "fees": "-0.005",
        "total_pnl": "0.22",
      ]),
    Probe(
      name: "P7 off: unless the experiment says that only prints fill",
      options: "book-crossing: off",
      ticks: [(10_000, quote("99.9", "100.0", bidSize: "1", askSize: "0.001"))],
      orders: ["place,1,buy,100.0,0.5"], fills: [],
      money: ["final_inventory": "0", "total_pnl": "0"]),
  ]

  static func quote(
    _ bid: String, _ ask: String, bidSize: String, askSize: String = "1.0"
  ) -> Tape.Tick {
    .quote(bid: bid, bidSize: bidSize, ask: ask, askSize: askSize)
  }

  static let cases = probes.flatMap { probe in Tape.Layout.allCases.map { (probe, $0) } }

  @Test("probes through the command", arguments: cases)
  func probe(_ probe: Probe, layout: Tape.Layout) throws {
    try TestFolder.with { folder in
      let first: [(Int64, Tape.Tick)] = [(1_000, Self.quote("99.9", "100.1", bidSize: "1.0"))]
      let last: [(Int64, Tape.Tick)] = [(90_000, Self.quote(probe.bid, "101.0", bidSize: "1.0"))]
      let ticks = first + probe.ticks + last
      try Tape(ticks: ticks.map { (time: $0.0, tick: $0.1) }).write(layout, to: folder)
      let script = probe.orders.enumerated().map { number, order in
        "\(Tape.nanoseconds(1_500 + Int64(number))),\(order)"
      }
      try folder.write(
        (["timestamp_ns,action,order,side,price,quantity"] + script).joined(separator: "\n") + "\n",
        to: "script.csv")
      let lanes = probe.models.enumerated().map { number, model in
        "  - { name: lane-\(number), use: scripted, file: script.csv, "
          + "fills: { model: \(model), \(probe.options), "
          + "latency: { order: 1ms, cancel: 1ms, response: 1ms }, "
          + "fees: { maker: 0.0001, taker: 0.0007 } } }"
      }
      let run = try folder.run(
        """
        name: probe
        instrument: { symbol: A, tick: 0.1, lot: 0.001 }
        data: \(layout.data)
        fills: { model: touch, latency: { feed: \(layout.feed) } }
        strategies:
        \(lanes.joined(separator: "\n"))
        metrics: { horizon: 10s }
        """)
      try check(run, probe, rows: ticks.count)
    }
  }

  private func check(_ run: RunFolderContents, _ probe: Probe, rows: Int) throws {
    let fills = try run.table("fills.csv").rows
    let metrics = try run.table("metrics.csv").rows
    let series = try run.table("timeseries.csv").rows
    #expect(metrics.count == probe.models.count)
    for metric in metrics {
      let lane = metric["strategy"] ?? ""
      let columns = ["side", "price", "quantity", "liquidity", "cause", "inventory_after"]
      let made = fills.filter { $0["strategy"] == lane }.map { fill in
        let time = (Int64(fill["timestamp_ns"] ?? "") ?? 0) / 1_000_000 - Tape.epoch
        return "\(time) " + columns.map { fill[$0] ?? "" }.joined(separator: " ")
      }
      #expect(made == probe.fills, "\(lane)")
      for (column, value) in probe.money {
        #expect(metric[column] == value, "\(lane) \(column)")
      }
      // The run goes on to the last row, and its books agree with its metrics.
      let last = try #require(series.last { $0["strategy"] == lane })
      #expect(last["timestamp_ns"] == "\(Tape.nanoseconds(90_000))")
      #expect(
        last["equity"] == metric["total_pnl"] && last["inventory"] == metric["final_inventory"])
    }
    #expect(try run.manifest["rows_replayed"] as? Int == rows)
  }
}

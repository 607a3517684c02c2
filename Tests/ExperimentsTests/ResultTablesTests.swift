import MarketData
import Testing

@testable import Backtesting
@testable import Experiments

@Suite struct ResultTablesTests {
  private let second: Int64 = 1_000_000_000
  private let day: Int64 = 86_400_000_000_000

  private func experiment() throws -> Experiment {
    try Samples.parse(
      Samples.head
        + "metrics: { horizon: 2s, cvar: [0.5] }\nstrategies: [{ name: 'a,b', use: hold }]\n")
  }

  private func rows(_ csv: String) -> [[String: String]] {
    let rows = CSVText.rows(Array(csv.utf8))
    guard let header = rows.first?.fields else { return [] }
    return rows.dropFirst().map {
      Dictionary(zip(header, $0.fields), uniquingKeysWith: { first, _ in first })
    }
  }

  private func result(_ change: (inout LaneResult) -> Void) -> LaneResult {
    var result = LaneResult(settings: LaneSettings(name: "a,b", limit: 4))
    result.span = (0, 10 * second)
    change(&result)
    return result
  }

  /// Samples a second apart with these equities in 10^−8 tick·lot.
  private func series(_ experiment: Experiment, equities: [Int128]) -> [HorizonSeries] {
    var series = HorizonSeries(
      horizon: 2 * second, units: [UnitWriter(experiment.instrument)])
    for (index, equity) in equities.enumerated() {
      series.add(
        SampleRecord(
          lane: 0, time: Int64(index) * second, doubledMid: 0, inventory: 0, target: 0,
          cash: equity, equity: equity, spreadPnL: 0, inventoryPnL: 0, rebalancingCost: 0, fees: 0,
          funding: 0))
    }
    return [series]
  }

  @Test("the columns of the metrics table come in the agreed order")
  func columns() {
    let required = """
      strategy,total_pnl,spread_pnl,inventory_pnl,rebalancing_cost,fees,funding,turnover,fills,\
      maker_fills,taker_fills,orders,fill_ratio,inventory_mean,inventory_variance,\
      inventory_second_moment,inventory_max_abs,inventory_half_life_s,time_at_limit,var_95,\
      cvar_95,cvar_95_se,var_99,cvar_99,pnl_mean,pnl_std,sharpe,sortino,max_drawdown,markout_1s,\
      markout_10s
      """
    #expect(ResultTables.metricColumns.hasPrefix(required))
  }

  @Test("money, counts and time-weighted inventory by hand")
  func metrics() throws {
    let experiment = try experiment()
    let lane = result {
      $0.profit.spread = 300 * MoneyUnit.perTickLot
      $0.profit.fees = -1
      $0.turnover = 12 * MoneyUnit.perTickLot
      $0.makerFills = 3
      $0.takerFills = 1
      $0.makerQuantity = 1
      $0.restingQuantitySent = 4
      $0.inventoryRange = (-5, 2)
      // 4 s at −5, 6 s at 2: mean −0.8, variance 11.76 (lots).
      $0.inventoryTimes = [(-5, 4 * second), (2, 6 * second)]
      $0.targetDeviation = 124e9
      var markout = MarkoutSum(horizon: second)
      markout.fills = 1
      markout.quantity = 2
      markout.doubledTickLots = -6
      $0.markouts = [markout, MarkoutSum(horizon: 10 * second)]
      $0.closingCost = 5 * MoneyUnit.perTickLot
    }
    let tables = ResultTables(experiment, lanes: [lane], series: series(experiment, equities: []))
    let row = try #require(rows(tables.metrics).first)
    #expect(row["strategy"] == "a,b")
    // 300 tick·lots of 0.1 × 0.001, less 1e-8 of one.
    #expect(row["total_pnl"] == "0.029999999999")
    #expect(row["spread_pnl"] == "0.03")
    #expect(row["fees"] == "-0.000000000001")
    #expect(row["turnover"] == "0.0012")
    #expect(row["fills"] == "4")
    #expect(row["fill_ratio"] == "0.25")
    #expect(row["inventory_max_abs"] == "0.005")
    #expect(abs(try #require(Double(row["inventory_mean"] ?? "")) + 0.0008) < 1e-15)
    #expect(abs(try #require(Double(row["inventory_variance"] ?? "")) - 11.76e-6) < 1e-18)
    #expect(abs(try #require(Double(row["inventory_second_moment"] ?? "")) - 12.4e-6) < 1e-18)
    #expect(row["time_at_limit"] == "0.4")
    #expect(abs(try #require(Double(row["markout_1s"] ?? "")) + 0.15) < 1e-15)
    #expect(row["markout_10s"] == "")
    #expect(row["closing_cost"] == "-0.0005")
    // Nothing to measure risk on: empty, never 0.
    for column in ["var_95", "cvar_95", "pnl_mean", "pnl_std", "sharpe", "inventory_half_life_s"] {
      #expect(row[column] == "", "\(column)")
    }
  }

  @Test("horizon PnL is the change of equity over whole horizons")
  func horizons() throws {
    let experiment = try experiment()
    let unit = MoneyUnit.perTickLot
    let series = series(
      experiment, equities: [10, 99, 12, 0, 9, 50].map { $0 * unit })
    let profits = try #require(series.first?.profits.first)
    #expect(profits.count == 2)
    #expect(zip(profits, [0.0002, -0.0003]).allSatisfy { abs($0 - $1) < 1e-15 })
    let tables = ResultTables(experiment, lanes: [result { _ in }], series: series)
    let risk = try #require(rows(tables.risk).first)
    #expect(risk["horizon_s"] == "2")
    #expect(risk["level"] == "0.5")
    #expect(risk["n"] == "2")
    #expect(abs(try #require(Double(risk["cvar"] ?? "")) - 0.0003) < 1e-15)
    #expect(risk["flag"] == "thin-tail")
    let metrics = try #require(rows(tables.metrics).first)
    #expect(metrics["horizons"] == "2")
    #expect(metrics["flags"]?.contains("sharpe:few-periods") == true)
  }

  @Test("without a whole horizon there are rows without numbers")
  func noHorizon() throws {
    let experiment = try experiment()
    let tables = ResultTables(
      experiment, lanes: [result { _ in }], series: series(experiment, equities: [1, 2]))
    let risk = try #require(rows(tables.risk).first)
    #expect(risk["n"] == "0")
    #expect(risk["cvar"] == "")
    #expect(risk["flag"] == "no-observations")
  }

  @Test("days end at midnight, which belongs to the day before it")
  func days() {
    func profit(_ amount: Int128) -> ProfitParts {
      var profit = ProfitParts()
      profit.spread = amount
      return profit
    }
    let lane = result {
      $0.span = (day / 2, 2 * day + 5)
      $0.midnights = [(day, profit(3)), (2 * day, profit(10))]
      $0.profit = profit(11)
    }
    let days = ResultTables.days(of: lane)
    #expect(days.map(\.date) == ["1970-01-01", "1970-01-02", "1970-01-03"])
    #expect(days.map(\.profit.spread) == [3, 7, 1])
    let ends = result {
      $0.span = (day / 2, day)
      $0.midnights = [(day, profit(3))]
      $0.profit = profit(3)
    }
    #expect(ResultTables.days(of: ends).map(\.date) == ["1970-01-01"])
    #expect(ResultTables.days(of: result { $0.span = nil }).isEmpty)
  }

  @Test("the half-life of pairs that lose a fifth each second")
  func halfLife() {
    var sums = PairSums()
    for (first, next) in [(1000, 800), (800, 640), (640, 512)] {
      sums.add(Int64(first), Int64(next))
    }
    #expect(abs((sums.halfLife(step: 1) ?? 0) - 3.1062837195) < 1e-9)
    #expect(PairSums().halfLife(step: 1) == nil)
    var constant = PairSums()
    for _ in 0..<5 { constant.add(3, 3) }
    #expect(constant.halfLife(step: 1) == nil)
  }
}

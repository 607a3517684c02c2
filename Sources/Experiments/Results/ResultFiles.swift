public import Backtesting
internal import MarketData

/// Streams what a replay records into `fills.csv`, `timeseries.csv` and `orders.csv`, as far as
/// they are wanted, and keeps the PnL per horizon.
public final class ResultFiles: ResultSink {
  /// Whether order messages are wanted.
  public let wantsOrders: Bool
  /// The PnL of each lane per horizon, in the order of the experiment's horizons.
  public private(set) var series: [HorizonSeries]
  private let fills: AtomicFile?
  private let samples: AtomicFile?
  private let orders: AtomicFile?
  /// The start of each row, by lane. Lanes from here on replay strategies under other assumptions:
  /// of those only the PnL series are kept.
  private let names: [[UInt8]]
  /// The units of each lane's instrument.
  private let units: [UnitWriter]

  /// Result files of `experiment` in `folder`.
  ///
  /// - Throws: `FileError` where one cannot be created.
  public init(_ experiment: Experiment, in folder: RunFolder) throws {
    wantsOrders = experiment.output.orders
    names = experiment.lanes.filter { $0.sensitivity == nil }.map { lane in
      var bytes: [UInt8] = []
      bytes.field(lane.settings.name)
      if experiment.hasSeveralInstruments {
        bytes.comma()
        bytes.field(experiment.instruments[lane.instrument].instrument.name)
      }
      return bytes
    }
    let units = UnitWriter.ofLanes(in: experiment)
    self.units = units
    let totals = StrategyTotals(experiment)
    series = experiment.metrics.horizons.map {
      HorizonSeries(horizon: $0, units: units, totals: totals)
    }
    fills = experiment.output.fills ? try folder.file("fills.csv") : nil
    samples = experiment.output.timeSeries ? try folder.file("timeseries.csv") : nil
    orders = experiment.output.orders ? try folder.file("orders.csv") : nil
    let first = experiment.hasSeveralInstruments ? "strategy,instrument," : "strategy,"
    try fills?.append {
      $0.append(contentsOf: first.utf8)
      $0.plain("timestamp_ns,side,price,quantity,liquidity,cause,fee,mid,")
      $0.plain("inventory_after,queue_ahead_at_entry\n")
    }
    try samples?.append {
      $0.append(contentsOf: first.utf8)
      $0.plain("timestamp_ns,mid,inventory,target,cash,equity,spread_pnl,")
      $0.plain("inventory_pnl,rebalancing_cost,fees,funding\n")
    }
    try orders?.append {
      $0.append(contentsOf: first.utf8)
      $0.plain("timestamp_ns,order,event,side,price,quantity,reason\n")
    }
  }

  /// Writes a row of `fills.csv`; `fee` is a contribution to equity there: negative = paid.
  public func record(_ fill: FillRecord) throws {
    guard let fills, fill.lane < names.count else { return }
    let units = units[fill.lane]
    try fills.append { bytes in
      start(&bytes, fill.lane, fill.time)
      bytes.side(fill.side)
      bytes.comma()
      units.price(fill.price, to: &bytes)
      bytes.comma()
      units.quantity(fill.quantity, to: &bytes)
      fill.cause.isMaker ? bytes.plain(",maker,") : bytes.plain(",taker,")
      bytes.append(contentsOf: fill.cause.name.utf8)
      bytes.comma()
      units.money(-fill.fee, to: &bytes)
      bytes.comma()
      units.halfPrice(fill.doubledMid, to: &bytes)
      bytes.comma()
      units.quantity(fill.inventoryAfter, to: &bytes)
      bytes.comma()
      if let ahead = fill.queueAheadAtEntry { units.quantity(ahead, to: &bytes) }
      bytes.newline()
    }
  }

  /// Writes a row of `timeseries.csv`.
  public func record(_ sample: SampleRecord) throws {
    for index in series.indices { series[index].add(sample) }
    guard let samples, sample.lane < names.count else { return }
    let units = units[sample.lane]
    try samples.append { bytes in
      start(&bytes, sample.lane, sample.time)
      units.halfPrice(sample.doubledMid, to: &bytes)
      bytes.comma()
      units.quantity(sample.inventory, to: &bytes)
      bytes.comma()
      units.quantity(sample.target, to: &bytes)
      for amount in [
        sample.cash, sample.equity, sample.spreadPnL, sample.inventoryPnL, sample.rebalancingCost,
        sample.fees, sample.funding,
      ] {
        bytes.comma()
        units.money(amount, to: &bytes)
      }
      bytes.newline()
    }
  }

  /// Writes a row of `orders.csv`.
  public func record(_ order: OrderRecord) throws {
    guard order.lane < names.count else { return }
    let units = units[order.lane]
    try orders?.append { bytes in
      start(&bytes, order.lane, order.time)
      bytes.integer(order.order)
      bytes.comma()
      bytes.append(contentsOf: order.event.rawValue.utf8)
      bytes.comma()
      bytes.side(order.side)
      bytes.comma()
      if let price = order.price { units.price(price, to: &bytes) }
      bytes.comma()
      units.quantity(order.quantity, to: &bytes)
      bytes.comma()
      bytes.field(order.reason)
      bytes.newline()
    }
  }

  /// Finishes the files.
  ///
  /// - Throws: `FileError` where that fails.
  public func commit() throws {
    try fills?.commit()
    try samples?.commit()
    try orders?.commit()
  }

  @inline(__always)
  private func start(_ bytes: inout [UInt8], _ lane: Int, _ time: Int64) {
    bytes.append(contentsOf: names[lane])
    bytes.comma()
    bytes.integer(time)
    bytes.comma()
  }
}

extension [UInt8] {
  /// `buy` or `sell`.
  @inline(__always)
  fileprivate mutating func side(_ side: Side) {
    side == .buy ? plain("buy") : plain("sell")
  }
}

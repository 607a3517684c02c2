public import Backtesting

/// Keeps everything a replay records.
public final class RecordingSink: ResultSink {
  /// All fills.
  public private(set) var fills: [FillRecord] = []
  /// All samples.
  public private(set) var samples: [SampleRecord] = []
  /// All order records.
  public private(set) var orders: [OrderRecord] = []
  /// `true`.
  public var wantsOrders: Bool { true }

  /// An empty sink.
  public init() {}

  /// Keeps a fill.
  public func record(_ fill: FillRecord) { fills.append(fill) }
  /// Keeps a sample.
  public func record(_ sample: SampleRecord) { samples.append(sample) }
  /// Keeps an order record.
  public func record(_ order: OrderRecord) { orders.append(order) }
}

extension FillRecord {
  /// All fields but the lane, for comparing lanes.
  public var laneless: String {
    "\(time) \(side) \(price) \(quantity) \(cause) \(fee) \(doubledMid) \(inventoryAfter)"
      + " \(queueAheadAtEntry.map { "\($0)" } ?? "-")"
  }
}

extension SampleRecord {
  /// All fields but the lane, for comparing lanes.
  public var laneless: String {
    "\(time) \(doubledMid) \(inventory) \(target) \(cash) \(equity) \(spreadPnL) \(inventoryPnL)"
      + " \(rebalancingCost) \(fees) \(funding)"
  }
}

extension OrderRecord {
  /// All fields but the lane, for comparing lanes.
  public var laneless: String {
    "\(time) \(order) \(event) \(side) \(price.map { "\($0)" } ?? "-") \(quantity) \(reason)"
  }
}

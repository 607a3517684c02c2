/// Rows that differ in nothing but their times, numbers and sides, column by column: what most rows
/// of a cached file are, and the cheapest way to read them.
///
/// The pointers are to `count` numbers each and hold until the reader is asked for more. Where the
/// reader was opened for times only, the others mean nothing.
public struct RowColumns {
  /// What is known of all rows without a look at them; bounds may be wider than what the rows hold.
  public struct Facts {
    /// Whether no row happened before the one before it; `false` = not known.
    public let exchangeTimesAscend: Bool
    /// Bounds of arrival time − exchange time (ns), where known.
    public let latencies: ClosedRange<Int64>?
    /// Bounds of `prices`, where known.
    public let prices: ClosedRange<Int64>?
    /// Bounds of `askPrices`, where known.
    public let askPrices: ClosedRange<Int64>?
    /// Bounds of ask price − price, where known.
    public let spreads: ClosedRange<Int64>?
    /// Bounds of `quantities`, where known.
    public let quantities: ClosedRange<Int64>?
    /// Bounds of `askQuantities`, where known.
    public let askQuantities: ClosedRange<Int64>?
  }

  /// How many rows there are.
  public let count: Int
  /// What the records of the rows have in common: everything but times, numbers, side and line.
  public let template: TickRecord
  /// The side of each row; `nil` = that of `template`.
  public let sides: UnsafePointer<UInt8>?
  /// What is known of all rows.
  public let facts: Facts
  /// See `TickRecord.exchangeTime`.
  public let exchangeTimes: UnsafePointer<Int64>
  /// See `TickRecord.arrivalTime`.
  public let arrivalTimes: UnsafePointer<Int64>
  /// See `TickRecord.price`.
  public let prices: UnsafePointer<Int64>
  /// See `TickRecord.quantity`.
  public let quantities: UnsafePointer<Int64>
  /// See `TickRecord.askPrice`.
  public let askPrices: UnsafePointer<Int64>
  /// See `TickRecord.askQuantity`.
  public let askQuantities: UnsafePointer<Int64>
}

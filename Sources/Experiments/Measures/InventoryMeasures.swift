public import MarketData
internal import Metrics

/// What `ballast metrics --inventory` says of a path of inventory; memory does not depend on its
/// length as long as its quantities are few.
public struct InventoryMeasures {
  /// What is wanted of the path.
  public struct Settings: Sendable {
    /// The target, a number or the name of a column.
    public var target = "0"
    /// The hard limit on |q|, > 0.
    public var limit: Double?
    /// The tolerated |q − q*|, ≥ 0.
    public var band: Double?
    /// The end of the span in the unit of the times; the last row's time where there is none.
    public var end: String?
    /// The step of the grid of half-life and autocorrelation time (s).
    public var step = 1.0
    /// The unit of the times.
    public var unit: TimeUnit?
    /// The standard deviation of the mid's move over the horizon of inventory-at-risk.
    public var deviation: Double?
    /// The levels of quantiles of |q| and of inventory-at-risk.
    public var levels: [Double] = [0.95, 0.99]

    /// The defaults.
    public init() {}
  }

  /// Reads the columns `time` and `quantity` of `reader`'s file and measures the path.
  ///
  /// - Throws: `TickFileError` with file, line and column where it cannot be used.
  public static func measure(
    _ reader: TableReader, time: String, quantity: String, _ settings: Settings
  ) throws -> JSONValue {
    var times = try TimeColumn(time, in: reader, unit: settings.unit)
    let quantities = try NumberTable.place(of: quantity, in: reader)
    let fixed = Double(settings.target).flatMap { $0.isFinite ? $0 : nil }
    let targets = fixed == nil ? try NumberTable.place(of: settings.target, in: reader) : nil
    var path: InventoryPath?
    while let row = try reader.next() {
      let now = try times.time(of: row, in: reader)
      let held = try NumberTable.number(row, quantities, in: reader)
      let target = try targets.map { try NumberTable.number(row, $0, in: reader) } ?? fixed ?? 0
      if path == nil {
        path = InventoryPath(start: now, quantity: held, target: target, settings)
      } else {
        path?.record(held, target: target, at: now)
      }
    }
    guard var path else { return InventoryPath.nothing(settings) }
    var end = times.last ?? 0
    if let text = settings.end {
      guard let given = times.unit.nanoseconds(text), given >= end else {
        throw TickFileError(
          .badSpecification, file: reader.path,
          "the end '\(text)' is no time at or after the last row's",
          advice: "give --end in \(times.unit.rawValue)")
      }
      end = given
    }
    return path.measures(end: end)
  }
}

/// A path of inventory as it is read.
private struct InventoryPath {
  private let settings: InventoryMeasures.Settings
  private var path: InventoryAccumulator
  private var flow: InventoryFlow
  private var passage: FirstPassage
  private var grid: EquidistantSampler?
  private var regression = AutoregressionAccumulator()
  private var memory = AutocorrelationTimeAccumulator()
  private var target: Double
  private var last: Int64

  init(start: Int64, quantity: Double, target: Double, _ settings: InventoryMeasures.Settings) {
    self.settings = settings
    self.target = target
    last = start
    path = InventoryAccumulator(
      start: start, quantity: quantity, target: target, limit: settings.limit,
      band: settings.band)
    flow = InventoryFlow(start: start, quantity: quantity)
    passage = FirstPassage(start: start, distance: quantity - target)
    let step = settings.step * 1e9
    grid =
      step < 9e18
      ? EquidistantSampler(
        start: start, step: Int64(step.rounded()), value: quantity) : nil
  }

  mutating func record(_ quantity: Double, target: Double, at time: Int64) {
    path.record(quantity: quantity, at: time)
    if target != self.target { path.retarget(target, at: time) }
    self.target = target
    flow.record(quantity: quantity, at: time)
    passage.record(distance: quantity - target, at: time)
    grid?.set(quantity, at: time) {
      regression.add($0)
      memory.add($0)
    }
    last = time
  }

  mutating func measures(end: Int64) -> JSONValue {
    // A row on the grid counts though it ends the path; a state that is only said to last until
    // the end does not begin anything there.
    grid?.finish(at: last, including: true) {
      regression.add($0)
      memory.add($0)
    }
    grid?.finish(at: end, including: false) {
      regression.add($0)
      memory.add($0)
    }
    let statistics = path.statistics(end: end)
    var object = Self.object(statistics, settings)
    object.add("turnover", flow.turnover)
    object.add("turnover_per_s", flow.turnoverRate(end: end))
    object.add("holding_time_s", flow.holdingTime(end: end))
    let fit = regression.fit
    object.add("ar1_slope", fit.map(\.slope))
    object.add("ar1_intercept", fit.map(\.intercept))
    object.add("half_life_s", fit.flatMap { $0.halfLife(step: settings.step) })
    object.add("half_life_flag", flag: fit.value?.flag)
    object.add("first_passage_half_life_s", passage.halfLife(end: end))
    let correlation = memory.result(step: settings.step)
    object.add("autocorrelation_time_s", correlation.map(\.time))
    object.add("effective_sample_size", correlation.map(\.effectiveSampleSize))
    object.add("autocorrelation_flag", flag: correlation.value?.flag)
    return object.json
  }

  /// The measures of a file without rows.
  static func nothing(_ settings: InventoryMeasures.Settings) -> JSONValue {
    object(.failure(.tooFewSamples(needed: 1)), settings).json
  }

  private static func object(
    _ found: Measured<InventoryStatistics>, _ settings: InventoryMeasures.Settings
  ) -> MeasureObject {
    var object = MeasureObject()
    object.add("rows", count: found.value?.events ?? 0)
    object.add("duration_s", found.map { Double($0.duration) / 1e9 })
    object.add("mean", found.map(\.mean))
    object.add("variance", found.map(\.variance))
    object.add("second_moment_about_target", found.map(\.secondMomentAboutTarget))
    object.add("rms_deviation", found.map(\.rootMeanSquareDeviation))
    object.add("mean_absolute_deviation", found.map(\.meanAbsoluteDeviation))
    object.add("minimum", found.map(\.minimum))
    object.add("maximum", found.map(\.maximum))
    object.add("max_abs", found.map(\.maximumAbsolute))
    for (name, share) in [
      ("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q75", 0.75), ("q95", 0.95),
    ] {
      object.add(name, found.flatMap { $0.quantile(share) })
    }
    for level in settings.levels {
      object.add("abs_quantile_\(level)", found.flatMap { $0.absoluteQuantile(level) })
    }
    for level in settings.levels {
      if let deviation = settings.deviation {
        object.add(
          "inventory_at_risk_\(level)",
          found.flatMap {
            InventoryAtRisk.of($0.histogram, deviation: deviation, level: level)
          })
      }
    }
    object.add("time_long", found.map(\.timeLong))
    object.add("time_short", found.map(\.timeShort))
    object.add("time_flat", found.map(\.timeFlat))
    if settings.limit != nil { object.add("time_at_limit", found.map { $0.timeAtLimit ?? 0 }) }
    if settings.band != nil {
      object.add("time_outside_band", found.map { $0.timeOutsideBand ?? 0 })
    }
    object.add("event_mean", found.map(\.eventMean))
    object.add("event_variance", found.map(\.eventVariance))
    object.add("event_variance_sample", found.flatMap(\.eventSampleVariance))
    return object
  }
}

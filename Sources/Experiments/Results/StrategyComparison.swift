internal import MarketData
internal import Metrics

/// What tells the strategies of a run apart, and how surely: `comparison.csv` and `tests.csv`. The
/// columns are defined in <doc:ResultFiles>.
struct StrategyComparison {
  /// One strategy and its PnL per horizon (quote units).
  typealias Contender = (name: String, profits: [Double])

  /// A pair: the places of the strategy and of the other, which is the control where it takes part.
  private typealias Pair = (one: Int, other: Int)

  /// Fewer horizons are no ground for inference.
  static let fewestHorizons = 10
  /// CVaR is resampled less often where it would take more steps than this.
  static let mostSteps = 2_000_000_000

  private let contenders: [Contender]
  private let control: Int?
  /// The horizons of those that can be compared.
  private let count: Int
  private let bootstrap: Bootstrap
  private let blockLength: Double
  /// The places of the strategies that can be compared.
  private let used: [Int]

  /// `nil` where there are no two strategies.
  init?(_ contenders: [Contender], _ settings: MetricSettings) {
    guard contenders.count > 1 else { return nil }
    self.contenders = contenders
    let control = contenders.firstIndex { $0.name == settings.baseline }
    self.control = control
    let count = contenders.map(\.profits.count).max() ?? 0
    self.count = count
    let used = contenders.indices.filter { contenders[$0].profits.count == count }
    self.used = used
    let center = control.flatMap { used.contains($0) ? $0 : nil } ?? used.first ?? 0
    let differences = used.filter { $0 != center }.map {
      zip(contenders[$0].profits, contenders[center].profits).map { $0 - $1 }
    }
    blockLength = settings.block?.doubleValue ?? ResampledMeans.commonLength(differences)
    bootstrap = Bootstrap(
      scheme: .stationary(meanLength: blockLength), resamples: Int(settings.resamples),
      seed: UInt64(bitPattern: settings.seed))
  }

  private var pairs: [Pair] {
    contenders.indices.flatMap { one in
      ((one + 1)..<contenders.count).map { $0 == control || one != control ? (one, $0) : ($0, one) }
    }
  }

  /// `comparison.csv`.
  var table: String {
    var table = TableText(
      header: """
        strategy,other,metric,difference,low,high,p_value,adjusted_p_value,block_length,n,flag
        """)
    add("pnl_mean", .mean, scale: 1, to: &table)
    add("pnl_total", .mean, scale: Double(count), to: &table)
    add("cvar_95", .cvar(level: 0.95), scale: 1, to: &table)
    return table.finished
  }

  private func add(
    _ metric: String, _ statistic: BootstrapStatistic, scale: Double, to table: inout TableText
  ) {
    var bootstrap = bootstrap
    var flags = SampleFlag.forPeriods(count).map { [$0.rawValue] } ?? []
    if case .cvar(let level) = statistic {
      let most = Self.mostSteps / max(count * used.count, 1)
      bootstrap.resamples = min(bootstrap.resamples, max(most, 200))
      if Double(count) * (1 - level) < 10 - 1e-9 { flags.append(SampleFlag.thinTail.rawValue) }
    }
    var values = [Double?](repeating: nil, count: contenders.count)
    var replicates = [[Double]](repeating: [], count: contenders.count)
    for place in used where count >= Self.fewestHorizons {
      let profits = contenders[place].profits
      values[place] = statistic.value(of: profits).value
      // A mean of equal values has resamples too: the value itself.
      replicates[place] = bootstrap.replicates(of: statistic, profits).value ?? []
    }
    let all = pairs
    let tested = all.filter {
      values[$0.one] != nil && values[$0.other] != nil
        && replicates[$0.one].count == bootstrap.resamples
        && replicates[$0.other].count == bootstrap.resamples
    }
    let differences = tested.map { (values[$0.one] ?? 0) - (values[$0.other] ?? 0) }
    let tests = StepDown.tests(differences, resamples: bootstrap.resamples) { place, number in
      let pair = tested[place]
      return replicates[pair.one][number] - replicates[pair.other][number]
    }.value
    var next = 0
    for pair in all {
      table.text(contenders[pair.one].name)
      table.text(contenders[pair.other].name)
      table.text(metric)
      guard next < tested.count, tested[next] == pair else {
        table.empty(5)
        let isShort = contenders[pair.one].profits.count != contenders[pair.other].profits.count
        end(&table, flag: isShort ? "lengths-differ" : "too-few-horizons")
        continue
      }
      let difference = differences[next]
      let test = tests?[next]
      next += 1
      table.double(difference * scale)
      let resampled = zip(replicates[pair.one], replicates[pair.other]).map { $0 - $1 }
      let interval = BootstrapInterval.of(difference, replicates: resampled).value?.symmetric
      table.double(test.flatMap { _ in interval.map { $0.lowerBound * scale } })
      table.double(test.flatMap { _ in interval.map { $0.upperBound * scale } })
      table.double(test?.pValue)
      table.double(test?.adjusted)
      end(&table, flag: test == nil ? "no-variation" : flags.joined(separator: ";"))
    }
  }

  private func end(_ table: inout TableText, flag: String) {
    table.double(blockLength)
    table.integer(Int64(count))
    table.text(flag)
    table.endRow()
  }

  /// `tests.csv`.
  var tests: String {
    var table = TableText(header: "test,strategy,statistic,p_value,block_length,n,resamples")
    guard count >= Self.fewestHorizons else { return table.finished }
    func add(_ test: String, _ place: Int, _ statistic: Double?, _ pValue: Double) {
      table.text(test)
      table.text(contenders[place].name)
      table.double(statistic)
      table.double(pValue)
      table.double(blockLength)
      table.integer(Int64(count))
      table.integer(Int64(bootstrap.resamples))
      table.endRow()
    }
    if let control, used.contains(control) {
      let others = used.filter { $0 != control }
      let differences = others.map {
        zip(contenders[$0].profits, contenders[control].profits).map { $0 - $1 }
      }
      if let test = means(of: differences).flatMap({ SuperiorAbility.of($0).value }) {
        let best = others[test.best]
        let leader = others.indices.max { left, right in
          total(differences[left]) < total(differences[right])
        }
        add(
          "reality_check", leader.map { others[$0] } ?? best, test.realityCheckStatistic,
          test.realityCheck)
        add("spa_lower", best, test.statistic, test.lower)
        add("spa_consistent", best, test.statistic, test.consistent)
        add("spa_upper", best, test.statistic, test.upper)
      }
    }
    if used.count > 1, let means = means(of: used.map { contenders[$0].profits }) {
      for statistic in ModelConfidenceSet.Statistic.allCases {
        let set = ModelConfidenceSet.of(means, statistic)
        for (place, value) in zip(used, set.pValues) {
          add("mcs_\(statistic.rawValue)", place, nil, value)
        }
      }
    }
    return table.finished
  }

  private func total(_ series: [Double]) -> Double { series.reduce(0, +) }

  private func means(of series: [[Double]]) -> ResampledMeans? {
    ResampledMeans.stationary(
      series, meanLength: blockLength, resamples: bootstrap.resamples, seed: bootstrap.seed
    ).value
  }
}

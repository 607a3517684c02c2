internal import Metrics

/// What `sensitivity.csv` says: every strategy under every set of assumptions.
struct SensitivityResults {
  /// What the experiment's own assumptions are called there.
  static let base = "base"

  /// The lowest and the highest value of a metric, and under which assumptions they were had.
  struct Bracket: Equatable {
    var lowest: Double
    var lowestUnder: [String]
    var base: Double?
    var highest: Double
    var highestUnder: [String]
  }

  /// How the order of the strategies by total PnL changes under one set of assumptions.
  struct RankingChange: Equatable {
    var assumption: String
    /// The strategies, the best first.
    var order: [String]
    /// Kendall's tau-b against the base; `nil` where it is not defined.
    var tau: Double?
    /// Pairs that change places, the one ahead in the base first.
    var swapped: [(ahead: String, behind: String)]
    /// Strategies with a PnL here or in the base and not in both.
    var lacking: [String]

    static func == (left: Self, right: Self) -> Bool {
      left.assumption == right.assumption && left.order == right.order && left.tau == right.tau
        && left.swapped.map(\.ahead) == right.swapped.map(\.ahead)
        && left.swapped.map(\.behind) == right.swapped.map(\.behind)
        && left.lacking == right.lacking
    }

    /// Whether the order is that of the base.
    var survives: Bool { swapped.isEmpty && lacking.isEmpty }
  }

  /// The names of the assumptions, the base first.
  private(set) var assumptions: [String] = []
  /// The strategies in the order of the file.
  private(set) var strategies: [String] = []
  private var rows: [String: [String: CSVRow]] = [:]

  /// Reads the file.
  ///
  /// - Throws: `ReportError` where it is damaged or has no row of the base.
  init(file: String) throws {
    let table = try CSVTable(file: file)
    for row in table.rows {
      guard let strategy = row["strategy"], let assumption = row["assumption"] else { continue }
      if rows[strategy] == nil { strategies.append(strategy) }
      if !assumptions.contains(assumption) { assumptions.append(assumption) }
      rows[strategy, default: [:]][assumption] = row
    }
    guard assumptions.first == Self.base else {
      throw ReportError(
        file: file, message: "does not begin with the base assumptions; run the experiment again")
    }
  }

  /// The bracket of a metric of a strategy; `nil` where no assumptions give it.
  func bracket(of metric: String, _ strategy: String) -> Bracket? {
    let values = assumptions.compactMap { name in
      rows[strategy]?[name]?.number(metric).map { (name, $0) }
    }
    guard let lowest = values.map(\.1).min(), let highest = values.map(\.1).max() else {
      return nil
    }
    return Bracket(
      lowest: lowest, lowestUnder: values.filter { $0.1 == lowest }.map(\.0),
      base: rows[strategy]?[Self.base]?.number(metric),
      highest: highest, highestUnder: values.filter { $0.1 == highest }.map(\.0))
  }

  /// The order of the strategies by total PnL under each set of assumptions, the base first;
  /// strategies with equal PnL stay in the order of the base, or else of the file.
  var rankings: [RankingChange] {
    func profit(_ strategy: String, _ assumption: String) -> Double? {
      rows[strategy]?[assumption]?.number("total_pnl")
    }
    // In the order of the base, so that pairs are named from its top.
    let known = strategies.enumerated().sorted { left, right in
      let profits = (profit(left.element, Self.base), profit(right.element, Self.base))
      guard let one = profits.0, let other = profits.1, one != other else {
        return left.offset < right.offset
      }
      return one > other
    }.map(\.element)
    return assumptions.map { assumption in
      let ranked = known.filter { profit($0, assumption) != nil }
      let both = ranked.filter { profit($0, Self.base) != nil }
      let kendall = RankCorrelation.kendall(
        both.compactMap { profit($0, Self.base) }, both.compactMap { profit($0, assumption) })
      let order = ranked.enumerated().sorted { left, right in
        let profits = (profit(left.element, assumption), profit(right.element, assumption))
        guard let one = profits.0, let other = profits.1, one != other else {
          return left.offset < right.offset
        }
        return one > other
      }
      return RankingChange(
        assumption: assumption, order: order.map(\.element), tau: kendall.tau.value,
        swapped: kendall.swapped.map { (both[$0.first], both[$0.second]) },
        lacking: strategies.filter {
          (profit($0, assumption) == nil) != (profit($0, Self.base) == nil)
        })
    }
  }
}

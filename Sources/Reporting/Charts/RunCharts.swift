/// The scripts of a run's charts.
struct RunCharts {
  /// A chart to draw: its file below `charts/`, its title and its script.
  struct Chart {
    var file: String
    var title: String
    var script: String
    /// What each curve shows, in the order in which the script draws them.
    var curves: [String]
  }

  /// The scripts' own curves, each with its title.
  private typealias Curve = (plot: String, title: String)

  /// More curves than this cannot be told apart; the first ones of the ranking are drawn.
  static let maximumCurves = 24

  private let paths: [StrategyPath]
  private let baseline: String?
  private let currency: String
  private let quantityUnit: String
  private let axis: TimeAxis
  private let limits: [String: Double]

  /// The charts of these paths, in the order given, the control's look being kept for `baseline`.
  init(
    paths: [StrategyPath], span: ClosedRange<Int64>, baseline: String?, currency: String,
    quantityUnit: String = "base units",
    limits: [String: Double]
  ) {
    self.paths = Array(paths.prefix(Self.maximumCurves))
    self.baseline = baseline
    self.currency = currency
    self.quantityUnit = quantityUnit
    axis = TimeAxis(span)
    self.limits = limits
  }

  /// The charts, in the order of the report.
  var all: [Chart] {
    [
      equity, inventory,
    ]
  }

  /// The look of a path; `isAlone` where nothing else is to be told apart from it.
  private func look(_ index: Int, isAlone: Bool) -> String {
    let place = paths.firstIndex { $0.name == baseline }
    if index == place { return ChartStyle.control }
    let index = index > (place ?? .max) ? index - 1 : index
    return isAlone ? ChartStyle.lone(index) : ChartStyle.curve(index)
  }

  private static func block(_ name: String, _ series: DecimatedSeries) -> String {
    let rows = series.points.map { "\($0.time) \($0.value)" }
    return "$\(name) << EOD\n\(rows.joined(separator: "\n"))\nEOD\n"
  }

  private static func title(_ name: String) -> String {
    Escaping.gnuplot(name.count <= 30 ? name : name.prefix(29) + "…")
  }

  private static func plot(_ curves: [Curve]) -> String {
    "plot \(curves.map(\.plot).joined(separator: ", \\\n  "))\n"
  }

  private var equity: Chart {
    let shown = paths.indices.filter { paths[$0].equity.first != nil }
    let curves: [Curve] = shown.map { index in
      let look = look(index, isAlone: false)
      let title = Self.title(paths[index].name)
      return ("$equity\(index) using 1:2 with lines \(look) title \(title)", paths[index].name)
    }
    let script = """
      \(ChartStyle.preamble(name: "equity", width: 960, height: 480))
      set key outside right top Left reverse samplen 3 spacing 1.15
      set xzeroaxis lt 1 lw 0.8 lc rgb '#999999'
      set xlabel \(Escaping.gnuplot(axis.label))
      set ylabel \(Escaping.gnuplot("change of equity (\(currency))"))
      \(axis.script(labels: 8))
      \(shown.map { Self.block("equity\($0)", paths[$0].equity) }.joined())
      \(Self.plot(curves))
      """
    return Chart(
      file: "equity.svg", title: "Equity paths", script: script, curves: curves.map(\.title))
  }

  /// One panel per strategy, all to one scale: curves on top of each other would hide each other.
  private var inventory: Chart {
    let shown = paths.indices.filter { paths[$0].inventory.first != nil }
    let columns = shown.count == 1 ? 1 : 2
    let rows = max((shown.count + columns - 1) / columns, 1)
    // Pixels: a head, the panels with their titles between them, and a foot with the time axis.
    let head = 56.0
    let foot = 64.0
    let gap = 34.0
    let panel = rows == 1 ? 220.0 : 110.0
    let height = head + foot + Double(rows) * panel + Double(rows - 1) * gap
    var script = """
      \(ChartStyle.preamble(name: "inventory", width: 960, height: Int(height)))
      unset key
      set xzeroaxis lt 1 lw 0.8 lc rgb '#999999'
      \(axis.script(labels: columns == 1 ? 8 : 4))
      set yrange [\(-largest):\(largest)]
      set ytics auto
      set multiplot layout \(rows),\(columns) margins 0.07,0.965,\(foot / height),\
      \(1 - head / height) spacing 0.075,\(gap / height) \
      title 'inventory (\(quantityUnit)); dashed: target, dotted: limit'

      """
    var titles: [String] = []
    for (place, index) in shown.enumerated() {
      let path = paths[index]
      let isLast = place >= shown.count - columns
      let curves = panelCurves(index)
      titles += curves.map(\.title)
      script += Self.block("inventory\(index)", path.inventory)
      script += Self.block("target\(index)", path.target)
      script += "set title \(Self.title(path.name)) offset 0,-0.7\n"
      script += "set xlabel \(Escaping.gnuplot(isLast ? axis.label : ""))\n"
      script += isLast ? "\(axis.labelFormat)\n" : "set format x ''\n"
      script += Self.plot(curves)
    }
    return Chart(
      file: "inventory.svg", title: "Inventory paths", script: script + "unset multiplot\n",
      curves: titles)
  }

  private func panelCurves(_ index: Int) -> [Curve] {
    let path = paths[index]
    let look = look(index, isAlone: true)
    var curves: [Curve] = [("$inventory\(index) using 1:2 with steps \(look)", path.name)]
    if path.target.first != nil {
      curves.append(
        (
          "$target\(index) using 1:2 with steps lw 1.3 lc rgb '#555555' dt (6,4)",
          "\(path.name): target"
        ))
    }
    if let limit = limits[path.name], limit <= largest {
      for bound in [limit, -limit] {
        curves.append(("\(bound) with lines lw 1 lc rgb '#888888' dt (2,3)", "\(path.name): limit"))
      }
    }
    return curves
  }

  /// The scale shared by all inventories, with the limits where they are near.
  private var largest: Double {
    var values = paths.flatMap { path in
      (path.inventory.points + path.target.points).map(\.value.magnitude)
    }
    let reached = values.max() ?? 0
    values += limits.values.filter { $0 <= 1.5 * reached }
    let largest = values.max() ?? 0
    return largest > 0 ? largest * 1.08 : 1
  }
}

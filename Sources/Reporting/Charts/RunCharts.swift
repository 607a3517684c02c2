/// The scripts of a run's charts.
struct RunCharts {
  /// A chart to draw: its file below `charts/`, its title and its script.
  struct Chart {
    var file: String
    var title: String
    var script: String
  }

  /// More curves than this cannot be told apart; the first ones of the ranking are drawn.
  static let maximumCurves = 24

  private let paths: [StrategyPath]
  private let baseline: String?
  private let currency: String
  private let axis: TimeAxis
  private let limits: [String: Double]

  /// The charts of these paths, in the order given, the control's look being kept for `baseline`.
  init(
    paths: [StrategyPath], span: ClosedRange<Int64>, baseline: String?, currency: String,
    limits: [String: Double]
  ) {
    self.paths = Array(paths.prefix(Self.maximumCurves))
    self.baseline = baseline
    self.currency = currency
    axis = TimeAxis(span)
    self.limits = limits
  }

  /// The charts, in the order of the report.
  var all: [Chart] {
    [
      Chart(file: "equity.svg", title: "Equity paths", script: equity),
      Chart(file: "inventory.svg", title: "Inventory paths", script: inventory),
    ]
  }

  private func look(_ index: Int) -> String {
    guard let baseline, let place = paths.firstIndex(where: { $0.name == baseline }) else {
      return ChartStyle.curve(index)
    }
    if index == place { return ChartStyle.control }
    return ChartStyle.curve(index > place ? index - 1 : index)
  }

  private static func block(_ name: String, _ series: DecimatedSeries) -> String {
    let rows = series.points.map { "\($0.time) \($0.value)" }
    return "$\(name) << EOD\n\(rows.joined(separator: "\n"))\nEOD\n"
  }

  private static func title(_ name: String) -> String {
    Escaping.gnuplot(name.count <= 30 ? name : name.prefix(29) + "…")
  }

  private var equity: String {
    let shown = paths.indices.filter { paths[$0].equity.first != nil }
    let curves = shown.map { index in
      "$equity\(index) using 1:2 with lines \(look(index)) title \(Self.title(paths[index].name))"
    }
    return """
      \(ChartStyle.preamble(name: "equity", width: 960, height: 480))
      set key outside right top Left reverse samplen 2 spacing 1.15
      set xzeroaxis lt 1 lw 0.8 lc rgb '#999999'
      set xlabel \(Escaping.gnuplot(axis.label))
      set ylabel \(Escaping.gnuplot("change of equity (\(currency))"))
      \(axis.script(labels: 8))
      \(shown.map { Self.block("equity\($0)", paths[$0].equity) }.joined())
      plot \(curves.joined(separator: ", \\\n  "))

      """
  }

  /// One panel per strategy, all to one scale: curves on top of each other would hide each other.
  private var inventory: String {
    let shown = paths.indices.filter { paths[$0].inventory.first != nil }
    let columns = shown.count == 1 ? 1 : 2
    let rows = (shown.count + columns - 1) / columns
    let height = 60 + 150 * max(rows, 1) + (rows == 1 ? 60 : 0)
    var script = """
      \(ChartStyle.preamble(name: "inventory", width: 960, height: height))
      unset key
      set xzeroaxis lt 1 lw 0.8 lc rgb '#999999'
      \(axis.script(labels: columns == 1 ? 8 : 5))
      set yrange [\(-largest):\(largest)]
      set multiplot layout \(rows),\(columns) margins 0.075,0.985,\(70.0 / Double(height)),\
      \(1 - 62.0 / Double(height)) spacing 0.07,\(44.0 / Double(height)) \
      title 'inventory (base units; dashed: target, dotted: limit)'

      """
    for (place, index) in shown.enumerated() {
      let path = paths[index]
      let isLast = place >= shown.count - columns
      script += Self.block("inventory\(index)", path.inventory)
      script += Self.block("target\(index)", path.target)
      script += "set title \(Self.title(path.name)) offset 0,-0.7\n"
      script += "set xlabel \(Escaping.gnuplot(isLast ? axis.label : ""))\n"
      var curves = [
        "$inventory\(index) using 1:2 with steps \(look(index)) title \(Self.title(path.name))"
      ]
      if path.target.first != nil {
        curves.append(
          "$target\(index) using 1:2 with steps lw 1.3 lc rgb '#555555' dt '-' "
            + "title \(Self.title("\(path.name): target"))")
      }
      if let limit = limits[path.name], limit <= largest {
        for bound in [limit, -limit] {
          curves.append("\(bound) with lines lw 1 lc rgb '#999999' dt '.' notitle")
        }
      }
      script += "plot \(curves.joined(separator: ", \\\n  "))\n"
    }
    return script + "unset multiplot\n"
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

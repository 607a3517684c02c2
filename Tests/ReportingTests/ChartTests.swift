import Foundation
import Testing

@testable import Reporting

@Suite("Charts")
struct ChartTests {
  static let span: ClosedRange<Int64> = 1_704_067_200_000_000_000...1_704_070_800_000_000_000

  /// The charts of paths with these names.
  static func charts(_ names: [String], baseline: String? = nil) -> [RunCharts.Chart] {
    let paths = names.enumerated().map { place, name in
      var path = StrategyPath(name: name)
      for second in 0..<60 {
        let time = 1_704_067_200 + Double(second * 60)
        path.equity.append(time: time, value: Double(second * (place + 1)))
        path.inventory.append(time: time, value: Double(second % (place + 2)))
        path.target.append(time: time, value: 0)
      }
      return path
    }
    return RunCharts(
      paths: paths, span: span, baseline: baseline, currency: "USD", limits: [names[0]: 1.5]
    ).all
  }

  static let nasty = [
    "it's", "a`b`", "<script>&x</script>", "x_y^2{z}", "\"q\"; exit", "%d\\n", "ñ·字",
  ]

  @Test("gnuplot draws every curve into a group titled with its name, whatever the name")
  func drawn() throws {
    let charts = Self.charts(Self.nasty, baseline: "a`b`")
    for chart in charts {
      let svg: [UInt8]
      do {
        svg = try chart.titled(ChartRenderer.gnuplot.render(chart.script))
      } catch let failure as ChartRenderer.Failure {
        try #require(failure.description.contains("not installed"), "\(failure)")
        print("skipped: \(failure)")
        return
      }
      let text = String(decoding: svg, as: UTF8.self)
      #expect(text.hasSuffix("</svg>\n\n") || text.contains("</svg>"))
      #expect(!text.contains("<script"))
      #expect(text.contains("<title>it's</title>"))
      #expect(text.contains("<title>&lt;script&gt;&amp;x&lt;/script&gt;</title>"))
      #expect(text.contains("<title>ñ·字</title>"))
      for curve in chart.curves { #expect(text.contains("<title>\(Escaping.xml(curve))</title>")) }
      #expect(text.contains("time (UTC) on 2024-01-01"))
    }
  }

  @Test("A gnuplot string cannot be left, and control characters go")
  func gnuplotStrings() {
    #expect(Escaping.gnuplot("it's") == "'it''s'")
    #expect(Escaping.gnuplot("a\nb\u{1B}c") == "'a b\u{FFFD}c'")
  }

  @Test("A chart that fails says why")
  func failure() {
    #expect(throws: ChartRenderer.Failure.self) {
      try ChartRenderer.gnuplot.render("this is no gnuplot\n")
    }
  }

  @Test("The control alone is black, and no two curves look the same")
  func looks() {
    let looks = (0..<24).map(ChartStyle.curve)
    #expect(Set(looks + [ChartStyle.control]).count == 25)
    let chart = Self.charts(["a", "b", "c"], baseline: "b")[0]
    let control = chart.script.split(separator: "\n").filter { $0.contains("#000000") }
    #expect(control.count == 1 && control[0].contains("'b'"))
  }
}

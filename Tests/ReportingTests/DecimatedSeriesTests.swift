import Testing

@testable import Reporting

@Suite("Decimation of a series")
struct DecimatedSeriesTests {
  @Test("Few points stay as they are")
  func few() {
    var series = DecimatedSeries(maximumPoints: 40)
    for index in 0..<10 { series.append(time: Double(index), value: Double(index % 3)) }
    #expect(series.points.map(\.time) == (0..<10).map(Double.init))
    #expect(series.points.map(\.value) == (0..<10).map { Double($0 % 3) })
  }

  @Test(
    "Many points keep first, last and every extreme, in order of time, within the maximum",
    arguments: [41, 100, 1_000, 12_345], [8, 40, 2_000])
  func many(count: Int, maximum: Int) {
    var series = DecimatedSeries(maximumPoints: maximum)
    let spike = count * 2 / 3
    let dip = count / 3
    for index in 0..<count {
      let value = index == spike ? 1e6 : index == dip ? -1e6 : Double(index % 7)
      series.append(time: Double(index), value: value)
    }
    let points = series.points
    #expect(points.count <= maximum)
    #expect(points.first?.time == 0 && points.last?.time == Double(count - 1))
    #expect(points.contains(DecimatedSeries.Point(time: Double(spike), value: 1e6)))
    #expect(points.contains(DecimatedSeries.Point(time: Double(dip), value: -1e6)))
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time })
  }

  @Test("An empty series has no points")
  func empty() {
    let series = DecimatedSeries()
    #expect(series.points.isEmpty && series.first == nil && series.last == nil)
  }
}

import Foundation
import Testing

@testable import Experiments

@Suite("Results: rejects.csv")
struct RejectsFileTests {
  @Test("rows stand by source, however the sources' rows interleaved", arguments: [1, 2, 5])
  func bySource(_ stretch: Int) throws {
    let parent = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: parent) }
    let folder = try RunFolder(path: parent.appendingPathComponent("run").path)
    let file = try RejectsFile(in: folder)
    var lines = [0, 0, 0]
    for step in 0..<30 {
      let source = 2 - step / stretch % 3
      lines[source] += 1
      try file.record(
        source: source, file: "s\(source).csv", line: lines[source], column: 3, columnName: "price",
        reason: "off-grid", text: "a,\"b\"")
    }
    try file.commit()
    let path = folder.stagingPath + "/rejects.csv"
    let rows = String(decoding: try FileOperations.read(path), as: UTF8.self).split(separator: "\n")
    let expected = (0..<3).flatMap { source in
      (1...lines[source]).map { "s\(source).csv,\($0),3,price,off-grid,\"a,\"\"b\"\"\"" }
    }
    #expect(rows.dropFirst().map(String.init) == expected)
    #expect(Paths.contents(of: folder.stagingPath) == ["rejects.csv"])
  }
}

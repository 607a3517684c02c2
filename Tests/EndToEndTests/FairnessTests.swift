import Testing

/// Promise 1: every strategy meets the same market, and none meets another.
struct FairnessTests {
  /// Tables that are not of single strategies: rejected rows, and what is said of pairs and sets.
  private static let shared: Set = ["rejects.csv", "comparison.csv", "tests.csv"]

  @Test("sixteen copies of a strategy have sixteen equal rows", arguments: Session.available)
  func copies(session: Session) throws {
    let copied = try #require(session.strategies.first { $0.contains("name: touch") })
    let copies = (0..<16).map { copied.replacing("name: touch", with: "name: copy-\($0)") }
    try TestFolder.with { folder in
      try session.write(to: folder)
      let run = try folder.run(session.experiment(copies))
      for name in try run.tables where !Self.shared.contains(name) {
        let rows = try run.table(name).byStrategy
        #expect(rows.count == 16, "\(name)")
        let first = try #require(rows["copy-0"])
        #expect(first.count > (name == "fills.csv" ? 100 : 0), "\(name)")
        for (copy, others) in rows where others != first {
          Issue.record("\(name): \(copy) differs from copy-0")
        }
      }
    }
  }

  @Test(
    "removing strategies and changing their order changes no other row",
    arguments: Session.available)
  func company(session: Session) throws {
    try TestFolder.with { folder in
      try session.write(to: folder)
      let all = try folder.run(session.experiment(), as: "all")
      let some = session.strategies.enumerated().filter { $0.offset % 3 != 0 }.map(\.element)
      let reordered = try folder.run(session.experiment(some.reversed()), as: "some")
      for name in try all.tables where !Self.shared.contains(name) {
        let before = try all.table(name).byStrategy
        let after = try reordered.table(name).byStrategy
        #expect(before.count > after.count && !after.isEmpty)
        for (strategy, rows) in after where rows != before[strategy] {
          Issue.record("\(name): other rows of \(strategy) in other company")
        }
      }
    }
  }
}

import Testing

/// Promise 2: a decision uses only what had arrived. Everything after a cut is changed, and nothing
/// before it may show that.
struct LookAheadTests {
  /// A session and a cut through it, as a share of its rows.
  static let cases = Session.available.flatMap { session in
    (session.name == "sample" ? [0.2, 0.55, 0.9] : [0.4]).map { (session, $0) }
  }

  /// The cut (ns): in the middle of a feed latency, so that the row there is under way.
  static func cut(_ session: Session, _ share: Double) -> Int64 {
    let index = Int(Double(session.quotes.lines.count) * share)
    let clocks = TickText.clocks(session.quotes.lines[index])
    return (clocks.exchange + clocks.local + session.shift) / 2
  }

  private func runs(
    _ session: Session, _ experiment: String, _ clock: TickText.Clock, _ cut: Int64,
    _ compare: (RunFolderContents, RunFolderContents) throws -> Void
  ) throws {
    try TestFolder.with { folder in
      try session.write(to: folder)
      let original = try folder.run(experiment, as: "original")
      let quotes = session.quotes.altered(after: cut, on: clock, shift: session.shift)
      let trades = session.trades.altered(after: cut, on: clock, shift: session.shift)
      try folder.write(quotes.text, to: "quotes.csv")
      try folder.write(trades.text, to: "trades.csv")
      try compare(original, try folder.run(experiment, as: "altered"))
    }
  }

  @Test("what happens after t changes nothing up to t", arguments: cases)
  func exchangeTime(session: Session, share: Double) throws {
    let cut = Self.cut(session, share)
    try runs(session, session.experiment(), .exchange, cut) { original, altered in
      for name in ["orders.csv", "fills.csv", "timeseries.csv"] {
        let (a, b) = (try original.table(name), try altered.table(name))
        let before = a.lines(upTo: cut)
        #expect(before.count > 50, "\(name)")
        expectEqual(before, b.lines(upTo: cut), name)
        #expect(a.lines != b.lines, "the alteration shows nowhere in \(name)")
      }
    }
  }

  @Test("without fills, what arrives after t changes no decision up to t", arguments: cases)
  func arrival(session: Session, share: Double) throws {
    let cut = Self.cut(session, share)
    // No fill, and reports (of orders that the venue refused) that take longer than any tick: what
    // a strategy may know through them had arrived as a tick as well.
    let experiment = session.experiment(
      model: "{ through: 1000000 }", fills: "book-crossing: off", response: "2s")
    try runs(session, experiment, .arrival, cut) { original, altered in
      let decisions = { (run: RunFolderContents) in
        let table = try run.table("orders.csv")
        let event = table.column("event")
        return table.lines(upTo: cut).filter {
          ["new", "cancel", "amend", "immediate", "refused"].contains(CSVFile.fields($0)[event])
        }
      }
      let before = try decisions(original)
      #expect(before.count > 50)
      expectEqual(before, try decisions(altered), "orders.csv")
      #expect(try original.table("fills.csv").lines.isEmpty)
      #expect(try original.bytes("orders.csv") != altered.bytes("orders.csv"))
    }
  }

  private func expectEqual(_ a: [String], _ b: [String], _ name: String) {
    guard a != b else { return }
    let index = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
    Issue.record(
      """
      \(name) differs before the cut, at row \(index) of \(a.count) and \(b.count):
      \(index < a.count ? a[index] : "-")
      \(index < b.count ? b[index] : "-")
      """)
  }
}

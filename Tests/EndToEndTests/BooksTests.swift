import Foundation
import Testing

/// Promises 3, 4 and 7: the books balance, the same inputs give the same bytes, and every row is
/// accounted for.
struct BooksTests {
  /// 10^-12, the unit of `exact`, as money of one price times one quantity.
  static let one: Int128 = 1_000_000_000_000

  @Test("equity is the sum of its parts, exactly, in every row", arguments: Session.available)
  func books(session: Session) throws {
    try TestFolder.with { folder in
      try session.write(to: folder)
      let text = session.experiment(clockShift: session.shift == 0 ? "none" : "measured")
      let run = try folder.run(text)
      let table = try run.table("timeseries.csv")
      let names = ["spread_pnl", "inventory_pnl", "rebalancing_cost", "fees", "funding"]
      let parts = names.map(table.column)
      let columns = ["equity", "cash", "inventory", "mid"].map(table.column)
      var traded = false
      for line in table.lines {
        let fields = CSVFile.fields(line)
        let sum = try parts.reduce(Int128(0)) { try $0 + #require(exact(fields[$1])) }
        let values = try columns.map { try #require(exact(fields[$0]), "\(line)") }
        guard values[0] == 100_000 * Self.one + sum,
          values[0] - values[1] == values[2] * values[3] / Self.one
        else {
          Issue.record("equity is not what it is made of: \(line)")
          break
        }
        traded = traded || values[2] != 0
      }
      #expect(traded && table.lines.count > session.strategies.count * 500)
      try rows(session, run.manifest)

      let again = try folder.run(text, as: "again")
      try expectEqualTables(run, again, "a second run")
      #expect(
        try run.manifest["result_hash"] as? String == again.manifest["result_hash"] as? String)
    }
  }

  private func rows(_ session: Session, _ manifest: [String: Any]) throws {
    let read = try #require(manifest["rows_read"] as? Int)
    let replayed = try #require(manifest["rows_replayed"] as? Int)
    let rejected = manifest["rows_rejected"] as? [String: Int] ?? [:]
    #expect(read == session.quotes.lines.count + session.trades.lines.count)
    #expect(read == replayed + rejected.values.reduce(0, +))
    if session.name == "real" { #expect(read == 66_089 + 21_313) }
  }

  @Test("rows that cannot be used are named with file, line, column and reason")
  func rejects() throws {
    var session = try #require(Session.sample)
    let bad = [100, 2_000, 7_000]
    var quotes = session.quotes
    for index in bad {
      var fields = CSVFile.fields(quotes.lines[index])
      fields[5] = "3000.05"
      quotes.lines[index] = fields.joined(separator: ",")
    }
    session = Session(
      name: session.name, instrument: session.instrument, quotes: quotes, trades: session.trades,
      shift: 0, clockShift: "none", strategies: session.strategies)
    try TestFolder.with { folder in
      try session.write(to: folder)
      let run = try folder.run(session.experiment(orders: false))
      try rows(session, run.manifest)
      let table = try run.table("rejects.csv")
      let rejects = table.lines.map(CSVFile.fields)
      #expect(rejects.map { $0[table.column("line")] } == bad.map { "\($0 + 2)" })
      for row in rejects {
        #expect(row[table.column("file")] == "quotes.csv")
        #expect(row[table.column("column_name")] == "ask_price")
        #expect(row[table.column("reason")] != "")
      }
    }
  }

  @Test("plain, gz and zip files give the same bytes", arguments: Session.available)
  func compression(session: Session) throws {
    try TestFolder.with { folder in
      try session.write(to: folder)
      let plain = try folder.run(session.experiment(orders: false), as: "plain")
      for name in ["quotes.csv", "trades.csv"] {
        let tool = URL(fileURLWithPath: "/usr/bin/env")
        let gz = try ExternalProgram(tool, ["gzip", "-k", name], in: folder.url)
        try #require(gz.status == 0, "\(gz.output)")
        guard let python = PackageFolder.python else { continue }
        let zip = try ExternalProgram(
          python, ["-m", "zipfile", "-c", name + ".zip", name], in: folder.url)
        try #require(zip.status == 0, "\(zip.output)")
      }
      for suffix in PackageFolder.python == nil ? [".gz"] : [".gz", ".zip"] {
        let run = try folder.run(
          session.experiment(suffix: suffix, orders: false), as: String(suffix.dropFirst()))
        try expectEqualTables(plain, run, suffix)
      }
    }
  }
}

/// Expects the same CSV files with the same bytes.
func expectEqualTables(_ a: RunFolderContents, _ b: RunFolderContents, _ what: String) throws {
  #expect(try a.tables == b.tables)
  for name in try a.tables where try a.bytes(name) != b.bytes(name) {
    Issue.record("\(what): \(name) differs")
  }
}

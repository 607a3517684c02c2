import Foundation
import MarketData
import Testing

@testable import Backtesting

/// Files written newest first, as some exchanges' archives are.
@Suite("Replay: newest-first files")
struct NewestFirstTests {
  private func events(_ source: SourceSpecification, _ cache: TickCache?) throws -> [MarketEvent] {
    try Timeline(
      sources: [source], instruments: [ReplayFixture.instrument],
      clock: ClockSettings(feed: .constant(0)), rejectPolicy: .reject(.count(3)), cache: cache
    ).all()
  }

  @Test("a day of Bybit is replayed in time order, spilled, cached and from the cache alike")
  func bybit() throws {
    let fixture = try ReplayFixture()
    var random = Mixer(seed: 9)
    var rows: [(time: Int, side: String, size: Int, price: Int)] = []
    var time = 1_569_888_000_000
    for _ in 0..<5_000 {
      time += random.below(4) * random.below(900)
      rows.append(
        (time, ["Buy", "Sell"][random.below(2)], 1 + random.below(500), random.below(99)))
    }
    let lines = rows.enumerated().map { index, row in
      let fraction = "00\(row.time % 1_000)".suffix(3)
      return "\(row.time / 1_000).\(fraction),BTCUSD,\(row.side),\(row.size),\(8_200 + row.price),"
        + "PlusTick,\(index),1,1,1\n"
    }
    let header =
      "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,"
      + "foreignNotional\n"
    let path = try fixture.write(
      header + lines.reversed().joined(), named: "BTCUSD2019-10-01.csv")
    guard let packed = try pack(path) else { return }
    let source = SourceSpecification(
      format: try #require(TickFormat.named("bybit/trades")), files: [packed])
    let caches = path + ".caches"
    let cache = TickCache(folder: caches, smallestFile: 0) { _ in }
    let spilled = try events(source, nil)
    let told = spilled.map { "\($0.exchangeTime / 1_000_000) \($0.price) \($0.quantity)" }
    let expected = rows.map { "\($0.time) \((8_200 + $0.price) * 2) \($0.size * 10)" }
    let isRight = told == expected
    #expect(isRight && told.count == 5_000)
    for _ in 0..<2 {
      let isSame = try events(source, cache) == spilled
      #expect(isSame)
    }
  }

  @Test("files whose rows depend on those before them are refused")
  func stateful() throws {
    let fixture = try ReplayFixture()
    let quotes = (0..<40).map { index in
      let time = 34_300_000 - index * 1_000
      return index % 2 == 0 ? "\(time),1860000,100,0,0,P,0,0" : "\(time),0,0,1860500,200,Q,0,0"
    }.joined(separator: "\n")
    let lean = try fixture.source(
      quotes, named: "20131008_ibm_quote.csv", format: "lean-equity/quotes")
    var levels = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
    for index in 0..<40 {
      let time = ReplayFixture.base - index
      levels += "x,A,\(time),\(time + 5),false,bid,\(100 + index % 3),1\n"
    }
    let book = try fixture.source(levels, named: "l2.csv", format: "tardis/incremental_book_L2")
    for source in [lean, book] {
      let error = #expect(throws: TickFileError.self) { _ = try events(source, nil).count }
      #expect(error?.code == .badOrder && error?.advice?.contains("oldest first") == true)
    }
  }

  private func pack(_ path: String) throws -> String? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/gzip") else {
      print("skipped: no gzip")
      return nil
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
    process.arguments = ["-q", path]
    try process.run()
    process.waitUntilExit()
    return path + ".gz"
  }

  @Test("an archive whose members stand in two orders is refused with what helps, and that helps")
  func mixedArchive() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/zip") else {
      return print("skipped: no zip")
    }
    let fixture = try ReplayFixture()
    let rows = (0..<4_000).map { index in (index * 2_000_000, index * 2_000_000 + 5) }
    let first = try fixture.trades(Array(rows[..<2_000]), named: "a.csv")
    let second = try fixture.trades(rows[2_000...].reversed(), named: "b.csv")
    let members = first.files + second.files
    let archive = String(members[0].dropLast(5)) + "both.zip"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/zip")
    process.arguments = ["-q", "-j", archive] + members
    try process.run()
    process.waitUntilExit()
    let packed = SourceSpecification(format: first.format, files: [archive])
    let error = #expect(throws: TickFileError.self) { _ = try events(packed, nil).count }
    #expect(error?.code == .badOrder)
    #expect(error?.advice?.hasPrefix("unpack the archive and name its members as files") == true)
    let unpacked = SourceSpecification(format: first.format, files: members)
    let times = try events(unpacked, nil).map { $0.microseconds[0] }
    #expect(times == rows.map(\.0))
  }
}

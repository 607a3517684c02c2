import Foundation
import MarketData
import Testing

/// Whatever a file holds, reading it ends, loses no row and does not depend on how it was cut.
@Suite("Mangled input")
struct MangledInputTests {
  private static let seeds = [
    "crlf.csv", "several-faults.csv", "embedded-newline.csv", "quoted-fields.csv", "exponent.csv",
  ]

  @Test("random damage: cutting the file elsewhere changes nothing", arguments: 0..<200)
  func randomDamage(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let name = Self.seeds[seed % Self.seeds.count]
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: try Fixture.path(name))))
    let header = (bytes.firstIndex(of: 10) ?? 0) + 1
    let special = Array("\"\"\"\n\r,\0 e-.9\u{FF}".utf8)
    for _ in 0..<Int.random(in: 1...12, using: &generator) where bytes.count > header {
      let place = Int.random(in: header..<bytes.count, using: &generator)
      let byte = special[Int.random(in: 0..<special.count, using: &generator)]
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      default: bytes.remove(at: place)
      }
    }
    try Fixture.withFile(bytes) { path in
      let whole = try Contents(path, .tardisTrades)
      #expect(whole.rowsRead == whole.records.count + whole.rejects.count)
      for readSize in [1, 7, 64] {
        let pieces = try Contents(path, .tardisTrades, readSize: readSize)
        #expect(pieces.essence.sorted() == whole.essence.sorted())
      }
    }
  }

  @Test("random bytes never crash the reader", arguments: 0..<50)
  func randomBytes(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed) &+ 1_000)
    let bytes = (0..<3_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let header = Array("timestamp,local_timestamp,side,price,amount\n".utf8)
    try Fixture.withFile(header + bytes) { path in
      let contents = try Contents(path, .tardisTrades)
      #expect(contents.rowsRead == contents.records.count + contents.rejects.count)
    }
    try Fixture.withFile(bytes) { path in
      _ = #expect(throws: TickFileError.self) { try Contents(path, .tardisTrades) }
    }
  }
}

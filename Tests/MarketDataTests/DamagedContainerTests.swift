import Foundation
import Testing

@testable import MarketData

/// In compressed files no damage passes unsaid: every truncation and every changed byte is an
/// error, or changes nothing of what is read.
@Suite("Damaged containers")
struct DamagedContainerTests {
  private static let containers = [
    "one-member.csv.gz", "two-gzip-members.csv.gz", "one-member.zip", "two-members.zip",
    "one-member.csv.xz", "one-member.csv.bz2", "one-member.csv.zst",
  ]

  @Test("every truncation is an error", arguments: containers)
  func truncation(name: String) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: try Fixture.path(name)))
    let intact = try Self.read([UInt8](whole), name)
    #expect(intact.error == nil)
    for count in 1..<whole.count {
      let outcome = try Self.read(Array(whole.prefix(count)), name)
      if outcome.error != nil { continue }
      // A file of members that ends between two of them is a whole file.
      #expect(name.hasPrefix("two-gzip"), "\(name) cut to \(count) bytes")
      #expect(Self.isMemberEnd(count, of: [UInt8](whole)), "\(name) cut to \(count) bytes")
    }
  }

  @Test("every changed byte is an error or changes nothing", arguments: containers)
  func flips(name: String) throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try Fixture.path(name))))
    let intact = try Self.read(whole, name)
    for place in whole.indices {
      for mask in [0x01, 0x20, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[place] ^= mask
        let outcome = try Self.read(bytes, name)
        if outcome.error != nil || outcome == intact { continue }
        #expect(outcome.skipped != intact.skipped, "\(name): byte \(place) ^ \(mask): \(outcome)")
      }
    }
  }

  @Test("what follows the last gzip member is zeros or an error")
  func gzipTail() throws {
    let whole = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: try Fixture.path("one-member.csv.gz"))))
    let intact = try Self.read(whole, "a.gz")
    #expect(try Self.read(whole + [0, 0, 0], "a.gz") == intact)
    #expect(try Self.read(whole + [0, 0, 1], "a.gz").error == .corrupt)
    #expect(try Self.read(whole + whole, "a.gz").rows.count == 2 * intact.rows.count + 1)
  }

  @Test("where a container has no checksum, that is told", arguments: ["xz", "zst"])
  func unknownChecksums(suffix: String) throws {
    let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try Fixture.path("crlf.csv"))))
    for isChecked in [true, false] {
      let arguments = ["xz": ["--check=none"], "zst": ["--no-check"]][suffix] ?? []
      guard let packed = try Packing.pack(text, suffix, isChecked ? [] : arguments) else { return }
      let unknown = try Fixture.withFile(packed, named: "ticks.csv." + suffix) { path in
        let reader = try TickFileReader(path: path, format: .tardisTrades)
        while try reader.nextBatch() {}
        return reader.isChecksumUnknown
      }
      #expect(unknown == !isChecked)
    }
  }

  private struct Outcome: Equatable {
    var rows: [String] = []
    var skipped: [String] = []
    var error: TickFileError.Code?
  }

  /// What comes of reading `bytes`, but for the names of members.
  private static func read(_ bytes: [UInt8], _ name: String) throws -> Outcome {
    try Fixture.withFile(bytes, named: name) { path in
      var outcome = Outcome()
      do {
        let reader = try TickFileReader(path: path, format: .tardisTrades)
        while try reader.nextBatch() {
          outcome.rows += reader.records.map(\.essence)
          outcome.rows += reader.rejects().map { "\($0.line) \($0.reason)" }
        }
        outcome.skipped = reader.skippedMembers
      } catch let error as TickFileError {
        outcome.error = error.code
      }
      return outcome
    }
  }

  private static func isMemberEnd(_ count: Int, of bytes: [UInt8]) -> Bool {
    bytes[count...].starts(with: [0x1F, 0x8B, 0x08])
  }

  @Test("what is packed in a way that is not read is not called damaged")
  func unsupported() throws {
    let whole = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: try Fixture.path("one-member.zip"))))
    /// The archive with a byte of the flags, or of the method, of its member changed: both where
    /// the member begins and in the list at the end.
    func changed(_ offset: Int, to value: UInt8) throws -> [UInt8] {
      var bytes = whole
      let list = try #require(
        whole.indices.first { whole[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) })
      bytes[6 + offset] = value
      bytes[list + 8 + offset] = value
      return bytes
    }
    for (bytes, name, message) in [
      (try changed(0, to: whole[6] | 1), "a.zip", "is encrypted"),
      (try changed(2, to: 97), "a.zip", "is packed in a way that is not read"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "a.7z", "files of .7z are not read"),
    ] {
      try Fixture.withFile(bytes, named: name) { path in
        let error = #expect(throws: TickFileError.self) {
          let reader = try TickFileReader(path: path, format: .tardisTrades)
          while try reader.nextBatch() {}
        }
        #expect(error?.code == .unreadable && error?.message.contains(message) == true)
        #expect(error?.advice?.contains("unpack it") == true, "\(String(describing: error))")
      }
    }
  }
}

import Testing

@testable import MarketData

@Suite("Digests of cache keys")
struct KeyDigestTests {
  @Test("Texts that differ anywhere have other digests, in all four parts")
  func different() {
    let text = String(repeating: "format[kind:trades,layouts:[abc]] ", count: 9)
    var seen: [[ArraySlice<UInt8>]] = []
    for length in 0...text.utf8.count {
      var bytes = Array(text.utf8)
      if length < bytes.count { bytes[length] ^= 1 }
      let digest = KeyDigest.of(String(decoding: bytes, as: UTF8.self))
      #expect(digest.count == 32)
      seen.append((0..<4).map { digest[(8 * $0)..<(8 * $0 + 8)] })
    }
    for part in 0..<4 { #expect(Set(seen.map { $0[part].map { $0 } }).count == seen.count) }
    #expect(Set(seen[0].map { $0.map { $0 } }).count == 4)
  }

  @Test("Every property of a format counts")
  func fingerprint() throws {
    let base = try #require(TickFormat.named("tardis/trades"))
    var changed = [base]
    func change(_ body: (inout TickFormat) -> Void) {
      var format = base
      body(&format)
      changed.append(format)
    }
    change { $0.separator = UInt8(ascii: ";") }
    change { $0.snapsToTick = true }
    change { $0.zeroIsEmpty = true }
    change { $0.emptyWords = ["", "a"] }
    change { $0.emptyWords = ["a"] }
    change { $0.constantQuantity = FixedDecimal(mantissa: 1, decimals: 2) }
    change { $0.constantSide = .buyTrade }
    change { $0.layouts[0].fieldCount += 1 }
    change { $0.layouts[0].columns[0].scale = FixedDecimal(mantissa: 1, decimals: 3) }
    change { $0.layouts[0].columns[0].names = ["x,y"] }
    change { $0.layouts[0].columns[0].names = ["x", "y"] }
    let texts = changed.map(FormatFingerprint.text)
    #expect(Set(texts).count == changed.count)
    #expect(FormatFingerprint.text(of: base) == texts[0])
  }
}

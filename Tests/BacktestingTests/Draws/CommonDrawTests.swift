import Testing

@testable import Backtesting

/// Random numbers that are a function of their key alone.
struct CommonDrawTests {
  /// The known answers of the Random123 library for philox4x32 with 10 rounds.
  static let known: [(counter: SIMD4<UInt32>, key: UInt64, bits: SIMD4<UInt32>)] = [
    (
      SIMD4(0, 0, 0, 0), 0,
      SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4(repeating: .max), .max,
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), 0x299f_31d0_a409_3822,
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]

  @Test(arguments: known.indices) func philoxGivesItsKnownAnswers(_ index: Int) {
    let known = Self.known[index]
    #expect(Philox.bits(known.counter, key: known.key) == known.bits)
  }

  /// Every part of the key matters, and nothing else is in it.
  @Test func everyPartOfTheKeyChangesTheDraw() {
    let time: Int64 = 1_700_000_000_000_000_001
    func draw(
      _ purpose: DrawPurpose = .print, time: Int64 = time, source: UInt16 = 1, ordinal: UInt32 = 2,
      isSell: Bool = false, seed: Int64 = 7
    ) -> Double {
      CommonDraw(purpose, time: time, source: source, ordinal: ordinal, isSell: isSell)
        .uniform(seed: seed)
    }
    let draws = [
      draw(), draw(.arrival), draw(time: time + 1), draw(time: time + 1 << 32), draw(source: 2),
      draw(source: 257), draw(ordinal: 3), draw(isSell: true), draw(seed: 8),
      draw(seed: 7 + 1 << 32),
    ]
    #expect(Set(draws).count == draws.count)
    #expect(draw() == draw())
  }

  /// Mean, variance and neighbours of 40,000 draws are those of independent uniform numbers.
  @Test(arguments: [0, 1, 2, 3, 4] as [Int64]) func drawsAreUniform(seed: Int64) {
    let count = 40_000
    let draws = (0..<count).map {
      CommonDraw(.print, time: Int64($0) * 1_000_000, isSell: false).uniform(seed: seed)
    }
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(count)
    let neighbours =
      zip(draws, draws.dropFirst()).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
      / Double(count - 1)
    // Five standard errors: 1/√12, 1/√180 and 1/12 over √n.
    let root = Double(count).squareRoot()
    #expect(abs(mean - 0.5) < 5 * 0.28868 / root)
    #expect(abs(variance - 1 / 12.0) < 5 * 0.07454 / root)
    #expect(abs(neighbours) < 5 / 12.0 / root)
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
  }
}

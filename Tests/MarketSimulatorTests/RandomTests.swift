import Foundation
import Testing

@testable import MarketSimulator

@Suite("Random numbers")
struct RandomTests {
  @Test("SplitMix64 gives the published numbers for seed 1234567")
  func splitMixKnownAnswers() {
    var generator = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("xoshiro256** gives the published numbers from state 1, 2, 3, 4")
  func xoshiroKnownAnswers() {
    var generator = Xoshiro256(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
      10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test(
    "The integer logarithm agrees with the C library's",
    arguments: [1, 2, 3, 1 << 31, 1 << 62, 1 << 63, .max, 0x1234_5678_9ABC_DEF0] as [UInt64])
  func logarithm(bits: UInt64) {
    let expected = -Foundation.log(Double(bits)) + 64 * Foundation.log(2)
    #expect(abs(Xoshiro256.negativeLogarithm(bits) - expected) < 3e-10)
  }

  @Test("The logarithm never fails at zero and never leaves zero downwards")
  func logarithmAtTheEnds() {
    #expect(Xoshiro256.negativeLogarithm(0) == Xoshiro256.negativeLogarithm(1))
    #expect(Xoshiro256.negativeLogarithm(.max) >= 0)
  }

  @Test("Exponential draws have mean 1 and variance 1 within five standard errors")
  func exponentialMoments() {
    var seeds = SplitMix64(seed: 3)
    var generator = Xoshiro256(from: &seeds)
    let draws = (0..<20_000).map { _ in generator.exponential() }
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(abs(mean - 1) < 5 / count.squareRoot())
    // The fourth central moment of an exponential is 9, so the variance's own is 8.
    #expect(abs(variance - 1) < 5 * (8 / count).squareRoot())
  }

  @Test("Integers below a bound are all reached and never exceed it")
  func integers() {
    var generator = Xoshiro256(state: (1, 2, 3, 4))
    let draws = Set((0..<500).map { _ in generator.integer(below: 7) })
    #expect(draws == Set(0..<7))
  }
}

import Metrics
import TestSupport
import Testing

@Suite struct RankCorrelationTests {
  @Test("tau-b of orders with and without ties, as R's cor(method = \"kendall\") has it")
  func known() {
    func tau(_ one: [Double], _ other: [Double]) -> Double? {
      RankCorrelation.kendall(one, other).tau.value
    }
    #expect(tau([1, 2, 3, 4], [10, 20, 30, 40]) == 1)
    #expect(tau([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
    #expect(tau([1, 2, 3], [2, 1, 3]) == 1.0 / 3)
    // 5 concordant, 0 discordant, one pair tied in the first alone: 5 / sqrt(5 * 6).
    #expect(abs((tau([1, 1, 2, 3], [1, 2, 3, 4]) ?? 0) - 5 / (30.0).squareRoot()) < 1e-15)
    #expect(tau([1, 1], [1, 2]) == nil)
    #expect(tau([1], [1]) == nil)
    #expect(tau([1, 2], [1]) == nil)
    #expect(tau([1, .nan], [1, 2]) == nil)
  }

  @Test("on random orders it follows its definition by pairs", arguments: 0..<50)
  func random(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = 2 + Int(random.integer(0...8))
    let one = (0..<count).map { _ in Double(random.integer(0...12)) }
    let other = (0..<count).map { _ in Double(random.integer(0...12)) }
    let result = RankCorrelation.kendall(one, other)
    var (balance, untied, otherUntied) = (0.0, 0.0, 0.0)
    var swapped: [[Int]] = []
    for j in 0..<count {
      for i in 0..<j {
        let product = (one[i] - one[j]) * (other[i] - other[j])
        balance += product > 0 ? 1 : product < 0 ? -1 : 0
        untied += one[i] == one[j] ? 0 : 1
        otherUntied += other[i] == other[j] ? 0 : 1
        if product < 0 { swapped.append([i, j]) }
      }
    }
    #expect(result.swapped.map { [$0.first, $0.second] } == swapped)
    if untied > 0, otherUntied > 0 {
      let wanted = balance / (untied * otherUntied).squareRoot()
      #expect(abs((result.tau.value ?? 9) - wanted) < 1e-12)
    } else {
      #expect(result.tau.value == nil)
    }
  }
}

import Backtesting
import MarketData

/// 60 % quotes and 40 % trades around a walking touch, determined by a fixed seed.
final class SyntheticEvents: EventStream {
  private var left: Int
  private let spacing: Int64
  private var time: Int64 = 1_700_000_000_000_000_000
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var bid: Int64 = 600_000
  private var ask: Int64 = 600_001
  private var sizes: (bid: Int64, ask: Int64) = (900, 900)

  init(count: Int, spacing: Int64) {
    left = count
    self.spacing = spacing
  }

  private func random() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  func nextBatch(into batch: inout [MarketEvent]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    for _ in 0..<min(left, 1024) {
      time += Int64(random() % UInt64(2 * spacing)) + 1
      let draw = random()
      if draw % 10 < 6 {
        if draw >> 8 & 1023 < 110 {
          let step: Int64 = draw >> 20 & 1 == 0 ? 1 : -1
          (bid, ask) = (bid + step, ask + step)
          sizes = (Int64(draw >> 24 & 2047) + 1, Int64(draw >> 36 & 2047) + 1)
        } else if draw >> 8 & 1 == 0 {
          sizes.bid = Int64(draw >> 24 & 2047) + 1
        } else {
          sizes.ask = Int64(draw >> 24 & 2047) + 1
        }
        batch.append(
          .quote(
            bid: (bid, sizes.bid), ask: (ask, sizes.ask), exchangeTime: time, arrivalTime: time))
      } else {
        let through: Int64 = draw >> 8 & 31 == 0 ? 2 : 0
        let isBuy = draw >> 14 & 1 == 0
        batch.append(
          .trade(
            isBuy ? .buyTrade : .sellTrade, price: isBuy ? ask + through : bid - through,
            quantity: Int64(draw >> 24 & 255) + 1, exchangeTime: time, arrivalTime: time,
            source: 1))
      }
    }
    left -= batch.count
    return !batch.isEmpty
  }
}

/// How long after a print through the touch the book shows that it happened.
///
/// A print strictly beyond the opposite best has taken everything up to it: the book has followed
/// once its best on that side is at or beyond the print's price, or the side is empty.
struct BookLagMeasurement {
  /// A book that has not followed after so long shows something else (ns).
  static let longest: Int64 = 10_000_000_000

  /// Prints through the touch that the book has not followed yet, by time.
  private var waiting: [(time: Int64, price: Int64, isBuy: Bool)] = []
  /// The lowest price of the waiting buys and the highest of the waiting sells: most touches reach
  /// neither.
  private var lowestBuy = Int64.max
  private var highestSell = Int64.min
  private var lags = SystematicSample()
  private var compared = 0
  private var outside = 0
  private var followed = 0
  private var notFollowed = 0

  /// A print at `time` with the last touch before it; `isBuy` is `nil` where it has no side.
  mutating func add(price: Int64, isBuy: Bool?, at time: Int64, after touch: Touch) {
    guard let bid = touch.bid, let ask = touch.ask else { return }
    compared += 1
    guard price > ask || price < bid else { return }
    outside += 1
    let takesAsks = price > ask
    // A buy below the bid is late, not through: its book has moved on already.
    guard isBuy == nil || isBuy == takesAsks else { return }
    waiting.append((time, price, takesAsks))
    if takesAsks {
      lowestBuy = min(lowestBuy, price)
    } else {
      highestSell = max(highestSell, price)
    }
  }

  /// The next touch, not before any print given so far.
  mutating func follow(_ touch: Touch) {
    guard let first = waiting.first else { return }
    let reaches =
      touch.ask.map { $0 >= lowestBuy } ?? (lowestBuy < .max)
      || touch.bid.map { $0 <= highestSell } ?? (highestSell > .min)
    guard reaches || touch.time - first.time > Self.longest else { return }
    (lowestBuy, highestSell) = (.max, .min)
    var rest: [(time: Int64, price: Int64, isBuy: Bool)] = []
    for print in waiting {
      let hasFollowed =
        print.isBuy
        ? touch.ask.map { $0 >= print.price } ?? true : touch.bid.map { $0 <= print.price } ?? true
      let lag = touch.time - print.time
      if lag > Self.longest {
        notFollowed += 1
      } else if hasFollowed {
        followed += 1
        lags.add(lag)
      } else {
        rest.append(print)
        if print.isBuy {
          lowestBuy = min(lowestBuy, print.price)
        } else {
          highestSell = max(highestSell, print.price)
        }
      }
    }
    waiting = rest
  }

  /// Whether some print still waits for a touch no later than `longest` after it.
  func waits(at time: Int64) -> Bool {
    waiting.last.map { time - $0.time <= Self.longest } ?? false
  }

  /// What was found; `nil` where no print had a two-sided book before it.
  var result: PrintFit.Lag? {
    guard compared > 0 else { return nil }
    let levels = [0.1, 0.5, 0.9, 0.99]
    let quantiles = zip(levels, lags.quantiles(levels)).map {
      PrintFit.Lag.Quantile(level: $0, value: $1)
    }
    return PrintFit.Lag(
      compared: compared, outside: outside, followed: followed,
      notFollowed: notFollowed + waiting.count, quantiles: quantiles)
  }
}

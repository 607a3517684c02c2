internal import RealModule

/// The arrivals of market orders of one side: Poisson, or self-exciting with an exponential kernel.
///
/// The intensity of a Hawkes process is μ + Σ n β exp(−β (t − tᵢ)), n its branching ratio; its mean
/// is μ / (1 − n). Arrivals are found by thinning (Y. Ogata, IEEE Transactions on Information
/// Theory 27(1), 1981, 23–31): the intensity only falls between arrivals.
struct ArrivalProcess {
  /// The mean rate (1/s) and its part that does not come from earlier arrivals.
  private let base: Double
  private let branching: Double
  private let decay: Double
  private var excitation = 0.0
  private var time = 0.0

  init(meanRate: Double, branching: Double, decay: Double) {
    base = meanRate * (1 - branching)
    self.branching = branching
    self.decay = decay
    // The mean of the excitation, so that a path starts in the mean of its stationary state.
    excitation = meanRate * branching
  }

  /// The next arrival before `end` (s since the path's start), all rates times `factor`; `nil`
  /// where there is none, and the process is at `end` then.
  mutating func next(before end: Double, factor: Double, _ random: inout Xoshiro256) -> Double? {
    while true {
      let bound = (base + excitation) * factor
      let wait = bound > 0 ? random.exponential() / bound : .infinity
      guard time + wait < end else {
        pass(to: end)
        return nil
      }
      pass(to: time + wait)
      if random.uniform() * bound <= (base + excitation) * factor {
        if branching > 0 { excitation += branching * decay }
        return time
      }
    }
  }

  private mutating func pass(to later: Double) {
    if branching > 0 { excitation *= Double.exp(-decay * (later - time)) }
    time = later
  }
}

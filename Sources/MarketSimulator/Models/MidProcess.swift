internal import RealModule

/// The mids of both instruments along one path.
struct MidProcess {
  /// The mid of the instrument (price).
  var price: Double
  /// The mid of the second instrument (price).
  var second: Double

  init(_ settings: ModelSettings) {
    price = settings.startPrice
    second = settings.startPrice
  }

  /// Moves on by one step.
  mutating func advance(_ settings: ModelSettings, _ random: inout Xoshiro256) {
    let dt = settings.stepSeconds
    let deviation = settings.volatility * dt.squareRoot()
    let noise = settings.mid == .binomial ? (random.chance(0.5) ? 1 : -1) : random.normal()
    price = moved(price, by: noise, settings, deviation: deviation, dt: dt)
    if let correlation = settings.correlation {
      let own = settings.mid == .binomial ? (random.chance(0.5) ? 1 : -1) : random.normal()
      let mixed = correlation * noise + (1 - correlation * correlation).squareRoot() * own
      second = moved(second, by: mixed, settings, deviation: deviation, dt: dt)
    }
    guard settings.jumpRate > 0 else { return }
    // Jumps within the step: exponential waits until they pass its end.
    var time = random.exponential() / settings.jumpRate
    while time < dt {
      price += settings.jumpSize * random.normal()
      time += random.exponential() / settings.jumpRate
    }
  }

  private func moved(
    _ price: Double, by noise: Double, _ settings: ModelSettings, deviation: Double, dt: Double
  ) -> Double {
    switch settings.mid {
    case .binomial, .brownian: return price + deviation * noise
    case .geometric: return price * Double.exp(deviation * noise - deviation * deviation / 2)
    case .ornsteinUhlenbeck:
      let theta = settings.reversion
      guard theta > 0 else { return price + deviation * noise }
      let keep = Double.exp(-theta * dt)
      let spread = settings.volatility * ((1 - keep * keep) / (2 * theta)).squareRoot()
      return settings.startPrice + (price - settings.startPrice) * keep + spread * noise
    }
  }
}

extension Xoshiro256 {
  /// A standard normal draw by the polar method (G. Marsaglia, T. Bray, SIAM Review 6(3), 1964),
  /// without the C library: the same bits on every machine.
  mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let bits = UInt64(Swift.min(square * 18_446_744_073_709_551_616, 1.844_674_407_370_95e19))
      return x * (2 * Self.negativeLogarithm(bits) / square).squareRoot()
    }
  }
}

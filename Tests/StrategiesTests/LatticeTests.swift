import Strategies
import Testing

/// Properties of the solver that no reference table is needed for.
@Suite("Lattice of quotes")
struct LatticeTests {
  static let lattices: [QuoteLattice] = [
    QuoteLattice(risk: 1.35e-4, coupling: 0.3257, bound: 30),
    QuoteLattice(risk: 0.3, coupling: 49.85, terminal: 0.15, bound: 12),
    QuoteLattice(risk: 20, drift: 0.5, coupling: 0.37, tilt: 0.35, terminal: 0.01, bound: 10),
    QuoteLattice(risk: 0, drift: 0.01, coupling: 1, bound: 8),
    QuoteLattice(risk: 0.001, coupling: 0.5, terminal: 1_000, bound: 5),
    QuoteLattice(risk: 1e-9, coupling: 1, tilt: -1, bound: 1),
  ]

  @Test("The rate of change of every ratio is that of the equation", arguments: lattices)
  func residual(lattice: QuoteLattice) throws {
    let time = 0.5 / (lattice.coupling + lattice.risk)
    let step = time * 1e-4
    let before = try lattice.solution(time: time - step).ratios.values
    let after = try lattice.solution(time: time + step).ratios.values
    let now = try lattice.solution(time: time).ratios
    let (up, down) = (
      lattice.coupling * exponential(-lattice.tilt), lattice.coupling * exponential(lattice.tilt)
    )
    /// d ln v_n / dτ by the equation.
    func rate(_ n: Int) -> Double {
      let order = Double(n)
      var rate = -lattice.risk * order * order + lattice.drift * order
      if let ratio = now.logRatio(n) { rate += up * exponential(-ratio) }
      if let ratio = now.logRatio(n - 1) { rate += down * exponential(ratio) }
      return rate
    }
    for place in now.values.indices {
      let n = now.first + place
      let measured = (after[place] - before[place]) / (2 * step)
      let expected = rate(n) - rate(n + 1)
      let scale = abs(rate(n)) + abs(rate(n + 1)) + lattice.coupling
      #expect(agrees(measured, expected, 1e-5, scale: scale), "n = \(n)")
    }
  }

  @Test("The stationary vector solves its equation", arguments: lattices)
  func eigenvector(lattice: QuoteLattice) throws {
    let solution = lattice.stationary()
    #expect(try #require(solution.residual) < 1e-14)
    #expect(solution.ratios.values.allSatisfy { $0.isFinite })
  }

  @Test("A long horizon is the stationary one, and one still longer", arguments: lattices)
  func longHorizon(lattice: QuoteLattice) throws {
    let stationary = lattice.stationary().ratios.values
    let gap = lattice.spectrum.gap
    for horizon in [45 / gap, 1e4 / gap, 1e12 / gap] {
      let solution = try lattice.solution(time: horizon)
      #expect(zip(solution.ratios.values, stationary).allSatisfy { agrees($0, $1, 1e-12) })
    }
    #expect(try lattice.solution(time: 1e12 / gap).isStationary)
    let short = try lattice.solution(time: 0.1 / gap).ratios.values
    #expect(zip(short, stationary).contains { !agrees($0, $1, 1e-6) })
  }

  @Test("A bound that is far away is not felt, and a window of inventories is enough")
  func window() throws {
    let near = QuoteLattice(risk: 1.35e-4, drift: 1e-3, coupling: 0.3257, tilt: 0.02, bound: 300)
    var far = near
    far.bound = 100_000
    let whole = try near.solution(time: 60).ratios
    let part = try far.solution(time: 60, orders: -20...25).ratios
    #expect(part.values.count < 1_000)
    for order in -20...24 {
      #expect(
        agrees(try #require(part.logRatio(order)), try #require(whole.logRatio(order)), 1e-13))
    }
  }

  @Test("Half a horizon twice is a whole one: time enters continuously")
  func continuity() throws {
    let lattice = Self.lattices[1]
    let now = try lattice.solution(time: 0.2).ratios.values
    let nearby = try lattice.solution(time: 0.2 * (1 + 1e-9)).ratios.values
    #expect(zip(now, nearby).allSatisfy { agrees($0, $1, 1e-7) })
    let start = try lattice.solution(time: 0).ratios.values
    let soon = try lattice.solution(time: 1e-12).ratios.values
    #expect(zip(start, soon).allSatisfy { agrees($0, $1, 1e-6) })
  }

  @Test("Work out of proportion is refused with a remedy, not begun")
  func tooMuch() {
    let lattice = QuoteLattice(risk: 1, coupling: 1e-3, bound: 100_000)
    let error = #expect(throws: QuoteModelError.self) { try lattice.solution(time: 60) }
    #expect(error?.message.contains("asymptotic") == true)
  }
}

/// The properties of quotes with market-making parameters.
@Suite("Intensity quotes")
struct IntensityQuotesTests {
  private func model(
    xi: Double = 0.01, gamma: Double = 0.01, drift: Double = 0, impact: Double = 0,
    form: IntensityQuotes.Form = .exact
  ) -> IntensityQuotes {
    var model = IntensityQuotes(
      gamma: gamma, utilityGamma: xi, sigma: 0.3, intensity: 0.9, decay: 0.3, drift: drift,
      impact: impact, bound: 10)
    model.form = form
    model.horizon = 600
    return model
  }

  private let inventories = (-10...10).map(Double.init)

  @Test("Monotone in the inventory", arguments: IntensityQuotes.Form.allCases)
  func monotone(form: IntensityQuotes.Form) throws {
    let rows = try model(drift: 0.003, impact: 0.5, form: form).offsets(at: inventories, time: 300)
    for (left, right) in zip(rows, rows.dropFirst()) {
      if let low = left.bid, let high = right.bid { #expect(low < high) }
      if let high = left.ask, let low = right.ask { #expect(low < high) }
    }
  }

  @Test("Mirrored without drift", arguments: IntensityQuotes.Form.allCases)
  func symmetric(form: IntensityQuotes.Form) throws {
    let rows = try model(form: form).offsets(at: inventories, time: 0)
    for (row, mirrored) in zip(rows, rows.reversed()) {
      #expect((row.bid == nil) == (mirrored.ask == nil))
      if let bid = row.bid, let ask = mirrored.ask { #expect(agrees(bid, ask, 1e-13)) }
    }
  }

  @Test("Model A tends to Model B as ξ goes to 0")
  func modelB() throws {
    let limit = try model(xi: 0).offsets(at: inventories, time: 0)
    let near = try model(xi: 1e-12).offsets(at: inventories, time: 0)
    for (left, right) in zip(limit, near) {
      if let bid = left.bid, let other = right.bid { #expect(agrees(bid, other, 1e-10)) }
    }
    let modelA = try model().offsets(at: inventories, time: 0)
    #expect(limit != modelA)
  }

  @Test("The closed form is near the exact one about 0")
  func closedForm() throws {
    // A bound so far away that it is not felt, as in the closed form.
    var stationary = model(form: .asymptotic)
    stationary.lattice.bound = 60
    let exact = try stationary.offsets(at: [0, 3], time: 0)
    let closed = try model(form: .closed).offsets(at: [0, 3], time: 0)
    for (left, right) in zip(exact, closed) {
      #expect(agrees(try #require(left.bid), try #require(right.bid), 0.02))
    }
  }

  @Test("A side beyond the bound is not quoted; an inventory beyond it is refused")
  func bounds() throws {
    let rows = try model().offsets(at: [-10, 10], time: 0)
    #expect(rows[0].ask == nil && rows[0].bid != nil)
    #expect(rows[1].bid == nil && rows[1].ask != nil)
    #expect(throws: QuoteModelError.self) { try model().offsets(at: [11], time: 0) }
    #expect(throws: QuoteModelError.self) { try model().offsets(at: [0.5], time: 0) }
    #expect(throws: QuoteModelError.self) { try model().offsets(at: [0], time: 601) }
  }
}

import Strategies
import Testing

/// The parts of `intensity_calibration.json` that are compared.
struct IntensityVectors: Decodable {
  struct Tutorial: Decodable {
    var arrival_depth_ticks: [Double?]
    var window_seconds, A_notebook, k_notebook, A_corrected, k_corrected: Double
  }
  struct Solvers: Decodable {
    var spreads, noisy_intensity, log_regression, multi_curve: [Double]
  }
  struct Joint: Decodable {
    var depths, ticks_beyond_dmin: [Double]
    var T, dmin, k_mle, k_se, A_mle, A_se_delta, discrete_tick, k_geometric_mle: Double
  }
  struct Waiting: Decodable {
    var waits, filled: [Double]
    var lambda_hat, se: Double
  }
  var tutorial: Tutorial
  var solvers: Solvers
  var joint_mle: Joint
  var waiting_time: Waiting
}

@Suite("Estimates of fill intensity")
struct IntensityEstimateTests {
  let vectors: IntensityVectors

  init() throws { vectors = try fixture("intensity_calibration.json") }

  @Test("The tutorial's estimator, as shipped and on the right axis")
  func tutorial() throws {
    let known = vectors.tutorial
    for (isCorrected, amplitude, decay) in [
      (false, known.A_notebook, known.k_notebook), (true, known.A_corrected, known.k_corrected),
    ] {
      let found = try #require(
        IntensityEstimate.tutorial(
          deepest: known.arrival_depth_ticks, seconds: known.window_seconds,
          isCorrected: isCorrected))
      #expect(agrees(found.amplitude, amplitude, 1e-9))
      #expect(agrees(found.decay, decay, 1e-9))
    }
  }

  @Test("Regression of the logarithm, and the mean of the curves through pairs")
  func solvers() throws {
    let known = vectors.solvers
    let (depths, rates) = (known.spreads, known.noisy_intensity)
    let line = try #require(
      IntensityEstimate.logRegression(depths: depths, intensities: rates))
    let curves = try #require(
      IntensityEstimate.multipleCurves(depths: depths, intensities: rates))
    #expect(agrees(line.amplitude, known.log_regression[0], 1e-9))
    #expect(agrees(line.decay, known.log_regression[1], 1e-9))
    #expect(agrees(curves.amplitude, known.multi_curve[0], 1e-9))
    #expect(agrees(curves.decay, known.multi_curve[1], 1e-9))
  }

  @Test("Joint maximum likelihood with its standard errors")
  func likelihood() throws {
    let known = vectors.joint_mle
    let found = try #require(
      IntensityEstimate.maximumLikelihood(
        depths: known.depths, least: known.dmin, seconds: known.T))
    #expect(agrees(found.amplitude, known.A_mle, 1e-9))
    #expect(agrees(found.decay, known.k_mle, 1e-9))
    #expect(agrees(try #require(found.amplitudeError), known.A_se_delta, 1e-9))
    #expect(agrees(try #require(found.decayError), known.k_se, 1e-9))
    let grid = IntensityEstimate.geometricDecay(
      ticksBeyond: known.ticks_beyond_dmin, tick: known.discrete_tick)
    #expect(agrees(try #require(grid), known.k_geometric_mle, 1e-9))
  }

  @Test("Waiting times, those without a fill included")
  func waiting() throws {
    let known = vectors.waiting_time
    let waits = zip(known.waits, known.filled).map { (seconds: $0, isFilled: $1 == 1) }
    let found = try #require(IntensityEstimate.censoredRate(waits: waits))
    #expect(agrees(found.rate, known.lambda_hat, 1e-9))
    #expect(agrees(found.error, known.se, 1e-9))
  }

  @Test("Nothing to estimate from gives no estimate")
  func nothing() {
    #expect(IntensityEstimate.maximumLikelihood(depths: [], least: 0, seconds: 1) == nil)
    #expect(IntensityEstimate.logRegression(depths: [1], intensities: [2]) == nil)
    #expect(IntensityEstimate.censoredRate(waits: [(1, false)]) == nil)
    #expect(IntensityEstimate.tutorial(deepest: [nil], seconds: 1, isCorrected: true) == nil)
  }
}

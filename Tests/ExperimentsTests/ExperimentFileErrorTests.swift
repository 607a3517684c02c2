import Experiments
import Testing

@Suite struct ExperimentFileErrorTests {
  /// What is added after the head, and the beginning of the complaint it must cause.
  static let cases: [(String, String)] = [
    (
      "strategy: []",
      "e.yaml:5:1: error: unknown key 'strategy' in the experiment; did you mean 'strategies'?"
    ),
    (
      "fills: { modl: touch }",
      "e.yaml:5:10: error: unknown key 'modl' in fills; did you mean 'model'?"
    ),
    (
      "fills: { model: tuch }",
      "e.yaml:5:17: error: 'tuch' is not a known fill model; did you mean 'touch'?"
    ),
    (
      "fills: { model: { queue: { cancel: power } } }",
      "e.yaml:5:28: error: unknown key 'cancel' in queue; did you mean 'cancels'?"
    ),
    (
      "fills: { model: { queue: { n: 3 } } }",
      "e.yaml:5:26: error: queue has no 'cancels'; add 'cancels: …'"
    ),
    (
      "fills: { model: through(0) }", "e.yaml:5:17: error: through '0' is not a whole number from 1"
    ),
    (
      "fills: { model: probabilistc(0.5) }",
      "e.yaml:5:17: error: 'probabilistc' is not a known fill model; did you mean 'probabilistic'?"
    ),
    (
      "fills: { model: probabilistic }",
      "e.yaml:5:17: error: probabilistic lacks its probability; write probabilistic(0.3)"
    ),
    (
      "fills: { model: probabilistic(1.5) }",
      "e.yaml:5:17: error: probability p must be greater than 0 and at most 1"
    ),
    (
      "fills: { model: { intensity: { A: 0.9/m, k: 0.3/tick } } }",
      "e.yaml:5:35: error: unknown unit '/m' of rate A; write for instance 0.9/s"
    ),
    (
      "fills: { model: { intensity: { A: 0.9/s, k: 0 } } }",
      "e.yaml:5:45: error: decay k must be a number greater than 0; write for instance 0.3/tick"
    ),
    (
      "fills: { model: { intensity: { A: 0.9/s } } }",
      "e.yaml:5:30: error: intensity has no 'k'; add 'k: …'"
    ),
    (
      "fills: { model: intensity(0.9/s) }",
      "e.yaml:5:17: error: intensity takes a rate A and a decay k; write intensity(0.9/s, 0.3/tick)"
    ),
    (
      "fills: { impact: linear }",
      "e.yaml:5:18: error: impact is none, { linear: 0.5 ticks per lot } or { square-root: 2 ticks"
    ),
    (
      "fills: { impact: { lineal: 1 } }",
      "e.yaml:5:20: error: unknown key 'lineal' in impact; did you mean 'linear'?"
    ),
    (
      "fills: { impact: { square-root: 2 ticks per lot } }",
      "e.yaml:5:33: error: unknown unit 'ticks per lot' of impact; use ticks per sqrt lot, or none"
    ),
    (
      "fills: { impact: { linear: 0 } }",
      "e.yaml:5:28: error: impact must be a number greater than 0; write for instance 0.5 ticks"
    ),
    ("fills: { seed: -1 }", "e.yaml:5:16: error: seed '-1' is not a whole number from 0"),
    ("fills: { model: log(2) }", "e.yaml:5:17: error: 'log' takes no exponent; remove it"),
    (
      "fills: { latency: { order: 10 } }",
      "e.yaml:5:28: error: order latency '10' has no unit; write for instance 10ms or 10s"
    ),
    (
      "fills: { latency: { order: 10 parsecs } }",
      "e.yaml:5:28: error: unknown unit 'parsecs' of order latency; use one of ns,"
    ),
    (
      "fills: { latency: { order: -1ms } }",
      "e.yaml:5:28: error: order latency '-1ms' is too short; it must be 0 or more"
    ),
    (
      "fills: { latency: { order: 0.5ns } }",
      "e.yaml:5:28: error: order latency '0.5ns' is not a whole number of nanoseconds"
    ),
    (
      "fills: { latency: { clock-shift: { alpha: 1s } } }",
      "e.yaml:5:36: error: no source has the recorder 'alpha'"
    ),
    (
      "fills: { hidden-queue: tuch }",
      "e.yaml:5:24: error: 'tuch' is not a hidden-queue; use touch, none or a quantity"
    ),
    (
      "fills: { hidden-queue: 0.0001 }",
      "e.yaml:5:24: error: hidden-queue 0.0001 is not a whole number of lots of 0.001"
    ),
    ("fills: { book-crossing: maybe }", "e.yaml:5:25: error: 'maybe' is not a known book-crossing"),
    ("fills: { crossed: maybe }", "e.yaml:5:19: error: 'maybe' is not a known crossed"),
    ("fills: { fees: { maker: cheap } }", "e.yaml:5:25: error: maker fee 'cheap' is not a rate"),
    (
      "fills: { fees: { maker: 1 USD } }",
      "e.yaml:5:25: error: unknown unit 'USD' of maker fee; use a plain rate, bps or %"
    ),
    (
      "fills:\n  sensitivity: [touch, touch]",
      "e.yaml:6:24: error: sensitivity case 'touch' appears twice"
    ),
    (
      "decide: 100ms",
      "e.yaml:5:9: error: '100ms' does not say when to decide; write for instance 'every 100ms'"
    ),
    (
      "decide: every 0s",
      "e.yaml:5:9: error: decision interval '0s' is too short; it must be greater than 0"
    ),
    (
      "decide: { every: 1s, on: [toch] }",
      "e.yaml:5:27: error: 'toch' is not a known trigger; did you mean 'touch'?"
    ),
    (
      "start: { inventory: 0.0005 }",
      "e.yaml:5:21: error: start inventory 0.0005 is not a whole number of lots of 0.001"
    ),
    ("start: { cash: lots }", "e.yaml:5:16: error: cash 'lots' is not a decimal number"),
    ("rejects: { budget: 101% }", "e.yaml:5:20: error: budget must lie between 0% and 100%"),
    (
      "metrics: { horizon: 1500ms, sample: 1s }",
      "e.yaml:5:37: error: horizon 1.5s is not a multiple of the sample interval 1s"
    ),
    (
      "metrics: { cvar: [95] }",
      "e.yaml:5:19: error: cvar level 95 must lie between 0 and 1; write for instance 0.95"
    ),
    (
      "metrics: { baseline: contrl }",
      "e.yaml:5:22: error: baseline 'contrl' is no strategy here; did you mean 'control'?"
    ),
    ("session: { end: noon }", "e.yaml:5:17: error: session end 'noon' is not an instant"),
    (
      "session: { end: 2024-02-30T00:00:00Z }",
      "e.yaml:5:17: error: session end '2024-02-30T00:00:00Z' is not an instant"
    ),
    ("output: [orders]", "e.yaml:5:9: error: output must be a mapping of keys to values"),
    ("name: twice", "e.yaml:1:1: error: key 'name' appears twice"),
    ("start: { cash: 1", "e.yaml:6:11: error: not valid YAML: did not find expected"),
  ]

  @Test("a section that cannot be used is named at its line and column", arguments: cases)
  func sections(addition: String, complaint: String) throws {
    let text = try #require(
      Samples.complaint(Samples.head + addition + "\n" + Samples.symmetric))
    #expect(text.hasPrefix(complaint), "\(text)")
  }

  static let strategyCases: [(String, String)] = [
    ("- { use: symmetric }", "e.yaml:6:5: error: a strategy has no 'name'; add 'name: …'"),
    ("- { name: a }", "e.yaml:6:5: error: a strategy has no 'use'; add 'use: …'"),
    (
      "- { name: a, use: symetric }",
      "e.yaml:6:21: error: 'symetric' is no known strategy; did you mean 'symmetric'?"
    ),
    (
      "- { name: a, use: hold }\n  - { name: a, use: hold }",
      "e.yaml:7:13: error: two strategies are named 'a'; names must be unique"
    ),
    (
      "- { name: a, use: symmetric, size: 0.01, half-spred: 1 ticks }",
      "e.yaml:6:44: error: 'symmetric' has no parameter 'half-spred'; did you mean 'half-spread'?"
    ),
    (
      "- { name: a, use: symmetric, half-spread: 2 ticks, size: 0.0105 }",
      "e.yaml:6:60: error: size 0.0105 is not a whole number of lots of 0.001"
    ),
    (
      "- { name: a, use: symmetric, half-spread: 2 ticks, size: 0.01, limit: 0.0005 }",
      "e.yaml:6:73: error: limit 0.0005 is not a whole number of lots of 0.001"
    ),
    (
      "- { name: a, use: symmetric, half-spread: 2 ticks, size: 0.01, limit: -1 }",
      "e.yaml:6:73: error: limit -1 is too small; it must be 0 lots or more"
    ),
    (
      "- { name: a, use: symmetric, half-spread: 2 parsecs, size: 0.01 }",
      "e.yaml:6:45: error: parameter 'half-spread' of 'symmetric': "
    ),
    (
      "- { name: a, use: symmetric, size: 0.01 }",
      "e.yaml:6:5: error: parameter 'half-spread' of 'symmetric': missing"
    ),
    (
      "- { name: a, use: symmetric, half-spread: 1 ticks, size: 0.01, "
        + "fills: { latency: { feed: 1ms } } }",
      "e.yaml:6:86: error: unknown key 'feed' in latency"
    ),
    ("- { name: a, use: scripted }", "e.yaml:6:5: error: a strategy has no 'file'; add 'file: …'"),
    (
      "- { name: a, use: scripted, file: a.csv, size: 1 }",
      "e.yaml:6:44: error: unknown key 'size' in a scripted strategy"
    ),
    ("[]", "e.yaml:6:3: error: strategies must list at least one strategy"),
  ]

  @Test("a strategy that cannot be used is named at its line and column", arguments: strategyCases)
  func strategies(entry: String, complaint: String) throws {
    let text = try #require(
      Samples.complaint(Samples.head + "strategies:\n  " + entry + "\n"))
    #expect(text.hasPrefix(complaint), "\(text)")
  }

  static let wholeFiles: [(String, String)] = [
    ("", "e.yaml:1:1: error: the experiment file is empty"),
    ("just text", "e.yaml:1:1: error: the experiment must be a mapping"),
    ("instrument: {}", "e.yaml:1:13: error: instrument has no 'symbol'; add 'symbol: …'"),
    (
      "instrument: { symbol: A, tick: 0, lot: 1 }",
      "e.yaml:1:32: error: tick must be greater than 0"
    ),
    (
      "instrument: { symbol: A, tick: 1, lot: 1, kind: quanto }",
      "e.yaml:1:49: error: 'quanto' is not a known instrument kind"
    ),
    (
      "name: ../x\ninstrument: { symbol: A, tick: 1, lot: 1 }",
      "e.yaml:1:7: error: name '../x' cannot name a folder"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\ndata: []",
      "e.yaml:3:7: error: data must list at least one source"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: tardis/trades, files: x }]",
      "e.yaml:3:7: error: data has trades alone"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: tardis/quotes, files: x }, "
        + "{ format: tardis/book_ticker, files: y }]",
      "e.yaml:3:45: error: a second book source beside tardis/quotes"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "book: tardis/book\n"
        + "data: [{ format: tardis/quotes, files: x }, "
        + "{ format: tardis/book_ticker, files: y }]",
      "e.yaml:3:7: error: no book source has the format 'tardis/book'; known: tardis/quotes"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: uniswap-v3/events, files: x, decimals: 6 }]",
      "e.yaml:3:57: error: decimals are those of token 0 and token 1; write decimals: [6, 18]"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: uniswap-v3/events, files: x, fee: 0 }]",
      "e.yaml:3:8: error: a pool's fee is above 0 and below 100 %; write fee: 5bps"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: tardis/trade, files: x }]",
      "e.yaml:3:18: error: 'tardis/trade' is no known format; did you mean 'tardis/trades'?"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: generic, kind: trades, "
        + "time: ms, files: x, columns: { tim: a } }]",
      "e.yaml:3:72: error: unknown key 'tim' in columns of trades; did you mean 'time'?"
    ),
    (
      "name: a\ninstrument: { symbol: A, tick: 1, lot: 1 }\n"
        + "data: [{ format: generic, kind: trades, "
        + "time: often, files: x, columns: { time: a } }]",
      "e.yaml:3:47: error: 'often' is no way to write time"
    ),
  ]

  @Test("a file that is wrong as a whole is named at its line and column", arguments: wholeFiles)
  func files(yaml: String, complaint: String) throws {
    let text = try #require(Samples.complaint(yaml))
    #expect(text.hasPrefix(complaint), "\(text)")
  }

  @Test("spot cannot start short")
  func spotStart() {
    let yaml =
      Samples.head.replacing("lot: 0.001", with: "lot: 0.001, kind: spot")
      + "start: { inventory: -0.001 }\n" + Samples.symmetric
    #expect(
      Samples.complaint(yaml)
        == "e.yaml:5:21: error: spot inventory cannot start below 0; "
        + "use kind: linear to sell short, or "
        + "balance: { short: on }"
    )
  }

  static let overrides: [(String, String)] = [
    (
      "control.half-spred=1",
      "--set control.half-spred=1:1:1: error: 'symmetric' has no parameter 'half-spred'"
    ),
    (
      "contrl.size=1",
      "--set contrl.size=1:1:1: error: no strategy is named 'contrl'; did you mean 'control'?"
    ),
    (
      "control.name=x",
      "--set control.name=x:1:1: error: 'name' cannot be set here; change it in the file"
    ),
  ]

  @Test("an override that cannot be used is named as it was written", arguments: overrides)
  func badOverride(argument: String, complaint: String) throws {
    let override = try #require(ExperimentFile.Override(argument))
    let text = try #require(
      Samples.complaint(Samples.head + Samples.symmetric, overrides: [override]))
    #expect(text.hasPrefix(complaint), "\(text)")
  }

  @Test(
    "what is no override is not taken for one",
    arguments: ["", "a", "a.b", "a=1", ".b=1", "a.=1", "a.b="])
  func notAnOverride(argument: String) {
    #expect(ExperimentFile.Override(argument) == nil)
  }
}

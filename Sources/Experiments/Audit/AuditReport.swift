/// What an audit found: one entry per test, in the order they were made.
public struct AuditReport: Sendable {
  /// How a test ended.
  public enum Outcome: Sendable, Equatable {
    /// Everything compared is equal.
    case passed
    /// Something differs: the first of it.
    case differs(Difference)
    /// There was nothing to compare, so the test says nothing; why.
    case vacuous(String)
    /// The test means nothing for this experiment; why.
    case notApplicable(String)
  }

  /// The first difference between two replays that should be equal.
  public struct Difference: Sendable, Equatable {
    /// The strategy's name.
    public var strategy: String
    /// Which replay differs, such as `copy 3 of 16`.
    public var replay: String
    /// When (ns, exchange clock); `nil` where only totals differ.
    public var time: Int64?
    /// What the strategy did in the first replay; `nil` = nothing more.
    public var original: String?
    /// What it did in the other replay; `nil` = nothing more.
    public var other: String?
  }

  /// One test.
  public struct Test: Sendable, Equatable {
    /// A stable word: `repeat`, `copies`, `permutations`, `removals`, `exchange-time` or `arrival`.
    public var name: String
    /// What it shows, in a sentence.
    public var claim: String
    /// How it ended.
    public var outcome: Outcome
    /// Replays made for it.
    public var replays = 0
    /// Order messages, their outcomes and fills found equal.
    public var compared: Int64 = 0
    /// Decisions taken in those replays.
    public var decisions: Int64 = 0
    /// The instants after which events were altered (ns).
    public var instants: [Int64] = []
    /// Events altered, left out and repeated over all its replays.
    public var changed: Int64 = 0
    /// Events left out.
    public var dropped: Int64 = 0
    /// Events that came twice.
    public var duplicated: Int64 = 0

    /// Whether the test lets the audit pass.
    public var isGood: Bool {
      switch outcome {
      case .passed, .notApplicable: true
      case .differs, .vacuous: false
      }
    }
  }

  /// The tests in the order they were made.
  public var tests: [Test] = []
  /// Events of the data that were replayed.
  public var events: Int64 = 0
  /// The first and last exchange time of those (ns).
  public var span: (first: Int64, last: Int64)?
  /// The seed of everything drawn.
  public var seed: UInt64
  /// The strategies' names.
  public var strategies: [String]

  /// Whether every test passed.
  public var passes: Bool { tests.allSatisfy(\.isGood) }

  /// All of it for programs.
  public var json: JSONValue {
    .object([
      ("passes", .bool(passes)), ("seed", .string("\(seed)")),
      ("events", .integer(events)),
      ("first_ns", span.map { .integer($0.first) } ?? .null),
      ("last_ns", span.map { .integer($0.last) } ?? .null),
      ("strategies", .array(strategies.map { .string($0) })),
      ("tests", .array(tests.map(\.json))),
    ])
  }

  /// All of it for people.
  public var text: String {
    var text = "\(strategies.count) strategies, \(events) events, seed \(seed)\n"
    for test in tests { text += test.text }
    return text + (passes ? "All tests pass.\n" : "The audit fails.\n")
  }
}

extension AuditReport.Test {
  fileprivate var word: String {
    switch outcome {
    case .passed: "pass"
    case .differs: "differs"
    case .vacuous: "nothing-compared"
    case .notApplicable: "not-applicable"
    }
  }

  fileprivate var json: JSONValue {
    var entries: [(String, JSONValue)] = [
      ("test", .string(name)), ("outcome", .string(word)), ("claim", .string(claim)),
      ("replays", .integer(Int64(replays))), ("decisions", .integer(decisions)),
      ("compared", .integer(compared)),
      ("instants_ns", .array(instants.map { .integer($0) })),
      ("events_changed", .integer(changed)), ("events_dropped", .integer(dropped)),
      ("events_duplicated", .integer(duplicated)),
    ]
    switch outcome {
    case .passed: break
    case .vacuous(let reason), .notApplicable(let reason):
      entries.append(("reason", .string(reason)))
    case .differs(let difference):
      func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
      entries.append(
        (
          "difference",
          .object([
            ("strategy", .string(difference.strategy)), ("replay", .string(difference.replay)),
            ("time_ns", difference.time.map { .integer($0) } ?? .null),
            ("original", text(difference.original)), ("other", text(difference.other)),
          ])
        ))
    }
    return .object(entries)
  }

  fileprivate var text: String {
    var text = "\(word.uppercased())  \(name): \(claim)\n"
    switch outcome {
    case .vacuous(let reason), .notApplicable(let reason): return text + "    \(reason)\n"
    case .passed, .differs: break
    }
    text +=
      "    \(replays) replays, \(decisions) decisions, \(compared) order messages and fills equal"
    if !instants.isEmpty {
      text += ";\n    \(changed) events altered, \(dropped) left out, \(duplicated) repeated after "
      text += instants.map { TimeText.instant($0) }.joined(separator: ", ")
    }
    text += "\n"
    if case .differs(let difference) = outcome {
      let time = difference.time.map { " at \(TimeText.instant($0)) (\($0))" } ?? ""
      text += "    first difference: \(difference.strategy), \(difference.replay)\(time)\n"
      text += "      original: \(difference.original ?? "nothing more")\n"
      text += "      here:     \(difference.other ?? "nothing more")\n"
    }
    return text
  }
}

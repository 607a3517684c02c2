internal import Backtesting
internal import MarketData

extension Experiment {
  /// The experiment with every default written out, in an order that never changes; itself a valid
  /// experiment file.
  public var json: JSONValue {
    let instrumentsEntry: (String, JSONValue) =
      hasSeveralInstruments
      ? ("instruments", .array(instruments.map(\.json)))
      : (
        "instrument",
        .object(instrument.entries + AccountSettings.json(instruments[0].account))
      )
    let names = hasSeveralInstruments ? instruments.map(\.instrument.name) : []
    var entries: [(String, JSONValue)] = [
      ("name", .string(name)), instrumentsEntry,
      ("data", .array(data.map { $0.json(names) })),
      ("book", bookJSON(names)),
      ("rejects", rejects.json),
      ("fills", .object(fillEntries)),
      ("decide", decisionJSON),
      ("start", StartState.json(inventory: start.inventory, cash: start.cash, instrument)),
      ("strategies", .array(strategies.map(json(of:)))),
      ("metrics", metricsJSON),
      ("output", output.json),
    ]
    if let end = replay.sessionEnd {
      entries.append(("session", .object([("end", .integer(end))])))
    }
    if !hasSeveralInstruments, let spread = instruments[0].touchSpread {
      entries.append(("touch", InstrumentEntry.json(touchSpread: spread)))
    }
    if let from = window.from { entries.append(("from", .integer(from))) }
    if let to = window.to { entries.append(("to", .integer(to))) }
    if window.warmUp > 0 { entries.append(("warm-up", .string(Durations.text(window.warmUp)))) }
    if let sessions = replay.sessions { entries.append(("sessions", sessions.json)) }
    return .object(entries)
  }

  /// The format of the book that is replayed; by instrument where there are several.
  private func bookJSON(_ names: [String]) -> JSONValue {
    func book(_ place: Int) -> JSONValue? {
      data.first {
        $0.replaysBook && $0.tickFormat.kind.hasBook && $0.instrument == place
      }.map { .string($0.format) }
    }
    if names.isEmpty { return book(0) ?? .null }
    return .object(names.enumerated().compactMap { place, name in book(place).map { (name, $0) } })
  }

  private var fillEntries: [(String, JSONValue)] {
    var entries = fills.entries(instrument)
    entries.append(("crossed", .string(replay.keepsCrossedLevels ? "keep" : "drop")))
    let latency: [(String, JSONValue)] = [
      ("feed", .string(clock.feed.settingText)), ("clock-shift", clock.shiftJSON),
    ]
    for (index, entry) in entries.enumerated() where entry.0 == "latency" {
      guard case .object(let lane) = entry.1 else { continue }
      entries[index].1 = .object(latency + lane)
    }
    if !sensitivity.isEmpty {
      entries.append(("sensitivity", .array(sensitivity.map(\.json))))
    }
    return entries
  }

  private var decisionJSON: JSONValue {
    var triggers: [JSONValue] = []
    if replay.decidesOnTouch { triggers.append(.string("touch")) }
    if replay.decidesOnFill { triggers.append(.string("fill")) }
    return .object([
      ("every", .string(Durations.text(replay.decisionInterval))), ("on", .array(triggers)),
    ])
  }

  private var metricsJSON: JSONValue {
    var entries: [(String, JSONValue)] = [
      ("horizon", .array(metrics.horizons.map { .string(Durations.text($0)) })),
      ("sample", .string(Durations.text(replay.sampleInterval))),
      ("cvar", .array(metrics.levels.map(\.json))),
    ]
    if let baseline = metrics.baseline { entries.append(("baseline", .string(baseline))) }
    entries.append(("seed", .integer(metrics.seed)))
    entries.append(("resamples", .integer(metrics.resamples)))
    if let block = metrics.block { entries.append(("block", block.json)) }
    if let band = instruments[0].band {
      entries.append(("band", instrument.quantityJSON(lots: band)))
    }
    return .object(entries)
  }

  private func json(of entry: StrategyEntry) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("name", .string(entry.lane.name)), ("use", .string(entry.useName)),
    ]
    let instrument = instruments[entry.instrument].instrument
    if hasSeveralInstruments { entries.append(("instrument", .string(instrument.name))) }
    entries += entry.parameters.map { ($0.name, .string($0.text)) }
    if let limit = entry.lane.limit {
      entries.append(("limit", instrument.quantityJSON(lots: limit)))
    }
    entries.append(
      (
        "start",
        StartState.json(
          inventory: entry.lane.startInventory, cash: entry.lane.startCash, instrument)
      ))
    entries.append(("fills", .object(entry.lane.assumptions.entries(instrument))))
    if !entry.legs.isEmpty { entries.append(("legs", .object(entry.legs.map(json(of:))))) }
    return .object(entries)
  }

  private func json(of leg: LegSettings) -> (String, JSONValue) {
    let instrument = instruments[leg.instrument].instrument
    let (lane, start) = (leg.lane, StartState.json)
    var entries: [(String, JSONValue)] = []
    if let limit = lane.limit { entries.append(("limit", instrument.quantityJSON(lots: limit))) }
    entries.append(("start", start(lane.startInventory, lane.startCash, instrument)))
    entries.append(("fills", .object(lane.assumptions.entries(instrument))))
    return (instrument.name, .object(entries))
  }
}

extension DataSource {
  /// The source as `data` has it; `names` are those of the instruments, if there are several.
  fileprivate func json(_ names: [String]) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("format", .string(format)), ("files", .array(files.map { .string($0) })),
      ("recorder", .string(recorder)), ("order", .string(order.rawValue)),
      ("reorder", .string(Durations.text(reorderWindow))),
      ("missing-days", .string(failsOnMissingDates ? "fail" : "allow")),
    ]
    if let dates { entries.append(("dates", .string(dates.text))) }
    if let symbol { entries.append(("symbol", .string(symbol))) }
    if names.indices.contains(instrument) {
      entries.append(("instrument", .string(names[instrument])))
    }
    if let feed { entries.append(("feed", .string(feed.settingText))) }
    entries.append(("snap", .string(tickFormat.snapsToTick ? "on" : "off")))
    if let date = tickFormat.date { entries.append(("date", .string(date.description))) }
    // Dotted keys are nested again, so that the result reads like the file it came from.
    for entry in mapping {
      let value =
        entry.isList
        ? JSONValue.array(entry.texts.map { .string($0) }) : .string(entry.texts.first ?? "")
      let parts = entry.key.split(separator: ".", maxSplits: 1).map(String.init)
      if parts.count == 2 {
        let inner = (parts[1], value)
        if let index = entries.firstIndex(where: { $0.0 == parts[0] }),
          case .object(let existing) = entries[index].1
        {
          entries[index].1 = .object(existing + [inner])
        } else {
          entries.append((parts[0], .object([inner])))
        }
      } else {
        entries.append((entry.key, value))
      }
    }
    return .object(entries)
  }
}

extension RejectRule {
  fileprivate var json: JSONValue {
    let amount: JSONValue =
      switch budget {
      case .share(let share):
        .string(
          FixedDecimal.text(
            Int128(share.mantissa) * 100, decimals: Int(share.decimals), trimming: true) + "%")
      case .count(let count): .integer(count)
      }
    return .object([
      ("policy", .string(failsAtFirst ? "fail" : "reject")), ("budget", amount),
    ])
  }
}

extension ClockRule {
  fileprivate var shiftJSON: JSONValue {
    if recorderShifts.isEmpty { return .string(shift.settingText) }
    return .object(recorderShifts.map { ($0.recorder, .string($0.shift.settingText)) })
  }
}

extension InstrumentEntry {
  fileprivate static func json(touchSpread: Int64) -> JSONValue {
    .string("from-trades(\(touchSpread) ticks)")
  }

  fileprivate var json: JSONValue {
    let touch = touchSpread.map { [("touch", Self.json(touchSpread: $0))] } ?? []
    return .object(
      [("name", .string(instrument.name))] + instrument.entries + AccountSettings.json(account)
        + touch + [
          ("fills", .object(fills.entries(instrument))),
          (
            "start",
            StartState.json(inventory: start.inventory, cash: start.cash, instrument)
          ),
        ])
  }
}

extension ClockRule.Feed {
  fileprivate var settingText: String {
    switch self {
    case .fromData: "from-data"
    case .constant(let latency): Durations.text(latency)
    case .scaled(let scale): "from-data x\(scale)"
    }
  }
}

extension ClockRule.Shift {
  fileprivate var settingText: String {
    switch self {
    case .none: "none"
    case .measured: "measured"
    case .given(let shift): Durations.text(shift)
    }
  }
}

extension StartState {
  fileprivate static func json(
    inventory: Int64, cash: FixedDecimal, _ instrument: Instrument
  ) -> JSONValue {
    .object([
      ("inventory", instrument.quantityJSON(lots: inventory)), ("cash", cash.json),
    ])
  }
}

extension FillAssumptions {
  /// The keys of `fills` that say these assumptions.
  fileprivate func entries(_ instrument: Instrument) -> [(String, JSONValue)] {
    let hidden: JSONValue =
      switch hiddenQueue {
      case .touch: .string("touch")
      case .none: .string("none")
      case .fixed(let lots): instrument.quantityJSON(lots: lots)
      }
    return [
      ("model", .string(model.settingText)), ("fill", .string(fill.rawValue)),
      ("hidden-queue", hidden), ("crossing", .string(crossing.rawValue)),
      ("book-crossing", .string(bookCrossing ? "on" : "off")),
      ("latency", .object(latencyEntries)),
      ("fees", FeeSettings.json(self)),
      ("seed", .integer(seed)), ("impact", impact.json),
    ]
  }
}

extension FixedDecimal {
  var json: JSONValue {
    .decimal(FixedDecimal.text(Int128(mantissa), decimals: Int(decimals), trimming: true))
  }
}

extension Instrument {
  /// The keys of `instrument`.
  fileprivate var entries: [(String, JSONValue)] {
    let settles: [(String, JSONValue)] =
      kind == .inverse && !settlement.isEmpty ? [("settlement", .string(settlement))] : []
    return [
      ("symbol", .string(symbol)), ("tick", tick.json), ("lot", lot.json),
      ("kind", .string(kind.rawValue)), ("quote", .string(quote)),
      ("multiplier", multiplier.json),
    ] + settles
  }

  /// A quantity of `lots` in base units, exactly.
  func quantityText(lots: Int64) -> String {
    FixedDecimal.text(
      Int128(lots) * Int128(lot.mantissa), decimals: Int(lot.decimals), trimming: true)
  }

  fileprivate func quantityJSON(lots: Int64) -> JSONValue { .decimal(quantityText(lots: lots)) }
}

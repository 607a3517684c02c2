public import Backtesting
public import MarketData

/// Everything a run needs, as an experiment file says it, with every default filled in.
///
/// `ExperimentFile` reads one and `json` writes one back; what `json` writes is itself a valid
/// experiment file, which is how a manifest can be run again.
public struct Experiment: Sendable {
  /// The name of the run and of its folder: letters, digits, `.`, `_` and `-`.
  public var name: String
  /// What is traded or looked at, in the order that events and strategies count by; at least one.
  public var instruments: [InstrumentEntry]
  /// Where the ticks come from, in the order that breaks ties between sources.
  public var data: [DataSource]
  /// What happens to rows that cannot be used.
  public var rejects: RejectRule
  /// How data times become market times.
  public var clock: ClockRule
  /// What is replayed and measured of the data.
  public var window: ReplayWindow
  /// The assumptions of every strategy that neither its instrument nor itself overrides.
  public var fills: FillAssumptions
  /// The same strategies under other assumptions.
  public var sensitivity: [SensitivityCase]
  /// When lanes are asked, and the sample interval.
  public var replay: ReplaySettings
  /// Inventory (lots) and cash at the start of every strategy that does not say otherwise.
  public var start: StartState
  /// What is compared, in the order of the results.
  public var strategies: [StrategyEntry]
  /// What is measured.
  public var metrics: MetricSettings
  /// What is written beside the tables.
  public var output: OutputSettings
  /// Notes on what the file asks for and a plain run does not do, for the manifest.
  public var notes: [String]
  /// The folder that relative paths start from.
  public var folder: String

  /// The first instrument.
  public var instrument: Instrument { instruments[0].instrument }

  /// Whether result files name the instrument of each row.
  public var hasSeveralInstruments: Bool { instruments.count > 1 }
}

/// One instrument of an experiment and what strategies on it assume.
public struct InstrumentEntry: Sendable, Equatable {
  /// What is traded; its `name` is what `data` and `strategies` call it.
  public var instrument: Instrument
  /// The assumptions of every strategy on it that does not override them.
  public var fills: FillAssumptions
  /// The holdings every strategy on it starts from that does not say otherwise.
  public var start: StartState
  /// `metrics: band` in its lots.
  public var band: Int64?
  /// What the accounts of strategies on it may owe.
  var account = AccountRules()
  /// The width of the touch that is made of its prints (ticks); `nil` where the data has its book.
  public var touchSpread: Int64?
}

/// What is replayed and measured of the data, by exchange time.
public struct ReplayWindow: Sendable, Equatable {
  /// Decisions count from here on (ns); `nil` = the warm-up starts with the data.
  public var from: Int64?
  /// Nothing at or after this is replayed (ns); `nil` = all of the data.
  public var to: Int64?
  /// How long strategies are asked before their decisions count (ns).
  public var warmUp: Int64 = 0

  /// All of the data, without a warm-up.
  public init() {}

  /// Prints from here on are replayed, and strategies are asked (ns); `nil` = from the start.
  public var replayedFrom: Int64? { from.map { $0 - warmUp } }
}

/// One source of ticks: files of one format.
public struct DataSource: Sendable, Equatable {
  /// The name of the format, such as `tardis/trades`.
  public var format: String
  /// The format: how the files are laid out.
  public var tickFormat: TickFormat
  /// How the format was found out, where the experiment file does not name it.
  public var formatDecision: String?
  /// File names, globs or names with dates, relative to the experiment file.
  public var files: [String]
  /// The dates of names that leave them open.
  public var dates: DateRange?
  /// Whether a date without a file is an error.
  public var failsOnMissingDates = false
  /// In which order the rows of its files stand.
  public var order = RowOrder.auto
  /// Rows that come late by no more than this are put in their place (ns); 0 = no row is.
  public var reorderWindow: Int64 = 0
  /// The symbol whose rows are replayed, where the files have several.
  public var symbol: String?
  /// Which recorder's clock stamped the arrival times; sources of one recorder share one shift.
  public var recorder: String
  /// Whether its book is replayed; a book source that `book` did not choose only helps to measure
  /// its recorder's clock, but for its prints.
  public var replaysBook = true
  /// Whether anything of it is replayed.
  public var isReplayed: Bool {
    let kind = tickFormat.kind
    return (replaysBook && kind.hasBook) || kind.hasTrades || kind == .funding
  }
  /// The description of a `generic` layout as texts, in the order of the file.
  public var mapping: [MappingEntry]
  /// The place of its instrument in the experiment's list.
  public var instrument = 0
  /// Where its arrival times come from, if not as the experiment says.
  public var feed: ClockRule.Feed?
  /// Where the source stands, for errors about it.
  public var place: SourcePlace
  /// Where each of `files` stands, for errors about it.
  public var filePlaces: [SourcePlace] = []
}

/// One entry of a generic layout's description, such as `columns.price: px`.
public struct MappingEntry: Sendable, Equatable {
  /// The key; keys of nested mappings are joined with a point.
  public var key: String
  /// The text of the value, or the texts of a list.
  public var texts: [String]
  /// Whether the value is a list.
  public var isList: Bool
}

/// What happens to rows that cannot be used.
public struct RejectRule: Sendable, Equatable {
  /// How many rejected rows are too many.
  public enum Budget: Sendable, Equatable {
    /// This share of the rows read, 0 to 1.
    case share(FixedDecimal)
    /// This many rows.
    case count(Int64)
  }
  /// Whether the first such row ends the run (`fail`) instead of being set aside (`reject`).
  public var failsAtFirst = false
  /// With `reject`: more than this ends the run.
  public var budget = Budget.share(FixedDecimal(mantissa: 1, decimals: 2))

  /// The default: up to 1 % of the rows are set aside.
  public init() {}
}

/// How the two clocks of the data are used.
public struct ClockRule: Sendable, Equatable {
  /// Where arrival times come from.
  public enum Feed: Sendable, Equatable {
    /// From the files.
    case fromData
    /// Exchange time plus this (ns).
    case constant(Int64)
    /// Exchange time plus this multiple (> 0) of what the files say.
    case scaled(FixedDecimal)

    /// Whether the files must tell arrival times.
    public var needsArrivalTimes: Bool {
      if case .constant = self { false } else { true }
    }
  }
  /// What is added to a recorder's arrival times.
  public enum Shift: Sendable, Equatable {
    /// Nothing; data with arrival before exchange time is refused.
    case none
    /// Measured by a first pass over the time columns.
    case measured
    /// This (ns).
    case given(Int64)
  }
  /// Where arrival times come from.
  public var feed = Feed.fromData
  /// The shift of every recorder without its own.
  public var shift = Shift.none
  /// Shifts of single recorders, in file order.
  public var recorderShifts: [RecorderShift] = []

  /// The default: arrival times from the files, uncorrected.
  public init() {}

  /// The shift of one recorder's clock.
  public struct RecorderShift: Sendable, Equatable {
    /// The recorder's name, as in `data`.
    public var recorder: String
    /// Its shift.
    public var shift: Shift
  }

  /// The shift of `recorder`'s clock.
  public func shift(of recorder: String) -> Shift {
    recorderShifts.first { $0.recorder == recorder }?.shift ?? shift
  }
}

/// The holdings a lane starts from.
public struct StartState: Sendable, Equatable {
  /// Inventory (lots).
  public var inventory: Int64 = 0
  /// Cash, in quote units.
  public var cash = FixedDecimal(mantissa: 0, decimals: 0)
}

/// The assumptions that one entry of `sensitivity` replays the strategies under.
public struct SensitivityCase: Sendable, Equatable {
  /// Its name, such as `touch`.
  public var name: String
  /// The experiment's assumptions with what it changes, before any override of a single strategy.
  public var assumptions: FillAssumptions
  /// The assumptions of each strategy's legs, its own overrides included, with what the case
  /// changes.
  public var ofStrategies: [[FillAssumptions]]
  /// The keys of `fills` that it changes, as they were written.
  public var overrides: JSONValue

  /// The case as an experiment file has it.
  var json: JSONValue {
    guard case .object(let entries) = overrides else { return .null }
    return .object([("name", .string(name))] + entries)
  }
}

/// One strategy of an experiment.
public struct StrategyEntry: Sendable {
  /// What decides the lane's orders.
  public enum Use: Sendable {
    /// A strategy of the catalogue, with its parameters in the units it computes in.
    case strategy(any Strategy.Type, ParameterValues)
    /// The orders of a CSV file, relative to the experiment file.
    case scripted(file: String)
  }
  /// The name in the results, the assumptions, the limit and the start.
  public var lane: LaneSettings
  /// The place of the instrument that it trades in the experiment's list.
  public var instrument = 0
  /// Its legs on other instruments, if it has several, in the order it declares them.
  public var legs: [LegSettings] = []
  /// What decides.
  public var use: Use
  /// The name under `use`.
  public var useName: String
  /// The parameters as texts, defaults included, in the order the strategy declares them.
  public var parameters: [ParameterText]
  /// Where the entry stands, for errors about it.
  public var place: SourcePlace

  /// One parameter's text.
  public struct ParameterText: Sendable, Equatable {
    /// The declared name.
    public var name: String
    /// The text given, or the default's.
    public var text: String
  }
}

/// What is measured.
public struct MetricSettings: Sendable, Equatable {
  /// Horizons of the PnL series (ns), multiples of the sample interval; `metrics.csv` uses the
  /// first.
  public var horizons: [Int64] = [60_000_000_000]
  /// Levels of VaR and CVaR in `risk.csv`, between 0 and 1.
  public var levels = [
    FixedDecimal(mantissa: 95, decimals: 2), FixedDecimal(mantissa: 99, decimals: 2),
  ]
  /// The strategy that others are compared with; `nil` where none is named.
  public var baseline: String?
  /// The seed of every random draw.
  public var seed: Int64 = 0
  /// How often the horizons are resampled to compare strategies.
  public var resamples: Int64 = 1_000
  /// The mean length of a block of them (horizons), >= 1; `nil`: chosen from the data.
  public var block: FixedDecimal?

  /// The defaults: 60 s, 95 % and 99 %, no baseline, seed 0.
  public init() {}
}

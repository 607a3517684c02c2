internal import Backtesting
internal import Experiments
internal import MarketData
internal import Reporting
internal import Strategies

/// What `ballast` tells the shell. The numbers from 64 on are those of sysexits(3).
public enum CommandStatus: Int32, Sendable, CaseIterable {
  /// Everything asked for was done.
  case done = 0
  /// The work could not be done: a file could not be written, a replay failed.
  case failed = 1
  /// A merge lacks parts.
  case incomplete = 3
  /// The command line cannot be understood.
  case usage = 64
  /// Ticks or an experiment file cannot be used.
  case badInput = 65
  /// There is no plan where one was expected.
  case noPlan = 66
  /// A mistake in Ballast itself, or results that differ where they must not.
  case internalError = 70
  /// Something passing stood in the way: trying again may succeed.
  case transient = 75

  /// The status that fits an error of any part.
  init(for error: any Error) {
    switch error {
    case let error as TickFileError where error.code == .outOfMemory: self = .transient
    case let error as TickFileError where error.code == .internalFault: self = .internalError
    case is ExperimentError, is TickFileError, is ParameterError, is ReportError,
      is UnreadableFiles, is ExperimentDraft.Refusal:
      self = .badInput
    case is ResultsDiffer: self = .internalError
    case is CatalogueError, is UsageError: self = .usage
    case let error as UnreadableInput: self = error.reason.isTransient ? .transient : .badInput
    case let error as FileError: self = error.isTransient ? .transient : .failed
    case let error as BacktestError:
      if case .disorder = error { self = .internalError } else { self = .badInput }
    default: self = .failed
    }
  }
}

/// An experiment file or a run that cannot be read.
struct UnreadableInput: Error, CustomStringConvertible {
  var reason: FileError
  var advice: String
  var description: String {
    "\(reason.path): error: cannot \(reason.operation): \(reason.reason); \(advice)"
  }
}

/// A combination of arguments that makes no sense.
struct UsageError: Error, CustomStringConvertible {
  var message: String
  var description: String { "error: \(message)" }
}

/// A run made again has other results.
struct ResultsDiffer: Error, CustomStringConvertible {
  var path: String
  var message: String
  var description: String { "\(path): error: \(message)" }
}

internal import ArgumentParser
public import Backtesting
internal import Experiments
internal import Glibc
internal import Strategies

/// The whole `ballast` command line, for the executable of that name and for a user's own:
///
///     import BallastCommand
///
///     BallastCommand.main(adding: [Mine.self])
public enum BallastCommand {
  /// Runs the command line of this process with the built-in strategies and `strategies`, and ends
  /// the process with an ``CommandStatus``.
  public static func main(adding strategies: [any Strategy.Type] = []) -> Never {
    let status = run(Array(CommandLine.arguments.dropFirst()), adding: strategies)
    // Results are complete on disk by now; what is left is what was printed.
    guard fflush(nil) == 0 else {
      Console.error("error: cannot write to standard output; the results themselves are complete")
      exit(CommandStatus.failed.rawValue)
    }
    exit(status.rawValue)
  }

  /// Runs the command line `arguments` (without the program's name) and prints what there is to
  /// say: results to standard output, errors to standard error.
  public static func run(
    _ arguments: [String], adding strategies: [any Strategy.Type] = []
  ) -> CommandStatus {
    do {
      let catalogue = try StrategyCatalogue(adding: strategies)
      var command = try Root.parseAsRoot(arguments)
      if var command = command as? any CatalogueCommand {
        try command.run(catalogue)
      } else {
        try command.run()
      }
      return .done
    } catch {
      return report(error)
    }
  }

  private static func report(_ error: any Error) -> CommandStatus {
    // Help and version come as errors too: those are what was asked for.
    let code = Root.exitCode(for: error)
    if code == .success {
      print(Root.fullMessage(for: error))
      return .done
    }
    if code == .validationFailure {
      Console.error(Root.fullMessage(for: error))
      return .usage
    }
    if let interruption = error as? Interruption {
      Console.error(interruption.description)
      // Whoever started this process learns that a signal ended it.
      signal(interruption.signal, SIG_DFL)
      raise(interruption.signal)
    }
    let text = "\(error)"
    Console.error(text.contains("error: ") ? text : "error: " + text)
    return CommandStatus(for: error)
  }
}

/// A subcommand that looks strategies up.
protocol CatalogueCommand: ParsableCommand {
  mutating func run(_ catalogue: StrategyCatalogue) throws
}

extension CatalogueCommand {
  mutating func run() throws { try run(StrategyCatalogue()) }
}

/// `ballast` itself.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ballast",
    abstract: "Compare inventory-rebalancing strategies on historical ticks.",
    discussion: """
      One experiment file says which ticks are replayed, what is assumed of fills, latency and \
      fees, and which strategies run side by side. 'ballast run' replays the ticks once and \
      writes tables, charts and a report into one folder.

      Exit status: 0 done; 1 the work failed; 3 merge incomplete; 64 usage; 65 bad input data or \
      experiment file; 66 no plan; 70 internal error, or results that differ where they must \
      not; 75 transient, try again.
      """,
    version: Versions.ballast,
    subcommands: [
      RunCommand.self, ReportCommand.self, VerifyCommand.self, AuditCommand.self,
      CheckCommand.self, NewCommand.self, CacheCommand.self, StrategiesCommand.self,
      SimulateCommand.self, QuotesCommand.self, MetricsCommand.self,
    ])
}

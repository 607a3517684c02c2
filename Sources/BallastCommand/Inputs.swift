internal import Experiments
internal import Strategies

/// Reads what the arguments name, with errors that say that the input is at fault.
enum Inputs {
  /// The experiment in the file at `path`.
  static func experiment(
    _ path: String, _ catalogue: StrategyCatalogue, overrides: [ExperimentFile.Override] = []
  ) throws -> Experiment {
    let yaml = try text(path, advice: "check the path of the experiment file")
    return try ExperimentFile.parse(
      yaml, file: path, folder: Paths.folder(of: path), catalogue: catalogue.strategies,
      overrides: overrides)
  }

  /// The text of the file at `path`.
  static func text(_ path: String, advice: String) throws -> String {
    do {
      return String(decoding: try FileOperations.read(path), as: UTF8.self)
    } catch let error as FileError {
      throw UnreadableInput(reason: error, advice: advice)
    }
  }
}

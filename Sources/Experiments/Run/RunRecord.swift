public import Backtesting

/// A finished run as its manifest tells of it: enough to run it again.
public struct RunRecord {
  /// The resolved experiment; its relative paths start from where they did then.
  public let experiment: Experiment
  /// The result hash of the run.
  public let resultHash: String
  private let inputs: [(path: String, sha256: String, place: SourcePlace)]

  /// Reads `manifest.json` in the folder at `path`, with `catalogue` to look strategies up in.
  ///
  /// - Throws: `ExperimentError` where the manifest cannot be used, `FileError` where it cannot be
  ///   read.
  public init(reading path: String, catalogue: [any Strategy.Type]) throws {
    let file = Paths.join(path, "manifest.json")
    let json = String(decoding: try FileOperations.read(file), as: UTF8.self)
    let root = try Setting.parse(json, file: file).map("the manifest")
    let folder = try root.required("experiment_folder").text("experiment_folder")
    experiment = try ExperimentFile.parse(
      manifest: json, file: file, folder: Paths.join(path, folder), catalogue: catalogue)
    resultHash = try root.required("result_hash").text("result_hash")
    inputs = try root.required("inputs").list().map { input in
      let input = try input.map("an input")
      let path = try input.required("path")
      return (
        try path.text("path"), try input.required("sha256").text("sha256"), path.place
      )
    }
  }

  /// Checks that every input file still has the bytes it had.
  ///
  /// - Throws: `ExperimentError` that names the first file that is missing or has changed.
  public func checkInputs() throws {
    for input in inputs {
      let path = Paths.join(experiment.folder, input.path)
      guard Paths.exists(path) else {
        throw ExperimentError(
          input.place, "the input \(path) is missing; put it back to run the manifest again")
      }
      guard try SHA256Digest.of(files: [path]) == input.sha256 else {
        throw ExperimentError(
          input.place, "the input \(path) has changed since the run; results cannot be compared")
      }
    }
  }
}

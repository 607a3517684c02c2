import Foundation

/// A program run to its end, with what it said on both streams.
struct ExternalProgram {
  var status: Int32
  var output: String

  /// Runs `executable` in `folder`.
  init(_ executable: URL, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // No caches of compiled Python in the sources.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    (status, output) = (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }
}

import Foundation

/// Draws charts: turns a gnuplot script into an SVG.
///
/// A value, so that tests and programs without gnuplot can put another in its place.
public struct ChartRenderer: Sendable {
  /// Why there is no chart.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// What went wrong, in words.
    public var description: String

    /// A failure described in words.
    public init(_ description: String) { self.description = description }
  }

  /// Gives the bytes of the SVG that a script draws; throws `Failure` where it cannot.
  public var render: @Sendable (_ script: String) throws -> [UInt8]

  /// A renderer that calls `render`.
  public init(render: @escaping @Sendable (_ script: String) throws -> [UInt8]) {
    self.render = render
  }

  /// The `gnuplot` found in the folders of `PATH`.
  public static let gnuplot = ChartRenderer { script in
    guard let program = Self.find("gnuplot") else {
      throw Failure("gnuplot is not installed (on Debian or Ubuntu: apt-get install gnuplot-nox)")
    }
    return try Self.run(program, script: script)
  }

  private static func find(_ name: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Script, chart and messages go through files, so that no pipe can fill up and stall.
  private static func run(_ program: String, script: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-chart-\(UUID().uuidString)", isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure("no temporary folder for gnuplot: \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["script", "chart", "messages"].map { folder.appendingPathComponent($0) }
    do {
      try Data(script.utf8).write(to: files[0])
      try Data().write(to: files[1])
      try Data().write(to: files[2])
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      // -d: without the user's own start-up files, which would change the chart.
      process.arguments = ["-d", files[0].path]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
      process.waitUntilExit()
      let chart = try Data(contentsOf: files[1])
      guard process.terminationStatus == 0, !chart.isEmpty else {
        let messages = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        throw Failure("gnuplot failed: \(Escaping.plain(messages))")
      }
      return [UInt8](chart)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("gnuplot could not be run: \(error.localizedDescription)")
    }
  }
}

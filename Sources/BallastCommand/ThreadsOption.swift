internal import ArgumentParser
internal import Glibc

/// The option that says on how many threads a file is read.
struct ThreadsOption: ParsableArguments {
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "Threads that a file is read on, 1 to 64; results do not depend on it.",
      discussion: "The default is what BALLAST_THREADS says, or the number of cores, at most 4."))
  var count: Int?

  mutating func validate() throws {
    if let count, !(1...64).contains(count) {
      throw ValidationError("--threads \(count) is out of range; write a number from 1 to 64.")
    }
  }

  /// Makes it so, for all files that are opened from now on; to be called before the first is.
  func apply() {
    if let count { setenv("BALLAST_THREADS", "\(count)", 1) }
  }
}

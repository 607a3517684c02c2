internal import Glibc

/// How tick files are read: it decides how long that takes, never what comes of it.
public struct ReadingOptions: Sendable, Equatable {
  /// Threads that one file is parsed on, the one that asks for its rows among them; 1 = no others.
  public var threads: Int
  /// Bytes asked of a file at once.
  var readSize = TickFileReader.bufferCapacity
  /// Bytes of whole lines that a thread parses at once.
  var sliceSize = TickFileReader.bufferCapacity
  /// Bytes of a file that are parsed before it is worth starting threads.
  var serialSize = 2 * TickFileReader.bufferCapacity
  /// Threads that all files together may start: each has its own buffers.
  var sharedLimit = 6

  /// Options for so many threads a file, at least 1.
  public init(threads: Int) { self.threads = max(1, threads) }

  /// For a look at a file's first rows: little more is read and parsed than those.
  public static let firstRows: ReadingOptions = {
    var options = ReadingOptions(threads: 1)
    options.readSize = 1 << 14
    return options
  }()

  /// As many threads as there are cores, at most four, or as many as the environment
  /// variable `BALLAST_THREADS` says.
  public static let standard: ReadingOptions = {
    if let text = getenv("BALLAST_THREADS"), let threads = Int(String(cString: text)) {
      return ReadingOptions(threads: min(threads, 64))
    }
    return ReadingOptions(threads: min(4, availableCores))
  }()

  /// Cores that are there.
  private static var availableCores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

internal import Glibc
internal import Synchronization

/// A run was asked to stop by a signal.
public struct Interruption: Error, CustomStringConvertible {
  /// The number of the signal.
  public let signal: Int32

  /// What happened, for people.
  public var description: String {
    "error: stopped by signal \(signal); nothing was published, an earlier run is as it was"
  }

  private static let received = Atomic<Int32>(0)

  /// Makes SIGINT and SIGTERM end a run at its next batch of events, so that what it has written so
  /// far is removed. Only for commands that run an experiment: others must end at once.
  public static func install() {
    // The first use of the atomic must not be inside a signal handler.
    received.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      Glibc.signal(number) { Interruption.received.store($0, ordering: .relaxed) }
    }
  }

  /// Throws where a signal has come since `install`.
  static func check() throws {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Interruption(signal: number) }
  }
}

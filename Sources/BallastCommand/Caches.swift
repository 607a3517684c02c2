internal import Experiments
internal import MarketData

/// The tick cache as the command line uses it.
enum Caches {
  /// The cache where the environment says it is, which tells standard error of what it could not
  /// use; `nil` where there is none.
  static func standard(isOff: Bool = false) -> TickCache? {
    guard !isOff, let folder = TickCache.standardFolder else { return nil }
    return TickCache(folder: folder) { Console.error($0) }
  }

  /// Opens the ticks of an experiment through `cache`.
  static func feed(
    from cache: TickCache?
  ) -> (Experiment, RejectsFile) throws -> any MarketFeed {
    { try TickFeed($0, rejects: $1, cache: cache) }
  }
}

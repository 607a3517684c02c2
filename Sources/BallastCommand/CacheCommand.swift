internal import ArgumentParser
internal import Experiments
internal import MarketData

/// `ballast cache FILES…`.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Make, list or remove the binary copies of tick files.",
    discussion: """
      The first run on a large tick file writes what it read into a cache, and later runs read \
      that instead: results are the same to the byte, many times faster. This command makes the \
      caches beforehand, of small files too.

      Caches are in $BALLAST_CACHE, else in $XDG_CACHE_HOME/ballast, else in ~/.cache/ballast; \
      BALLAST_CACHE=off does without. They are found again by the contents of a file and by how \
      it is read, checked whenever they are read, and made anew where they are stale or damaged.
      """)

  @Argument(help: "Files or patterns: CSV, plain or compressed (gz, zip, zst, xz, bz2).")
  var files: [String] = []

  @Option(help: "The format of all files, as the experiment names it (default: found out).")
  var format: String?

  @OptionGroup var threads: ThreadsOption

  @Flag(help: "List the caches.")
  var list = false

  @Flag(help: "Remove caches that are stale, damaged, unfinished or whose file is gone.")
  var prune = false

  @Option(help: "With --prune: also caches not used for so long, such as 30d or 12h.")
  var olderThan: String?

  @Option(help: "With --prune: also those not used for longest, down to this size, such as 20GB.")
  var maxSize: String?

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    guard prune || (olderThan == nil && maxSize == nil) else {
      throw ValidationError("--older-than and --max-size go with --prune.")
    }
    guard !files.isEmpty || list || prune else {
      throw ValidationError("Name files, or give --list or --prune.")
    }
    guard files.isEmpty || !(list || prune) else {
      throw ValidationError("--list and --prune take no files.")
    }
  }

  mutating func run() throws {
    threads.apply()
    guard let folder = TickCache.standardFolder else {
      throw UsageError(
        message: "there is no folder for caches (BALLAST_CACHE is off, or there is no home); "
          + "set BALLAST_CACHE to one")
    }
    let cache = TickCache(folder: folder, smallestFile: 0) { Console.error($0) }
    if prune {
      let removed = cache.prune(
        TickCache.Pruning(
          unusedFor: try olderThan.map(Self.duration), size: try maxSize.map(Self.size)))
      print(report(removed, in: folder, "removed"))
    } else if list {
      print(report(cache.items(), in: folder, "in all"))
    } else {
      try make(cache)
    }
  }

  // MARK: - Making

  private func make(_ cache: TickCache) throws {
    let format = try FormatOption.format(self.format)
    var made: [JSONValue] = []
    var refused: TickCache.Use?
    for path in try FilePatterns.expand(files) {
      let use = try cache.make(
        path: path, format: try format ?? TickFormat.sniff(path: path).format)
      if use.outcome == .refused { refused = use }
      if json {
        made.append(
          .object([
            ("file", .string(path)), ("outcome", .string(use.outcome.rawValue)),
            ("reason", use.reason.map { .string($0) } ?? .null),
          ]))
      } else {
        let reason = use.reason.map { " (\($0))" } ?? ""
        print("\(path): \(use.outcome == .used ? "there already" : use.outcome.rawValue)\(reason)")
      }
    }
    if json { print(JSONValue.object([("caches", .array(made))]).text) }
    if let refused {
      throw FileError(
        refused.path, "make its tick cache in \(cache.folder)", reason: refused.reason ?? "?")
    }
  }

  // MARK: - Listing

  private func report(_ items: [TickCache.Item], in folder: String, _ what: String) -> String {
    let total = items.reduce(0) { $0 + $1.bytes }
    if json {
      return JSONValue.object([
        ("folder", .string(folder)), ("bytes", .integer(total)),
        ("caches", .array(items.map(Self.json))),
      ]).text
    }
    let lines = items.map { item in
      let rows = item.rows.map { "\($0) rows" } ?? ""
      return [
        item.state.rawValue, "\(item.bytes) bytes", rows, item.format ?? "",
        item.source ?? item.path,
      ].filter { !$0.isEmpty }.joined(separator: ", ")
    }
    let count = items.count == 1 ? "1 cache" : "\(items.count) caches"
    return (lines + ["\(folder): \(count), \(total) bytes \(what)"])
      .joined(separator: "\n")
  }

  private static func json(_ item: TickCache.Item) -> JSONValue {
    .object([
      ("path", .string(item.path)), ("state", .string(item.state.rawValue)),
      ("bytes", .integer(item.bytes)), ("last_use_ns", .integer(item.lastUse)),
      ("source", item.source.map { .string($0) } ?? .null),
      ("format", item.format.map { .string($0) } ?? .null),
      ("rows", item.rows.map { .integer(Int64($0)) } ?? .null),
      ("records", item.records.map { .integer(Int64($0)) } ?? .null),
    ])
  }

  // MARK: - Reading the options

  private static func duration(_ text: String) throws -> Int64 {
    let units: [(String, Int64)] = [
      ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000),
      ("s", 1_000_000_000),
    ]
    return try number(text, units, "--older-than", "30d or 12h")
  }

  private static func size(_ text: String) throws -> Int64 {
    let units: [(String, Int64)] = [
      ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1),
    ]
    return try number(text, units, "--max-size", "20GB or 500MB")
  }

  /// A whole number with one of `units` behind it.
  private static func number(
    _ text: String, _ units: [(name: String, factor: Int64)], _ option: String, _ example: String
  ) throws -> Int64 {
    for unit in units where text.hasSuffix(unit.name) {
      guard let number = Int64(text.dropLast(unit.name.count)), number >= 0 else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit.factor)
      if !overflow { return product }
    }
    throw UsageError(message: "'\(option) \(text)' is not understood; write it like \(example)")
  }
}

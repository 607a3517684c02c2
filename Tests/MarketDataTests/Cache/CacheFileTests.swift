import Foundation
import Testing

@testable import MarketData

/// A folder of its own with a tick file and caches.
struct CacheSandbox {
  /// Trades as Tardis writes them.
  static let trades = TickFormat.all.first { $0.name == "tardis/trades" } ?? TickFormat.all[0]

  let folder: String
  var ticks: String { folder + "/ticks.csv" }
  var caches: String { folder + "/caches" }

  static func with<R>(rows: Int = 60, _ body: (CacheSandbox) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-cache-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sandbox = CacheSandbox(folder: folder)
    try sandbox.write(rows: rows)
    return try body(sandbox)
  }

  /// Trades with some rows that are rejected; `seed` changes one price.
  func write(rows: Int, seed: Int = 0, aged: Bool = true) throws {
    var text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    for row in 0..<rows {
      let time = 1_700_000_000_000_000 + row * 250
      let price = row % 17 == 3 ? "x" : "\(100 + (row * 7 + seed) % 10).\(row % 10)"
      text +=
        "x,S,\(time),\(time + 40),\(row),\(row % 3 == 0 ? "buy" : "sell"),\(price),0.\(row + 1)\n"
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: ticks))
    if aged { try age() }
  }

  /// Sets the file's time of change back, so that it is no longer racy; only the system sets the
  /// other time of change, so notes stay unused for a while after all.
  func age() throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: ticks)
  }

  func cache(_ notices: Notices? = nil, smallestFile: Int = 0) -> TickCache {
    TickCache(folder: caches, smallestFile: smallestFile) { notices?.add($0) }
  }

  func read(
    _ cache: TickCache?, order: ReadingOrder = .asWritten, format: TickFormat = CacheSandbox.trades
  ) throws -> Delivery {
    try Delivery(RecordReaders.open(path: ticks, format: format, cache: cache, order: order))
  }

  /// The cache file, where there is exactly one.
  var cacheFile: String {
    get throws {
      let files = CacheFolder.names(in: caches).filter { $0.hasSuffix(CacheFolder.cacheSuffix) }
      try #require(files.count == 1)
      return caches + "/" + files[0]
    }
  }
}

/// What a cache said.
final class Notices: @unchecked Sendable {
  private let lock = NSLock()
  private var texts: [String] = []
  func add(_ text: String) { lock.withLock { texts.append(text) } }
  var all: [String] { lock.withLock { texts } }
}

@Suite("Tick cache: never trusted, never missed")
struct CacheFileTests {
  @Test("the first reading builds, the second uses, both deliver what the file holds")
  func buildAndUse() throws {
    try CacheSandbox.with { sandbox in
      let plain = try sandbox.read(nil)
      #expect(plain.records.count == 56 && plain.rejects.count == 4)
      let first = sandbox.cache()
      #expect(try sandbox.read(first) == plain)
      #expect(first.uses.map(\.outcome) == [.built])
      let second = sandbox.cache()
      #expect(try sandbox.read(second) == plain)
      #expect(second.uses.map(\.outcome) == [.used])
    }
  }

  @Test("every flipped byte and every truncation is found, and the results stay the same")
  func damage() throws {
    try CacheSandbox.with { sandbox in
      let plain = try sandbox.read(nil)
      _ = try sandbox.read(sandbox.cache())
      let path = try sandbox.cacheFile
      let sound = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      for place in sound.indices {
        var bytes = sound
        bytes[place] ^= UInt8(1 << (place % 8))
        try expectDamaged(sandbox, bytes, "flip at \(place)")
        if place % 29 == 0 { try expectRebuilt(sandbox, bytes, path, plain, "flip at \(place)") }
      }
      for length in sound.indices {
        let bytes = Array(sound[..<length])
        try expectDamaged(sandbox, bytes, "cut at \(length)")
        if length % 29 == 0 { try expectRebuilt(sandbox, bytes, path, plain, "cut at \(length)") }
      }
      try expectRebuilt(sandbox, sound + [0], path, plain, "a byte too many")
    }
  }

  /// Expects that nothing of a cache of these bytes would be used.
  private func expectDamaged(_ sandbox: CacheSandbox, _ bytes: [UInt8], _ what: String) throws {
    let place = sandbox.folder + "/damaged"
    try Data(bytes).write(to: URL(fileURLWithPath: place))
    let entry = try #require(sandbox.cache().entry(of: sandbox.ticks, format: CacheSandbox.trades))
    #expect(throws: CacheDamage.self, "\(what)") {
      let file = try CacheFile(try #require(CacheDescriptor.reading(place)), key: entry.key)
      try file.checkBlocks()
    }
  }

  private func expectRebuilt(
    _ sandbox: CacheSandbox, _ bytes: [UInt8], _ path: String, _ plain: Delivery, _ what: String
  ) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let notices = Notices()
    let cache = sandbox.cache(notices)
    #expect(try sandbox.read(cache) == plain, "\(what)")
    #expect(cache.uses.contains { $0.outcome == .rebuilt }, "\(what): \(cache.uses)")
    #expect(notices.all.count == 1, "\(what): \(notices.all)")
    let after = sandbox.cache()
    _ = try sandbox.read(after)
    #expect(after.uses.map(\.outcome) == [.used], "\(what): it was not rebuilt")
  }

  @Test("damage that appears in the middle of a replay changes nothing", arguments: [false, true])
  func damageMidway(isReversed: Bool) throws {
    try CacheSandbox.with(rows: 40_000) { sandbox in
      let order: ReadingOrder = isReversed ? .reversed : .asWritten
      _ = try sandbox.read(sandbox.cache())
      let sound = try sandbox.read(sandbox.cache(), order: order)
      let path = try sandbox.cacheFile
      let cache = sandbox.cache()
      let reader = try RecordReaders.open(
        path: sandbox.ticks, format: CacheSandbox.trades, cache: cache, order: order)
      var records: [TickRecord] = []
      var rejects: [RejectedRow] = []
      var isDamaged = false
      while try reader.nextBatch() {
        records += reader.records.map(\.scaled)
        rejects += reader.rejects()
        guard !isDamaged, records.count > 10_000 else { continue }
        isDamaged = true
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let size = try file.seekToEnd()
        for part in 1..<20 {
          try file.seek(toOffset: size / 20 * UInt64(part))
          try file.write(contentsOf: Data([0xAA, 0x55, 0xAA]))
        }
        try file.close()
      }
      #expect(isDamaged && records == sound.records && rejects == sound.rejects)
      #expect(reader.rowsRead == sound.rowsRead)
      #expect(cache.uses.contains { $0.outcome == .rebuilt })
    }
  }

  @Test("a file with other contents is read anew, even where size and time are the same")
  func stale() throws {
    try CacheSandbox.with { sandbox in
      _ = try sandbox.read(sandbox.cache())
      try sandbox.write(rows: 60, seed: 1)
      let plain = try sandbox.read(nil)
      let notices = Notices()
      let cache = sandbox.cache(notices)
      #expect(try sandbox.read(cache) == plain)
      #expect(cache.uses.map(\.outcome) == [.rebuilt])
      #expect(notices.all.count == 1)
      // Changes within the granularity of the clock: the note is not believed.
      for seed in 2..<20 {
        try sandbox.write(rows: 60, seed: seed, aged: false)
        #expect(try sandbox.read(sandbox.cache()) == (try sandbox.read(nil)))
      }
    }
  }

  @Test("a note is believed only where nothing can have changed since")
  func racy() throws {
    try CacheSandbox.with { sandbox in
      var identity = try #require(FileIdentity(path: sandbox.ticks))
      identity.modified = 5_000_000_000
      identity.changed = 5_000_000_000
      let note = SourceNote(path: "x", identity: identity, hashed: 5_500_000_000, digest: [1])
      #expect(!note.isValid(for: identity))
      var later = note
      later.hashed = 7_000_000_001
      #expect(later.isValid(for: identity))
      var other = identity
      other.changed += 1
      #expect(!later.isValid(for: other))
      #expect(SourceNote(text: later.text) == later)
      #expect(SourceNote(text: later.text.replacing("5000000000", with: "5000000001")) == nil)
    }
  }

  @Test("another way to read the file is another cache")
  func formats() throws {
    try CacheSandbox.with { sandbox in
      var changed = CacheSandbox.trades
      changed.snapsToTick.toggle()
      var words = CacheSandbox.trades
      words.sideWords = SideWords(buy: ["sell"], sell: ["buy"], unknown: [])
      var keys: Set<[UInt8]> = []
      for format in [CacheSandbox.trades, changed, words] {
        let cache = sandbox.cache()
        keys.insert(try #require(cache.entry(of: sandbox.ticks, format: format)).key)
        #expect(
          try sandbox.read(cache, format: format) == (try sandbox.read(nil, format: format)))
        #expect(cache.uses.map(\.outcome) == [.built])
      }
      #expect(keys.count == 3)
    }
  }

  @Test("a cache of another version, or of another file under its name, is not used")
  func foreign() throws {
    try CacheSandbox.with { sandbox in
      let plain = try sandbox.read(nil)
      _ = try sandbox.read(sandbox.cache())
      let path = try sandbox.cacheFile
      let version = try #require(FileHandle(forUpdatingAtPath: path))
      try version.seek(toOffset: 8)
      try version.write(contentsOf: Data([99]))
      try version.close()
      let cache = sandbox.cache()
      #expect(try sandbox.read(cache) == plain)
      #expect(cache.uses.last?.reason?.contains("version") == true)
      let other = try RoundTripTests.cache([])
      #expect(throws: CacheDamage.self) {
        try CacheFile(
          try #require(CacheDescriptor.reading(path)), key: other.key)
      }
    }
  }

  @Test("two at once on a cold cache both succeed and leave one sound cache")
  func concurrent() throws {
    try CacheSandbox.with(rows: 20_000) { sandbox in
      let plain = try sandbox.read(nil)
      let results = Notices()
      DispatchQueue.concurrentPerform(iterations: 6) { index in
        let order: ReadingOrder = index == 5 ? .reversed : .asWritten
        let delivery = try? sandbox.read(sandbox.cache(), order: order)
        let isSame = delivery?.records.count == plain.records.count
        if order == .reversed ? isSame : delivery == plain { results.add("same") }
      }
      #expect(results.all.count == 6)
      let names = CacheFolder.names(in: sandbox.caches)
      #expect(names.filter { $0.hasSuffix(CacheFolder.cacheSuffix) }.count == 1)
      #expect(!names.contains { $0.hasSuffix(CacheFolder.temporarySuffix) })
      let cache = sandbox.cache()
      #expect(try sandbox.read(cache) == plain && cache.uses.map(\.outcome) == [.used])
    }
  }

  @Test("where nothing can be written the file is read all the same, and it is said once")
  func unwritable() throws {
    try CacheSandbox.with { sandbox in
      try Data("no folder".utf8).write(to: URL(fileURLWithPath: sandbox.caches))
      let notices = Notices()
      let cache = sandbox.cache(notices)
      let plain = try sandbox.read(nil)
      #expect(try sandbox.read(cache) == plain)
      #expect(try sandbox.read(cache) == plain)
      #expect(try sandbox.read(cache, order: .reversed).rowsRead == plain.rowsRead)
      #expect(notices.all.count == 1 && cache.uses.allSatisfy { $0.outcome == .refused })
    }
  }

  @Test("a disk that fills up while a cache is written costs only the cache")
  func fullDisk() throws {
    try CacheSandbox.with(rows: 30_000) { sandbox in
      let cache = sandbox.cache()
      let entry = try #require(cache.entry(of: sandbox.ticks, format: CacheSandbox.trades))
      let build = try CacheBuild(entry)
      var room = 2
      build.writer.descriptor.write = { _, bytes in
        room -= 1
        return room < 0 ? 0 : bytes.count
      }
      var failures = 0
      let reader = BuildingRecordReader(
        try RecordReaders.open(path: sandbox.ticks, format: CacheSandbox.trades), build
      ) { failure in failures += failure == nil ? 0 : 1 }
      #expect(try Delivery(reader) == (try sandbox.read(nil)))
      #expect(failures == 1)
    }
  }

  @Test("reading backwards without a cache leaves nothing behind")
  func spill() throws {
    try CacheSandbox.with(rows: 20_000) { sandbox in
      let forward = try sandbox.read(nil)
      let backward = try sandbox.read(nil, order: .reversed)
      #expect(backward.records == forward.records.reversed())
      #expect(CacheFolder.names(in: sandbox.folder) == ["ticks.csv"])
    }
  }

  @Test("listing and pruning")
  func upkeep() throws {
    try CacheSandbox.with { sandbox in
      let cache = sandbox.cache()
      #expect(try cache.make(path: sandbox.ticks, format: CacheSandbox.trades).outcome == .built)
      #expect(try cache.make(path: sandbox.ticks, format: CacheSandbox.trades).outcome == .used)
      let item = try #require(cache.items().first)
      #expect(item.state == .current && item.rows == 60 && item.format == "tardis/trades")
      #expect(cache.prune() == [])
      #expect(cache.prune(TickCache.Pruning(size: item.bytes)) == [])
      try sandbox.write(rows: 60, seed: 3)
      #expect(cache.items().map(\.state) == [.stale])
      #expect(cache.prune().count == 1 && cache.items().isEmpty)
      _ = try cache.make(path: sandbox.ticks, format: CacheSandbox.trades)
      #expect(cache.prune(TickCache.Pruning(size: 10)).count == 1)
      _ = try cache.make(path: sandbox.ticks, format: CacheSandbox.trades)
      try FileManager.default.removeItem(atPath: sandbox.ticks)
      #expect(cache.items().map(\.state) == [.orphaned])
      #expect(cache.prune().count == 1 && CacheFolder.names(in: sandbox.caches) == [])
    }
  }

  @Test("a small file has no cache unless it was asked for")
  func small() throws {
    try CacheSandbox.with { sandbox in
      let plain = try sandbox.read(nil)
      let cache = sandbox.cache(smallestFile: 1 << 20)
      #expect(try sandbox.read(cache) == plain && cache.uses.isEmpty)
      #expect(CacheFolder.names(in: sandbox.caches) == [])
      _ = try sandbox.cache().make(path: sandbox.ticks, format: CacheSandbox.trades)
      #expect(try sandbox.read(cache) == plain && cache.uses.map(\.outcome) == [.used])
    }
  }

  @Test("what a process that is gone was writing is removed, what a living one writes is not")
  func leftOvers() throws {
    try CacheSandbox.with { sandbox in
      let cache = sandbox.cache()
      _ = try cache.make(path: sandbox.ticks, format: CacheSandbox.trades)
      let made = try #require(cache.items().first).path
      // No process has such a number: the kernel's largest is 4,194,304.
      let processes = [(getpid(), 600.0), (pid_t(99_999_999), 600.0), (pid_t(99_999_998), 1.0)]
      for (process, age) in processes {
        let path = "\(made).\(process)-abc.part"
        try Data("half".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
      }
      #expect(cache.prune().map(\.path) == ["\(made).99999999-abc.part"])
      #expect(cache.items().count == 3)
    }
  }
}

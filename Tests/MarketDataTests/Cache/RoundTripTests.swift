import Testing

@testable import MarketData

@Suite("Tick cache: what goes in comes out")
struct RoundTripTests {
  static let key = [UInt8](repeating: 9, count: 32)

  /// The cache of what `batches` deliver.
  static func cache(_ batches: [ScriptedReader.Batch]) throws -> CacheFile {
    let reader = ScriptedReader(batches)
    let descriptor = try CacheDescriptor.temporary()
    let writer = try CacheWriter(descriptor, key: key, path: "ticks.csv", format: "test")
    while reader.nextBatch() { try writer.add(reader) }
    try writer.finish(reader)
    return try CacheFile(descriptor, key: key)
  }

  static func reader(
    _ file: CacheFile, _ batches: [ScriptedReader.Batch], order: ReadingOrder = .asWritten,
    timesOnly: Bool = false
  ) -> CachedRecordReader {
    CachedRecordReader(
      file, path: "ticks.csv",
      options: CachedRecordReader.Options(
        order: order, timesOnly: timesOnly, source: { ScriptedReader(batches) },
        rebuild: { throw $0 }))
  }

  @Test(
    "records, rejected rows and counts of every kind",
    arguments: RandomRows.Style.allCases, [0, 1, 30, 9_000, 40_000])
  func everything(style: RandomRows.Style, count: Int) throws {
    var rows = RandomRows(seed: count)
    let batches = rows.batches(count, style, members: count == 30 ? 3 : 1)
    let file = try Self.cache(batches)
    let cached = try Delivery(Self.reader(file, batches))
    #expect(cached == (try Delivery(ScriptedReader(batches))))
    if count > 9_000 { #expect(file.footer.blocks.count >= 4) }
  }

  @Test("backwards: messages from the last to the first, each in its own order", arguments: 0..<8)
  func backwards(seed: Int) throws {
    var rows = RandomRows(seed: seed)
    let batches = rows.batches(20_000, .usual, members: 1 + seed % 3)
    let forward = try Delivery(ScriptedReader(batches))
    var messages: [[TickRecord]] = []
    for index in forward.records.indices {
      let isFirst = index == 0 || forward.files[index] != forward.files[index - 1]
      if isFirst || MessageStart.isAt(index, of: forward.records) { messages.append([]) }
      messages[messages.count - 1].append(forward.records[index])
    }
    let backward = try Delivery(
      Self.reader(try Self.cache(batches), batches, order: .reversed))
    #expect(backward.records == Array(messages.reversed().joined()))
    #expect(backward.files == forward.files.reversed())
    #expect(backward.rowsRead == forward.rowsRead && backward.passedOver == forward.passedOver)
    #expect(
      Set(backward.rejects.map { "\($0)" }) == Set(forward.rejects.map { "\($0)" })
        && backward.rejects.count == forward.rejects.count)
  }

  @Test("a message longer than a block is delivered whole, also backwards")
  func longMessage() throws {
    var batch = ScriptedReader.Batch()
    for index in 0..<200_000 {
      var record = TickRecord()
      record.kind = .level
      record.line = UInt32(index + 2)
      record.price = Int64(index)
      if index == 0 || index == 150_000 { record.flags = .startsMessage }
      batch.records.append(record)
    }
    batch.rowsRead = batch.records.count
    let file = try Self.cache([batch])
    #expect(file.footer.blocks.count > 2)
    let backward = try Delivery(Self.reader(file, [batch], order: .reversed))
    #expect(
      backward.records.map(\.line) == batch.records[150_000...].map(\.line)
        + batch.records[..<150_000].map(\.line))
  }

  @Test("where blocks end does not depend on how the rows were cut into batches")
  func boundaries() throws {
    var rows = RandomRows(seed: 5)
    let batches = rows.batches(30_000, .usual)
    var whole = batches[batches.count - 1]
    whole.records = batches.flatMap(\.records)
    whole.rejects = batches.flatMap(\.rejects)
    let one = try Self.cache(batches)
    let other = try Self.cache([whole])
    #expect(one.firstRecords == other.firstRecords)
    #expect(one.footer.blocks.map(\.rejects) == other.footer.blocks.map(\.rejects))
  }

  @Test("a file of nothing but rejected rows is not kept in memory")
  func rejectsOnly() throws {
    let batches = (0..<10).map { index in
      var batch = ScriptedReader.Batch()
      batch.rejects = (0..<777).map { row in
        RejectedRow(
          file: "ticks.csv", line: index * 777 + row + 1, column: nil, columnName: nil,
          reason: .fieldCount, text: "x")
      }
      batch.rowsRead = (index + 1) * 777
      return batch
    }
    let file = try Self.cache(batches)
    #expect(file.footer.blocks.count == 8)
    #expect(try Delivery(Self.reader(file, batches)) == Delivery(ScriptedReader(batches)))
  }

  @Test("a pass over the times has the same times, kinds and flags")
  func timesOnly() throws {
    var rows = RandomRows(seed: 11)
    let batches = rows.batches(20_000, .usual)
    let all = try Delivery(ScriptedReader(batches))
    let times = try Delivery(
      Self.reader(try Self.cache(batches), batches, timesOnly: true))
    #expect(times.records.map(\.exchangeTime) == all.records.map(\.exchangeTime))
    #expect(times.records.map(\.arrivalTime) == all.records.map(\.arrivalTime))
    #expect(times.records.map(\.flags) == all.records.map(\.flags))
    #expect(times.records.map(\.kind) == all.records.map(\.kind))
  }

  @Test(
    "rows rejected later have the column of the file and the text of the line", arguments: 0..<4)
  func lateRejects(seed: Int) throws {
    var rows = RandomRows(seed: seed + 40)
    let batches = rows.batches(12_000, .usual)
    let reader = Self.reader(try Self.cache(batches), batches)
    var asked = 0
    while try reader.nextBatch() {
      for record in reader.records where record.line % 97 == 0 {
        let row = reader.reject(record, .offLot, slot: 3)
        #expect(row.text == "line \(record.line)" && row.column == 4)
        #expect(row.columnName == "column 3" && row.line == Int(record.line))
        #expect(row.reason == .offLot)
        asked += 1
      }
    }
    #expect(asked > 50)
  }
}

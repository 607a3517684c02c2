import Backtesting
import Glibc
import MarketData

/// Reads tick files into events, sums a checksum over them and does nothing else.
///
///     parse-benchmark [cached FOLDER] [records|times] FORMAT FILE… [FORMAT FILE…]…
///
/// With `cached` the rows come from the tick caches in the folder, which must be there from an
/// earlier call: where one is missing it is made, and the call ends with status 3.
/// With `records` it stops at the records that the rows decode into, one file after the other, and
/// with `times` it asks for their times only.
/// Several formats are merged into one timeline. The grid is a tick of 0.1 and a lot of 0.001;
/// the feed latency is that of the data.
@main
struct ParseBenchmark {
  static func main() {
    do {
      try run(CommandLine.arguments.dropFirst().map { String($0) })
    } catch {
      fail("error: \(error)", status: 1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    var arguments = arguments[...]
    var cache: TickCache?
    if arguments.first == "cached", arguments.count > 1 {
      cache = TickCache(folder: arguments[1])
      arguments = arguments.dropFirst(2)
    }
    var sources: [SourceSpecification] = []
    let wantsTimes = arguments.first == "times"
    let wantsRecords = wantsTimes || arguments.first == "records"
    for argument in wantsRecords ? arguments.dropFirst() : arguments {
      if let format = TickFormat.named(argument) {
        sources.append(SourceSpecification(format: format, files: []))
      } else if !sources.isEmpty {
        sources[sources.count - 1].files.append(argument)
      }
    }
    guard !sources.isEmpty, sources.allSatisfy({ !$0.files.isEmpty }) else {
      fail(
        "usage: parse-benchmark [cached FOLDER] [records|times] FORMAT FILE… [FORMAT FILE…]…",
        status: 64)
    }
    if wantsRecords { return try decode(sources, cache, timesOnly: wantsTimes) }
    let instrument = Instrument(
      symbol: "BENCH", tick: FixedDecimal(mantissa: 1, decimals: 1),
      lot: FixedDecimal(mantissa: 1, decimals: 3))
    let timeline = try Timeline(
      sources: sources, instruments: [instrument], clock: ClockSettings(), cache: cache)
    var batch: [MarketEvent] = []
    var checksum = Checksum()
    while try timeline.nextBatch(into: &batch) {
      for event in batch { checksum.add(Self.sum(event)) }
    }
    report(checksum, cache)
  }

  private static func decode(
    _ sources: [SourceSpecification], _ cache: TickCache?, timesOnly: Bool
  ) throws {
    var checksum = Checksum()
    for source in sources {
      for path in try source.expandedFiles() {
        let reader = try RecordReaders.open(
          path: path, format: source.format, cache: cache, timesOnly: timesOnly)
        while true {
          if let rows = try reader.nextColumns() {
            checksum.add(rows, timesOnly: timesOnly)
            continue
          }
          guard try reader.nextBatch() else { break }
          for record in reader.records {
            var sum = record.exchangeTime &+ record.arrivalTime
            if !timesOnly {
              sum &+= record.price &+ record.quantity &+ record.askPrice &+ record.askQuantity
            }
            checksum.add(sum)
          }
        }
      }
    }
    report(checksum, cache)
  }

  private static func report(_ checksum: Checksum, _ cache: TickCache?) {
    for use in cache?.uses ?? [] where use.outcome != .used {
      fail("\(use.path): its cache was \(use.outcome.rawValue), not used", status: 3)
    }
    print("rows \(checksum.rows) checksum \(checksum.sumOfSums)")
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let bytes = Array("parse-benchmark: \(message)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    exit(status)
  }

  @inline(__always)
  private static func sum(_ event: MarketEvent) -> Int64 {
    event.exchangeTime &+ event.arrivalTime &+ event.price &+ event.quantity &+ event.askPrice
      &+ event.askQuantity &+ Int64(event.kind.rawValue)
  }
}

/// A checksum after Fletcher: the sum of all sums so far depends on the order too, and takes the
/// processor no longer than looking at the rows.
private struct Checksum {
  private(set) var rows = 0
  private var sum: Int64 = 0
  private(set) var sumOfSums: Int64 = 0

  @inline(__always)
  mutating func add(_ number: Int64) {
    rows &+= 1
    sum &+= number
    sumOfSums &+= sum
  }

  /// Adds the sum of each column.
  mutating func add(_ columns: RowColumns, timesOnly: Bool) {
    let times = [columns.exchangeTimes, columns.arrivalTimes]
    let numbers = [columns.prices, columns.quantities, columns.askPrices, columns.askQuantities]
    for column in timesOnly ? times : times + numbers {
      for index in 0..<columns.count { sum &+= column[index] }
      sumOfSums &+= sum
    }
    rows += columns.count
  }
}

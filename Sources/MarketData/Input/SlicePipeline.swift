internal import Glibc
internal import Synchronization

/// The slices of the rest of a member, read and parsed by several threads and delivered in file
/// order.
///
/// Slices go round a ring. Whoever has nothing to do, a thread of the pipeline or the consumer that
/// would have to wait, takes the next free slice, reads (and decompresses) bytes into it while
/// nobody else may, and parses it while others go on. So reading, parsing and what the consumer
/// does with the rows overlap, and no more threads run than were asked for.
///
/// It is `Sendable` unchecked: what the threads share is read and changed under `monitor` only,
/// but for two things that have one owner at a time. `reader` belongs to the thread that set
/// `isReading`; a slice belongs to the thread that took it until it is `parsed`, and then to the
/// consumer until that asks for the next one.
final class SlicePipeline: @unchecked Sendable {
  private enum State { case free, taken, parsed }

  /// Threads of all pipelines of the process.
  private static let running = Atomic<Int>(0)

  private let monitor = Monitor()
  private let slices: [Slice]
  private var states: [State]
  private var reader: SliceReader
  private var isReading = false
  /// Whether the last slice has been read.
  private var isAtEnd = false
  private var isStopped = false
  /// Slices taken to be read so far, and slices delivered and given back so far.
  private var taken = 0
  private var returned = 0
  private var isDelivering = false
  private var threads: [pthread_t] = []

  /// Goes on in the member that `input` is in, behind `beginning`; nobody else may use `input`
  /// before `stop`. Returns `nil` where no thread can be started.
  init?(
    _ input: TickFileInput, plan: ColumnPlan, separator: UInt8, options: ReadingOptions,
    beginning: UnsafeRawBufferPointer
  ) {
    let wanted = Self.reserve(options.threads - 1, limit: options.sharedLimit)
    guard wanted > 0 else { return nil }
    slices = (0..<2 * wanted + 2).map { _ in Slice(plan: plan, separator: separator) }
    states = slices.map { _ in .free }
    reader = SliceReader(input, options: options, beginning: beginning)
    for _ in 0..<wanted {
      var thread = pthread_t()
      let context = Unmanaged.passUnretained(self).toOpaque()
      let status = pthread_create(&thread, nil, Self.body, context)
      if status == 0 { threads.append(thread) }
    }
    Self.running.subtract(wanted - threads.count, ordering: .relaxed)
  }

  deinit { reader.deallocate() }

  /// Ends and joins the threads; nothing is delivered after it.
  func stop() {
    monitor.lock()
    isStopped = true
    monitor.wakeAll()
    monitor.unlock()
    for thread in threads { pthread_join(thread, nil) }
    Self.running.subtract(threads.count, ordering: .relaxed)
    threads = []
  }

  /// The next slice that is not empty, its own until the next call; `nil` at the member's end.
  ///
  /// - Throws: `TickFileError` where the file is damaged behind the slices delivered so far.
  func next() throws -> Slice? {
    monitor.lock()
    defer { monitor.unlock() }
    if isDelivering { giveBack() }
    while !isStopped {
      let place = returned % slices.count
      if returned < taken, states[place] == .parsed {
        if slices[place].count > 0 {
          isDelivering = true
          return slices[place]
        }
        giveBack()
      } else if canTake {
        takeAndParse()
      } else if isAtEnd, returned == taken {
        if let failure = reader.failure { throw failure }
        return nil
      } else {
        monitor.wait()
      }
    }
    return nil
  }

  // MARK: - Under the lock

  private var canTake: Bool {
    !isAtEnd && !isReading && taken - returned < slices.count
  }

  private func giveBack() {
    states[returned % slices.count] = .free
    returned += 1
    isDelivering = false
    monitor.wakeAll()
  }

  /// Reads and parses the next slice; lets go of the lock meanwhile.
  private func takeAndParse() {
    let place = taken % slices.count
    let slice = slices[place]
    taken += 1
    states[place] = .taken
    isReading = true
    monitor.unlock()
    let isFollowed = reader.read(into: slice)
    monitor.lock()
    isReading = false
    if !isFollowed { isAtEnd = true }
    monitor.wakeAll()
    monitor.unlock()
    slice.parse()
    monitor.lock()
    states[place] = .parsed
    monitor.wakeAll()
  }

  // MARK: - Threads

  private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    context in
    if let context {
      Unmanaged<SlicePipeline>.fromOpaque(context).takeUnretainedValue().work()
    }
    return nil
  }

  private func work() {
    monitor.lock()
    while !isStopped, !isAtEnd {
      if canTake { takeAndParse() } else { monitor.wait() }
    }
    monitor.unlock()
  }

  /// Reserves up to `wanted` threads of those that the process may run.
  private static func reserve(_ wanted: Int, limit: Int) -> Int {
    var current = running.load(ordering: .relaxed)
    while true {
      let granted = max(0, min(wanted, limit - current))
      if granted == 0 { return 0 }
      let (exchanged, original) = running.compareExchange(
        expected: current, desired: current + granted, ordering: .relaxed)
      if exchanged { return granted }
      current = original
    }
  }
}

internal import Glibc

/// Cuts the bytes of a member into slices of whole lines.
///
/// Where a line is longer than a slice can be, it is cut: no slice that holds a part of it is
/// parsed on its own.
struct SliceReader {
  private let input: TickFileInput
  private let readSize: Int
  private let sliceSize: Int
  /// The beginning of a line whose end has not been read yet.
  private let rest: UnsafeMutablePointer<UInt8>
  private var restCount: Int
  /// Why nothing follows the slices read so far, where that is not the member's end.
  private(set) var failure: (any Error)?

  /// Goes on behind `beginning`, which `input` has delivered already.
  init(_ input: TickFileInput, options: ReadingOptions, beginning: UnsafeRawBufferPointer) {
    self.input = input
    readSize = max(1, options.readSize)
    sliceSize = max(1, min(options.sliceSize, TickFileReader.bufferCapacity))
    rest = .allocate(capacity: TickFileReader.bufferCapacity + 1)
    restCount = beginning.count
    if let first = beginning.baseAddress { memcpy(rest, first, restCount) }
  }

  func deallocate() { rest.deallocate() }

  /// Fills `slice` with the next lines; returns `false` where no others follow them.
  mutating func read(into slice: Slice) -> Bool {
    let capacity = TickFileReader.bufferCapacity
    slice.isUnterminated = false
    memcpy(slice.bytes, rest, restCount)
    var end = restCount
    var newline = LineParsing.lastNewline(slice.bytes, 0, end)
    restCount = 0
    while end < capacity, end < sliceSize || newline == nil {
      let room = (end < sliceSize ? sliceSize : capacity) - end
      let read: Int
      do {
        read = try input.read(
          into: UnsafeMutableRawBufferPointer(
            start: slice.bytes + end, count: min(readSize, room)))
      } catch {
        failure = error
        slice.count = newline.map { $0 + 1 } ?? 0
        slice.bytesConsumed = input.bytesConsumed
        return false
      }
      if read == 0 {
        finish(slice, end)
        return false
      }
      newline = LineParsing.lastNewline(slice.bytes, end, end + read) ?? newline
      end += read
    }
    slice.count = newline.map { $0 + 1 } ?? end
    restCount = end - slice.count
    memcpy(rest, slice.bytes + slice.count, restCount)
    slice.bytesConsumed = input.bytesConsumed
    return true
  }

  private func finish(_ slice: Slice, _ end: Int) {
    slice.count = end
    slice.bytesConsumed = input.bytesConsumed
    guard end > 0, slice.bytes[end - 1] != 10 else { return }
    slice.isUnterminated = slice.bytes[end - 1] != 13
    slice.bytes[end] = 10
    slice.count += 1
  }
}

internal import CZlib
internal import Glibc

/// The bytes that a gzip file unpacks to, member after member, each checked against the CRC-32 and
/// the length in its trailer (RFC 1952).
///
/// libarchive reads gzip too, but compares neither and takes a damaged second member for the end
/// of the file: digits would pass for prices, and rows would be missing unsaid.
final class GzipStream {
  /// Why the contents cannot be trusted from here on.
  private(set) var failure: String?
  /// Bytes of the file consumed so far.
  private(set) var bytesConsumed = 0
  private static let inputSize = 64 * 1024
  private static let outputSize = 128 * 1024
  private let file: UnsafeMutablePointer<FILE>
  /// At a fixed address: zlib keeps it.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private let output: UnsafeMutablePointer<UInt8>
  private var isInMember = false

  /// Opens the file at `path`; `nil` where it is not gzip or cannot be read.
  init?(path: String) {
    guard let file = fopen(path, "rb") else { return nil }
    setvbuf(file, nil, _IONBF, 0)
    var magic: (UInt8, UInt8) = (0, 0)
    let count = withUnsafeMutableBytes(of: &magic) { fread($0.baseAddress, 1, 2, file) }
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for gzip: header, CRC-32 and length are looked after by zlib.
    guard count == 2, magic == (0x1F, 0x8B), fseek(file, 0, SEEK_SET) == 0,
      inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      stream.deallocate()
      fclose(file)
      return nil
    }
    self.file = file
    input = .allocate(capacity: Self.inputSize)
    output = .allocate(capacity: Self.outputSize)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
    output.deallocate()
    fclose(file)
  }

  /// The next bytes, valid until the next call; none at the end, or where `failure` says why.
  func next() -> UnsafeRawBufferPointer {
    stream.pointee.next_out = output
    stream.pointee.avail_out = UInt32(Self.outputSize)
    while failure == nil, stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0, !refill() {
        if isInMember { failure = "the gzip stream is truncated" }
        break
      }
      if !isInMember, !beginMember() { break }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR:
        break
      case Z_STREAM_END:
        isInMember = false
        inflateReset(stream)
      default:
        failure = stream.pointee.msg.map { String(cString: $0) } ?? "the gzip stream is damaged"
      }
    }
    return UnsafeRawBufferPointer(
      start: output, count: Self.outputSize - Int(stream.pointee.avail_out))
  }

  private func refill() -> Bool {
    let count = fread(input, 1, Self.inputSize, file)
    if ferror(file) != 0 { failure = String(cString: strerror(errno)) }
    bytesConsumed += count
    stream.pointee.next_in = input
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  /// Whether a member follows; zeros that fill up the last block of a tape are passed over.
  private func beginMember() -> Bool {
    if stream.pointee.next_in?.pointee == 0x1F {
      isInMember = true
      return true
    }
    repeat {
      while stream.pointee.avail_in > 0, let byte = stream.pointee.next_in {
        guard byte.pointee == 0 else {
          failure = "what follows the last gzip member is none"
          return false
        }
        stream.pointee.next_in = byte + 1
        stream.pointee.avail_in -= 1
      }
    } while refill()
    return false
  }
}

/// The symbol of the row before, which the next row is compared with.
///
/// Symbols of up to 64 bytes are compared in full, longer ones by their length and first 64 bytes.
struct TickSymbol: Sendable {
  private var length = -1
  private var words = InlineArray<8, UInt64>(repeating: 0)

  /// The symbol of no row yet.
  init() {}

  /// Takes `text` for the symbol; at least 128 bytes are readable at `text`, whatever its length.
  @inline(never)
  mutating func set(_ text: UnsafePointer<UInt8>, _ length: Int) {
    self.length = length
    for index in 0..<Self.wordCount(length) { words[index] = Self.word(text, length, index) }
  }

  /// Whether `text` is the symbol; at least 128 bytes are readable at `text`.
  @inline(__always)
  func matches(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length == self.length else { return false }
    var index = 0
    let count = Self.wordCount(length)
    while index < count {
      if Self.word(text, length, index) != words[index] { return false }
      index &+= 1
    }
    return true
  }

  @inline(__always)
  private static func wordCount(_ length: Int) -> Int { min(8, (length &+ 7) &>> 3) }

  /// The bytes of `text` from 8 × `index` on, those behind its end cleared.
  @inline(__always)
  private static func word(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ index: Int
  ) -> UInt64 {
    let offset = index &* 8
    let word = UInt64(
      littleEndian: UnsafeRawPointer(text).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let rest = length &- offset
    if rest >= 8 { return word }
    return word & ((UInt64(1) &<< UInt64(truncatingIfNeeded: rest &* 8)) &- 1)
  }
}

/// The symbols of a file in the order in which they appear.
final class SymbolTable {
  private(set) var names: [String] = []
  private var places: [String: UInt16] = [:]

  /// Forgets all symbols.
  func removeAll() {
    names.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  /// The place of the symbol `text`, which is added where it is new; `nil` = there are too many.
  @inline(never)
  func place(of text: UnsafePointer<UInt8>, _ length: Int) -> UInt16? {
    place(of: String(decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self))
  }

  /// The place of the symbol `name`, which is added where it is new; `nil` = there are too many.
  func place(of name: String) -> UInt16? {
    if let place = places[name] { return place }
    guard names.count <= Int(UInt16.max) else { return nil }
    let place = UInt16(names.count)
    names.append(name)
    places[name] = place
    return place
  }
}

/// The loops that unpack a column of a block; they have no branches, so that most of them are
/// carried out on several values at once.
enum ColumnLoops {
  /// The stored numbers of a stretch of a column, cut into machine words.
  private struct Parts {
    var first: UnsafeRawPointer
    var second: UnsafeRawPointer
  }

  /// How numbers of one width are put together of their parts.
  private protocol Width {
    /// Whether the numbers have at most four bytes.
    static var isNarrow: Bool { get }
    static func load(_ parts: Parts, _ index: Int) -> Int64
  }

  /// Unpacks the values of `stretch`, of the `count` of the block at `block`, into `out`.
  ///
  /// `carry` is the value before the stretch, for a column of changes; `reference` is what is added
  /// to the values, where they are stored relative to another column. Returns the last value of a
  /// column of changes, for the next stretch.
  static func unpack(
    _ layout: ColumnLayout, of block: UnsafeRawPointer, count: Int, stretch: Range<Int>,
    carry: Int64, reference: UnsafePointer<Int64>?, into out: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    let (firstSize, secondSize) = ColumnLayout.parts(of: layout.width)
    let first = block + layout.offset
    let second = first + (firstSize * count + 7) / 8 * 8
    let parts = Parts(
      first: first + firstSize * stretch.lowerBound,
      second: second + secondSize * stretch.lowerBound)
    let length = stretch.count
    func run<W: Width>(_: W.Type) -> Int64 {
      var last: Int64 = 0
      if layout.isDelta {
        last = changes(W.self, parts, layout, length, carry, out)
      } else if layout.factor == 1 {
        distances(W.self, parts, layout.base, length, out)
      } else {
        multiples(W.self, parts, layout, length, out)
      }
      if let reference { for index in 0..<length { out[index] &+= reference[index] } }
      return last
    }
    return switch layout.width {
    case 0: run(Width0.self)
    case 1: run(Width1.self)
    case 2: run(Width2.self)
    case 3: run(Width3.self)
    case 4: run(Width4.self)
    case 5: run(Width5.self)
    case 6: run(Width6.self)
    default: run(Width8.self)
    }
  }

  @inline(__always)
  private static func distances<W: Width>(
    _: W.Type, _ parts: Parts, _ base: Int64, _ length: Int, _ out: UnsafeMutablePointer<Int64>
  ) {
    for index in 0..<length { out[index] = base &+ W.load(parts, index) }
  }

  @inline(__always)
  private static func multiples<W: Width>(
    _: W.Type, _ parts: Parts, _ layout: ColumnLayout, _ length: Int,
    _ out: UnsafeMutablePointer<Int64>
  ) {
    let (base, factor) = (layout.base, layout.factor)
    guard W.isNarrow, let narrow = UInt32(exactly: factor) else {
      for index in 0..<length { out[index] = base &+ W.load(parts, index) &* factor }
      return
    }
    // Any processor multiplies several pairs of 32 bits at once, but not of 64.
    let wide = UInt64(narrow)
    for index in 0..<length {
      let number = UInt64(UInt32(truncatingIfNeeded: W.load(parts, index)))
      out[index] = base &+ Int64(bitPattern: number &* wide)
    }
  }

  @inline(__always)
  private static func changes<W: Width>(
    _: W.Type, _ parts: Parts, _ layout: ColumnLayout, _ length: Int, _ carry: Int64,
    _ out: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    let (step, factor) = (layout.step, layout.factor)
    var value = carry
    for index in 0..<length {
      value &+= step &+ W.load(parts, index) &* factor
      out[index] = value
    }
    return value
  }

  @inline(__always)
  private static func word<Word: FixedWidthInteger>(
    _ start: UnsafeRawPointer, _ index: Int, _: Word.Type
  ) -> Int64 {
    let word = start.loadUnaligned(
      fromByteOffset: index &* MemoryLayout<Word>.size, as: Word.self)
    return Int64(truncatingIfNeeded: Word(littleEndian: word))
  }

  private enum Width0: Width {
    static var isNarrow: Bool { true }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 { 0 }
  }
  private enum Width1: Width {
    static var isNarrow: Bool { true }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt8.self)
    }
  }
  private enum Width2: Width {
    static var isNarrow: Bool { true }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt16.self)
    }
  }
  private enum Width3: Width {
    static var isNarrow: Bool { true }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt16.self) | word(parts.second, index, UInt8.self) &<< 16
    }
  }
  private enum Width4: Width {
    static var isNarrow: Bool { true }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt32.self)
    }
  }
  private enum Width5: Width {
    static var isNarrow: Bool { false }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt32.self) | word(parts.second, index, UInt8.self) &<< 32
    }
  }
  private enum Width6: Width {
    static var isNarrow: Bool { false }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt32.self) | word(parts.second, index, UInt16.self) &<< 32
    }
  }
  private enum Width8: Width {
    static var isNarrow: Bool { false }
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, Int64.self)
    }
  }
}

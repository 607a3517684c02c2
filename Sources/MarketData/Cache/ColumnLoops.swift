/// The loops that unpack a column into one word of each record.
enum ColumnLoops {
  private static let stride = MemoryLayout<TickRecord>.size / 8

  /// The stored numbers of a column, cut into machine words.
  struct Parts {
    var first: UnsafeRawPointer
    var second: UnsafeRawPointer
  }

  /// How numbers of one width are put together of their parts.
  protocol Width {
    static func load(_ parts: Parts, _ index: Int) -> Int64
  }

  /// Unpacks the values of `stretch`, of the `count` of the block, into every eighth word from
  /// `out` on.
  ///
  /// `carry` is the value before the stretch, for changes; `addend` is added to every value;
  /// `reference` says how many words before it lies a word that is added to it, negative, 0 = none.
  /// Returns the last value, for the next stretch.
  static func decode(
    _ layout: ColumnLayout, _ start: UnsafeRawPointer, _ count: Int, _ stretch: Range<Int>,
    carry: Int64, addend: Int64, reference: Int, _ out: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    let first = start + layout.offset
    let firstSize = ColumnLayout.parts(of: layout.width).first ?? 0
    let parts = Parts(first: first, second: first + (firstSize * count + 7) / 8 * 8)
    func run<W: Width>(_: W.Type) -> Int64 {
      switch (layout.isDelta, reference != 0) {
      case (false, false):
        distances(W.self, parts, layout, stretch, addend, out)
        return 0
      case (false, true):
        relativeDistances(W.self, parts, layout, stretch, addend, reference, out)
        return 0
      case (true, false):
        return changes(W.self, parts, layout, stretch, carry, addend, out)
      case (true, true):
        return relativeChanges(W.self, parts, layout, stretch, carry, addend, reference, out)
      }
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
    _: W.Type, _ parts: Parts, _ layout: ColumnLayout, _ stretch: Range<Int>, _ addend: Int64,
    _ out: UnsafeMutablePointer<Int64>
  ) {
    let base = layout.base &+ addend
    let factor = layout.factor
    var out = out
    for index in stretch {
      out.pointee = base &+ W.load(parts, index) &* factor
      out += stride
    }
  }

  @inline(__always)
  private static func relativeDistances<W: Width>(
    _: W.Type, _ parts: Parts, _ layout: ColumnLayout, _ stretch: Range<Int>, _ addend: Int64,
    _ reference: Int, _ out: UnsafeMutablePointer<Int64>
  ) {
    let base = layout.base &+ addend
    let factor = layout.factor
    var out = out
    for index in stretch {
      out.pointee = base &+ W.load(parts, index) &* factor &+ out[reference]
      out += stride
    }
  }

  @inline(__always)
  private static func changes<W: Width>(
    _: W.Type, _ parts: Parts, _ layout: ColumnLayout, _ stretch: Range<Int>, _ carry: Int64,
    _ addend: Int64, _ out: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    let (step, factor) = (layout.step, layout.factor)
    var value = carry
    var out = out
    for index in stretch {
      value &+= step &+ W.load(parts, index) &* factor
      out.pointee = value &+ addend
      out += stride
    }
    return value
  }

  @inline(__always)
  private static func relativeChanges<W: Width>(
    _: W.Type, _ parts: Parts, _ layout: ColumnLayout, _ stretch: Range<Int>, _ carry: Int64,
    _ addend: Int64, _ reference: Int, _ out: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    let (step, factor) = (layout.step, layout.factor)
    var value = carry
    var out = out
    for index in stretch {
      value &+= step &+ W.load(parts, index) &* factor
      out.pointee = value &+ addend &+ out[reference]
      out += stride
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
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 { 0 }
  }
  private enum Width1: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt8.self)
    }
  }
  private enum Width2: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt16.self)
    }
  }
  private enum Width3: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt16.self) | word(parts.second, index, UInt8.self) &<< 16
    }
  }
  private enum Width4: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt32.self)
    }
  }
  private enum Width5: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt32.self) | word(parts.second, index, UInt8.self) &<< 32
    }
  }
  private enum Width6: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, UInt32.self) | word(parts.second, index, UInt16.self) &<< 32
    }
  }
  private enum Width8: Width {
    @inline(__always)
    static func load(_ parts: Parts, _ index: Int) -> Int64 {
      word(parts.first, index, Int64.self)
    }
  }
}

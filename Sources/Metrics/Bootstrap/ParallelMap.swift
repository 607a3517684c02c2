internal import Dispatch

/// Fills an array over all cores.
enum ParallelMap {
  /// `body(k)` for each k in 0 ..< `count`, in order. The result does not depend on the number of
  /// cores: each call writes its own element.
  static func of<Element: Sendable>(
    _ count: Int, filler: Element, _ body: @Sendable (Int) -> Element
  ) -> [Element] {
    var elements = [Element](repeating: filler, count: count)
    elements.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let cells = buffer
      // Pieces long enough that handing them out costs nothing, and many enough to even out.
      let piece = Swift.max(1, count / 64)
      DispatchQueue.concurrentPerform(iterations: (count + piece - 1) / piece) { place in
        for index in place * piece..<Swift.min((place + 1) * piece, count) {
          cells[index] = body(index)
        }
      }
    }
    return elements
  }
}

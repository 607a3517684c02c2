extension RunCharts.Chart {
  /// The SVG with the title of each curve's group saying what it shows: gnuplot numbers them, and a
  /// browser shows the title beside the pointer.
  func titled(_ svg: [UInt8]) -> [UInt8] {
    var text = String(decoding: svg, as: UTF8.self)
    var searched = text.startIndex
    let close = "</title>"
    for title in curves {
      // <g id="equity_plot_1" ><title>equity_plot_1</title>
      guard let group = text.range(of: "_plot_", from: searched),
        let open = text.range(of: "<title>", from: group.upperBound),
        let end = text.range(of: close, from: open.upperBound)
      else { break }
      let escaped = Escaping.xml(title)
      let offset = text.utf8.distance(from: text.startIndex, to: open.upperBound)
      text.replaceSubrange(open.upperBound..<end.lowerBound, with: escaped)
      searched = text.utf8.index(
        text.startIndex, offsetBy: offset + escaped.utf8.count + close.utf8.count)
    }
    return Array(text.utf8)
  }
}

extension String {
  /// Where `needle` next is, at or after `start`.
  fileprivate func range(of needle: String, from start: Index) -> Range<Index>? {
    self[start...].firstRange(of: needle)
  }
}

/// How curves look: told apart by people of any colour vision, and in print by their dashes.
enum ChartStyle {
  /// Six colours of M. Okabe and K. Ito, "Color Universal Design", 2008, without black, which is
  /// the control's, and the yellow that is lost on white.
  private static let colours = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00",
  ]
  private static let dashes = ["solid", "(9,4)", "(9,3,2,3)", "(3,3)"]

  /// The look of the control: black and heavier than the rest.
  static let control = "lw 2.2 lc rgb '#000000' dt solid"

  /// The look of the `index`-th of the other curves.
  static func curve(_ index: Int) -> String {
    let dash = dashes[index / colours.count % dashes.count]
    return "\(lone(index)) dt \(dash)"
  }

  /// Its look where it is alone in a panel and needs no dashes.
  static func lone(_ index: Int) -> String {
    "lw 1.5 lc rgb '\(colours[index % colours.count])'"
  }

  /// The first lines of a script: an SVG of this size with quiet axes.
  static func preamble(name: String, width: Int, height: Int) -> String {
    """
    set terminal svg size \(width),\(height) noenhanced name '\(name)' \
    font 'DejaVu Sans,Helvetica,Arial,sans-serif,12' background '#ffffff'
    set encoding utf8
    set border 3 lc rgb '#555555'
    set tics nomirror out textcolor rgb '#222222'
    set grid ytics lt 1 lw 0.6 lc rgb '#dddddd'
    """
  }
}

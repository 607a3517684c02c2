internal import Experiments
internal import MarketData

/// The lag of a book behind prints through its touch, for people and for programs.
extension QualityFacts {
  /// What is to be said of it.
  static func sentences(of lag: PrintFit.Lag) -> [String] {
    var text =
      "\(percent(lag.shareOutside)) of \(lag.compared) prints lie outside the touch before them"
    let through = lag.followed + lag.notFollowed
    guard through > 0 else { return [text + "."] }
    text += "; of \(through) through it the book followed \(lag.followed)"
    let quantiles = lag.quantiles.map {
      "\(percent($0.level)) within \(milliseconds($0.value))"
    }
    if !quantiles.isEmpty { text += ": " + quantiles.joined(separator: ", ") }
    var sentences = [text + "."]
    if lag.notFollowed > 0 {
      sentences.append("It did not follow \(lag.notFollowed) of them within 10 s.")
    }
    return sentences
  }

  /// A span of time in milliseconds.
  static func milliseconds(_ nanoseconds: Int64) -> String {
    let text = "\(Double(nanoseconds) / 1e6)"
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " ms"
  }
}

extension QualityJSON {
  /// The lag as an object.
  static func value(of lag: PrintFit.Lag) -> JSONValue {
    .object([
      ("compared", .integer(Int64(lag.compared))), ("outside", .integer(Int64(lag.outside))),
      ("share_outside", .double(lag.shareOutside)), ("followed", .integer(Int64(lag.followed))),
      ("not_followed", .integer(Int64(lag.notFollowed))),
      (
        "quantiles_ms",
        .object(lag.quantiles.map { ("\($0.level)", .double(Double($0.value) / 1e6)) })
      ),
    ])
  }
}

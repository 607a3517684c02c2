import Foundation

/// A CSV file without quoted fields, kept as lines.
struct CSVFile {
  let header: [String]
  let lines: [String]

  init(_ bytes: Data) {
    var lines = bytes.withUnsafeBytes { Self.pieces($0, separator: "\n") }
    while lines.last == "" { lines.removeLast() }
    header = lines.isEmpty ? [] : Self.fields(lines.removeFirst())
    self.lines = lines
  }

  static func fields(_ line: String) -> [String] {
    var line = line
    return line.withUTF8 { pieces(UnsafeRawBufferPointer($0), separator: ",") }
  }

  /// What lies between the separators, by C functions: half a million lines are to be cheap in
  /// builds without optimisation too.
  private static func pieces(
    _ bytes: UnsafeRawBufferPointer, separator: Unicode.Scalar
  ) -> [String] {
    var pieces: [String] = []
    var start = 0
    while let base = bytes.baseAddress {
      let rest = bytes.count - start
      let end = memchr(base + start, Int32(separator.value), rest).map { base.distance(to: $0) }
      let piece = UnsafeRawBufferPointer(start: base + start, count: (end ?? bytes.count) - start)
      pieces.append(String(decoding: piece, as: UTF8.self))
      guard let end else { break }
      start = end + 1
    }
    return pieces
  }

  /// The rows as values by column.
  var rows: [[String: String]] {
    lines.map { Dictionary(zip(header, Self.fields($0))) { first, _ in first } }
  }

  /// The number of a column.
  func column(_ name: String) -> Int { header.firstIndex(of: name) ?? -1 }

  /// For each strategy, what its rows hold beyond its name, in their order.
  var byStrategy: [String: [String]] {
    var result: [String: [String]] = [:]
    for line in lines {
      let fields = Self.fields(line)
      result[fields[0], default: []].append(String(line.dropFirst(fields[0].count)))
    }
    return result
  }

  /// The rows up to time `t` (ns) of a table in order of the time in its second column.
  func lines(upTo t: Int64) -> [String] {
    lines.filter { (Int64(Self.fields($0)[1]) ?? .max) <= t }
  }
}

/// Money, prices and quantities as integers of 10^-12: exact, or `nil`.
func exact(_ text: String?) -> Int128? {
  guard let text, !text.isEmpty else { return nil }
  var (digits, decimals, isFraction, isNegative): (Int128, Int, Bool, Bool) = (0, 0, false, false)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "-") where digits == 0 && !isFraction: isNegative = true
    case UInt8(ascii: ".") where !isFraction: isFraction = true
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
      decimals += isFraction ? 1 : 0
    default: return nil
    }
  }
  guard decimals <= 12 else { return nil }
  for _ in decimals..<12 { digits *= 10 }
  return isNegative ? -digits : digits
}

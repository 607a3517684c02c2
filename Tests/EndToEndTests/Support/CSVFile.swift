import Foundation

/// A CSV file without quoted fields, kept as lines.
struct CSVFile {
  let header: [String]
  let lines: [String]

  init(_ bytes: Data) {
    var lines = bytes.split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    header = lines.isEmpty ? [] : Self.fields(lines.removeFirst())
    self.lines = lines
  }

  static func fields(_ line: String) -> [String] {
    line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String($0) ?? "" }
  }

  /// The rows as values by column.
  var rows: [[String: String]] {
    lines.map { Dictionary(zip(header, Self.fields($0))) { first, _ in first } }
  }

  /// The number of a column.
  func column(_ name: String) -> Int { header.firstIndex(of: name) ?? -1 }

  /// For each strategy, what its rows hold beyond its name, in their order.
  var byStrategy: [String: [Substring]] {
    var result: [String: [Substring]] = [:]
    for line in lines {
      guard let comma = line.utf8.firstIndex(of: UInt8(ascii: ",")) else { continue }
      result[String(line[..<comma]), default: []].append(line[comma...])
    }
    return result
  }

  /// The rows up to time `t` (ns); in all tables with times the second column is the time.
  func lines(upTo t: Int64) -> [String] {
    lines.filter { line in
      let fields = line.utf8.split(separator: UInt8(ascii: ","), maxSplits: 2)
      return fields.count > 1 && (Int64(String(fields[1]) ?? "") ?? .max) <= t
    }
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

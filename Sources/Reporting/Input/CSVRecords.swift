import Foundation

/// The records of a CSV file, one at a time, so that a file of any size takes constant memory.
///
/// Comma, LF or CRLF, RFC 4180 quotes; what this project's own result files need and no more.
final class CSVRecords {
  private let handle: FileHandle
  private let file: String
  private var buffer: [UInt8] = []
  private var position = 0
  private var atEnd = false
  /// The number of the last line returned, from 1.
  private(set) var line = 0

  /// Starts at the first record of the file.
  ///
  /// - Throws: `ReportError` where it cannot be opened.
  init(file: String) throws {
    self.file = file
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw ReportError(file: file, message: "cannot be read; is the run folder complete?")
    }
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// The fields of the next record, or `nil` at the end; blank lines are passed over.
  func next() throws -> [String]? {
    while var record = try nextLine() {
      if record.isEmpty { continue }
      if !record.contains(UInt8(ascii: "\"")) {
        return record.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
          String(decoding: $0, as: UTF8.self)
        }
      }
      let start = line
      // A quoted field may hold line ends: go on until its quotes are balanced.
      while record.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 {
        guard let more = try nextLine() else {
          throw ReportError(file: file, line: start, message: "a quoted field is not closed")
        }
        record.append(UInt8(ascii: "\n"))
        record.append(contentsOf: more)
      }
      return Self.quotedFields(record)
    }
    return nil
  }

  private static func quotedFields(_ record: [UInt8]) -> [String] {
    let quote = UInt8(ascii: "\"")
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var index = 0
    while index < record.count {
      let byte = record[index]
      if isQuoted, byte == quote, index + 1 < record.count, record[index + 1] == quote {
        field.append(quote)
        index += 1
      } else if byte == quote {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      } else {
        field.append(byte)
      }
      index += 1
    }
    fields.append(String(decoding: field, as: UTF8.self))
    return fields
  }

  /// The bytes of the next line without its end.
  private func nextLine() throws -> [UInt8]? {
    while true {
      if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        line += 1
        return Self.trimmed(buffer[position..<end])
      }
      if atEnd {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        line += 1
        return Self.trimmed(buffer[position...])
      }
      buffer.removeFirst(position)
      position = 0
      let chunk: Data?
      do {
        chunk = try handle.read(upToCount: 1 << 18)
      } catch {
        throw ReportError(file: file, line: line + 1, message: "cannot be read: \(error)")
      }
      guard let chunk, !chunk.isEmpty else {
        atEnd = true
        continue
      }
      buffer.append(contentsOf: chunk)
    }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
  }
}

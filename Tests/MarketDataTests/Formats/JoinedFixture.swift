import Foundation

@testable import MarketData

/// Several files in one temporary folder.
enum JoinedFixture {
  /// Writes `files` side by side, hands their folder to `body` and removes it.
  static func withFiles<R>(_ files: [String: String], _ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    return try body(folder.path)
  }
}

/// All that a reader delivers, and what it counted.
struct JoinedContents {
  var records: [TickRecord] = []
  var rejects: [RejectedRow] = []
  var rowsRead = 0
  var rowsByKind: [String: Int] = [:]
  var rowsPassedOver: [String: Int] = [:]
  var symbols: [String] = []

  init(_ path: String, _ format: TickFormat, readSize: Int? = nil) throws {
    var options = ReadingOptions.standard
    if let readSize { options.readSize = readSize }
    let reader = try RecordReaders.open(path: path, format: format, options: options)
    while try reader.nextBatch() {
      records += reader.records
      rejects += reader.rejects()
    }
    rowsRead = reader.rowsRead
    rowsByKind = reader.rowsByKind
    rowsPassedOver = reader.rowsPassedOver
    symbols = reader.symbols
  }

  /// The prints.
  var prints: [TickRecord] { records.filter { $0.kind == .trade } }

  /// The states of a book: each message's levels.
  var states: [[TickRecord]] {
    var states: [[TickRecord]] = []
    for record in records where record.kind == .depth {
      if record.flags.contains(.startsMessage) { states.append([]) }
      states[states.count - 1].append(record)
    }
    return states
  }
}

extension TickRecord {
  var exactPrice: FixedDecimal { FixedDecimal(mantissa: price, decimals: priceDecimals) }
  var exactQuantity: FixedDecimal { FixedDecimal(mantissa: quantity, decimals: quantityDecimals) }
  var exactAsk: FixedDecimal { FixedDecimal(mantissa: askPrice, decimals: askPriceDecimals) }
  var exactAskQuantity: FixedDecimal {
    FixedDecimal(mantissa: askQuantity, decimals: askQuantityDecimals)
  }

  /// `bid×size ask×size`, a dash for a side that is not there.
  var level: String {
    let bid = hasBid ? "\(exactPrice.normalized)×\(exactQuantity.normalized)" : "-"
    let ask = hasAsk ? "\(exactAsk.normalized)×\(exactAskQuantity.normalized)" : "-"
    return bid + " " + ask
  }
}

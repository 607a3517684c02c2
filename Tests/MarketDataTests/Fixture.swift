import Foundation
import MarketData

/// Files that tests read or write.
enum Fixture {
  /// The path of a committed fixture under `Fixtures/ticks`.
  static func path(_ name: String) throws -> String {
    let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    return folder.appendingPathComponent("ticks/" + name).path
  }

  /// Writes `bytes` to a new temporary file, hands its path to `body` and removes it.
  static func withFile<R>(
    _ bytes: some Sequence<UInt8>, named name: String = "ticks.csv", _ body: (String) throws -> R
  ) throws -> R {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return try body(file.path)
  }

  /// The folder of real data, or `nil` where it is not there; says so.
  static func realData() -> String? {
    let named = ProcessInfo.processInfo.environment["BALLAST_SHARED"]
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folders: [String?] = [named, root.appendingPathComponent("../shared").standardized.path]
    for folder in folders.compactMap({ $0 })
    where FileManager.default.fileExists(atPath: folder + "/data/tardis") {
      return folder + "/data"
    }
    print("skipped: no real data at BALLAST_SHARED or ../shared")
    return nil
  }
}

/// All that a file holds, read to its end.
struct Contents {
  var records: [TickRecord] = []
  var rejects: [RejectedRow] = []
  var rowsRead = 0

  init(
    _ path: String, _ format: TickFormat, readSize: Int = TickFileReader.defaultReadSize
  ) throws {
    let reader = try TickFileReader(path: path, format: format, readSize: readSize)
    while try reader.nextBatch() {
      records += reader.records
      rejects += reader.rejects()
    }
    rowsRead = reader.rowsRead
  }

  /// What was read without the parts that depend on the file's name.
  var essence: [String] {
    records.map(\.essence) + rejects.map { "\($0.line) \($0.reason.code)" }
  }
}

extension TickRecord {
  /// All that the row says: fields it does not have are left out.
  var essence: String {
    func decimal(_ bit: UInt8, _ mantissa: Int64, _ decimals: UInt8) -> String {
      present & bit == 0 ? "-" : FixedDecimal(mantissa: mantissa, decimals: decimals).description
    }
    let numbers = [
      decimal(1, price, priceDecimals), decimal(2, quantity, quantityDecimals),
      decimal(4, askPrice, askPriceDecimals), decimal(8, askQuantity, askQuantityDecimals),
    ]
    return "\(line) \(exchangeTime) \(arrivalTime) \(side) \(numbers.joined(separator: " "))"
  }
}

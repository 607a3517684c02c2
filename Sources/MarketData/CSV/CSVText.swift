internal import CLibCSV

/// Small CSV files as texts, for settings and scripts; ticks go through `TickFileReader`.
public enum CSVText {
  /// One row and the physical line it stands on.
  public struct Row: Sendable, Equatable {
    /// The line, from 1.
    public var line: Int
    /// The fields, without quotation marks and surrounding blanks.
    public var fields: [String]
  }

  /// The rows of `bytes`, in order; empty lines have none, and a row never spans lines.
  public static func rows(_ bytes: [UInt8]) -> [Row] {
    let collector = Collector()
    var parser = csv_parser()
    guard csv_init(&parser, 0) == 0 else { return [] }
    defer { csv_free(&parser) }
    let context = Unmanaged.passUnretained(collector).toOpaque()
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      collector.line += 1
      let text = Array(line) + [UInt8(ascii: "\n")]
      _ = csv_parse(&parser, text, text.count, Collector.field, Collector.row, context)
      // Closes a quotation that the line left open.
      _ = csv_fini(&parser, Collector.field, Collector.row, context)
    }
    return withExtendedLifetime(collector) { collector.rows }
  }

  private final class Collector {
    var line = 0
    var rows: [Row] = []
    private var fields: [String] = []

    static let field:
      @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) ->
        Void = { bytes, count, context in
          let text = UnsafeRawBufferPointer(start: bytes, count: count)
          Collector.of(context)?.fields.append(String(decoding: text, as: UTF8.self))
        }

    static let row: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
      guard let collector = Collector.of(context) else { return }
      collector.rows.append(Row(line: collector.line, fields: collector.fields))
      collector.fields.removeAll()
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Collector? {
      context.map { Unmanaged<Collector>.fromOpaque($0).takeUnretainedValue() }
    }
  }
}

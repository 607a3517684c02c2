extension TickFileReader {
  /// Whether the current batch has rejected rows.
  public var hasRejects: Bool {
    overlong != nil || batch.parser?.decoder.pointee.rejectCount ?? 0 > 0
      || !interpreted.rejects.isEmpty
  }

  /// The rows of the current batch that could not be decoded, in order of lines.
  public func rejects() -> [RejectedRow] {
    if let overlong { return [overlong] }
    guard let names = member?.plan?.names else { return [] }
    var cursor = lineCursor
    var all = batch.parser.map { Array($0.rejected) } ?? []
    if !interpreted.rejects.isEmpty {
      all = (all + interpreted.rejects).sorted { $0.line < $1.line }
    }
    return all.map { reject in
      let column = reject.column < -1 ? self.column(of: -2 - reject.column) : reject.column
      return RejectedRow(
        file: file, line: reject.line, column: column.flatMap { $0 < 0 ? nil : $0 + 1 },
        columnName: column.flatMap { $0 < 0 ? nil : names[$0] },
        reason: RejectReason(rawValue: reject.reason) ?? .notANumber,
        text: cursor?.text(of: reject.line))
    }
  }

  /// The column that fills `slot` of a record, from 0.
  private func column(of slot: Int) -> Int? {
    member?.plan?.operations.firstIndex { $0.kind != .ignore && Int($0.slot) == slot }
  }

  /// A row of the current batch rejected for a reason found after it was decoded.
  public func reject(
    _ record: TickRecord, _ reason: RejectReason, slot: Int
  ) -> RejectedRow {
    var cursor = lineCursor
    let column = column(of: slot)
    return RejectedRow(
      file: file, line: Int(record.line), column: column.map { $0 + 1 },
      columnName: column.flatMap { member?.plan?.names[$0] }, reason: reason,
      text: cursor?.text(of: Int(record.line)))
  }

  private var lineCursor: LineCursor? { batch.bytes.map { LineCursor($0, batch.slice) } }
}

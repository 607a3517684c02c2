/// Turns rows that show the best levels of both sides of a book into a message each.
struct SnapshotInterpreter: RowInterpreter {
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let levels = UnsafeBufferPointer(start: UnsafePointer(rows[index]), count: rows.stride)
      let first = rows[index].pointee
      output.append { BookSnapshot.append(levels, of: first, continues: false, to: &$0) }
    }
  }
}

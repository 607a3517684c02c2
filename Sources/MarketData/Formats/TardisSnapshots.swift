extension TickFormat {
  private static let snapshotName = "tardis/book_snapshot_"
  /// Depths that a row can have.
  private static let snapshotDepths = 1...100

  /// Tardis `book_snapshot_5`, `_25` and other depths: each row is a message that shows the best
  /// `depth` levels of both sides; fields are empty where there are fewer.
  static func tardisSnapshots(depth: Int) -> TickFormat {
    var columns = [
      TickColumn(.symbol, ["symbol"], optional: true),
      TickColumn(.exchangeTime, ["timestamp"], time: .microseconds),
      TickColumn(.arrivalTime, ["local_timestamp"], time: .microseconds),
    ]
    for level in 0..<depth {
      let (ask, bid) = ("asks[\(level)]", "bids[\(level)]")
      columns += [
        TickColumn(.askPrice, [ask + ".price"], optional: true, record: level),
        TickColumn(.askQuantity, [ask + ".amount"], optional: true, record: level),
        TickColumn(.bidPrice, [bid + ".price"], optional: true, record: level),
        TickColumn(.bidQuantity, [bid + ".amount"], optional: true, record: level),
      ]
    }
    let names = ["exchange"] + columns.flatMap(\.names)
    return TickFormat(
      name: snapshotName + "\(depth)", kind: .book,
      layouts: [
        TickLayout(
          header: .present, fieldCount: names.count, columns: columns, headerNames: names,
          records: Array(repeating: .depth, count: depth), interpretation: .snapshots)
      ],
      equalTimesMeanNoExchangeTime: true)
  }

  /// The snapshots called `name`, whatever their depth.
  static func tardisSnapshots(named name: String) -> TickFormat? {
    guard name.hasPrefix(snapshotName), let depth = Int(name.dropFirst(snapshotName.count)),
      snapshotDepths.contains(depth), name == snapshotName + "\(depth)"
    else { return nil }
    return tardisSnapshots(depth: depth)
  }

  /// The snapshots whose header is `row`, whatever their depth.
  static func tardisSnapshots(header row: [String]) -> TickFormat? {
    let depth = (row.count - 4) / 4
    guard row.contains("asks[0].price"), snapshotDepths.contains(depth) else { return nil }
    return tardisSnapshots(depth: depth)
  }
}

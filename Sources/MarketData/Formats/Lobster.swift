/// The types of LOBSTER's messages.
enum LobsterMessage {
  /// What each type is, from 1.
  static let names = [
    "type 1 (new limit order)", "type 2 (partial cancel)", "type 3 (deletion)",
    "type 4 (visible execution)", "type 5 (hidden execution)", "type 6 (cross trade)",
    "type 7 (trading halt)",
  ]

  /// The type that `code` stands for, 1 to 7, or `nil`.
  static func type(_ code: UInt16) -> Int? {
    (0x31...0x37).contains(code) ? Int(code) - 0x30 : nil
  }

  /// The print that `message`, of type `type`, tells of; `nil` for types that tell of none.
  ///
  /// A hidden execution prints inside the spread, often between two ticks. A cross trade has no
  /// side that took the liquidity: both sides came to an auction.
  static func print(_ message: TickRecord, type: Int) -> TickRecord? {
    guard (4...6).contains(type) else { return nil }
    var print = message
    print.code = 0
    if type == 6 { print.side = 2 }
    return print
  }
}

extension TickFormat {
  /// Levels that a LOBSTER book file can have.
  static let lobsterLevelLimit = 200

  /// LOBSTER message files, each with its orderbook file beside it: row k of that is the book after
  /// message k.
  static let lobster: TickFormat = {
    var format = lobsterMessages
    format.name = "lobster"
    format.kind = .bookAndTrades
    format.partner = .lobsterBook
    return format
  }()

  /// LOBSTER message files by themselves: prints without a book.
  static let lobsterMessages: TickFormat = {
    var format = TickFormat(
      name: "lobster/messages", kind: .trades,
      layouts: [
        TickLayout(
          header: .absent, fieldCount: 6,
          columns: [
            TickColumn(.exchangeTime, ["time"], at: 0, time: .seconds),
            TickColumn(.code, ["type"], at: 1),
            TickColumn(.quantity, ["size"], at: 3),
            TickColumn(.price, ["price"], at: 4),
            TickColumn(.side, ["direction"], at: 5),
          ],
          records: [.trade], interpretation: .lobsterMessages, allowsUnpaired: true)
      ],
      // The direction is that of the resting order: a trade's initiator is on the other side.
      sideWords: SideWords(buy: ["-1"], sell: ["1"], unknown: []))
    format.rounding = .prints
    return format
  }()

  /// LOBSTER orderbook files by themselves: states of a book without times, to be looked at but
  /// not replayed. The number of levels is that of the example.
  static let lobsterBook = lobsterBook(levels: 10)

  /// The orderbook half of a pair with `levels` levels, at most 200.
  static func lobsterBook(levels: Int) -> TickFormat {
    let roles: [TickColumn.Role] = [.askPrice, .askQuantity, .bidPrice, .bidQuantity]
    let names = ["ask_price", "ask_size", "bid_price", "bid_size"]
    return TickFormat(
      name: "lobster/orderbook", kind: .book,
      layouts: [
        TickLayout(
          header: .absent, fieldCount: 4 * levels,
          columns: (0..<4 * levels).map { column in
            TickColumn(
              roles[column % 4], ["\(names[column % 4])_\(column / 4 + 1)"], at: column,
              record: column / 4)
          },
          records: Array(repeating: .depth, count: levels), interpretation: .lobsterBook)
      ])
  }
}

extension TickRecord {
  /// Makes dollars of LOBSTER's prices, which are in units of 10^−4; returns `false` where they
  /// have too many decimals.
  mutating func scaleLobsterPrices() -> Bool {
    guard priceDecimals <= 14, askPriceDecimals <= 14 else { return false }
    priceDecimals += 4
    if kind == .depth { askPriceDecimals += 4 }
    return true
  }

  /// Takes away the sides that a LOBSTER book has no level on: their size is 0, and their price
  /// 9,999,999,999 for an ask and its negative for a bid.
  mutating func dropMissingLobsterLevels() {
    if quantity == 0 || price == -9_999_999_999 { present &= 0b1100 }
    if askQuantity == 0 || askPrice == 9_999_999_999 { present &= 0b0011 }
  }
}

/// Messages without their book.
struct LobsterMessagesInterpreter: RowInterpreter {
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      var message = rows[index].pointee
      guard let type = LobsterMessage.type(message.code) else {
        output.reject(message, .badCode, .code)
        continue
      }
      guard message.scaleLobsterPrices() else {
        output.reject(message, .overflow, .price)
        continue
      }
      output.count(LobsterMessage.names[type - 1])
      if let print = LobsterMessage.print(message, type: type) {
        output.append(print)
      } else {
        output.passOver(LobsterMessage.names[type - 1])
      }
    }
  }
}

/// States of the book without their messages.
struct LobsterBookInterpreter: RowInterpreter {
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let levels = UnsafeMutableBufferPointer(start: rows[index], count: rows.stride)
      let first = rows[index].pointee
      guard Self.normalize(levels) else {
        output.reject(first, .overflow, .price)
        continue
      }
      let state = UnsafeBufferPointer(levels)
      output.append { BookSnapshot.append(state, of: first, continues: false, to: &$0) }
    }
  }

  /// Makes dollars of the prices and takes away missing levels; returns `false` where a price has
  /// too many decimals.
  static func normalize(_ levels: UnsafeMutableBufferPointer<TickRecord>) -> Bool {
    for index in levels.indices {
      levels[index].dropMissingLobsterLevels()
      if !levels[index].scaleLobsterPrices() { return false }
    }
    return true
  }
}

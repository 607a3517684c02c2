import Foundation
import MarketData
import TestSupport
import Testing

@Suite("LOBSTER pairs")
struct LobsterTests {
  /// A random pair of files and what must be read from it.
  struct Pair {
    var messages = ""
    var book = ""
    /// Seconds since midnight in ns, price × 10^4, size and side of each print.
    var prints: [[Int64]] = []
    /// The levels after each message that changed them.
    var states: [[String]] = []
    var rows = 0
    var kinds: [Int: Int] = [:]

    init(seed: UInt64, levels: Int) {
      var random = SplitMix64(seed: seed)
      var time: Int64 = 34_200_000_000_000
      var last: [String] = []
      for _ in 0..<200 {
        time += random.integer(0...2) * random.integer(0...999_999_999)
        let type = random.integer(1...7)
        let isBuyOrder = random.oneIn(2)
        let size = type == 7 ? 0 : random.integer(1...500)
        let price = type == 7 ? random.integer(-1...1) : random.integer(1_000_000...2_000_000)
        messages += "\(Self.seconds(time)),\(type),\(random.integer(0...99)),\(size),\(price),"
        messages += isBuyOrder ? "1\n" : "-1\n"
        if (4...6).contains(type) {
          prints.append([time, price, size, type == 6 ? 2 : isBuyOrder ? 1 : 0])
        }
        var fields: [String] = []
        var state: [String] = []
        let bids = random.integer(0...Int64(levels))
        let asks = random.oneIn(3) ? random.integer(0...Int64(levels)) : Int64(levels)
        let isRepeated = random.oneIn(4) && !last.isEmpty
        for level in 0..<Int64(levels) {
          let ask = (1_500_100 + level * 100, random.integer(1...900))
          let bid = (1_499_900 - level * 100, random.integer(1...900))
          fields += level < asks ? ["\(ask.0)", "\(ask.1)"] : ["9999999999", "0"]
          fields += level < bids ? ["\(bid.0)", "\(bid.1)"] : ["-9999999999", "0"]
          if level < max(asks, bids, 1) {
            state.append(
              (level < bids ? Self.dollars(bid) : "-") + " "
                + (level < asks ? Self.dollars(ask) : "-"))
          }
        }
        if isRepeated { fields = last }
        book += fields.joined(separator: ",") + "\n"
        if fields != last { states.append(state) }
        last = fields
        rows += 1
        kinds[Int(type), default: 0] += 1
      }
    }

    private static func dollars(_ level: (Int64, Int64)) -> String {
      "\(FixedDecimal(mantissa: level.0, decimals: 4).normalized)×\(level.1)"
    }

    /// Seconds with up to nine decimals, trailing zeros left out.
    private static func seconds(_ time: Int64) -> String {
      FixedDecimal(mantissa: time, decimals: 9).normalized.description
    }
  }

  static let name = "X_2012-06-21_34200000_57600000_message_3.csv"
  static let bookName = "X_2012-06-21_34200000_57600000_orderbook_3.csv"
  static var lobster: TickFormat { get throws { try #require(.named("lobster")) } }

  @Test("written values are read back", arguments: [1, 3, 10, 30], [UInt64(1), 2, 3])
  func roundTrip(levels: Int, seed: UInt64) throws {
    let pair = Pair(seed: seed, levels: levels)
    try JoinedFixture.withFiles([Self.name: pair.messages, Self.bookName: pair.book]) { folder in
      for readSize in [nil, 700] {
        let read = try JoinedContents(
          folder + "/" + Self.name, try Self.lobster, readSize: readSize)
        #expect(read.rejects.isEmpty)
        #expect(read.rowsRead == pair.rows)
        let midnight = (read.prints.first?.exchangeTime ?? 0) - (pair.prints.first?[0] ?? 0)
        #expect(midnight % 3_600_000_000_000 == 0)
        let prints = read.prints.map {
          [
            $0.exchangeTime - midnight, $0.price, $0.exactQuantity.mantissa, Int64($0.side),
          ]
        }
        #expect(prints == pair.prints)
        #expect(read.prints.allSatisfy { $0.priceDecimals == 4 })
        #expect(read.states.map { $0.map(\.level) } == pair.states)
        #expect(read.rowsByKind.values.reduce(0, +) == pair.rows)
        for (type, count) in pair.kinds {
          #expect(read.rowsByKind.first { $0.key.hasPrefix("type \(type) ") }?.value == count)
        }
        // A row begins with a record of its own and no other.
        let own = read.records.filter { !$0.flags.contains(.continuesRow) }
        #expect(own.count + read.rowsPassedOver.values.reduce(0, +) == pair.rows)
        #expect(Set(own.map(\.line)).count == own.count)
      }
    }
  }

  @Test("a half that is too short is an error with both counts", arguments: [true, false])
  func truncated(isMessage: Bool) throws {
    let pair = Pair(seed: 4, levels: 3)
    let longer = isMessage ? pair.book : pair.messages
    let shorter = (isMessage ? pair.messages : pair.book).split(separator: "\n").dropLast(3)
      .joined(separator: "\n")
    let files = [
      Self.name: isMessage ? shorter : longer, Self.bookName: isMessage ? longer : shorter,
    ]
    try JoinedFixture.withFiles(files) { folder in
      let error = #expect(throws: TickFileError.self) {
        try JoinedContents(folder + "/" + Self.name, try Self.lobster)
      }
      #expect(error?.code == .corrupt)
      #expect(error?.message.contains("200") == true)
      #expect(error?.message.contains("197") == true)
    }
  }

  @Test("an empty half is an error with both counts")
  func emptyHalf() throws {
    let pair = Pair(seed: 4, levels: 3)
    try JoinedFixture.withFiles([Self.name: pair.messages, Self.bookName: ""]) { folder in
      let error = #expect(throws: TickFileError.self) {
        try JoinedContents(folder + "/" + Self.name, try Self.lobster)
      }
      #expect(error?.message.contains("200 rows") == true)
    }
  }

  @Test("a row is rejected as a whole, in whichever file its fault is")
  func rejects() throws {
    var messages = Pair(seed: 5, levels: 3).messages.split(separator: "\n").map(String.init)
    var book = Pair(seed: 5, levels: 3).book.split(separator: "\n").map(String.init)
    messages[9] = "34200,oops,1,5,100,1"
    messages[19] = "34200,8,1,5,100,1"
    messages[29] = "34200,4,1,5,100"
    book[9] = "1,2,3"
    book[39] = book[39].replacingOccurrences(of: ",", with: ",x")
    // Blank lines do not count as rows.
    book.insert("", at: 35)
    let files = [
      Self.name: messages.joined(separator: "\n"), Self.bookName: book.joined(separator: "\n"),
    ]
    try JoinedFixture.withFiles(files) { folder in
      let read = try JoinedContents(folder + "/" + Self.name, try Self.lobster)
      #expect(read.rowsRead == 200)
      #expect(
        read.rejects.map { "\($0.line) \($0.reason.code)" } == [
          "10 field-count", "20 bad-code", "30 field-count", "41 not-a-number",
        ])
      #expect(read.rejects.last?.file.contains("orderbook") == true)
      #expect(read.rowsByKind.values.reduce(0, +) == 196)
    }
  }

  @Test("a message file that stands alone is refused, and read as prints if asked to")
  func lone() throws {
    let pair = Pair(seed: 6, levels: 3)
    try JoinedFixture.withFiles([Self.name: pair.messages]) { folder in
      let path = folder + "/" + Self.name
      let error = #expect(throws: TickFileError.self) {
        try JoinedContents(path, try Self.lobster)
      }
      #expect(error?.message.contains(Self.bookName) == true)
      let found = try TickFormat.sniff(path: path)
      #expect(found.format.name == "lobster/messages")
      #expect(found.explanation.contains("prints alone"))
      let read = try JoinedContents(path, found.format)
      #expect(read.rowsRead == 200)
      #expect(read.prints.count == pair.prints.count)
      #expect(read.rowsPassedOver.values.reduce(0, +) == 200 - pair.prints.count)
    }
    try JoinedFixture.withFiles([Self.bookName: pair.book]) { folder in
      let path = folder + "/" + Self.bookName
      let found = try TickFormat.sniff(path: path)
      #expect(found.format.name == "lobster/orderbook")
      #expect(try JoinedContents(path, found.format).states.count == 200)
      let error = #expect(throws: TickFileError.self) {
        try JoinedContents(path, try Self.lobster)
      }
      #expect(error?.advice?.contains("message file") == true)
    }
  }

  @Test("a pair in one archive is joined, day by day")
  func archive() throws {
    let path = try Fixture.path("lobster-pairs.zip")
    let found = try TickFormat.sniff(path: path)
    #expect(found.format.name == "lobster")
    let read = try JoinedContents(path, found.format)
    #expect(read.rowsRead == 5)
    #expect(read.rejects.isEmpty)
    #expect(read.prints.map { $0.exactPrice.normalized.description } == ["10.01", "20.015"])
    #expect(read.states.count == 4)
    let error = #expect(throws: TickFileError.self) {
      try JoinedContents(try Fixture.path("lobster-unequal.zip"), try Self.lobster)
    }
    #expect(error?.message.contains("has 2 rows") == true)
    #expect(error?.message.contains("has 3") == true)
  }

  @Test("the real pair")
  func realPair() throws {
    guard let data = Fixture.realData() else { return }
    let path = data + "/lobster/AAPL_10level_head_message_10.csv"
    let found = try TickFormat.sniff(path: path)
    #expect(found.format.name == "lobster")
    let read = try JoinedContents(path, found.format)
    #expect(read.rowsRead == 999)
    #expect(read.rejects.isEmpty)
    // A visible execution takes the touch that was shown before it.
    var touch: TickRecord?
    var visible = 0
    for record in read.records {
      switch record.kind {
      case .trade:
        guard let touch else { continue }
        let price = record.exactPrice
        if record.side == 0, price == touch.exactAsk { visible += 1 }
        if record.side == 1, price == touch.exactPrice { visible += 1 }
      default:
        if record.flags.contains(.startsMessage) { touch = record }
      }
    }
    let executions = try #require(
      read.rowsByKind.first { $0.key.hasPrefix("type 4 ") }?.value)
    #expect(visible >= executions)
    #expect(read.states.allSatisfy { $0.count == 10 })
  }
}

public import MarketData
internal import Metrics

/// What `ballast metrics --fills` says of fills from anywhere: where the profit came from, how it
/// splits into realised and unrealised, and what the mid did after each fill.
///
/// The file has a row per fill, and rows without side, price and quantity that only move the mid.
/// A mid holds from its row on; the mid of a fill's own row is what its edge is measured against.
/// Memory holds what waits for its horizon and open entries, not the file.
public struct FillMeasures {
  /// What is wanted of the fills.
  public struct Settings: Sendable {
    /// Horizons of markouts (ns).
    public var horizons: [Int64] = [1_000_000_000, 10_000_000_000]
    /// The unit of the times.
    public var unit: TimeUnit?

    /// The defaults.
    public init() {}
  }

  /// The columns looked for, with the names each may have.
  public static let columns: [(name: String, aliases: [String], isNeeded: Bool)] = [
    ("time", ["timestamp_ns", "time", "timestamp", "t"], true),
    ("side", ["side"], true), ("price", ["price"], true),
    ("quantity", ["quantity", "qty", "size", "amount"], true),
    ("mid", ["mid", "mid0"], true), ("liquidity", ["liquidity", "kind"], false),
    ("fee", ["fee"], false), ("fee_rate", ["fee_rate"], false),
    ("funding_rate", ["funding_rate"], false),
  ]

  private let reader: TableReader
  private let places: [String: Int]
  private var times: TimeColumn
  private var books = FillBooks()
  private var after: FillFutures

  /// Reads the fills in `reader`'s file and measures them.
  ///
  /// - Throws: `TickFileError` with file, line and column where they cannot be used.
  public static func measure(
    _ reader: TableReader, _ settings: Settings
  ) throws -> [(String, JSONValue)] {
    var measures = try FillMeasures(reader, settings)
    while let row = try reader.next() {
      try measures.take(row)
    }
    measures.after.finish(at: measures.times.last ?? 0)
    return measures.books.json + [("markouts", .array(measures.after.json))]
  }

  private init(_ reader: TableReader, _ settings: Settings) throws {
    self.reader = reader
    var places: [String: Int] = [:]
    for column in Self.columns {
      let found = column.aliases.lazy.compactMap { reader.header.firstIndex(of: $0) }.first
      places[column.name] = found
      guard column.isNeeded, found == nil else { continue }
      places[column.name] = try NumberTable.place(of: column.aliases[0], in: reader)
    }
    self.places = places
    times = try TimeColumn(
      reader.header[places["time"] ?? 0], in: reader, unit: settings.unit)
    after = FillFutures(horizons: settings.horizons)
  }

  private mutating func take(_ row: TableReader.Row) throws {
    let time = try times.time(of: row, in: reader)
    let mid = try number(row, "mid")
    after.move(mid: mid, at: time)
    books.attribution.revalue(mid: mid)
    if let rate = try optional(row, "funding_rate") { books.attribution.fund(rate: rate) }
    guard let fill = try fill(row, time) else { return }
    let isMaker = try isMaker(row)
    let fee = try optional(row, "fee")
    let rate = try optional(row, "fee_rate") ?? 0
    books.take(fill, mid: mid, isMaker: isMaker, feeRate: rate, fee: fee)
    if isMaker { after.take(fill, mid: mid) }
  }

  /// The fill of a row; `nil` where it only moves the mid.
  private func fill(_ row: TableReader.Row, _ time: Int64) throws -> Markouts.Fill? {
    let needed = ["side", "price", "quantity"].compactMap { places[$0] }
    if needed.allSatisfy({ row.isEmpty($0) }) { return nil }
    guard let place = places["side"] else { return nil }
    let side: TradeSide
    switch row.text(place).lowercased() {
    case "buy", "b", "1", "+1", "1.0", "bought", "bid": side = .bought
    case "sell", "s", "-1", "-1.0", "sold", "ask": side = .sold
    default:
      throw NumberTable.fault(
        row, place, in: reader, "is no side", advice: "write buy or sell, or 1 or -1")
    }
    let quantity = try number(row, "quantity")
    guard quantity > 0 else {
      throw NumberTable.fault(
        row, places["quantity"] ?? 0, in: reader, "is not greater than 0",
        advice: "the side column says which way; give the quantity without a sign")
    }
    return Markouts.Fill(
      time: time, side: side, price: try number(row, "price"), quantity: quantity)
  }

  private func isMaker(_ row: TableReader.Row) throws -> Bool {
    guard let place = places["liquidity"] else { return true }
    switch row.text(place).lowercased() {
    case "maker", "m", "passive": return true
    case "taker", "t", "hedge", "aggressive": return false
    default:
      throw NumberTable.fault(
        row, place, in: reader, "is no liquidity", advice: "write maker or taker")
    }
  }

  private func number(_ row: TableReader.Row, _ name: String) throws -> Double {
    try NumberTable.number(row, places[name] ?? 0, in: reader)
  }

  private func optional(_ row: TableReader.Row, _ name: String) throws -> Double? {
    guard let place = places[name], !row.isEmpty(place) else { return nil }
    return try NumberTable.number(row, place, in: reader)
  }
}

/// The books of fills: the five parts of profit and the split into realised and unrealised.
private struct FillBooks {
  var attribution = ProfitAttribution()
  private var splits = RealisedProfit.Method.allCases.map { RealisedProfit($0) }
  private var sides: [TradeSide: (fills: Int, quantity: CompensatedSum, edge: CompensatedSum)] = [:]
  private var fees = CompensatedSum()
  private var makers = 0
  private var takers = 0

  mutating func take(
    _ fill: Markouts.Fill, mid: Double, isMaker: Bool, feeRate: Double, fee: Double?
  ) {
    if isMaker { makers += 1 } else { takers += 1 }
    attribution.fill(
      fill.side, price: fill.price, quantity: fill.quantity,
      liquidity: isMaker ? .maker : .taker, feeRate: fee == nil ? feeRate : 0)
    if let fee { fees.add(fee) }
    for index in splits.indices {
      splits[index].trade(fill.side, price: fill.price, quantity: fill.quantity)
    }
    var side = sides[fill.side] ?? (0, CompensatedSum(), CompensatedSum())
    side.fills += 1
    side.quantity.add(fill.quantity)
    side.edge.add(
      Markouts.effectiveHalfSpread(side: fill.side, price: fill.price, mid: mid) * fill.quantity)
    sides[fill.side] = side
  }

  var json: [(String, JSONValue)] {
    var parts = MeasureObject()
    parts.add("fills", count: makers + takers)
    parts.add("maker_fills", count: makers)
    parts.add("taker_fills", count: takers)
    let total = attribution.total.flatMap { total in fees.total.map { total + $0 } }
    parts.add("total_pnl", total)
    parts.add("spread_pnl", attribution.total.map { _ in attribution.spread })
    parts.add("inventory_pnl", attribution.total.map { _ in attribution.inventory })
    parts.add("rebalancing_cost", attribution.total.map { _ in attribution.rebalancingCost })
    parts.add("fees", fees.total.map { $0 + attribution.fees })
    parts.add("funding", attribution.funding)
    parts.add("final_inventory", attribution.position)
    return [
      ("attribution", parts.json), ("realised", .array(splits.map(split))),
      ("sides", .array([TradeSide.bought, .sold].map(side))),
    ]
  }

  private func split(_ split: RealisedProfit) -> JSONValue {
    var object = MeasureObject()
    object.add("method", text: split.method.rawValue)
    object.add("realised", split.realised)
    if let mid = attribution.mid {
      object.add("unrealised", split.unrealised(mark: mid))
    } else {
      object.leaveOut("unrealised", because: "there is no mid")
    }
    object.add("open_quantity", split.quantity)
    object.add("entry_price", split.entryPrice)
    return object.json
  }

  private func side(_ side: TradeSide) -> JSONValue {
    let found = sides[side] ?? (0, CompensatedSum(), CompensatedSum())
    var object = MeasureObject()
    object.add("side", text: side == .bought ? "buy" : "sell")
    object.add("fills", count: found.fills)
    object.add("quantity", found.quantity.total)
    object.add("edge", found.edge.total)
    object.add(
      "effective_half_spread",
      found.edge.total.flatMap { edge in
        found.quantity.total.flatMap { $0 > 0 ? .success(edge / $0) : .failure(.noWeight) }
      })
    return object.json
  }
}

/// Maker fills that wait for their horizons.
private struct FillFutures {
  private struct Waiting {
    var fill: Markouts.Fill
    var mid: Double
  }

  private let horizons: [Int64]
  private var queues: [[Waiting]]
  private var heads: [Int]
  private var markouts: [ClusteredMean]
  private var spreads: [ClusteredMean]
  private var adverse: [ClusteredMean]
  private var mid: Double?

  init(horizons: [Int64]) {
    self.horizons = horizons
    queues = horizons.map { _ in [] }
    heads = horizons.map { _ in 0 }
    markouts = horizons.map { _ in ClusteredMean() }
    spreads = markouts
    adverse = markouts
  }

  mutating func take(_ fill: Markouts.Fill, mid: Double) {
    for index in horizons.indices { queues[index].append(Waiting(fill: fill, mid: mid)) }
  }

  /// From `time` on the mid is `mid`: what was due before then had the mid before.
  mutating func move(mid: Double, at time: Int64) {
    resolve { $0 < time }
    self.mid = mid
  }

  mutating func finish(at end: Int64) { resolve { $0 <= end } }

  private mutating func resolve(_ isDue: (Int64) -> Bool) {
    guard let mid else { return }
    for index in horizons.indices {
      while heads[index] < queues[index].count {
        let waiting = queues[index][heads[index]]
        let (due, overflow) = waiting.fill.time.addingReportingOverflow(horizons[index])
        guard !overflow, isDue(due) else { break }
        add(waiting, laterMid: mid, to: index)
        heads[index] += 1
      }
      if heads[index] > 1024, heads[index] * 2 > queues[index].count {
        queues[index].removeFirst(heads[index])
        heads[index] = 0
      }
    }
  }

  private mutating func add(_ waiting: Waiting, laterMid: Double, to index: Int) {
    let fill = waiting.fill
    // Fills whose horizons overlap share their future.
    let group = fill.time / Swift.max(horizons[index], 1_000_000_000)
    let weight = fill.quantity
    let (side, price) = (fill.side, fill.price)
    markouts[index].add(
      Markouts.markout(side: side, price: price, laterMid: laterMid), weight: weight, group: group)
    spreads[index].add(
      Markouts.effectiveHalfSpread(side: side, price: price, mid: waiting.mid), weight: weight,
      group: group)
    adverse[index].add(
      Markouts.adverseSelection(side: side, mid: waiting.mid, laterMid: laterMid), weight: weight,
      group: group)
  }

  var json: [JSONValue] {
    horizons.indices.map { index in
      var object = MeasureObject()
      object.add("horizon_s", Double(horizons[index]) / 1e9)
      object.add("fills", count: markouts[index].count)
      object.add("effective_half_spread", spreads[index].mean)
      object.add("adverse_selection", adverse[index].mean)
      object.add("markout", markouts[index].mean)
      object.add("markout_se", markouts[index].standardError)
      let interval = markouts[index].interval()
      object.add("markout_low", interval.map(\.lowerBound))
      object.add("markout_high", interval.map(\.upperBound))
      return object.json
    }
  }
}

import Testing

@testable import MarketData

/// A short legal file of a format.
struct FormatText: Sendable, CustomTestStringConvertible {
  var format: TickFormat
  /// A name that the vendor gives such files; some tell the date.
  var name: String
  var header: String?
  var rows: [String]

  var testDescription: String { format.name }
  var text: String { ([header].compactMap { $0 } + rows).map { $0 + "\n" }.joined() }
  var bytes: [UInt8] { Array(text.utf8) }
  /// Bytes of the header with its newline.
  var headerLength: Int { header.map { $0.utf8.count + 1 } ?? 0 }

  /// One or more for every format.
  static let all: [FormatText] = written + joined + brokers

  /// The beginnings of what the writers of files make.
  private static let written: [FormatText] =
    (TradeFiles.all + QuoteAndFundingFiles.all + BookFiles.all).compactMap { writer in
      let file = writer(2)
      return make(file.format, file.name, file.header, Array(file.rows.prefix(4)))
    }

  private static let joined: [FormatText] = [
    make("databento/trades", "a.csv", databento(0), databentoRows("TT", levels: 0)),
    make("databento/mbp-1", "a.csv", databento(1), databentoRows("ATC", levels: 1)),
    make("databento/mbp-10", "a.csv", databento(10), databentoRows("ATC", levels: 10)),
    make("databento/tbbo", "a.csv", databento(1), databentoRows("TT", levels: 1)),
    make(
      "lobster/messages", "AAPL_2012-06-21_34200000_57600000_message_1.csv", nil,
      [
        "34200.004241176,1,16113575,18,5853300,1", "34200.025551909,4,16113584,18,5853200,-1",
        "34200.2,5,0,18,5853250,1",
      ]),
    FormatText(
      format: TickFormat.lobsterBook(levels: 1),
      name: "AAPL_2012-06-21_34200000_57600000_orderbook_1.csv", header: nil,
      rows: ["5859400,200,5853300,18", "5859400,200,5853200,18"]),
    make(
      "binance-coinm/aggTrades", "BTCUSD_PERP-aggTrades-2024-01-01.csv", nil,
      ["1,42000.1,3,1,2,1704067200000,true", "2,42000.2,5,3,3,1704067200033,false"]),
    make(
      "prosperity/prices", "prices_round_1_day_0.csv",
      "day;timestamp;product;bid_price_1;bid_volume_1;bid_price_2;bid_volume_2;bid_price_3;"
        + "bid_volume_3;ask_price_1;ask_volume_1;ask_price_2;ask_volume_2;ask_price_3;"
        + "ask_volume_3;mid_price;profit_and_loss",
      [
        "0;0;KELP;2000;26;1999;3;;;2003;26;;;;;2001.5;0.0",
        "0;100;KELP;2000;20;;;;;2003;26;;;;;2001.5;0.0",
      ]),
    make(
      "prosperity/trades", "trades_round_1_day_0.csv",
      "timestamp;buyer;seller;symbol;currency;price;quantity",
      ["0;;;KELP;SEASHELLS;2003.0;1", "100;;;KELP;SEASHELLS;2000.0;4"]),
    make(
      "uniswap-v3/events", "pool.tick.csv",
      "block_number,block_timestamp,tx_type,transaction_hash,pool_tx_index,pool_log_index,"
        + "proxy_log_index,sender,receipt,amount0,amount1,total_liquidity,total_liquidity_delta,"
        + "sqrtPriceX96,current_tick,position_id,tick_lower,tick_upper,liquidity",
      [uniswap(1, "SWAP"), uniswap(2, "MINT"), uniswap(3, "SWAP")]),
  ].compactMap { $0 }

  private static let brokers: [FormatText] = [
    make(
      "truefx/ticks", "EURUSD-2013-01.csv", nil,
      [
        "EUR/USD,20130102 00:00:00.123,1.32010,1.32060",
        "EUR/USD,20130102 00:00:01.123,1.32020,1.32060",
      ]),
    make(
      "histdata/ticks", "DAT_ASCII_EURUSD_T_202001.csv", nil,
      ["20200101 170000065,1.121200,1.121300,0", "20200101 170001065,1.121210,1.121300,0"]),
    make(
      "dukascopy/ticks", "CADJPY.csv", "Time,Ask,Bid,AskVolume,BidVolume",
      [
        "01.05.2012 00:00:01.680,80.78,80.764,1.5,2.25",
        "01.05.2012 00:00:02.680,80.781,80.764,1.5,2.25",
      ]),
    lean("lean-equity/quotes", ["34200000,1860000,100,0,0,P,0,0", "34200001,0,0,1860500,2,Q,0,0"]),
    lean("lean-equity/trades", ["34200000,1860000,100,P,0,0", "34200005,1860100,50,P,0,0"]),
    lean("lean-forex/quotes", ["100,1.38,1.3801", "200,1.38001,1.3801"]),
    lean("lean-cfd/quotes", ["100,1238.1,1238.4", "200.25,1238.2,1238.4"]),
    lean("lean-crypto/quotes", ["100,7400.5,1.5,7401,2.25", "200,7400.5,1,7401,2.25"]),
    lean("lean-crypto/trades", ["100,7400.5,1.5", "200,7401,0.25"]),
    lean("lean-future/quotes", ["100,1310.5,4,0,0,C,0,0", "200,0,0,1311,5,C,0,0"]),
    lean("lean-future/trades", ["100,1310.5,4,C,0,0", "200,1311,5,C,0,0"]),
  ].compactMap { $0 }

  private static func make(
    _ format: String, _ name: String, _ header: String?, _ rows: [String]
  ) -> FormatText? {
    TickFormat.named(format).map { FormatText(format: $0, name: name, header: header, rows: rows) }
  }

  private static func lean(_ format: String, _ rows: [String]) -> FormatText? {
    let product = format.hasSuffix("quotes") ? "quote" : "trade"
    return make(format, "20131007_gc_tick_\(product)_201312.csv", nil, rows)
  }

  private static func databento(_ levels: Int) -> String {
    let first = [
      "ts_recv", "ts_event", "rtype", "publisher_id", "instrument_id", "action", "side", "depth",
      "price", "size", "flags", "ts_in_delta", "sequence",
    ]
    let more = (0..<levels).flatMap { level in
      ["bid_px", "ask_px", "bid_sz", "ask_sz", "bid_ct", "ask_ct"].map { "\($0)_0\(level)" }
    }
    return (first + more).joined(separator: ",")
  }

  private static func databentoRows(_ actions: String, levels: Int) -> [String] {
    actions.enumerated().map { index, action in
      let time = 1_719_878_281_000_000_000 + index * 1_000
      let prices = (0..<levels).map { level in
        ",\(5528 - level)000000000,\(5529 + level)000000000,10,12,1,2"
      }
      return "\(time + 200),\(time),1,1,118,\(action),B,0,5529000000000,3,130,150,\(index + 1)"
        + prices.joined()
    }
  }

  private static func uniswap(_ log: Int, _ kind: String) -> String {
    "18937382,2024-01-05 00:00:23,\(kind),0x0b,33,\(log),,0x3f,0x3f,-22686110,10000000000000000,"
      + "12453647101533358277,0,1662995104975155420368771254341874,199045,,,,"
  }
}

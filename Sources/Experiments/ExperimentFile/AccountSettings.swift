internal import Backtesting
internal import MarketData

/// What the venue asks of an account, and what it lends: `margin` and `balance` of an instrument.
struct AccountRules: Sendable, Equatable {
  var margin: MarginRules?
  var balance = BalanceRules()
}

/// Reads them.
enum AccountSettings {
  static let keys = ["margin", "balance"]

  static func read(_ map: SettingMap, _ instrument: Instrument) throws -> AccountRules {
    var rules = AccountRules()
    if let value = map["margin"] {
      guard instrument.kind != .spot else {
        throw value.error("a spot account has no margin; write balance: { … } for what it may owe")
      }
      rules.margin = try margin(value)
    }
    if let value = map["balance"] {
      guard instrument.kind == .spot else {
        throw value.error("only a spot account has balances; write margin: { … } for a contract")
      }
      rules.balance = try balance(value)
    }
    return rules
  }

  private static func margin(_ value: Setting) throws -> MarginRules {
    let map = try value.map(
      "margin", known: ["leverage", "initial", "maintenance", "liquidation-fee", "after"])
    let fee = try map["liquidation-fee"].map { try rate($0, "liquidation fee") }
    var stops = true
    if let value = map["after"] {
      stops = try value.choice("after", [("stop", true), ("continue", false)])
    }
    let none = FixedDecimal(mantissa: 0, decimals: 0)
    let maintenance = try rate(try map.required("maintenance"), "maintenance margin")
    guard maintenance < FixedDecimal(mantissa: 1, decimals: 0) else {
      throw try map.required("maintenance").error("maintenance margin must be below 1 (100 %)")
    }
    if let leverage = map["leverage"] {
      if let initial = map["initial"] {
        throw initial.error("leverage says the initial margin already; keep one of them")
      }
      return MarginRules(
        leverage: try leverage.positiveDecimal("leverage").normalized, maintenance: maintenance,
        liquidationFee: fee ?? none, stops: stops)
    }
    let setting = try map.required("initial")
    let initial = try rate(setting, "initial margin")
    guard initial.isPositive else { throw setting.error("initial margin must be greater than 0") }
    return MarginRules(
      initial: initial, maintenance: maintenance, liquidationFee: fee ?? none, stops: stops)
  }

  private static func balance(_ value: Setting) throws -> BalanceRules {
    let map = try value.map("balance", known: ["short", "debt", "borrow"])
    var rules = BalanceRules()
    if let value = map["short"] { rules.allowsShort = try value.onOff("short") }
    if let value = map["debt"] { rules.allowsDebt = try value.onOff("debt") }
    if let value = map["borrow"] {
      let borrow = try value.map("borrow", known: ["base", "quote", "every"])
      if let value = borrow["base"] { rules.baseRate = try rate(value, "borrow rate") }
      if let value = borrow["quote"] { rules.quoteRate = try rate(value, "borrow rate") }
      if let value = borrow["every"] { rules.interval = try value.duration("every", minimum: 1) }
    }
    return rules
  }

  private static func rate(_ value: Setting, _ what: String) throws -> FixedDecimal {
    let rate = try value.rate(what).normalized
    guard rate.mantissa >= 0 else { throw value.error("\(what) must be 0 or more") }
    return rate
  }

  /// The keys that say `rules`; none for an account that may owe what it likes.
  static func json(_ rules: AccountRules) -> [(String, JSONValue)] {
    var entries: [(String, JSONValue)] = []
    if let margin = rules.margin {
      let (numerator, denominator) = (margin.initialNumerator, margin.initialDenominator)
      let isShare = FixedDecimal.powersOfTen.contains(denominator)
      // A share has a power of ten below the line, 1 / leverage above it.
      let decimals = FixedDecimal.powersOfTen.firstIndex(of: isShare ? denominator : numerator)
      let number = FixedDecimal(
        mantissa: isShare ? numerator : denominator, decimals: UInt8(decimals ?? 0))
      entries.append(
        (
          "margin",
          .object([
            (isShare ? "initial" : "leverage", number.json),
            ("maintenance", margin.maintenance.json),
            ("liquidation-fee", margin.liquidationFee.json),
            ("after", .string(margin.stops ? "stop" : "continue")),
          ])
        ))
    }
    if rules.balance != BalanceRules() {
      let balance = rules.balance
      entries.append(
        (
          "balance",
          .object([
            ("short", .string(balance.allowsShort ? "on" : "off")),
            ("debt", .string(balance.allowsDebt ? "on" : "off")),
            (
              "borrow",
              .object([
                ("base", balance.baseRate.json), ("quote", balance.quoteRate.json),
                ("every", .string(Durations.text(balance.interval))),
              ])
            ),
          ])
        ))
    }
    return entries
  }
}

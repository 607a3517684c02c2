/// What a strategy with legs leaves behind over all of them, beside the results of each.
public struct LeggedResult: Sendable, Equatable {
  /// The lanes of its legs, the first one first.
  public var lanes: [Int]
  /// The places of their instruments.
  public var instruments: [Int]
  /// The unit of `maximumDrawdown` and of every amount of `total`.
  public var money: CommonMoney
  /// Largest fall of the equity of all legs together from an earlier peak, over all events (≥ 0).
  public var maximumDrawdown: Int128

  /// The strategy as one lane: money and counts are sums over `legs`, everything about quantities
  /// and prices (inventory, fill ratio, markouts) is that of the first. Amounts are in `money`.
  ///
  /// - Parameter legs: the results of the lanes, in the order of `lanes`; at least one.
  /// - Returns: `nil` where a sum does not fit.
  public func total(of legs: [LaneResult]) -> LaneResult? {
    guard var total = legs.first, legs.count == instruments.count else { return nil }
    total.maximumDrawdown = maximumDrawdown
    guard let profit = sum(legs.map(\.profit)), let start = sum(legs.map(\.startEquity)),
      let final = sum(legs.map(\.finalEquity)), let turnover = sum(legs.map(\.turnover))
    else { return nil }
    (total.profit, total.startEquity, total.finalEquity) = (profit, start, final)
    total.turnover = turnover
    for index in total.midnights.indices {
      guard legs.allSatisfy({ $0.midnights.indices.contains(index) }),
        let sum = sum(legs.map { $0.midnights[index].profit })
      else { return nil }
      total.midnights[index].profit = sum
    }
    for index in total.sessions.indices {
      guard legs.allSatisfy({ $0.sessions.indices.contains(index) }),
        let sum = sum(legs.map { $0.sessions[index].profit })
      else { return nil }
      total.sessions[index].profit = sum
    }
    let costs = legs.compactMap(\.closingCost)
    total.closingCost = costs.count == legs.count ? sum(costs) : nil
    for leg in legs.dropFirst() {
      total.makerFills += leg.makerFills
      total.takerFills += leg.takerFills
      for cause in total.fillsByCause.indices {
        total.fillsByCause[cause] += leg.fillsByCause[cause]
      }
      total.ordersSent += leg.ordersSent
      total.cancelsSent += leg.cancelsSent
      total.amendsSent += leg.amendsSent
      total.rejections.merge(leg.rejections, uniquingKeysWith: +)
      total.wentIntoDebt = total.wentIntoDebt || leg.wentIntoDebt
    }
    return total
  }

  private func sum(_ amounts: [Int128]) -> Int128? {
    var sum: Int128 = 0
    for (amount, place) in zip(amounts, instruments) {
      guard let units = money.units(of: amount, at: place) else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(units)
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  private func sum(_ profits: [ProfitParts]) -> ProfitParts? {
    guard let spread = sum(profits.map(\.spread)), let inventory = sum(profits.map(\.inventory)),
      let rebalancing = sum(profits.map(\.rebalancing)), let fees = sum(profits.map(\.fees)),
      let funding = sum(profits.map(\.funding))
    else { return nil }
    var result = ProfitParts()
    (result.spread, result.inventory, result.rebalancing) = (spread, inventory, rebalancing)
    (result.fees, result.funding) = (fees, funding)
    return result
  }
}

extension ReportText {
  /// Who did best against the control.
  var rankingSection: String {
    var table = strategyTable()
    table.addFormatted(
      "rank",
      ranking.entries.map { entry in
        entry.isControl ? "control" : entry.place.map(NumberFormat.count) ?? NumberFormat.missing
      })
    table.addNumbers("total PnL", numbers("total_pnl"))
    table.addNumbers("PnL - control", ranking.entries.map(\.difference))
    table.addFormatted(
      "variance ratio", ranking.entries.map { NumberFormat.fixed($0.varianceRatio, decimals: 3) })
    table.addFormatted(
      "CVaR ratio", ranking.entries.map { NumberFormat.fixed($0.cvarRatio, decimals: 3) })
    table.addText(
      "dominated", ranking.entries.map { $0.isDominated.map { $0 ? "yes" : "no" } })
    return """
      ## Ranking

      The control first, then by total PnL. The ratios compare inventory variance and 95 % CVaR
      with the control's: below 1 is less risk. Dominated: another strategy earned at least as much
      with at most the CVaR.

      \(table.markdown)
      """
  }

  /// Where the money came from.
  var pnlSection: String {
    var table = strategyTable()
    let columns = [
      ("total", "total_pnl"), ("spread", "spread_pnl"), ("inventory", "inventory_pnl"),
      ("rebalancing", "rebalancing_cost"), ("fees", "fees"), ("funding", "funding"),
    ]
    // One number of decimals for all parts: they add up to the total.
    let decimals = NumberFormat.decimals(ofColumn: columns.flatMap { numbers($0.1) })
    for (title, column) in columns {
      table.addFormatted(
        title, numbers(column).map { NumberFormat.fixed($0, decimals: max(decimals, 2)) })
    }
    table.addNumbers("fills", numbers("fills"))
    table.addFormatted(
      "turnover", numbers("turnover").map { NumberFormat.fixed($0, decimals: 0) })
    table.addFormatted(
      "max drawdown",
      numbers("max_drawdown").map { NumberFormat.fixed($0, decimals: max(decimals, 2)) })
    return """
      ## PnL (\(Escaping.markdown(currency)))

      Total = spread capture of maker fills + revaluation of inventory + rebalancing (what taker
      trades paid to cross the spread) + fees + funding; each is a contribution, negative = paid.

      \(table.markdown)
      """
  }

  /// How much was held.
  var inventorySection: String {
    var table = strategyTable()
    table.addNumbers("mean", numbers("inventory_mean"))
    table.addNumbers("variance", numbers("inventory_variance"))
    table.addNumbers("2nd moment about target", numbers("inventory_second_moment"))
    table.addNumbers("max abs", numbers("inventory_max_abs"))
    table.addNumbers("half-life (s)", numbers("inventory_half_life_s"))
    table.addShares("time at limit (%)", numbers("time_at_limit"))
    return """
      ## Inventory (\(quantityUnit))

      Weighted by time. The half-life is that of a first-order autoregression on a grid of one
      second; it is empty where inventory does not revert.

      \(table.markdown)
      """
  }

  /// What filled the orders.
  var fillSection: String? {
    guard let causes = results.causes else { return nil }
    let own = ranking.entries.map { causes[$0.name] ?? FillCauses() }
    var table = strategyTable()
    table.addFormatted("fills", own.map { NumberFormat.count($0.total) })
    var quantities = strategyTable()
    let others = Set(own.flatMap { $0.counts.keys }).subtracting(FillCauses.names).sorted()
    for name in FillCauses.names + others {
      table.addShares("\(name) (%)", own.map { $0.share(of: name) })
      quantities.addShares("\(name) (%)", own.map { $0.quantityShare(of: name) })
    }
    return """
      ## Causes of fills

      Shares of all fills: a print at the order's price, a print through it, the opposite best at or
      through it, or the order took liquidity itself.

      \(table.markdown)
      Shares of the filled quantity:

      \(quantities.markdown)
      """
  }

  /// What the price did after a fill.
  var markoutSection: String? {
    let columns = results.metrics.header.filter { $0.hasPrefix("markout_") }
    guard !columns.isEmpty else { return nil }
    var table = strategyTable()
    for column in columns {
      let horizon = Escaping.plain(String(column.dropFirst("markout_".count)))
      table.addNumbers("after \(horizon)", numbers(column))
      if let tick = manifest.tick, tick > 0 {
        table.addFormatted(
          "(ticks)", numbers(column).map { NumberFormat.fixed($0.map { $0 / tick }, decimals: 2) })
      }
    }
    return """
      ## Markouts (\(Escaping.markdown(currency)) per \(manifest.quantityUnitSingular))

      How far the mid stood on the good side of a maker fill's price that long after it, weighted by
      quantity: negative means the fills were picked off.

      \(table.markdown)
      """
  }
}

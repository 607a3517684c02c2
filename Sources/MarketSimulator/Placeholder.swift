// MarketSimulator

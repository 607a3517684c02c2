"""Instruments with their mids and units, and strategies as the sum of the lanes of their legs."""

from fractions import Fraction

from contracts import Contract
from ledger import drawdown


class Market:
    """One instrument of a run: its grid, its mid path, and what its lanes' integers are worth."""

    def __init__(self, settings, mids):
        self.settings, self.mids = settings, mids
        self.contract = Contract(
            settings.instrument, settings.tick, settings.lot, settings.multiplier
        )
        # The unit of money, in the currency that the instrument settles in.
        self.money = self.contract.money
        self.lots = Fraction(settings.lot)


class Strategy:
    """A strategy over the lanes of its legs; a strategy of one instrument has one.

    Money is the sum over the legs in quote units, which are of one currency; so are counts. What
    is about quantities or prices is that of the first leg.
    """

    def __init__(self, name, legs):
        self.name, self.legs, self.first = name, legs, legs[0]
        self.start, self.end = self.first.start, self.first.end
        self.fills = [fill for leg in legs for fill in leg.fills]
        self.orders = [row for leg in legs for row in leg.orders]

    def sum(self, amount):
        """The sum over the legs of an amount in their own units of money, in quote units."""
        return sum(amount(leg) * leg.run.money for leg in self.legs)

    def total(self, begin, end):
        """The change of equity."""
        return self.sum(lambda leg: leg.equity(end, final=True) - leg.equity(begin))

    def part(self, index, begin, end):
        return self.sum(
            lambda leg: leg.state(end, final=True)[index] - leg.state(begin)[index]
        )

    def turnover(self):
        return self.sum(
            lambda leg: sum(
                abs(leg.contract.value(f["price"])) * f["quantity"] for f in leg.fills
            )
        )

    def horizon_pnl(self, horizon):
        """Exact PnL per horizon in quote units."""
        series = [[v * leg.run.money for v in leg.horizon_pnl(horizon)] for leg in self.legs]
        return [sum(values) for values in zip(*series)]

    def drawdowns(self):
        """The largest fall of the equity of all legs, by what counts as an event.

        Legs are merged by time, then by phase (prints, book changes, messages), then by place.
        """
        return {name: self.drawdown(name) for name in self.first.drawdowns}

    def drawdown(self, name):
        if len(self.legs) == 1:
            return self.first.drawdowns[name] * self.first.run.money
        marks = [
            (time, phase, place, equity * leg.run.money)
            for leg, place in ((leg, leg.run.settings.place) for leg in self.legs)
            for time, phase, equity in leg.equities[name]
        ]
        marks.sort(key=lambda mark: mark[:3])
        latest, path = {}, []
        for _, _, place, equity in marks:
            latest[place] = equity
            if len(latest) == len(self.legs):
                path.append(sum(latest.values()))
        return drawdown(path)

"""What contracts and accounts cost beside trading: values of lots, fee rules, funding and interest.

Written from the design and the experiment file's documentation. Money is in the run's own unit: 1e-8
tick x lot, or for inverse contracts 1e-24 of the settlement currency.
"""

import math
from decimal import Decimal
from fractions import Fraction

TICK_LOT = 10**8
YEAR = 365 * 86400 * 10**9


def round_half_away(x):
    return (1 if x >= 0 else -1) * math.floor(abs(x) + Fraction(1, 2))


class Contract:
    """What a lot is worth at a price."""

    def __init__(self, instrument, tick, lot, multiplier):
        self.inverse = instrument.get("kind") == "inverse"
        size = Fraction(lot) * Fraction(multiplier)
        if self.inverse:
            self.money = Fraction(1, 10**24)
            self.ticks = size / Fraction(tick) / self.money
        else:
            self.money = Fraction(tick) * size / TICK_LOT

    def value(self, ticks):
        """What a lot is worth at `ticks`, in units of money; None where there is no price."""
        if ticks is None:
            return None
        if self.inverse:
            return -round_half_away(self.ticks / ticks)
        return Fraction(ticks) * TICK_LOT

    def notional(self, ticks):
        return -self.value(ticks) if self.inverse else self.value(ticks)


class Fees:
    """The fee of each fill of one lane, by what the lane has traded before it."""

    def __init__(self, fees, contract):
        number = lambda value: Fraction(Decimal(str(value)))
        pair = lambda key: {
            side: number((fees.get(key) or {}).get(side, 0)) / contract.money
            for side in ("maker", "taker")
        }
        self.rates = {side: number(fees.get(side, 0)) for side in ("maker", "taker")}
        self.per_lot, self.per_fill = pair("per-lot"), pair("per-fill")
        self.tiers = [
            (number(t["from"]) / contract.money, {s: number(t[s]) for s in ("maker", "taker")})
            for t in fees.get("tiers", [])
        ]
        self.window = fees.get("window")
        self.contract, self.traded = contract, []

    def fee(self, time, price, quantity, maker, extra=0):
        """What a fill costs; positive = paid."""
        side = "maker" if maker else "taker"
        notional = abs(self.contract.value(price)) * quantity
        volume = sum(n for t, n in self.traded if self.window is None or time - t < self.window)
        rate = self.rates[side]
        for start, rates in self.tiers:
            if start <= volume:
                rate = rates[side]
        self.traded.append((time, notional))
        paid = rate * notional + self.per_lot[side] * quantity + self.per_fill[side]
        return round_half_away(paid) + round_half_away(extra * notional)


def payments(events):
    """[(time, rate, mark in ticks or None)] of all funding, in order of time."""
    paid, due, last = [], None, None
    for e in sorted((e for e in events if e.kind == "funding"), key=lambda e: e.exchange):
        # What was announced falls due after the market's events of its instant.
        if due is not None and due[0] < e.exchange:
            paid.append(due)
            due, last = None, paid[-1][0]
        if e.due is None:
            paid.append((e.exchange, e.rate, e.mark))
            last = e.exchange
            continue
        if e.due < e.exchange or (last is not None and e.due <= last):
            continue
        if due is not None and due[0] != e.due and due[0] <= e.exchange:
            paid.append(due)
            last = due[0]
        due = (e.due, e.rate, e.mark)
    return paid + ([due] if due is not None else [])


def interest(balance, q, cash, notional):
    """Interest that is posted at a boundary, as [amounts]; positive = paid."""
    share = Fraction(balance["every"], YEAR)
    base = max(-q, 0) * notional * balance["base"] * share
    quote = max(-cash, 0) * balance["quote"] * share
    return [round_half_away(base), round_half_away(quote)]

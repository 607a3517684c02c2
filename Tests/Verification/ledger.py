"""The exchange's mid over time and the exact ledger of a strategy, from raw ticks and its fills."""

import math
from bisect import bisect_right
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from book import Book
from comparison import UNCHECKED
from contracts import Fees, interest, payments, round_half_away
from ticks import BUY, SELL, to_grid

SECOND = 10**9


class MidPath:
    """The exchange's book over time, from the raw ticks."""

    SHOWN = 50  # levels a side that are remembered

    def __init__(self, sources, keep_crossed=False):
        events = [event for source in sources for event in source]
        # Prints before book changes, then by source and place in the file.
        events.sort(key=lambda e: (e.exchange, 0 if e.kind == "print" else 1, e.source, e.ordinal))
        self.last_time = max(e.exchange for e in events)
        self.payments = payments(events)
        self.prints = defaultdict(list)
        self.books = defaultdict(list)  # time -> [(bid, ask, doubled mid after it)]
        self.times, self.mids = [], []  # one point per ns with a book change; doubled mids
        self.steps = []  # every change of the mid, (time, doubled mid)
        self.levels = []  # for each of `times` the best levels of both sides, {price: size}
        self.book, mid = Book(keep_crossed), None
        for e in events:
            if e.kind == "print":
                self.prints[e.exchange].append(e)
                continue
            if e.kind == "funding":
                continue
            self.book.apply(e)
            bid, ask = self.book.best(BUY), self.book.best(SELL)
            if bid and ask:
                mid = bid[0] + ask[0]
            self.books[e.exchange].append((bid, ask, mid))
            if not (self.times and self.times[-1] == e.exchange):
                self.times.append(e.exchange)
                self.mids.append(None)
                self.levels.append(None)
            self.mids[-1] = mid
            self.levels[-1] = {
                side: dict(self.book.levels(side)[: self.SHOWN]) for side in (BUY, SELL)
            }
            if mid is not None and (not self.steps or self.steps[-1][1] != mid):
                self.steps.append((e.exchange, mid))

    def at(self, time):
        """Twice the mid after all events at or before `time` (ticks), or None."""
        index = bisect_right(self.times, time) - 1
        return None if index < 0 else self.mids[index]

    def before(self, time):
        return self.at(time - 1)

    def book_at(self, time):
        """(bid, ask) after all events at or before `time`."""
        index = bisect_right(self.times, time) - 1
        return (None, None) if index < 0 else self.books[self.times[index]][-1][:2]

    def shown_at(self, time, side, price):
        """The displayed size at `price` after all events at or before `time`; None if too deep."""
        index = bisect_right(self.times, time) - 1
        levels = {} if index < 0 else self.levels[index][side]
        if len(levels) == self.SHOWN and all((price - other) * side < 0 for other in levels):
            return None
        return levels.get(price, 0)


class Lane:
    """The ledger of one strategy, rebuilt from its fills."""

    def __init__(self, name, settings, run, fills, samples, orders):
        self.name, self.run = name, run
        self.limit = settings["limit"]
        # How many ticks through an order's price a print or the opposite best must be.
        ticks = settings.get("through")
        self.through, self.crossing = (1, 0) if ticks is None else (ticks, ticks)
        self.contract = run.contract
        self.fee_rules = Fees(settings.get("fee_rules") or {}, self.contract)
        self.liquidation_fee = settings.get("liquidation_fee", 0)
        self.balance = settings.get("balance")
        self.impact = settings.get("impact", False)
        self.intensity = settings.get("intensity", False)
        self.start_inventory = int(settings["inventory"])
        cash = settings["cash"] / run.money
        self.start_cash = int(cash) if cash.denominator == 1 else cash
        self.samples, self.orders = samples, orders
        self.start, self.end = int(samples[0]["timestamp_ns"]), int(samples[-1]["timestamp_ns"])
        self.fills = [self.decode(row) for row in fills]
        self.walk()

    def decode(self, row):
        tick, lot = self.run.settings.tick, self.run.settings.lot
        price, quantity = to_grid(row["price"], tick), to_grid(row["quantity"], lot)
        maker = row["liquidity"] == "maker"
        time, side = int(row["timestamp_ns"]), BUY if row["side"] == "buy" else SELL
        extra = self.liquidation_fee if row["cause"] == "liquidation" else 0
        fee = -self.fee_rules.fee(time, price, quantity, maker, extra)
        mid = self.run.mids.before(time) if maker else self.run.mids.at(time)
        value = self.contract.value
        edge = (
            None
            if mid is None
            else side * (value(Fraction(mid, 2)) - value(price)) * quantity
        )
        return {
            "time": time,
            "side": side,
            "price": price,
            "quantity": quantity,
            "maker": maker,
            "cause": row["cause"],
            "fee": fee,
            "mid": mid,
            "edge": edge,
            "row": row,
        }

    def walk(self):
        """Walks the ledger over all times, keeping its state after each of them."""
        mids = self.run.mids
        first = mids.at(self.start)
        self.start_equity = self.worth(self.start_inventory, self.start_cash, first)
        paid = defaultdict(list)
        for time, rate, mark in mids.payments:
            if self.start < time <= self.end:
                paid[time].append((rate, mark))
        bounds = set()
        if self.balance and (self.balance["base"] or self.balance["quote"]):
            every = self.balance["every"]
            bounds = set(range((self.start // every + 1) * every, self.end + 1, every))
        by_time = defaultdict(list)
        for fill in self.fills:
            by_time[fill["time"]].append(fill)
        steps = [s for s in mids.times if self.start < s <= self.end]
        self.state_times, self.states = [self.start], []
        q, cash, mid = self.start_inventory, self.start_cash, first
        spread = inventory = rebalancing = fees = funding = 0
        self.path = [(self.start, q)]  # inventory after each fill
        self.states.append((q, cash, mid, spread, inventory, rebalancing, fees, funding))
        equities = {
            name: [(self.start, -1, self.start_equity)]
            for name in ("event", "event, every fill of prints", "posting", "nanosecond")
        }
        for time in sorted(set(steps) | set(by_time) | set(paid) | bounds):
            makers = [f for f in by_time.get(time, ()) if f["maker"]]
            takers = [f for f in by_time.get(time, ()) if not f["maker"]]
            old_mid = mid
            prints = [f for f in makers if f["cause"] != "book-cross"]
            crosses = [f for f in makers if f["cause"] == "book-cross"]
            # Prints come first, at the mid of before. Phases: prints, book changes, payments, messages.
            self.now = (time, 0)
            ends = self.last_fills_of_prints(prints, time)
            for index, fill in enumerate(prints):
                q, cash, spread, fees = self.post(fill, q, cash, spread, fees)
                self.mark(equities, "posting", q, cash, mid)
                self.mark(equities, "event, every fill of prints", q, cash, mid)
                if index in ends:
                    self.mark(equities, "event", q, cash, mid)
            self.now = (time, 1)
            books = mids.books.get(time, []) if time > self.start else []
            for bid, ask, new_mid in books:
                due = [f for f in crosses if self.crossed_by(f, bid, ask)]
                crosses = [f for f in crosses if f not in due]
                for fill in due:
                    q, cash, spread, fees = self.post(fill, q, cash, spread, fees)
                    self.mark(equities, "posting", q, cash, mid)
                mid = new_mid
                for granularity in ("posting", "event", "event, every fill of prints"):
                    self.mark(equities, granularity, q, cash, mid)
            for fill in crosses:  # reported elsewhere as a cause that the book does not confirm
                q, cash, spread, fees = self.post(fill, q, cash, spread, fees)
            if mid is not None and old_mid is not None:
                value = self.contract.value
                inventory += q * (value(Fraction(mid, 2)) - value(Fraction(old_mid, 2)))
            self.now = (time, 2)
            charges = [
                round_half_away(q * self.contract.notional(mark or Fraction(mid, 2)) * rate)
                for rate, mark in paid.get(time, ())
            ]
            for charge in charges:
                cash, funding = cash - charge, funding - charge
                for granularity in ("event", "event, every fill of prints", "posting"):
                    self.mark(equities, granularity, q, cash, mid)
            if time in bounds:
                notional = self.contract.notional(Fraction(mid, 2))
                for charge in interest(self.balance, q, cash, notional):
                    cash, funding = cash - charge, funding - charge
                for granularity in ("event", "event, every fill of prints", "posting"):
                    self.mark(equities, granularity, q, cash, mid)
            self.now = (time, 3)
            for fill, following in zip(takers, [*takers[1:], None]):
                q, cash, rebalancing, fees = self.post(fill, q, cash, rebalancing, fees)
                self.mark(equities, "posting", q, cash, mid)
                # One order walks to ever worse prices; the next one starts at the best again.
                if (
                    following is None
                    or following["side"] != fill["side"]
                    or (following["price"] - fill["price"]) * fill["side"] <= 0
                ):
                    for granularity in ("event", "event, every fill of prints"):
                        self.mark(equities, granularity, q, cash, mid)
            self.mark(equities, "nanosecond", q, cash, mid)
            self.state_times.append(time)
            self.states.append((q, cash, mid, spread, inventory, rebalancing, fees, funding))
        # (time, phase, equity) after every event, by what counts as one.
        self.equities = equities
        self.drawdowns = {
            name: drawdown([e for _, _, e in values]) for name, values in equities.items()
        }

    def last_fills_of_prints(self, fills, time):
        """The places of the fills after which another print of the same time begins.

        Each fill goes to the first print that can have caused it; prints of one time at one price
        cannot always be told apart, so both readings of those are kept.
        """
        ends, prints, index = set(), self.run.mids.prints.get(time, []), 0
        for place, fill in enumerate(fills):
            if fill["cause"] == "arrival":  # an event of its own
                ends |= {place - 1, place}
                continue
            start, at = index, fill["cause"] == "print-at"
            while index < len(prints):
                p = prints[index]
                through = (fill["price"] - p.price) * fill["side"]
                if p.side == -fill["side"] and (through == 0 if at else through >= self.through):
                    break
                index += 1
            if place > 0 and index > start:
                ends.add(place - 1)
        return ends | {len(fills) - 1}

    def crossed_by(self, fill, bid, ask):
        opposite = ask if fill["side"] == BUY else bid
        return (
            opposite is not None and (fill["price"] - opposite[0]) * fill["side"] >= self.crossing
        )

    def post(self, fill, q, cash, edges, fees):
        q += fill["side"] * fill["quantity"]
        paid = fill["side"] * fill["quantity"] * self.contract.value(fill["price"])
        cash += fill["fee"] - paid
        fill["inventory_after"] = q
        self.path.append((fill["time"], q))
        return q, cash, edges + (fill["edge"] or 0), fees + fill["fee"]

    def mark(self, equities, kind, q, cash, mid):
        equities[kind].append((*self.now, self.worth(q, cash, mid)))

    def worth(self, q, cash, mid):
        """Equity from inventory (lots), cash and twice the mid (ticks)."""
        return cash if mid is None else cash + q * self.contract.value(Fraction(mid, 2))

    def state(self, time, final=False):
        """The state after all events at or before `time`; at the start before any order, unless `final`."""
        if time <= self.start and (time < self.end or not final):
            return self.states[0]
        return self.states[bisect_right(self.state_times, time) - 1]

    def equity(self, time, final=False):
        return self.worth(*self.state(time, final)[:3])

    # ------------------------------------------------------------------------------- statistics

    def segments(self):
        """(lots, ns held) over the span."""
        times = [t for t, _ in self.path] + [self.end]
        for (_, q), begin, end in zip(self.path, times, times[1:]):
            yield q, end - begin

    def constant_target(self):
        """The target in lots if timeseries.csv shows one value only after the start, else None."""
        texts = {row.get("target", "") for row in self.samples[1:]}
        text = texts.pop() if len(texts) == 1 else ""
        return Fraction(Decimal(text)) / Fraction(self.run.settings.lot) if text else None

    def inventory_statistics(self):
        span = self.end - self.start
        q = [value for _, value in self.path]
        result = {"min": min(q), "max": max(q), "max_abs": max(abs(v) for v in q), "final": q[-1]}
        if span == 0:
            return {
                **result,
                **dict.fromkeys(
                    ("mean", "variance", "second_moment", "time_at_limit", "time_outside_band")
                ),
            }
        held = list(self.segments())
        mean = sum(v * d for v, d in held) / Fraction(span)
        target = self.constant_target()
        share = lambda test: Fraction(sum(d for v, d in held if test(v)), span)
        band = self.run.settings.band
        result.update(
            mean=mean,
            variance=sum((v - mean) ** 2 * d for v, d in held) / Fraction(span),
            second_moment=(
                UNCHECKED
                if target is None
                else sum((v - target) ** 2 * d for v, d in held) / Fraction(span)
            ),
            time_at_limit=None if self.limit is None else share(lambda v: abs(v) >= self.limit),
            time_outside_band=(
                None
                if band is None
                else UNCHECKED if target is None else share(lambda v: abs(v - target) > band)
            ),
        )
        return result

    def quantile(self, probability):
        """The time-weighted lower quantile of inventory (lots)."""
        held = defaultdict(int)
        for q, d in self.segments():
            held[q] += d
        total, reached = sum(held.values()), 0
        if total == 0:
            return None
        for q in sorted(held):
            reached += held[q]
            if reached >= Fraction(probability) * total:
                return q
        return None

    def half_life(self):
        grid = range(self.start, self.end + 1, SECOND)
        q = [self.state(t)[0] for t in grid]
        if len(q) < 3:
            return None
        x, y, n = q[:-1], q[1:], len(q) - 1
        sxx = n * sum(a * a for a in x) - sum(x) ** 2
        sxy = n * sum(a * b for a, b in zip(x, y)) - sum(x) * sum(y)
        if sxx == 0 or not 0 < Fraction(sxy, sxx) < 1:
            return None
        return -math.log(2) / math.log(Fraction(sxy, sxx))

    def horizon_pnl(self, horizon):
        """Exact PnL per horizon."""
        marks = [self.equity(t) for t in range(self.start, self.end + 1, horizon)]
        return [b - a for a, b in zip(marks, marks[1:])]

    def markout(self, horizon):
        kept = [f for f in self.fills if f["maker"] and f["time"] + horizon <= self.end]
        weight = sum(f["quantity"] for f in kept)
        if not weight:
            return None
        total = sum(
            f["side"] * (self.run.mids.at(f["time"] + horizon) - 2 * f["price"]) * f["quantity"]
            for f in kept
        )
        return Fraction(total, 2 * weight) * Fraction(self.run.settings.tick)


def drawdown(values):
    worst, peak = 0, values[0]
    for value in values:
        peak = max(peak, value)
        worst = max(worst, peak - value)
    return worst

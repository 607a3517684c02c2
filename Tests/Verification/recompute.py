#!/usr/bin/env python3
"""recompute.py RUN_FOLDER [--ticks FOLDER] [--base FOLDER] [--quiet]

Recomputes metrics.csv, pnl.csv, risk.csv, inventory.csv and timeseries.csv of a run from its
fills.csv, orders.csv and manifest.json and from the raw tick files, and checks fills.csv itself against
the ticks. Money, quantities, times and counts are exact (integers and fractions); numbers a program
computes in floating point must agree to 1e-9 relative. Prints every mismatch and exits with 1 if there
is one; columns it has no definition for are listed as unchecked, never passed silently.

Only the standard library and the raw files are used; nothing of the engine is.

Readings of the design (sections 3, 4.1, 5 and 7) that had to be decided
 1. The exchange's mid path has one point per book change, one-sided books keep the last two-sided mid.
    Values "at t" are those after all events at or before t; a maker fill's mid is the one after all
    events of earlier nanoseconds, a taker fill's the one after all book changes at or before its time.
 2. A lane spans from its first row in timeseries.csv to its last one; the last one must be the largest
    exchange time of any replayed row. Equity at the start is start cash + start inventory x mid there.
 3. Fee of a fill = rate x price x quantity in tick x lot, rounded once to 1e-8, half away from zero. The
    `fee` of fills.csv and all fee columns are contributions to equity (negative = paid).
 4. inventory_pnl is the sum over the times t at which the mid moves of that move x the inventory after
    the maker fills, before the taker fills of t. It is NOT computed as a remainder, so that the identity
    spread + inventory + rebalancing + fees + funding = change of equity is a check.
 5. orders = rows of orders.csv with event `new` or `immediate`. fill_ratio = lots filled as maker / lots
    of `new` rows (amends do not reduce what was sent). Empty where nothing was sent.
 6. Inventory statistics weigh lots by ns over the span; max_abs includes values that held for no time
    (every `inventory_after` and the start). second_moment is about the target of timeseries.csv and is
    checked only where that is constant.
 7. Half-life: q at start + k x 1 s up to the end, AR(1) with intercept by least squares,
    -ln 2 / ln b; empty unless 0 < b < 1 (also for fewer than 3 points, or a constant series).
 8. max_drawdown: over equity after every event (each print with its fills, each book change with its
    fills and its new mid, each taker fill). Fills of one nanosecond cannot always be given to their
    prints: after each of them counts as well. Where only another granularity fits (after every posting
    or nanosecond) the mismatch names it.
 9. Horizon PnL: equity at start + k x horizon <= end. var = x_(m) of the losses, m = ceil(n a - 1e-12);
    cvar by Rockafellar-Uryasev with the fractional atom, at least var; se = std((x - var)+, ddof 1) /
    ((1 - a) sqrt n), empty where n (1 - a) < 1 or n < 2. gaussian_cvar = mean + std (ddof 1) phi(z)/(1-a).
    cornish_fisher_cvar with population skewness and excess kurtosis, sigma of ddof 1; empty where z_cf
    is not monotone or undefined. flag: not empty exactly where n (1 - a) < 10.
10. sharpe = mean / std (ddof 1), empty for n < 2 or std 0; sortino = mean / sqrt(mean(min(x, 0)^2)),
    empty where no loss. Empty (not 0) is written for everything without a value.
11. Markouts: maker fills with t + h <= end, weighted by quantity; empty where there is none.
12. pnl.csv: UTC days that the span touches; a day ends at its midnight included (an event at midnight
    belongs to the day before), the day of the start begins at the start.
13. turnover = sum of price x quantity x multiplier of all fills, maker and taker.
14. Rows listed in rejects.csv (by file name and line) are left out; every other row must decode.
"""

import argparse
import csv
import json
import math
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fnmatch import fnmatch
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

from ticks import BUY, SELL, read_source, to_grid

SECOND = 10**9
# Money is counted in 1e-8 tick x lot, as integers (start cash may be a fraction of it).
TICK_LOT = 10**8
HALF_TICK_LOT = TICK_LOT // 2


# --------------------------------------------------------------------------------------------------
# What the manifest says. Everything that knows its layout is in this part.

UNITS_NS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "min": 60 * 10**9,
            "h": 3600 * 10**9, "d": 86400 * 10**9}


def duration(value):
    """'100ms', '60s' or a number of ns as ns."""
    if isinstance(value, (int, float)):
        return int(value)
    number, unit = re.fullmatch(r"([-+.\deE]+)\s*([a-z]*)", value.strip()).groups()
    return int(Decimal(number) * UNITS_NS[unit or "ns"])


def as_list(value):
    return value if isinstance(value, list) else [value]


class Settings:
    """The resolved experiment, in plain attributes."""

    def __init__(self, manifest):
        e = manifest["experiment"]
        instrument = e["instrument"]
        self.tick, self.lot = Decimal(str(instrument["tick"])), Decimal(str(instrument["lot"]))
        self.multiplier = Decimal(str(instrument.get("multiplier", 1)))
        self.spot = instrument.get("kind") == "spot"
        metrics = e.get("metrics", {})
        self.horizons = [duration(h) for h in as_list(metrics.get("horizon", "60s"))]
        self.levels = [Decimal(str(a)) for a in as_list(metrics.get("cvar", ["0.95", "0.99"]))]
        self.sample = duration(metrics.get("sample", min(SECOND, min(self.horizons))))
        self.band = self.quantity(metrics.get("band"))
        latency = e.get("fills", {}).get("latency", {})
        feed = latency.get("feed", "from-data")
        self.feed = None if feed == "from-data" else duration(feed)
        self.shift = self.clock_shift(manifest, latency.get("clock-shift", "none"))
        self.lanes = {}
        sensitivity = e.get("fills", {}).get("sensitivity", [])
        for strategy in e["strategies"]:
            self.lanes[strategy["name"]] = self.lane(strategy, strategy.get("fills", e.get("fills", {})))
            for case in sensitivity:
                name = case["name"] if isinstance(case, dict) else str(case)
                fills = {**strategy.get("fills", {}), **(case if isinstance(case, dict) else {})}
                for pattern in ("{} [{}]", "{} ({})", "{}/{}", "{}@{}", "{}:{}", "{}-{}"):
                    self.lanes.setdefault(pattern.format(strategy["name"], name),
                                          self.lane(strategy, fills))
        self.folder = manifest.get("experiment_folder", ".")
        self.sources = self.group_inputs(e.get("data", []), manifest["inputs"])

    def quantity(self, value):
        """A quantity in base units (or 'N lots') as a fraction of lots, or None."""
        if value is None:
            return None
        text = str(value).strip()
        if text.endswith(("lots", "lot")):
            return Fraction(Decimal(text.split()[0]))
        return Fraction(Decimal(text)) / Fraction(self.lot)

    def lane(self, strategy, fills):
        start = strategy.get("start") or {}
        fees = fills.get("fees", {})
        through = re.fullmatch(r"through\((\d+)\)", str(fills.get("model", "")))
        return {
            "through": int(through.group(1)) if through else None,
            "limit": self.quantity(strategy.get("limit")),
            "inventory": self.quantity(start.get("inventory", 0)),
            "cash": Fraction(Decimal(str(start.get("cash", 0)))),
            "maker_fee": Fraction(Decimal(str(fees.get("maker", 0)))),
            "taker_fee": Fraction(Decimal(str(fees.get("taker", 0))))}

    @staticmethod
    def clock_shift(manifest, given):
        """The shift of the recorder's clock in ns; it matters only for rows without exchange time."""
        shifts = {entry["shift_ns"] for entry in manifest.get("clock_shifts", [])}
        if len(shifts) == 1:
            return shifts.pop()
        if len(shifts) > 1:
            raise SystemExit("several recorders with different clock shifts are not supported here")
        return duration(given) if isinstance(given, str) and re.match(r"[-+.\d]", given) else 0

    @staticmethod
    def group_inputs(data, inputs):
        """[(format, [paths])]: one source for each entry under `data`, in its order."""
        ticks = [i for i in inputs if i["format"] != "script"]
        groups = [(entry["format"], []) for entry in data]
        for i in ticks:
            fitting = [group for entry, group in zip(data, groups) if entry["format"] == i["format"]
                       and any(fnmatch(i["path"], pattern) for pattern in as_list(entry["files"]))]
            fitting = fitting or [group for group in groups if group[0] == i["format"]]
            if not fitting:
                groups.append((i["format"], []))
                fitting = groups[-1:]
            fitting[0][1].append(i["path"])
        return [group for group in groups if group[1]]


# --------------------------------------------------------------------------------------------------
# Reading the run

def read_csv(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def find_file(name, folders):
    """The tick file `name` as the manifest writes it, looked for in `folders`."""
    path = Path(name)
    candidates = [path] if path.is_absolute() else []
    candidates += [folder / path for folder in folders] + [folder / path.name for folder in folders]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise SystemExit(f"tick file {name} not found in {', '.join(map(str, folders))}; use --base")


class MidPath:
    """The exchange's book over time, from the raw ticks."""

    def __init__(self, sources):
        events = [event for source in sources for event in source]
        # Prints before book changes, then by source and place in the file.
        events.sort(key=lambda e: (e.exchange, 0 if e.kind == "print" else 1, e.source, e.ordinal))
        self.last_time = max(e.exchange for e in events)
        self.prints = defaultdict(list)
        self.books = defaultdict(list)  # time -> [(bid, ask, doubled mid after it)]
        self.times, self.mids = [], []  # one point per ns with a book change; doubled mids
        self.steps = []  # every change of the mid, (time, doubled mid)
        mid, last = None, {BUY: None, SELL: None}
        for e in events:
            if e.kind == "print":
                self.prints[e.exchange].append(e)
                continue
            if e.kind == "depth":
                raise SystemExit("incremental books are not rebuilt here")
            if e.bid and e.ask:
                mid = e.bid[0] + e.ask[0]
            self.books[e.exchange].append((e.bid, e.ask, mid))
            if self.times and self.times[-1] == e.exchange:
                self.mids[-1] = mid
            else:
                self.times.append(e.exchange)
                self.mids.append(mid)
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


class Lane:
    """The ledger of one strategy, rebuilt from its fills."""

    def __init__(self, name, settings, run, fills, samples, orders):
        self.name, self.run = name, run
        self.limit, self.fees = settings["limit"], (settings["maker_fee"], settings["taker_fee"])
        # How many ticks through an order's price a print or the opposite best must be.
        ticks = settings.get("through")
        self.through, self.crossing = (1, 0) if ticks is None else (ticks, ticks)
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
        rate = self.fees[0] if maker else self.fees[1]
        fee = -round_half_away(rate * price * quantity * TICK_LOT)
        mid = self.run.mids.before(time) if maker else self.run.mids.at(time)
        edge = None if mid is None else side * (mid - 2 * price) * quantity * HALF_TICK_LOT
        return {"time": time, "side": side, "price": price, "quantity": quantity, "maker": maker,
                "cause": row["cause"], "fee": fee, "mid": mid, "edge": edge, "row": row}

    def walk(self):
        """Walks the ledger over all times, keeping its state after each of them."""
        mids = self.run.mids
        first = mids.at(self.start)
        self.start_equity = worth(self.start_inventory, self.start_cash, first)
        by_time = defaultdict(list)
        for fill in self.fills:
            by_time[fill["time"]].append(fill)
        steps = [s for s in mids.times if self.start < s <= self.end]
        self.state_times, self.states = [self.start], []
        q, cash, mid = self.start_inventory, self.start_cash, first
        spread = inventory = rebalancing = fees = 0
        self.path = [(self.start, q)]  # inventory after each fill
        self.states.append((q, cash, mid, spread, inventory, rebalancing, fees))
        equities = {name: [self.start_equity] for name in
                    ("event", "event, every fill of prints", "posting", "nanosecond")}
        for time in sorted(set(steps) | set(by_time)):
            makers = [f for f in by_time.get(time, ()) if f["maker"]]
            takers = [f for f in by_time.get(time, ()) if not f["maker"]]
            old_mid = mid
            prints = [f for f in makers if f["cause"] != "book-cross"]
            crosses = [f for f in makers if f["cause"] == "book-cross"]
            # Prints come first, at the mid of before.
            ends = self.last_fills_of_prints(prints, time)
            for index, fill in enumerate(prints):
                q, cash, spread, fees = self.post(fill, q, cash, spread, fees)
                self.mark(equities, "posting", q, cash, mid)
                self.mark(equities, "event, every fill of prints", q, cash, mid)
                if index in ends:
                    self.mark(equities, "event", q, cash, mid)
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
                inventory += q * (mid - old_mid) * HALF_TICK_LOT
            for fill in takers:
                q, cash, rebalancing, fees = self.post(fill, q, cash, rebalancing, fees)
                for granularity in ("posting", "event", "event, every fill of prints"):
                    self.mark(equities, granularity, q, cash, mid)
            self.mark(equities, "nanosecond", q, cash, mid)
            self.state_times.append(time)
            self.states.append((q, cash, mid, spread, inventory, rebalancing, fees))
        self.drawdowns = {name: drawdown(values) for name, values in equities.items()}

    def last_fills_of_prints(self, fills, time):
        """The places of the fills after which another print of the same time begins.

        Each fill goes to the first print that can have caused it; prints of one time at one price
        cannot always be told apart, so both readings of those are kept.
        """
        ends, prints, index = set(), self.run.mids.prints.get(time, []), 0
        for place, fill in enumerate(fills):
            start, at = index, fill["cause"] == "print-at"
            while index < len(prints):
                p = prints[index]
                through = (fill["price"] - p.price) * fill["side"]
                if p.side == -fill["side"] and (
                        through == 0 if at else through >= self.through):
                    break
                index += 1
            if place > 0 and index > start:
                ends.add(place - 1)
        return ends | {len(fills) - 1}

    def crossed_by(self, fill, bid, ask):
        opposite = ask if fill["side"] == BUY else bid
        return (opposite is not None
                and (fill["price"] - opposite[0]) * fill["side"] >= self.crossing)

    def post(self, fill, q, cash, edges, fees):
        q += fill["side"] * fill["quantity"]
        cash += -fill["side"] * fill["price"] * fill["quantity"] * TICK_LOT + fill["fee"]
        fill["inventory_after"] = q
        self.path.append((fill["time"], q))
        return q, cash, edges + (fill["edge"] or 0), fees + fill["fee"]

    @staticmethod
    def mark(equities, kind, q, cash, mid):
        equities[kind].append(worth(q, cash, mid))

    def state(self, time, final=False):
        """The state after all events at or before `time`; at the start before any order, unless `final`."""
        if time <= self.start and (time < self.end or not final):
            return self.states[0]
        return self.states[bisect_right(self.state_times, time) - 1]

    def equity(self, time, final=False):
        return worth(*self.state(time, final)[:3])

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
            return {**result, **dict.fromkeys(("mean", "variance", "second_moment", "time_at_limit",
                                               "time_outside_band"))}
        held = list(self.segments())
        mean = sum(v * d for v, d in held) / Fraction(span)
        target = self.constant_target()
        share = lambda test: Fraction(sum(d for v, d in held if test(v)), span)
        band = self.run.settings.band
        result.update(
            mean=mean, variance=sum((v - mean) ** 2 * d for v, d in held) / Fraction(span),
            second_moment=UNCHECKED if target is None
            else sum((v - target) ** 2 * d for v, d in held) / Fraction(span),
            time_at_limit=None if self.limit is None else share(lambda v: abs(v) >= self.limit),
            time_outside_band=None if band is None else UNCHECKED if target is None
            else share(lambda v: abs(v - target) > band))
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
        total = sum(f["side"] * (self.run.mids.at(f["time"] + horizon) - 2 * f["price"]) * f["quantity"]
                    for f in kept)
        return Fraction(total, 2 * weight) * Fraction(self.run.settings.tick)


def worth(q, cash, mid):
    """Equity from inventory (lots), cash and twice the mid (ticks)."""
    return cash + q * mid * HALF_TICK_LOT if mid is not None else cash


def round_half_away(x):
    return (1 if x >= 0 else -1) * math.floor(abs(x) + Fraction(1, 2))


def drawdown(values):
    worst, peak = 0, values[0]
    for value in values:
        peak = max(peak, value)
        worst = max(worst, peak - value)
    return worst


# --------------------------------------------------------------------------------------------------
# Tail risk and ratios, from exact PnL

def mean_std(x):
    """(mean, standard deviation of ddof 1 or None)."""
    if not x:
        return None, None
    mean = Fraction(sum(x), len(x))
    if len(x) < 2:
        return mean, None
    return mean, math.sqrt(sum((v - mean) ** 2 for v in x) / (len(x) - 1))


def tail_risk(pnl, level):
    """(var, cvar, cvar_se) of the losses; exact but for the error."""
    n, a = len(pnl), Fraction(level)
    if n == 0:
        return None, None, None
    x = sorted(-v for v in pnl)
    m = max(math.ceil(n * a), 1)
    var = x[m - 1]
    cvar = max(((m - n * a) * var + sum(x[m:])) / (n * (1 - a)), var)
    if n * (1 - a) < 1 or n < 2:
        return var, cvar, None
    _, std = mean_std([max(v - var, 0) for v in x])
    return var, cvar, std / (float(1 - a) * math.sqrt(n))


def parametric(pnl, level):
    """(Gaussian CVaR, Cornish-Fisher CVaR) of the losses."""
    x, a = [-v for v in pnl], float(level)
    mean, sigma = mean_std(x)
    if sigma is None:
        return None, None
    z = NormalDist().inv_cdf(a)
    tail = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / (1 - a)
    gaussian = float(mean) + sigma * tail
    m2, m3, m4 = (float(sum((v - mean) ** k for v in x) / len(x)) for k in (2, 3, 4))
    if m2 == 0:
        return gaussian, None
    s, k = m3 / m2**1.5, m4 / m2**2 - 3
    # The quadratic z_cf'(z) must be positive everywhere: no real roots, and positive at 0.
    slope = 1 - k / 8 + 5 * s * s / 36
    if s * s / 9 - 4 * (k / 8 - s * s / 6) * slope > 0 or slope < 0:
        return gaussian, None
    factor = 1 + s * z / 6 + k * (z * z - 1) / 24 - s * s * (2 * z * z - 1) / 36
    return gaussian, float(mean) + sigma * tail * factor


def sortino(pnl):
    downside = sum(min(v, 0) ** 2 for v in pnl)
    if not pnl or downside == 0:
        return None
    return float(Fraction(sum(pnl), len(pnl))) / math.sqrt(downside / len(pnl))


# --------------------------------------------------------------------------------------------------
# Comparing

class Unchecked:
    """Stands for a value that the files do not determine."""


UNCHECKED = Unchecked()


class Table:
    """Mismatches, and how much was compared."""

    def __init__(self):
        self.rows, self.compared, self.unchecked = [], 0, defaultdict(int)

    def add(self, where, column, found, expected, note=""):
        self.rows.append((where, column, str(found), str(expected), note))

    def check(self, condition, where, column, found, expected, note=""):
        self.compared += 1
        if not condition:
            self.add(where, column, found, expected, note)

    def exact(self, where, row, column, expected):
        """`row[column]` must be exactly the number (or the text) expected; None is empty."""
        if column not in row:
            return self.add(where, column, "(no such column)", expected)
        found = row[column]
        if expected is UNCHECKED:
            self.unchecked[f"{where.split(' ')[0]} {column}"] += 1
        elif expected is None or isinstance(expected, str):
            self.check(found == (expected or ""), where, column, found or "(empty)", expected or "(empty)")
        else:
            same = found != "" and Fraction(Decimal(found)) == expected
            self.check(same, where, column, found or "(empty)", text(expected))

    def close(self, where, row, column, expected, scale=0.0, note=""):
        """`row[column]` must agree to 1e-9 of its size or of `scale`, the size of what it is made of."""
        if column not in row:
            return self.add(where, column, "(no such column)", expected)
        found = row[column]
        if expected is UNCHECKED:
            self.unchecked[f"{where.split(' ')[0]} {column}"] += 1
        elif expected is None:
            self.check(found == "", where, column, found, "(empty)")
        elif found == "":
            self.check(False, where, column, "(empty)", repr(float(expected)))
        else:
            value, expected = float(found), float(expected)
            bound = 1e-9 * max(abs(expected), 1e-3 * scale)
            self.check(abs(value - expected) <= bound, where, column, found, repr(expected), note)

    def show(self, quiet):
        if self.rows:
            rows = [("where", "column", "found", "recomputed", "note")] + self.rows
            shown = rows[:200]
            widths = [max(len(r[i]) for r in shown) for i in range(5)]
            for r in shown:
                print("  ".join(cell.ljust(w) for cell, w in zip(r, widths)).rstrip())
            if len(rows) > len(shown):
                print(f"... and {len(rows) - len(shown)} more")
            counts = defaultdict(int)
            for where, column, *_ in self.rows:
                counts[f"{where.split(' ')[0]} {column}"] += 1
            print("mismatches by column:", dict(counts))
        if self.unchecked and not quiet:
            print("unchecked:", dict(self.unchecked))
        print(f"{self.compared} values compared, {len(self.rows)} mismatches")


def text(number):
    """A fraction as exact decimal text if it has one."""
    if isinstance(number, Fraction):
        value = Decimal(number.numerator) / Decimal(number.denominator)
        return format(value, "f") if Fraction(value) == number else f"{float(number)!r} (rounded)"
    return str(number)


# --------------------------------------------------------------------------------------------------
# The run

class Run:
    def __init__(self, folder, tick_folders):
        self.folder = Path(folder)
        self.table = Table()
        self.manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"),
                                   parse_float=Decimal)
        self.settings = s = Settings(self.manifest)
        # The unit of money in quote units.
        self.money = Fraction(s.tick) * Fraction(s.lot) * Fraction(s.multiplier) / TICK_LOT
        self.lots = Fraction(s.lot)
        rejects_file = self.folder / "rejects.csv"
        self.rejects = read_csv(rejects_file) if rejects_file.exists() else []
        self.mids = MidPath(self.read_ticks(
            [*tick_folders, self.folder / s.folder, self.folder, Path.cwd()]))
        self.rows = {name: read_csv(self.folder / name) if (self.folder / name).exists() else None
                     for name in ("metrics.csv", "pnl.csv", "risk.csv", "inventory.csv",
                                  "timeseries.csv", "fills.csv", "orders.csv")}
        for name, rows in self.rows.items():
            if rows is None:
                self.table.unchecked[f"{name} (absent)"] += 1
        self.lanes = {}
        for row in self.rows["metrics.csv"]:
            name = row["strategy"]
            mine = lambda file: [r for r in self.rows[file] or [] if r["strategy"] == name]
            if not mine("timeseries.csv"):
                self.table.check(not mine("fills.csv"), f"fills.csv {name}", "fills",
                                 len(mine("fills.csv")), "none of a lane that never decided")
                self.table.unchecked[f"{name} (never decided)"] += 1
                continue
            self.lanes[name] = Lane(name, s.lanes[name], self, mine("fills.csv"),
                                    mine("timeseries.csv"), mine("orders.csv"))

    def read_ticks(self, folders):
        s, sources, rows = self.settings, [], 0
        for index, (declared, names) in enumerate(s.sources):
            paths = [find_file(name, folders) for name in names]
            rejected = set()
            for name, path in zip(names, paths):
                for r in self.rejects:
                    if r["line"] and (r["file"] == name or Path(r["file"]).name == path.name):
                        rejected.add((str(path), int(r["line"])))
            sources.append(read_source(paths, index, s.tick, s.lot, declared, s.shift, s.feed, rejected))
            rows += len(sources[-1])
        read, replayed = self.manifest.get("rows_read"), self.manifest.get("rows_replayed")
        rejected_counts = self.manifest.get("rows_rejected", {})
        rejected = sum(rejected_counts.values()) if isinstance(rejected_counts, dict) else rejected_counts
        check = self.table.check
        check(replayed == rows, "manifest.json", "rows_replayed", replayed, rows)
        check(read == rows + len(self.rejects), "manifest.json", "rows_read", read,
              rows + len(self.rejects))
        check(rejected == len(self.rejects), "manifest.json", "rows_rejected", rejected,
              len(self.rejects))
        return sources

    def check(self):
        self.check_fill_order()
        for lane in self.lanes.values():
            self.check_fills(lane)
            self.check_timeseries(lane)
        self.check_metrics()
        if self.rows["pnl.csv"] is not None:
            self.check_pnl()
        if self.rows["risk.csv"] is not None:
            self.check_risk()
        if self.rows["inventory.csv"] is not None:
            self.check_inventory()

    # ------------------------------------------------------------------------------------ fills.csv

    def check_fill_order(self):
        order = {row["strategy"]: i for i, row in enumerate(self.rows["metrics.csv"])}
        keys = [(int(r["timestamp_ns"]), order.get(r["strategy"], -1)) for r in self.rows["fills.csv"]]
        for line, (a, b) in enumerate(zip(keys, keys[1:]), start=3):
            self.table.check(a <= b, f"fills.csv line {line}", "order", b, f">= {a}")
        for r in self.rows["fills.csv"]:
            self.table.check(r["strategy"] in order, "fills.csv", "strategy", r["strategy"], "a lane")

    def check_fills(self, lane):
        t = self.table
        for number, f in enumerate(lane.fills):
            row, where = f["row"], f"fills.csv {lane.name} #{number} {f['time']}"
            t.check(lane.start <= f["time"] <= lane.end, where, "timestamp_ns", f["time"],
                    f"{lane.start}..{lane.end}")
            t.check(f["quantity"] > 0, where, "quantity", row["quantity"], "> 0")
            t.exact(where, row, "inventory_after", f["inventory_after"] * self.lots)
            t.exact(where, row, "mid", None if f["mid"] is None
                    else f["mid"] * Fraction(self.settings.tick) / 2)
            t.exact(where, row, "fee", f["fee"] * self.money)
            if lane.limit is not None:
                bound = max(lane.limit, abs(lane.start_inventory))
                t.check(abs(f["inventory_after"]) <= bound, where, "limit", row["inventory_after"],
                        text(bound * self.lots))
            if self.settings.spot:
                t.check(f["inventory_after"] >= 0, where, "short spot", row["inventory_after"], ">= 0")
            t.check(self.cause_is_possible(f, lane), where, "cause", row["cause"], "an event that causes it")

    def cause_is_possible(self, f, lane):
        """Whether the ticks hold an event at the fill's time that can have caused it."""
        prints = [p for p in self.mids.prints.get(f["time"], ()) if p.side == -f["side"]]
        through = [(f["price"] - p.price) * f["side"] for p in prints]
        if f["cause"] == "print-at":
            return 0 in through
        if f["cause"] == "print-through":
            return any(x >= lane.through for x in through)
        if f["cause"] == "book-cross":
            return any(lane.crossed_by(f, bid, ask)
                       for bid, ask, _ in self.mids.books.get(f["time"], ()))
        bid, ask = self.mids.book_at(f["time"])
        level = ask if f["side"] == BUY else bid
        return (f["cause"] == "taker" and not f["maker"] and level is not None
                and level[0] == f["price"] and f["quantity"] <= level[1])

    # ------------------------------------------------------------------------------- timeseries.csv

    def check_timeseries(self, lane):
        t, sample = self.table, self.settings.sample
        expected = list(range(lane.start, lane.end + 1, sample))
        if expected[-1] != lane.end:
            expected.append(lane.end)
        found = [int(r["timestamp_ns"]) for r in lane.samples]
        where = f"timeseries.csv {lane.name}"
        t.check(found == expected, where, "timestamp_ns", f"{len(found)} rows",
                f"{len(expected)} rows every {sample} ns")
        t.check(lane.end == self.mids.last_time, where, "end", lane.end, self.mids.last_time)
        for row in lane.samples:
            time = int(row["timestamp_ns"])
            where = f"timeseries.csv {lane.name} {time}"
            q, cash, mid, spread, inventory, rebalancing, fees = lane.state(time)
            money = self.money
            t.exact(where, row, "mid", None if mid is None else mid * Fraction(self.settings.tick) / 2)
            t.exact(where, row, "inventory", q * self.lots)
            t.exact(where, row, "cash", cash * money)
            t.exact(where, row, "equity", lane.equity(time) * money)
            t.exact(where, row, "spread_pnl", spread * money)
            t.exact(where, row, "inventory_pnl", inventory * money)
            t.exact(where, row, "rebalancing_cost", rebalancing * money)
            t.exact(where, row, "fees", fees * money)
            t.exact(where, row, "funding", Fraction(0))
            parts = sum(Fraction(Decimal(row[c])) for c in PARTS)
            change = Fraction(Decimal(row["equity"])) - lane.start_equity * money
            t.check(parts == change, where, "identity", text(parts), text(change))

    # ----------------------------------------------------------------------------------- metrics.csv

    def check_metrics(self):
        for row in self.rows["metrics.csv"]:
            if row["strategy"] not in self.lanes:
                continue
            lane = self.lanes[row["strategy"]]
            t, where = self.table, f"metrics.csv {lane.name}"
            self.check_parts(where, row, lane, lane.start, lane.end)
            makers = [f for f in lane.fills if f["maker"]]
            s = self.settings
            scale = Fraction(s.tick) * Fraction(s.lot) * Fraction(s.multiplier)
            t.exact(where, row, "turnover", sum(f["price"] * f["quantity"] for f in lane.fills) * scale)
            t.exact(where, row, "fills", len(lane.fills))
            t.exact(where, row, "maker_fills", len(makers))
            t.exact(where, row, "taker_fills", len(lane.fills) - len(makers))
            if self.rows["orders.csv"] is None:
                orders = ratio = UNCHECKED
            else:
                new = [r for r in lane.orders if r["event"] == "new"]
                orders = len(new) + sum(r["event"] == "immediate" for r in lane.orders)
                sent = sum(to_grid(r["quantity"], s.lot) for r in new)
                ratio = Fraction(sum(f["quantity"] for f in makers), sent) if sent else None
            t.exact(where, row, "orders", orders)
            t.close(where, row, "fill_ratio", ratio)
            self.check_inventory_columns(where, row, lane)
            self.check_risk_columns(where, row, lane)
            drawdowns = {k: v * self.money for k, v in lane.drawdowns.items()}
            fits = [k for k, v in drawdowns.items() if row["max_drawdown"]
                    and abs(float(v) - float(row["max_drawdown"])) <= 1e-9 * abs(float(v))]
            best = "event, every fill of prints" if "event, every fill of prints" in fits else "event"
            t.close(where, row, "max_drawdown", drawdowns[best],
                    note="fits: after every " + " or ".join(fits) if fits else "")
            t.close(where, row, "markout_1s", lane.markout(SECOND), scale=float(s.tick))
            t.close(where, row, "markout_10s", lane.markout(10 * SECOND), scale=float(s.tick))
            extra = self.extra_metrics(lane)
            for column in row.keys() - set(METRIC_COLUMNS) - {"cvar_99_se"}:
                if column in extra:
                    t.exact(where, row, column, extra[column])
                    continue
                t.unchecked[f"metrics.csv {column}"] += 1

    def extra_metrics(self, lane):
        """Columns that a run may have beyond the agreed ones."""
        causes = [f["cause"] for f in lane.fills]
        events = [r["event"] for r in lane.orders]
        sent = lambda event: UNCHECKED if self.rows["orders.csv"] is None else events.count(event)
        q = lane.state(lane.end, final=True)[0]
        bid, ask = self.mids.book_at(lane.end)
        touch, cost = (bid if q > 0 else ask), UNCHECKED
        if q == 0:
            cost = Fraction(0)
        elif bid and ask:
            # As a contribution to equity: from the mid to the touch, and the taker fee there.
            fee = round_half_away(lane.fees[1] * touch[0] * abs(q) * TICK_LOT)
            away = abs(2 * touch[0] - bid[0] - ask[0])
            cost = (-abs(q) * away * HALF_TICK_LOT - fee) * self.money
        return {"horizons": len(lane.horizon_pnl(self.settings.horizons[0])),
                "final_inventory": q * self.lots, "closing_cost": cost, "cancels": sent("cancel"),
                "amends": sent("amend"),
                "rejections": UNCHECKED if self.rows["orders.csv"] is None
                else events.count("rejected") + events.count("refused"), "fills_print_at": causes.count("print-at"),
                "fills_print_through": causes.count("print-through"),
                "fills_book_cross": causes.count("book-cross")}

    def check_parts(self, where, row, lane, begin, end):
        """The money columns of the span from `begin` to `end`."""
        a, b = lane.state(begin), lane.state(end, final=True)
        money = self.money
        self.table.exact(where, row, "total_pnl", (lane.equity(end, final=True) - lane.equity(begin)) * money)
        for column, index in (("spread_pnl", 3), ("inventory_pnl", 4), ("rebalancing_cost", 5),
                              ("fees", 6)):
            self.table.exact(where, row, column, (b[index] - a[index]) * money)
        self.table.exact(where, row, "funding", Fraction(0))

    def check_inventory_columns(self, where, row, lane):
        t, lots, v = self.table, self.lots, lane.inventory_statistics()
        top = float(v["max_abs"] * lots)
        scaled = lambda value, factor: value if value is None or value is UNCHECKED else value * factor
        t.close(where, row, "inventory_mean", scaled(v["mean"], lots), scale=top)
        t.close(where, row, "inventory_variance", scaled(v["variance"], lots**2), scale=top**2)
        t.close(where, row, "inventory_second_moment", scaled(v["second_moment"], lots**2),
                scale=top**2)
        t.close(where, row, "inventory_max_abs", v["max_abs"] * lots)
        t.close(where, row, "inventory_half_life_s", lane.half_life())
        t.close(where, row, "time_at_limit", v["time_at_limit"])

    def check_risk_columns(self, where, row, lane):
        t = self.table
        pnl = [v * self.money for v in lane.horizon_pnl(self.settings.horizons[0])]
        mean, std = mean_std(pnl)
        size = max((abs(float(v)) for v in pnl), default=0.0)
        t.close(where, row, "pnl_mean", mean, scale=size)
        t.close(where, row, "pnl_std", std, scale=size)
        t.close(where, row, "sharpe", float(mean) / std if std else None)
        t.close(where, row, "sortino", sortino(pnl))
        for level, name in ((Decimal("0.95"), "95"), (Decimal("0.99"), "99")):
            var, cvar, se = tail_risk(pnl, level)
            t.close(where, row, f"var_{name}", var, scale=size)
            t.close(where, row, f"cvar_{name}", cvar, scale=size)
            if name == "95" or f"cvar_{name}_se" in row:
                t.close(where, row, f"cvar_{name}_se", se, scale=size)

    # ------------------------------------------------------------------------------------ other files

    def check_pnl(self):
        for lane in self.lanes.values():
            rows = [r for r in self.rows["pnl.csv"] if r["strategy"] == lane.name]
            periods = [*days(lane.start, lane.end), ("total", lane.start, lane.end)]
            where = f"pnl.csv {lane.name}"
            self.table.check([r["period"] for r in rows] == [p[0] for p in periods], where, "period",
                             [r["period"] for r in rows], [p[0] for p in periods])
            known = {p[0]: p[1:] for p in periods}
            for row in rows:
                if row["period"] in known:
                    self.check_parts(f"{where} {row['period']}", row, lane, *known[row["period"]])

    def check_risk(self):
        t = self.table
        for lane in self.lanes.values():
            rows = [r for r in self.rows["risk.csv"] if r["strategy"] == lane.name]
            expected = {(Fraction(h, SECOND), Fraction(a))
                        for h in self.settings.horizons for a in self.settings.levels}
            found = [(Fraction(Decimal(r["horizon_s"])), Fraction(Decimal(r["level"]))) for r in rows]
            t.check(expected <= set(found), f"risk.csv {lane.name}", "rows", len(found), len(expected))
            for row, (horizon, level) in zip(rows, found):
                where = f"risk.csv {lane.name} {row['horizon_s']}s {row['level']}"
                pnl = [v * self.money for v in lane.horizon_pnl(int(horizon * SECOND))]
                size = max((abs(float(v)) for v in pnl), default=0.0)
                var, cvar, se = tail_risk(pnl, level)
                gaussian, cornish_fisher = parametric(pnl, level)
                t.exact(where, row, "n", len(pnl))
                for column, value in (("var", var), ("cvar", cvar), ("cvar_se", se),
                                      ("gaussian_cvar", gaussian),
                                      ("cornish_fisher_cvar", cornish_fisher)):
                    t.close(where, row, column, value, scale=size)
                few = len(pnl) * (1 - level) < 10
                t.check(bool(row["flag"]) == few, where, "flag", row["flag"] or "(empty)",
                        "a flag" if few else "(empty)")

    def check_inventory(self):
        t = self.table
        for row in self.rows["inventory.csv"]:
            if row["strategy"] not in self.lanes:
                continue
            lane = self.lanes[row["strategy"]]
            where, lots, v = f"inventory.csv {lane.name}", self.lots, lane.inventory_statistics()
            top = float(v["max_abs"] * lots)
            units = {"mean": lots, "min": lots, "max": lots, "max_abs": lots, "variance": lots**2,
                     "second_moment": lots**2, "final": lots, "time_at_limit": 1, "time_outside_band": 1}
            for column in row:
                name = inventory_statistic(column)
                if column == "strategy":
                    continue
                if name == "half_life":
                    t.close(where, row, column, lane.half_life())
                elif name in v:
                    value = v[name]
                    if value is not None and value is not UNCHECKED:
                        value = value * units[name]
                    t.close(where, row, column, value, scale=top if units[name] != 1 else 0)
                elif isinstance(name, Fraction):
                    value = lane.quantile(name)
                    t.close(where, row, column, None if value is None else value * lots)
                else:
                    t.unchecked[f"inventory.csv {column}"] += 1


def inventory_statistic(column):
    """Which statistic a column of inventory.csv names: a key, a probability or None."""
    name = re.sub(r"^inventory_", "", column)
    quantile = re.fullmatch(r"(?:quantile|q|p|percentile)_?(\d*\.?\d+)", name)
    if quantile:
        digits = quantile.group(1)
        if "." in digits:
            return Fraction(Decimal(digits))
        return Fraction(int(digits), 100)
    if name == "median":
        return Fraction(1, 2)
    return {"minimum": "min", "maximum": "max", "second_moment_about_target": "second_moment",
            "half_life_s": "half_life"}.get(name, name)


def days(start, end):
    """(label, begin, end) of the UTC days between two instants; midnight belongs to the day before."""
    zero = datetime(1970, 1, 1, tzinfo=timezone.utc)
    day = 86400 * SECOND
    begin, number = start, start // day
    while True:
        midnight = (number + 1) * day
        yield (zero + timedelta(days=number)).strftime("%Y-%m-%d"), begin, min(midnight, end)
        if midnight >= end:
            return
        begin, number = midnight, number + 1


PARTS = ["spread_pnl", "inventory_pnl", "rebalancing_cost", "fees", "funding"]
METRIC_COLUMNS = """strategy total_pnl spread_pnl inventory_pnl rebalancing_cost fees funding turnover
fills maker_fills taker_fills orders fill_ratio inventory_mean inventory_variance
inventory_second_moment inventory_max_abs inventory_half_life_s time_at_limit var_95 cvar_95 cvar_95_se
var_99 cvar_99 pnl_mean pnl_std sharpe sortino max_drawdown markout_1s markout_10s""".split()


def main():
    parser = argparse.ArgumentParser(description="Recompute every metric of a run from raw ticks.")
    parser.add_argument("run")
    parser.add_argument("--ticks", "--base", action="append", default=[], dest="folders",
                        help="folder to look for the manifest's tick files in")
    parser.add_argument("--quiet", action="store_true", help="do not list unchecked columns")
    arguments = parser.parse_args()
    run = Run(arguments.run, [Path(f) for f in arguments.folders])
    run.check()
    run.table.show(arguments.quiet)
    sys.exit(1 if run.table.rows else 0)


if __name__ == "__main__":
    main()

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
 3. Fee of a fill = rate x price x quantity in tick x lot, rounded once to 1e-8, half away from zero;
    contracts.py has the rules beyond that, inverse contracts, funding and interest. The
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
13. turnover = sum of price x quantity x multiplier of all fills, maker and taker; of inverse contracts
    quantity x multiplier / price.
14. A strategy with legs on several instruments has a row per strategy with the sums of money and of
    counts over its legs; inventory, fill ratio and markouts are of the first one. Its drawdown is that
    of the sum of its legs' equities, after each event of any of them. legs.csv has the columns of
    metrics.csv for each leg alone.
15. Rows listed in rejects.csv (by file name and line) are left out; every other row must decode.
"""

import argparse
import csv
import json
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from comparison import UNCHECKED, Table, text
from ledger import SECOND, Lane, MidPath
from manifest import Settings
from strategies import Market, Strategy
from tail_risk import mean_std, parametric, sortino, tail_risk
from ticks import BUY, read_source, to_grid


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


def rejected_rows(rows, paths):
    """The rejected (file, line) `rows` that are of the tick files at `paths`, named as these are.

    Files are told by their last component; a member of an archive is `archive/member`.
    """
    found = set()
    for file, line in rows:
        for path in paths:
            _, name, member = ("/" + file).rpartition("/" + Path(path).name)
            if name and line and (member == "" or member.startswith("/")):
                found.add((str(path) + member, int(line)))
    return found


class Run:
    def __init__(self, folder, tick_folders):
        self.folder = Path(folder)
        self.table = Table()
        self.manifest = json.loads(
            (self.folder / "manifest.json").read_text(encoding="utf-8"), parse_float=Decimal
        )
        self.settings = s = Settings(self.manifest)
        rejects_file = self.folder / "rejects.csv"
        self.rejects = read_csv(rejects_file) if rejects_file.exists() else []
        all_settings = [Settings(self.manifest, place) for place in range(len(s.names))]
        sources = self.read_ticks(
            [*tick_folders, self.folder / s.folder, self.folder, Path.cwd()], all_settings
        )
        self.markets = [
            Market(
                one,
                MidPath(
                    [
                        source
                        for source, (own, _, _) in zip(sources, s.source_facts)
                        if own == place
                    ],
                    s.keep_crossed,
                ),
            )
            for place, one in enumerate(all_settings)
        ]
        self.last_time = max(market.mids.last_time for market in self.markets)
        self.rows = {
            name: read_csv(self.folder / name) if (self.folder / name).exists() else None
            for name in (
                "metrics.csv",
                "pnl.csv",
                "risk.csv",
                "inventory.csv",
                "timeseries.csv",
                "fills.csv",
                "orders.csv",
                "legs.csv",
            )
        }
        for name, rows in self.rows.items():
            if rows is None and (name != "legs.csv" or any(len(v) > 1 for v in s.legs.values())):
                self.table.unchecked[f"{name} (absent)"] += 1
        self.strategies = {}
        for row in self.rows["metrics.csv"]:
            name = row["strategy"]
            mine = lambda file, instrument=None: [
                r
                for r in self.rows[file] or []
                if r["strategy"] == name and instrument in (None, r.get("instrument"))
            ]
            if not mine("timeseries.csv"):
                self.table.check(
                    not mine("fills.csv"),
                    f"fills.csv {name}",
                    "fills",
                    len(mine("fills.csv")),
                    "none of a lane that never decided",
                )
                self.table.unchecked[f"{name} (never decided)"] += 1
                continue
            places = s.legs[name] if name in s.legs else [0]
            for file in ("fills.csv", "timeseries.csv", "orders.csv"):
                found = {r.get("instrument") for r in mine(file)}
                known = {s.names[place] for place in places}
                self.table.check(found <= known, f"{file} {name}", "instrument", found, known)
            self.strategies[name] = Strategy(
                name,
                [
                    Lane(
                        name,
                        self.markets[place].settings.lanes[name],
                        self.markets[place],
                        *(
                            mine(file, s.names[place])
                            for file in ("fills.csv", "timeseries.csv", "orders.csv")
                        ),
                    )
                    for place in places
                ],
            )

    @property
    def lanes(self):
        """All lanes: the legs of all strategies."""
        return [leg for strategy in self.strategies.values() for leg in strategy.legs]

    def read_ticks(self, folders, all_settings):
        s, sources, rows = self.settings, [], 0
        for index, (declared, names) in enumerate(s.sources):
            paths = [find_file(name, folders) for name in names]
            rejected = rejected_rows(((r["file"], r["line"]) for r in self.rejects), paths)
            place, shift, feed = s.source_facts[index]
            one = all_settings[place]
            sources.append(
                read_source(paths, index, one.tick, one.lot, declared, shift, feed, rejected)
            )
            rows += sum(event.data_rows for event in sources[-1])
        read, replayed = self.manifest.get("rows_read"), self.manifest.get("rows_replayed")
        rejected_counts = self.manifest.get("rows_rejected", {})
        rejected = (
            sum(rejected_counts.values()) if isinstance(rejected_counts, dict) else rejected_counts
        )
        check = self.table.check
        check(replayed == rows, "manifest.json", "rows_replayed", replayed, rows)
        check(
            read == rows + len(self.rejects),
            "manifest.json",
            "rows_read",
            read,
            rows + len(self.rejects),
        )
        check(
            rejected == len(self.rejects),
            "manifest.json",
            "rows_rejected",
            rejected,
            len(self.rejects),
        )
        return sources

    def check(self):
        self.check_fill_order()
        for lane in self.lanes:
            self.check_fills(lane)
            self.check_timeseries(lane)
        self.check_metrics()
        if self.rows["legs.csv"] is not None:
            self.check_legs()
        if self.rows["pnl.csv"] is not None:
            self.check_pnl()
        if self.rows["risk.csv"] is not None:
            self.check_risk()
        if self.rows["inventory.csv"] is not None:
            self.check_inventory()
        self.check_sensitivity()

    # ------------------------------------------------------------------------------------ fills.csv

    def check_fill_order(self):
        order = {row["strategy"]: i for i, row in enumerate(self.rows["metrics.csv"])}
        leg = {
            (name, self.settings.names[place]): i
            for name, places in self.settings.legs.items()
            for i, place in enumerate(places)
        }
        keys = [
            (
                int(r["timestamp_ns"]),
                order.get(r["strategy"], -1),
                leg.get((r["strategy"], r.get("instrument")), 0),
            )
            for r in self.rows["fills.csv"]
        ]
        for line, (a, b) in enumerate(zip(keys, keys[1:]), start=3):
            self.table.check(a <= b, f"fills.csv line {line}", "order", b, f">= {a}")
        for r in self.rows["fills.csv"]:
            self.table.check(
                r["strategy"] in order, "fills.csv", "strategy", r["strategy"], "a lane"
            )

    def check_fills(self, lane):
        t, market = self.table, lane.run
        for number, f in enumerate(lane.fills):
            row, where = f["row"], f"fills.csv {lane.name} #{number} {f['time']}"
            t.check(
                lane.start <= f["time"] <= lane.end,
                where,
                "timestamp_ns",
                f["time"],
                f"{lane.start}..{lane.end}",
            )
            t.check(f["quantity"] > 0, where, "quantity", row["quantity"], "> 0")
            t.exact(where, row, "inventory_after", f["inventory_after"] * market.lots)
            t.exact(
                where,
                row,
                "mid",
                None if f["mid"] is None else f["mid"] * Fraction(market.settings.tick) / 2,
            )
            t.exact(where, row, "fee", f["fee"] * market.money)
            if lane.limit is not None:
                bound = max(lane.limit, abs(lane.start_inventory))
                t.check(
                    abs(f["inventory_after"]) <= bound,
                    where,
                    "limit",
                    row["inventory_after"],
                    text(bound * market.lots),
                )
            if market.settings.spot and not (lane.balance or {}).get("short"):
                t.check(
                    f["inventory_after"] >= 0, where, "short spot", row["inventory_after"], ">= 0"
                )
            t.check(
                self.cause_is_possible(f, lane),
                where,
                "cause",
                row["cause"],
                "an event that causes it",
            )

    def cause_is_possible(self, f, lane):
        """Whether the ticks hold an event at the fill's time that can have caused it."""
        mids = lane.run.mids
        prints = [p for p in mids.prints.get(f["time"], ()) if p.side == -f["side"]]
        through = [(f["price"] - p.price) * f["side"] for p in prints]
        if f["cause"] == "print-at":
            return 0 in through
        if f["cause"] == "print-through":
            return any(x >= lane.through for x in through)
        if f["cause"] == "book-cross":
            return any(
                lane.crossed_by(f, bid, ask) for bid, ask, _ in mids.books.get(f["time"], ())
            )
        if f["cause"] == "arrival":
            return f["maker"] and lane.intensity
        if f["cause"] == "liquidation":
            return not f["maker"]
        if f["cause"] != "taker" or f["maker"]:
            return False
        shown = mids.shown_at(f["time"], -f["side"], f["price"])
        return lane.impact or shown is None or f["quantity"] <= shown

    # ------------------------------------------------------------------------------- timeseries.csv

    def check_timeseries(self, lane):
        t, sample = self.table, self.settings.sample
        expected = list(range(lane.start, lane.end + 1, sample))
        if expected[-1] != lane.end:
            expected.append(lane.end)
        found = [int(r["timestamp_ns"]) for r in lane.samples]
        where = f"timeseries.csv {lane.name}"
        t.check(
            found == expected,
            where,
            "timestamp_ns",
            f"{len(found)} rows",
            f"{len(expected)} rows every {sample} ns",
        )
        t.check(lane.end == self.last_time, where, "end", lane.end, self.last_time)
        for row in lane.samples:
            time = int(row["timestamp_ns"])
            where = f"timeseries.csv {lane.name} {time}"
            q, cash, mid, spread, inventory, rebalancing, fees, funding = lane.state(time)
            money = lane.run.money
            t.exact(
                where,
                row,
                "mid",
                None if mid is None else mid * Fraction(lane.run.settings.tick) / 2,
            )
            t.exact(where, row, "inventory", q * lane.run.lots)
            t.exact(where, row, "cash", cash * money)
            t.exact(where, row, "equity", lane.equity(time) * money)
            t.exact(where, row, "spread_pnl", spread * money)
            t.exact(where, row, "inventory_pnl", inventory * money)
            t.exact(where, row, "rebalancing_cost", rebalancing * money)
            t.exact(where, row, "fees", fees * money)
            t.exact(where, row, "funding", funding * money)
            parts = sum(Fraction(Decimal(row[c])) for c in PARTS)
            change = Fraction(Decimal(row["equity"])) - lane.start_equity * money
            t.check(parts == change, where, "identity", text(parts), text(change))

    # ----------------------------------------------------------------------------------- metrics.csv

    # ------------------------------------------------------------------------------ sensitivity.csv

    def check_sensitivity(self):
        """The rows of other assumptions have no files of their own: what can be known of them alone."""
        cases = self.settings.cases
        path = self.folder / "sensitivity.csv"
        t = self.table
        t.check(path.exists() == bool(cases), "sensitivity.csv", "exists", path.exists(), bool(cases))
        if not path.exists():
            return
        rows, metrics = read_csv(path), self.rows["metrics.csv"]
        expected = [(m["strategy"], c) for m in metrics for c in ["base", *cases]]
        found = [(r["strategy"], r["assumption"]) for r in rows]
        t.check(found == expected, "sensitivity.csv", "rows", found, expected)
        base = {m["strategy"]: m for m in metrics}
        for row in rows:
            where = f"sensitivity.csv {row['strategy']} under {row['assumption']}"
            own = {k: v for k, v in row.items() if k != "assumption"}
            other = base.get(row["strategy"], {})
            t.check(own.keys() == other.keys(), where, "columns", list(own), list(other))
            if row["assumption"] == "base":
                for column in own:
                    t.check(own[column] == other.get(column), where, column, own[column], other.get(column))
                continue
            if row["total_pnl"] == "":
                continue
            parts = ("spread_pnl", "inventory_pnl", "rebalancing_cost", "fees", "funding")
            total = sum(Decimal(row[p]) for p in parts)
            t.check(Decimal(row["total_pnl"]) == total, where, "total_pnl", row["total_pnl"], total)
            count = int(row["maker_fills"]) + int(row["taker_fills"])
            t.check(int(row["fills"]) == count, where, "fills", row["fills"], count)
            makers = sum(int(row[c]) for c in row if c.startswith("fills_"))
            t.check(int(row["maker_fills"]) == makers, where, "maker_fills", row["maker_fills"], makers)

    def check_metrics(self):
        for row in self.rows["metrics.csv"]:
            if row["strategy"] in self.strategies:
                strategy = self.strategies[row["strategy"]]
                self.check_metrics_row(f"metrics.csv {strategy.name}", row, strategy)

    def check_legs(self):
        names = self.settings.names
        legs = [
            (strategy.name, names[lane.run.settings.place], str(number), lane)
            for strategy in self.strategies.values()
            if len(strategy.legs) > 1
            for number, lane in enumerate(strategy.legs, start=1)
        ]
        found = [(r["strategy"], r["instrument"], r["leg"]) for r in self.rows["legs.csv"]]
        decided = [row for row in found if row[0] in self.strategies]
        expected = [leg[:3] for leg in legs]
        self.table.check(decided == expected, "legs.csv", "rows", decided, expected)
        for row, (name, instrument, _, lane) in zip(
            (r for r in self.rows["legs.csv"] if r["strategy"] in self.strategies), legs
        ):
            where = f"legs.csv {name} {instrument}"
            row = {k: v for k, v in row.items() if k not in ("instrument", "leg")}
            self.check_metrics_row(where, row, Strategy(name, [lane]))

    def check_metrics_row(self, where, row, lane):
        """A row of the columns of metrics.csv about a strategy, or about one of its legs alone."""
        t = self.table
        self.check_parts(where, row, lane, lane.start, lane.end)
        makers = [f for f in lane.fills if f["maker"]]
        t.exact(where, row, "turnover", lane.turnover())
        t.exact(where, row, "fills", len(lane.fills))
        t.exact(where, row, "maker_fills", len(makers))
        t.exact(where, row, "taker_fills", len(lane.fills) - len(makers))
        if self.rows["orders.csv"] is None:
            orders = ratio = UNCHECKED
        else:
            orders = sum(r["event"] in ("new", "immediate") for r in lane.orders)
            first = lane.first
            new = [r for r in first.orders if r["event"] == "new"]
            sent = sum(to_grid(r["quantity"], first.run.settings.lot) for r in new)
            filled = sum(f["quantity"] for f in first.fills if f["maker"])
            ratio = Fraction(filled, sent) if sent else None
        t.exact(where, row, "orders", orders)
        t.close(where, row, "fill_ratio", ratio)
        self.check_inventory_columns(where, row, lane.first)
        self.check_risk_columns(where, row, lane)
        drawdowns = lane.drawdowns()
        fits = [
            k
            for k, v in drawdowns.items()
            if row["max_drawdown"]
            and abs(float(v) - float(row["max_drawdown"])) <= 1e-9 * abs(float(v))
        ]
        best = (
            "event, every fill of prints" if "event, every fill of prints" in fits else "event"
        )
        t.close(
            where,
            row,
            "max_drawdown",
            drawdowns[best],
            note="fits: after every " + " or ".join(fits) if fits else "",
        )
        tick = float(lane.first.run.settings.tick)
        t.close(where, row, "markout_1s", lane.first.markout(SECOND), scale=tick)
        t.close(where, row, "markout_10s", lane.first.markout(10 * SECOND), scale=tick)
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
        q = lane.first.state(lane.end, final=True)[0]
        costs = [self.closing_cost(leg) for leg in lane.legs]
        return {
            "horizons": len(lane.horizon_pnl(self.settings.horizons[0])),
            "final_inventory": q * lane.first.run.lots,
            "closing_cost": UNCHECKED if UNCHECKED in costs else sum(costs),
            "cancels": sent("cancel"),
            "amends": sent("amend"),
            "rejections": (
                UNCHECKED
                if self.rows["orders.csv"] is None
                else events.count("rejected") + events.count("refused")
            ),
            "fills_print_at": causes.count("print-at"),
            "fills_print_through": causes.count("print-through"),
            "fills_book_cross": causes.count("book-cross"),
            "liquidations": UNCHECKED,
        }

    def closing_cost(self, lane):
        """What closing a lane's inventory at the end contributes to equity, in quote units."""
        q = lane.state(lane.end, final=True)[0]
        bid, ask = lane.run.mids.book_at(lane.end)
        if q == 0:
            return Fraction(0)
        if not (bid and ask):
            return UNCHECKED
        # From the mid to the touch, and the taker fee there.
        touch = bid if q > 0 else ask
        if lane.fee_rules.tiers:
            return UNCHECKED
        fee = lane.fee_rules.fee(lane.end, touch[0], abs(q), maker=False)
        mid = lane.contract.value(Fraction(bid[0] + ask[0], 2))
        return (-q * (mid - lane.contract.value(touch[0])) - fee) * lane.run.money

    def check_parts(self, where, row, lane, begin, end):
        """The money columns of the span from `begin` to `end`."""
        self.table.exact(where, row, "total_pnl", lane.total(begin, end))
        for column, index in (
            ("spread_pnl", 3),
            ("inventory_pnl", 4),
            ("rebalancing_cost", 5),
            ("fees", 6),
            ("funding", 7),
        ):
            self.table.exact(where, row, column, lane.part(index, begin, end))

    def check_inventory_columns(self, where, row, lane):
        t, lots, v = self.table, lane.run.lots, lane.inventory_statistics()
        top = float(v["max_abs"] * lots)
        scaled = lambda value, factor: (
            value if value is None or value is UNCHECKED else value * factor
        )
        t.close(where, row, "inventory_mean", scaled(v["mean"], lots), scale=top)
        t.close(where, row, "inventory_variance", scaled(v["variance"], lots**2), scale=top**2)
        t.close(
            where, row, "inventory_second_moment", scaled(v["second_moment"], lots**2), scale=top**2
        )
        t.close(where, row, "inventory_max_abs", v["max_abs"] * lots)
        t.close(where, row, "inventory_half_life_s", lane.half_life())
        t.close(where, row, "time_at_limit", v["time_at_limit"])

    def check_risk_columns(self, where, row, lane):
        t = self.table
        pnl = lane.horizon_pnl(self.settings.horizons[0])
        mean, std = mean_std(pnl)
        size = max((abs(float(v)) for v in pnl), default=0.0)
        t.close(where, row, "pnl_mean", mean, scale=size)
        t.close(where, row, "pnl_std", std, scale=size)
        # Where the mean is nearly 0, its rounding is relative to the size of what it sums.
        t.close(
            where, row, "sharpe", float(mean) / std if std else None, scale=size / std if std else 0
        )
        t.close(where, row, "sortino", sortino(pnl), scale=size / std if std else 0)
        for level, name in ((Decimal("0.95"), "95"), (Decimal("0.99"), "99")):
            var, cvar, se = tail_risk(pnl, level)
            t.close(where, row, f"var_{name}", var, scale=size)
            t.close(where, row, f"cvar_{name}", cvar, scale=size)
            if name == "95" or f"cvar_{name}_se" in row:
                t.close(where, row, f"cvar_{name}_se", se, scale=size)

    # ------------------------------------------------------------------------------------ other files

    def check_pnl(self):
        for lane in self.strategies.values():
            rows = [r for r in self.rows["pnl.csv"] if r["strategy"] == lane.name]
            periods = [*days(lane.start, lane.end), ("total", lane.start, lane.end)]
            where = f"pnl.csv {lane.name}"
            self.table.check(
                [r["period"] for r in rows] == [p[0] for p in periods],
                where,
                "period",
                [r["period"] for r in rows],
                [p[0] for p in periods],
            )
            known = {p[0]: p[1:] for p in periods}
            for row in rows:
                if row["period"] in known:
                    self.check_parts(f"{where} {row['period']}", row, lane, *known[row["period"]])

    def check_risk(self):
        t = self.table
        for lane in self.strategies.values():
            rows = [r for r in self.rows["risk.csv"] if r["strategy"] == lane.name]
            expected = {
                (Fraction(h, SECOND), Fraction(a))
                for h in self.settings.horizons
                for a in self.settings.levels
            }
            found = [
                (Fraction(Decimal(r["horizon_s"])), Fraction(Decimal(r["level"]))) for r in rows
            ]
            t.check(
                expected <= set(found), f"risk.csv {lane.name}", "rows", len(found), len(expected)
            )
            for row, (horizon, level) in zip(rows, found):
                where = f"risk.csv {lane.name} {row['horizon_s']}s {row['level']}"
                pnl = lane.horizon_pnl(int(horizon * SECOND))
                size = max((abs(float(v)) for v in pnl), default=0.0)
                var, cvar, se = tail_risk(pnl, level)
                gaussian, cornish_fisher = parametric(pnl, level)
                t.exact(where, row, "n", len(pnl))
                for column, value in (
                    ("var", var),
                    ("cvar", cvar),
                    ("cvar_se", se),
                    ("gaussian_cvar", gaussian),
                    ("cornish_fisher_cvar", cornish_fisher),
                ):
                    t.close(where, row, column, value, scale=size)
                few = len(pnl) * (1 - level) < 10
                t.check(
                    bool(row["flag"]) == few,
                    where,
                    "flag",
                    row["flag"] or "(empty)",
                    "a flag" if few else "(empty)",
                )

    def check_inventory(self):
        t = self.table
        for row in self.rows["inventory.csv"]:
            if row["strategy"] not in self.strategies:
                continue
            lane = self.strategies[row["strategy"]].first
            lots, v = lane.run.lots, lane.inventory_statistics()
            where = f"inventory.csv {lane.name}"
            top = float(v["max_abs"] * lots)
            units = {
                "mean": lots,
                "min": lots,
                "max": lots,
                "max_abs": lots,
                "variance": lots**2,
                "second_moment": lots**2,
                "final": lots,
                "time_at_limit": 1,
                "time_outside_band": 1,
            }
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
    return {
        "minimum": "min",
        "maximum": "max",
        "second_moment_about_target": "second_moment",
        "half_life_s": "half_life",
    }.get(name, name)


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
METRIC_COLUMNS = (
    """strategy total_pnl spread_pnl inventory_pnl rebalancing_cost fees funding turnover
fills maker_fills taker_fills orders fill_ratio inventory_mean inventory_variance
inventory_second_moment inventory_max_abs inventory_half_life_s time_at_limit var_95 cvar_95 cvar_95_se
var_99 cvar_99 pnl_mean pnl_std sharpe sortino max_drawdown markout_1s markout_10s""".split()
)


def main():
    parser = argparse.ArgumentParser(description="Recompute every metric of a run from raw ticks.")
    parser.add_argument("run")
    parser.add_argument(
        "--ticks",
        "--base",
        action="append",
        default=[],
        dest="folders",
        help="folder to look for the manifest's tick files in",
    )
    parser.add_argument("--quiet", action="store_true", help="do not list unchecked columns")
    arguments = parser.parse_args()
    run = Run(arguments.run, [Path(f) for f in arguments.folders])
    run.check()
    run.table.show(arguments.quiet)
    sys.exit(1 if run.table.rows else 0)


if __name__ == "__main__":
    main()

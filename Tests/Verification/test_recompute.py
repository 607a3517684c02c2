#!/usr/bin/env python3
"""test_recompute.py: checks of `recompute.py` itself.

Its formulas against vectors computed elsewhere (in the folder of BALLAST_SHARED or ../shared), and its
sensitivity: a run folder made from a replay passes, and no cell of it can change unnoticed.
"""

import contextlib
import csv
import io
import json
import math
import random
import tempfile
import unittest
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import comparison
import tail_risk
import tapes
from comparison import UNCHECKED
from contracts import TICK_LOT, Contract
from ledger import SECOND, Lane, MidPath, drawdown
from recompute import METRIC_COLUMNS, Run, days
from replay import FILL_COLUMNS, ORDER_COLUMNS, Replay, write
from test_replay import SHARED
from ticks import raw_rows


def vectors(name):
    return json.loads((SHARED / "vectors" / name).read_text())


@unittest.skipIf(SHARED is None, "no shared folder")
class Formulas(unittest.TestCase):
    def test_tail_risk(self):
        data = vectors("cvar.json")
        for row in data["rows"]:
            pnl = [-Fraction(Decimal(str(x))) for x in data["sets"][row["set"]]]
            level = Decimal(str(row["alpha"]))
            var, cvar, error = tail_risk.tail_risk(pnl, level)
            self.assertEqual(float(var), row["VaR_lower_quantile"])
            self.assertAlmostEqual(float(cvar), row["CVaR_RU"], delta=1e-10)
            if error is not None:
                self.assertAlmostEqual(error, row["CVaR_standard_error"], delta=1e-10)

    def test_drawdown(self):
        for row in vectors("drawdown.json")["rows"]:
            self.assertEqual(
                drawdown([Fraction(x) for x in row["equity"]]), row["max_drawdown_abs"]
            )

    def test_inventory(self):
        data = vectors("inventory.json")
        ns = lambda t: int(t * SECOND)
        lane = Lane.__new__(Lane)
        lane.path = [(ns(t), int(q)) for t, q in data["events"]]
        lane.start, lane.end, lane.limit = 0, ns(data["end_time"]), 3
        lane.state_times, lane.states = [t for t, _ in lane.path], [(q,) for _, q in lane.path]
        for target, expected in data["stats"].items():
            if target == "half_life":
                continue
            lane.constant_target = lambda: Fraction(target)
            lane.run = type("Run", (), {"settings": type("S", (), {"band": None})})
            found = lane.inventory_statistics()
            for ours, theirs in (
                ("mean", "tw_mean"),
                ("variance", "tw_var"),
                ("max_abs", "max_abs"),
                ("second_moment", "tw_second_moment_about_target"),
            ):
                self.assertEqual(float(found[ours]), expected[theirs])

    def test_half_life(self):
        data = vectors("inventory.json")["stats"]["half_life"]
        lane = Lane.__new__(Lane)
        lane.start, lane.end = 0, (len(data["sampled"]) - 1) * SECOND
        lane.state_times = [i * SECOND for i in range(len(data["sampled"]))]
        lane.states = [(int(q),) for q in data["sampled"]]
        self.assertAlmostEqual(
            lane.half_life() * data["grid_dt"], data["half_life_seconds"], delta=1e-12
        )

    def test_attribution_and_markouts(self):
        """The ledgers of the vectors, fills half a second after the mid they are measured against."""
        for name, horizons in (
            ("pnl_attribution.json", {}),
            ("markouts.json", {1: "1", 2: "2", 5: "5"}),
        ):
            data = vectors(name)
            if "ledger" in data:
                mids = {int(step["t"]): step["mid"] for step in data["ledger"]}
                fills = [dict(f, t=int(s["t"])) for s in data["ledger"] for f in s["fills"]]
            else:
                mids = {int(t): m for t, m in data["mids"].items()}
                fills = [dict(f, t=int(f["t"]), kind="maker", fee_rate=0) for f in data["fills"]]
            lane = ledger(mids, fills, data.get("funding", []))
            for horizon, key in horizons.items():
                self.assertAlmostEqual(
                    float(lane.markout(horizon * SECOND)),
                    data["qty_weighted_markout"][key],
                    delta=1e-12,
                )
            if "ledger" not in data:
                continue
            q, cash, mid, spread, inventory, rebalancing, fees, funding = lane.states[-1]
            money = lane.run.money
            total = float(lane.equity(lane.end) * money)
            text = json.dumps(data)
            for value in (spread, inventory, rebalancing, fees, funding):
                self.assertTrue(
                    any(abs(float(value * money) - x) < 1e-12 for x in numbers(data)), text[:80]
                )
            self.assertAlmostEqual(
                total,
                float((spread + inventory + rebalancing + fees + funding) * money),
                delta=1e-15,
            )


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, (int, float)) else []


def ledger(mids, fills, funding=()):
    """A lane whose mids and fills are given, in seconds and quote units."""
    tick, lot = Decimal("0.005"), Decimal("0.25")
    path = MidPath.__new__(MidPath)
    path.times = [t * SECOND for t in sorted(mids)] + [max(mids) * SECOND + 9 * SECOND // 10]
    path.mids = [int(Decimal(str(mids[t])) / tick * 2) for t in sorted(mids)]
    path.mids.append(path.mids[-1])
    path.prints = {}
    path.payments = [(int(t * SECOND), Fraction(str(rate)), None) for t, rate in funding]
    path.books = {t: [(None, None, m)] for t, m in zip(path.times, path.mids)}
    settings = type("S", (), {"tick": tick, "lot": lot, "band": None})
    run = type(
        "R",
        (),
        {
            "settings": settings,
            "mids": path,
            "lots": Fraction(lot),
            "money": Fraction(tick) * Fraction(lot) / TICK_LOT,
            "contract": Contract({}, tick, lot, 1),
        },
    )
    rows = [
        {
            "timestamp_ns": str(f["t"] * SECOND + SECOND // 2),
            "price": str(f["price"]),
            "side": "buy" if f["side"] > 0 else "sell",
            "quantity": str(f["qty"]),
            "cause": "print-at",
            "liquidity": "maker" if f["kind"] == "maker" else "taker",
        }
        for f in fills
    ]
    rates = {
        "limit": None,
        "inventory": 0,
        "cash": Fraction(0),
        "fee_rules": {"maker": "-0.0001", "taker": "0.0005"},
    }
    ends = [{"timestamp_ns": str(path.times[0])}, {"timestamp_ns": str(path.times[-1])}]
    return Lane("a", rates, run, rows, ends, [])


def make_run(folder, seed):
    """A run folder as `ballast run` would write it, from a replay; results by the formulas under test."""
    experiment = tapes.make(seed, folder)
    replay = Replay(experiment, folder).run()
    instrument = experiment["instrument"]
    scale = lambda lots: tapes.lots_text(lots)
    maker, taker = Decimal("-0.00005"), Decimal("0.0004")
    # Eight digits of a tick x lot, here 0.0001 quote units.
    unit = Decimal("1e-12")
    strategies = [
        {
            "name": l["name"],
            "use": l["strategy"]["use"],
            "limit": None if l["limit"] is None else scale(l["limit"]),
            "start": {"inventory": scale(l["start_inventory"]), "cash": l["start_cash"]},
            "fills": {"fees": {"maker": str(maker), "taker": str(taker)}},
        }
        for l in experiment["lanes"]
    ]
    feed = "from-data" if experiment["feed"] is None else f"{experiment['feed']}ns"
    manifest = {
        "experiment": {
            "instrument": instrument,
            "strategies": strategies,
            "metrics": {"horizon": ["500ms"], "sample": "250ms", "cvar": ["0.9", "0.95"]},
            "fills": {"latency": {"feed": feed, "clock-shift": f"{experiment['clock_shift']}ns"}},
        },
        "inputs": [
            {"path": name, "format": d["format"]} for d in experiment["data"] for name in d["files"]
        ],
    }
    rows = list(replay.fill_rows())
    for row in rows:
        rate = maker if row["liquidity"] == "maker" else taker
        notional = Decimal(row["price"]) * Decimal(row["quantity"])
        row["fee"] = format((-rate * notional).quantize(unit, "ROUND_HALF_UP"), "f")
    columns = FILL_COLUMNS[:7] + ["fee"] + FILL_COLUMNS[7:]
    with open(folder / "fills.csv", "w", newline="") as stream:
        write(stream, columns, rows)
    with open(folder / "orders.csv", "w", newline="") as stream:
        write(stream, ORDER_COLUMNS, replay.order_rows())
    count = sum(
        1 for d in experiment["data"] for name in d["files"] for _ in raw_rows(folder / name)
    )
    rejected = experiment["rejected"]
    with open(folder / "rejects.csv", "w", newline="") as stream:
        write(stream, ["file", "line"], [{"file": name, "line": line} for name, line in rejected])
    manifest.update(
        rows_read=count, rows_replayed=count - len(rejected), rows_rejected={"bad": len(rejected)}
    )
    (folder / "manifest.json").write_text(json.dumps(manifest))
    bare = lambda name, header, lines: (folder / name).write_text(
        "\n".join([header, *lines]) + "\n"
    )
    samples = {}
    for lane in replay.lanes:
        started = getattr(lane, "first_decision", None)
        if started is not None:
            times = list(range(started, replay.end, SECOND // 4)) + [replay.end]
            samples[lane.name] = times
    keep = [row for row in rows if row["strategy"] in samples]
    assert len(keep) == len(rows)
    bare(
        "metrics.csv",
        ",".join(METRIC_COLUMNS),
        [name + "," * (len(METRIC_COLUMNS) - 1) for name in samples],
    )
    bare(
        "timeseries.csv",
        "strategy,timestamp_ns,target",
        [f"{name},{t},0" for name, times in samples.items() for t in times],
    )
    # The expected value of each cell is what the check asks for: fill in what it misses.
    recorder = Recorder()
    run = Run(folder, [folder])
    run.table = recorder
    for name, writer in (
        ("timeseries.csv", lambda: [run.check_timeseries(l) for l in run.lanes]),
        ("metrics.csv", run.check_metrics),
    ):
        table = run.rows[name]
        for row in table:
            row.update(
                {
                    c: "0"
                    for c in (METRIC_COLUMNS if name == "metrics.csv" else TIMESERIES)
                    if row.get(c) in (None, "")
                }
            )
        writer()
        with open(folder / name, "w", newline="") as stream:
            write(stream, list(table[0]), table)
    pnl, risk, inventory = [], [], []
    for lane in run.lanes:
        pnl += [
            {"strategy": lane.name, "period": p[0], **dict.fromkeys(PNL, "0")}
            for p in [*days(lane.start, lane.end), ("total",)]
        ]
        risk += [
            {"strategy": lane.name, "horizon_s": "0.5", "level": a, **dict.fromkeys(RISK, "0")}
            for a in ("0.9", "0.95")
        ]
        inventory.append({"strategy": lane.name, **dict.fromkeys(INVENTORY, "0")})
    run.rows.update({"pnl.csv": pnl, "risk.csv": risk, "inventory.csv": inventory})
    run.check_pnl(), run.check_risk(), run.check_inventory()
    for row in risk:
        n = int(row["n"])
        row["flag"] = "thin-tail" if n * (1 - Decimal(row["level"])) < 10 else ""
    for name in ("pnl.csv", "risk.csv", "inventory.csv"):
        with open(folder / name, "w", newline="") as stream:
            write(stream, list(run.rows[name][0]), run.rows[name])


TIMESERIES = [
    "mid",
    "inventory",
    "target",
    "cash",
    "equity",
    "spread_pnl",
    "inventory_pnl",
    "rebalancing_cost",
    "fees",
    "funding",
]
PNL = ["total_pnl", "spread_pnl", "inventory_pnl", "rebalancing_cost", "fees", "funding"]
RISK = ["n", "var", "cvar", "cvar_se", "gaussian_cvar", "cornish_fisher_cvar", "flag"]
INVENTORY = [
    "mean",
    "variance",
    "second_moment",
    "min",
    "max",
    "q05",
    "median",
    "q95",
    "half_life_s",
    "time_at_limit",
]


class Recorder(comparison.Table):
    """Writes what is expected instead of comparing."""

    def check(self, *arguments, **named):
        pass

    def exact(self, where, row, column, expected):
        if expected is not UNCHECKED:
            row[column] = (
                ""
                if expected is None
                else expected if isinstance(expected, str) else comparison.text(Fraction(expected))
            )

    def close(self, where, row, column, expected, scale=0.0, note=""):
        if expected is not UNCHECKED:
            row[column] = "" if expected is None else repr(float(expected))


def mismatches(folder):
    run = Run(folder, [folder])
    with contextlib.redirect_stdout(io.StringIO()):
        run.check()
    return run.table.rows


class Sensitivity(unittest.TestCase):
    SEEDS = (1, 4, 8)

    def test_no_cell_changes_unnoticed(self):
        for seed in self.SEEDS:
            with self.subTest(seed), tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                make_run(folder, seed)
                self.assertEqual(mismatches(folder), [])
                rng = random.Random(seed)
                for file in (
                    "metrics.csv",
                    "pnl.csv",
                    "risk.csv",
                    "inventory.csv",
                    "timeseries.csv",
                    "fills.csv",
                ):
                    self.change_cells(folder / file, rng)

    def change_cells(self, path, rng):
        original = path.read_text()
        rows = list(csv.DictReader(io.StringIO(original)))
        if not rows:
            return
        for column in rows[0]:
            if column in ("strategy", "target", "queue_ahead_at_entry", "side", "liquidity"):
                continue
            changed = [dict(row) for row in rows]
            row = rng.choice(changed)
            row[column] = self.other(row[column])
            with open(path, "w", newline="") as stream:
                write(stream, list(rows[0]), changed)
            self.assertTrue(self.noticed(path.parent), f"{path.name} {column} {row}")
        path.write_text(original)

    @staticmethod
    def noticed(folder):
        try:
            return bool(mismatches(folder))
        except (ValueError, KeyError, ArithmeticError, SystemExit):
            return True

    @staticmethod
    def other(text):
        if text == "":
            return "0"
        try:
            number = Decimal(text)
        except ArithmeticError:
            return ""  # a flag, a cause or a day that goes missing
        if "e" in text.lower() or "." in text:
            changed = float(number) * (1 + 1e-7) or 1e-6
            return format(Decimal(repr(changed)), "f")
        return str(number + 1) if math.isfinite(number) else "0"


if __name__ == "__main__":
    unittest.main()

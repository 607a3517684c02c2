#!/usr/bin/env python3
"""test_replay.py: checks of `replay.py` itself against cases computed elsewhere.

Reads `fill_tape.json` and `queue_models.json` from the folder in BALLAST_SHARED (or ../shared beside
the package, or the fixtures of the engine's tests), and, with `--sessions`, the fill logs in
`vectors/hftbacktest`, which take some minutes.
"""

import csv
import json
import os
import sys
import tempfile
import unittest
from collections import Counter
from decimal import Decimal
from pathlib import Path

import replay
from replay import BUY, Lane, Replay, VenueOrder

PACKAGE = Path(__file__).resolve().parents[2]


def shared_folder():
    for folder in (
        os.environ.get("BALLAST_SHARED"),
        PACKAGE.parent / "shared",
        PACKAGE.parent.parent / "shared",
    ):
        if folder and (Path(folder) / "vectors").is_dir():
            return Path(folder)
    return None


SHARED = shared_folder()
MICROSECONDS = 1_700_000_000 * 10**6  # the epoch of hand-made tapes


def tape_experiment(folder, tape, order, active_at, fills):
    """The hand-made tape as Tardis files, one unit a microsecond, and a script of one order."""
    times = lambda e: f'{MICROSECONDS + e["ts"]},{MICROSECONDS + e["ts"] + 1}'
    folder = Path(folder)
    with open(folder / "quotes.csv", "w") as quotes, open(folder / "trades.csv", "w") as trades:
        quotes.write(
            "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
        )
        trades.write("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n")
        for e in tape:
            if e["type"] == "book":
                quotes.write(
                    f'x,y,{times(e)},{e["ask_qty"]},{e["ask"]},{e["bid"]},{e["bid_qty"]}\n'
                )
            else:
                trades.write(f'x,y,{times(e)},,{e["aggr"]},{e["px"]},{e["qty"]}\n')
    with open(folder / "script.csv", "w") as script:
        script.write("timestamp_ns,action,order,side,price,quantity\n")
        script.write(
            f'{(MICROSECONDS + active_at) * 1000},place,1,{order["side"]},{order["price"]},{order["qty"]}\n'
        )
    return {
        "instrument": {"tick": "0.01", "lot": "1"},
        "data": [
            {"format": "tardis/quotes", "files": ["quotes.csv"]},
            {"format": "tardis/trades", "files": ["trades.csv"]},
        ],
        "lanes": [
            {"name": "a", "strategy": {"use": "scripted", "file": "script.csv"}, "fills": fills}
        ],
    }


class FillTape(unittest.TestCase):
    MODELS = {
        "touch": {"model": "touch", "fill": "whole"},
        "touch_partial": {"model": "touch"},
        "through": {"model": "through", "n": 1},
        "risk_averse": {"model": "queue", "cancels": "risk-averse"},
        "power1": {"model": "queue", "cancels": "power", "n": 1},
        "power2": {"model": "queue", "cancels": "power", "n": 2},
        "power3": {"model": "queue", "cancels": "power", "n": 3},
    }

    @unittest.skipIf(SHARED is None, "no shared folder")
    def test_every_case(self):
        data = json.loads((SHARED / "vectors/fill_tape.json").read_text())
        for case in data["expected"]:
            with self.subTest(
                case["model"], at=case["active_at"]
            ), tempfile.TemporaryDirectory() as folder:
                experiment = tape_experiment(
                    folder,
                    data["tape"],
                    data["order"],
                    case["active_at"],
                    self.MODELS[case["model"]],
                )
                fills = Replay(experiment, folder).run().fills
                got = [(f["timestamp_ns"] // 1000 - MICROSECONDS, f["quantity"]) for f in fills]
                self.assertEqual(got, [(f["ts"], f["qty"]) for f in case["fills"]])


class QueueModels(unittest.TestCase):
    NAMES = {
        "risk_averse": ("risk-averse", 1),
        "power1": ("power", 1),
        "power2": ("power", 2),
        "power3": ("power", 3),
        "log": ("log", 1),
        "log2": ("log2", 1),
        "power2_v2": ("power2", 2),
        "power2_v3": ("power3", 2),
    }

    @unittest.skipIf(SHARED is None, "no shared folder")
    def test_traces_and_probabilities(self):
        data = json.loads((SHARED / "vectors/queue_models.json").read_text())
        for row in data["probabilities_behind"]:
            for name, (model, n) in self.NAMES.items():
                if name in row:
                    p = replay.probability_behind(model, n, row["front"], row["back"], 1.0)
                    self.assertAlmostEqual(p, row[name], delta=1e-12, msg=f"{name} {row}")
        for name, steps in data["traces"].items():
            model, n = self.NAMES[name]
            lane = Lane(
                0,
                {
                    "name": "a",
                    "strategy": {"use": "hold"},
                    "fills": {"model": "queue", "cancels": model, "n": n},
                },
            )
            engine = Replay.__new__(Replay)
            engine.lot = Decimal(1)
            order = VenueOrder(1, BUY, 100, 1000, True)
            order.ahead, displayed = data["initial_front"], data["initial_level_qty"]
            for step in steps:
                kind, value = step["event"]
                front = order.ahead
                if kind == "depth":
                    engine.resize(lane, order, displayed, value)
                    displayed, reached = value, 0
                    self.assertAlmostEqual(
                        order.ahead, step["front"], delta=1e-9, msg=f"{name} {step}"
                    )
                else:
                    reached = engine.reached(lane, order, value)
                    self.assertAlmostEqual(
                        front - value, step["front"], delta=1e-9, msg=f"{name} {step}"
                    )
                self.assertEqual(reached, step["filled_qty"], f"{name} {step}")


def session_experiment(case):
    """An experiment for one of the fill logs of the real session."""
    tardis = SHARED / "data/tardis/binance-futures_"
    queue, fills = case.split("_")[1], {"model": "queue", "fill": "whole"}
    fills.update(
        {
            "risk": {"cancels": "risk-averse"},
            "power": {"cancels": "power", "n": 3},
            "power2": {"cancels": "power2", "n": 3},
            "power3": {"cancels": "power3", "n": 3},
            "log": {"cancels": "log"},
            "log2": {"cancels": "log2"},
        }[queue]
    )
    strategy = {
        "use": "symmetric",
        "size": 10,
        "position_cap": 200,
        "half_spread": int(case[3]) if case.startswith("r1") else 0,
    }
    if case.startswith("r3"):
        strategy["keep_within"] = 20
    if case.startswith("r2"):
        strategy = {"use": "scripted", "file": str(SHARED / "vectors/hftbacktest/script.csv")}
    ms = 10**6
    return {
        "instrument": {"tick": "0.1", "lot": "0.001"},
        "clock_shift": 1273520000,
        "data": [
            {"files": [f"{tardis}incremental_book_L2_2024-08-08_BTCUSDT.csv.gz"]},
            {"files": [f"{tardis}trades_2024-08-08_BTCUSDT.csv.gz"]},
        ],
        "lanes": [
            {
                "name": "a",
                "strategy": strategy,
                "fills": fills,
                "decide": {"every": 100 * ms},
                "latency": {"order": 10 * ms, "cancel": 10 * ms, "response": 10 * ms},
            }
        ],
    }


def compare_session(case):
    """(fills expected, fills made, fills equal in time, side, price and quantity)."""
    with open(SHARED / f"vectors/hftbacktest/{case}.csv") as stream:
        expected = Counter(
            (int(r["exchange_ns"]), r["side"], Decimal(r["price"]), Decimal(r["quantity"]))
            for r in csv.DictReader(stream)
        )
    rows = list(Replay(session_experiment(case)).run().fill_rows())
    made = Counter(
        (r["timestamp_ns"], r["side"], Decimal(r["price"]), Decimal(r["quantity"])) for r in rows
    )
    for name, difference in (("missing", expected - made), ("extra", made - expected)):
        for key in sorted(difference)[:5]:
            print(" ", name, *key)
    return sum(expected.values()), sum(made.values()), sum((expected & made).values())


def sessions(only):
    failed = 0
    for path in sorted((SHARED / "vectors/hftbacktest").glob("r*_*.csv")):
        if not only or path.stem in only:
            expected, made, equal = compare_session(path.stem)
            print(f"{path.stem:12} expected {expected} made {made} equal {equal}", flush=True)
            failed += not expected == made == equal
    return failed


if __name__ == "__main__":
    if "--sessions" in sys.argv:
        sys.exit(1 if sessions(sys.argv[sys.argv.index("--sessions") + 1 :]) else 0)
    unittest.main()

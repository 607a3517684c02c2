#!/usr/bin/env python3
"""hftbacktest.py --ballast PATH [CASE ...]: the engine against hftbacktest's fills of a real session.

Each case is a log of fills in `vectors/hftbacktest` of the folder beside the package. What its strategy
sends is written down by replay.py as a script (its `orders.csv`, times of decisions), which `ballast
run` carries out with one lane per case in one pass over the L2 file and the trades. Every fill must
agree in exchange time, side, price and quantity; exits with 1 if one does not.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

from replay import Replay
from test_replay import SHARED, session_experiment

QUEUES = {
    "risk": "risk-averse",
    "power": "power(3)",
    "power2": "power2(3)",
    "power3": "power3(3)",
    "log": "log",
    "log2": "log2",
}


def write_script(case, path):
    """The orders of `case` as a script."""
    if case.startswith("r2"):
        path.write_text((SHARED / "vectors/hftbacktest/script.csv").read_text())
        return
    replay = Replay(session_experiment(case)).run()
    lines = ["timestamp_ns,action,order,side,price,quantity"]
    for time, _, number, event, side, price, lots, _ in replay.messages:
        if event not in ("new", "cancel"):
            continue
        action = "place" if event == "new" else "cancel"
        quantity = replay.decimal(lots, replay.lot) if event == "new" else ""
        lines.append(
            f"{time},{action},{number},{'buy' if side > 0 else 'sell'},"
            f"{replay.decimal(price, replay.tick)},{quantity}"
        )
    path.write_text("\n".join(lines) + "\n")


def experiment(cases):
    data = SHARED / "data/tardis/binance-futures_"
    lanes = [
        f"  - {{ name: {case}, use: scripted, file: {case}.csv, "
        f"fills: {{ model: {QUEUES[case.split('_')[1]]} }} }}"
        for case in cases
    ]
    return "\n".join(
        [
            "name: session",
            "instrument: { symbol: BTCUSDT, tick: 0.1, lot: 0.001, quote: USDT, kind: linear }",
            "data:",
            "  - format: tardis/incremental_book_L2",
            f"    files: {data}incremental_book_L2_2024-08-08_BTCUSDT.csv.gz",
            f"  - {{ format: tardis/trades, files: {data}trades_2024-08-08_BTCUSDT.csv.gz }}",
            "fills:",
            "  fill: whole",
            "  latency: { feed: from-data, clock-shift: 1273.520ms, order: 10ms, cancel: 10ms,"
            " response: 10ms }",
            "  fees: { maker: 0, taker: 0 }",
            "decide: { every: 100ms }",
            "strategies:",
            *lanes,
            "metrics: { horizon: 60s }",
            "",
        ]
    )


def fills(rows, time):
    return Counter(
        (int(r[time]), r["side"], Decimal(r["price"]).normalize(), Decimal(r["quantity"]).normalize())
        for r in rows
    )


def main():
    parser = argparse.ArgumentParser(description="Compare the engine with hftbacktest's fills.")
    parser.add_argument("--ballast", required=True)
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    if SHARED is None:
        raise SystemExit("no folder with vectors beside the package")
    logs = SHARED / "vectors/hftbacktest"
    cases = arguments.cases or sorted(path.stem for path in logs.glob("r*_*.csv"))
    folder = Path(tempfile.mkdtemp(prefix="session-"))
    for case in cases:
        write_script(case, folder / f"{case}.csv")
    (folder / "experiment.yaml").write_text(experiment(cases))
    ballast = str(Path(arguments.ballast).resolve())
    subprocess.run([ballast, "run", "experiment.yaml"], cwd=folder, check=True)
    with open(folder / "Reports/session/fills.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    failed = 0
    for case in cases:
        with open(logs / f"{case}.csv", newline="") as stream:
            expected = fills(csv.DictReader(stream), "exchange_ns")
        made = fills((r for r in rows if r["strategy"] == case), "timestamp_ns")
        equal = sum((expected & made).values())
        print(f"{case:12} expected {expected.total()} made {made.total()} equal {equal}")
        failed += not expected == made
    print(f"{len(cases)} cases, {failed} differ; {folder}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

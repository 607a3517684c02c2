#!/usr/bin/env python3
"""differential.py --ballast PATH --seeds A:B [--source quotes|levels|snapshots] [--keep FOLDER] [--reading NAME=VALUE ...] [--recompute]

Runs `ballast run` and replay.py on the same random tapes (tapes.py) and compares their fills: for each
strategy and time the same sides, prices, quantities, causes and mids, and the same inventory
after all fills of that time; then the order of rows and the queue ahead at entry as well. With
`--recompute` every result column of the run is recomputed too. Exits with 1 at the end if any seed
differs; folders of seeds that differ are kept (in FOLDER, by default a temporary one).
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import tapes
from replay import Replay, set_readings

HERE = Path(__file__).resolve().parent


def number(text):
    return None if text in ("", None) else Decimal(text).normalize()


def by_time(rows):
    """{(strategy, time): ([fills], inventory after the last)}."""
    result = {}
    for row in rows:
        key = row["strategy"], int(row["timestamp_ns"])
        fill = (
            row["side"],
            number(row["price"]),
            number(row["quantity"]),
            row["cause"],
            number(row["mid"]),
        )
        fills, _ = result.get(key, ([], None))
        result[key] = (fills + [fill], number(row["inventory_after"]))
    return result


def differences(engine_rows, replay_rows):
    """Texts of what differs, first in time first."""
    engine, replay = by_time(engine_rows), by_time(replay_rows)
    texts = []
    for key in sorted(engine.keys() | replay.keys(), key=lambda k: (k[1], k[0])):
        a, b = engine.get(key, ([], None)), replay.get(key, ([], None))
        if Counter(a[0]) != Counter(b[0]):
            only_a, only_b = Counter(a[0]) - Counter(b[0]), Counter(b[0]) - Counter(a[0])
            texts.append(
                f"{key[0]} at {key[1]}: engine only {show(only_a)}; replay only {show(only_b)}"
            )
        elif a[1] != b[1]:
            texts.append(f"{key[0]} at {key[1]}: inventory_after {a[1]} and {b[1]}")
        elif a[0] != b[0]:
            texts.append(f"{key[0]} at {key[1]}: same fills in another order: {a[0]} and {b[0]}")
    return texts


def show(counter):
    return [" ".join(map(str, fill)) for fill in counter.elements()] or "nothing"


def queue_differences(engine_rows, replay_rows):
    """Where `queue_ahead_at_entry` differs by more than rounding, for equal lists of fills."""
    texts = []
    by_strategy = lambda rows: sorted(rows, key=lambda r: r["strategy"])  # stable
    for a, b in zip(by_strategy(engine_rows), by_strategy(replay_rows)):
        x, y = a.get("queue_ahead_at_entry", ""), b["queue_ahead_at_entry"]
        if x != "" and (y == "" or abs(float(x) - float(y)) > 1e-9):
            texts.append(
                f"{a['strategy']} at {a['timestamp_ns']}: queue_ahead_at_entry {x} and {y}"
            )
    return texts


def find_run(folder):
    """The folder of results, wherever under `folder` the run wrote it."""
    found = sorted(folder.rglob("fills.csv"))
    return found[0].parent if found else None


def run_seed(ballast, seed, folder, recompute, source):
    """(texts of differences, number of fills compared)."""
    experiment = tapes.make(seed, folder, source)
    try:
        process = subprocess.run(
            [ballast, "run", "experiment.yaml"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
    except subprocess.TimeoutExpired:
        return ["ballast did not end within two minutes"], 0
    (folder / "ballast.log").write_text(process.stdout + process.stderr)
    if process.returncode != 0:
        return [f"ballast ended with {process.returncode}: {process.stderr.strip()[-300:]}"], 0
    run = find_run(folder)
    if run is None:
        return ["no fills.csv was written"], 0
    with open(run / "fills.csv", newline="") as stream:
        engine = list(csv.DictReader(stream))
    replayed = [
        {k: str(v) for k, v in row.items()} for row in Replay(experiment, folder).run().fill_rows()
    ]
    texts = differences(engine, replayed) or queue_differences(engine, replayed)
    with open(run / "rejects.csv", newline="") as stream:
        rejects = [[r["file"], int(r["line"])] for r in csv.DictReader(stream)]
    if sorted(rejects) != sorted(experiment["rejected"]):
        texts.append(f"rejects.csv has {sorted(rejects)}, not {sorted(experiment['rejected'])}")
    if recompute:
        check = subprocess.run(
            [sys.executable, HERE / "recompute.py", run, "--base", folder],
            capture_output=True,
            text=True,
            timeout=600,
        )
        (folder / "recompute.log").write_text(check.stdout + check.stderr)
        if check.returncode != 0:
            texts += ["recompute: " + (check.stdout + check.stderr).strip().splitlines()[-1]]
    return texts, len(replayed)


def main():
    parser = argparse.ArgumentParser(
        description="Compare the engine with the replay on random tapes."
    )
    parser.add_argument("--ballast", required=True)
    parser.add_argument("--seeds", default="0:20", help="A:B, from A up to but without B")
    parser.add_argument("--source", choices=tapes.SOURCES, default="quotes")
    parser.add_argument("--keep", help="folder for the tapes; those that differ stay")
    parser.add_argument("--reading", action="append", default=[])
    parser.add_argument("--recompute", action="store_true")
    arguments = parser.parse_args()
    set_readings(arguments.reading)
    first, last = map(int, arguments.seeds.split(":"))
    ballast = str(Path(arguments.ballast).resolve())
    base = Path(arguments.keep or tempfile.mkdtemp(prefix="tapes-")).resolve()
    failed, fills = [], 0
    for seed in range(first, last):
        folder = base / str(seed)
        texts, count = run_seed(
            ballast, seed, folder, arguments.recompute, arguments.source
        )
        fills += count
        if texts:
            failed.append(seed)
            print(f"seed {seed}: {len(texts)} differences", *texts[:3], sep="\n  ", flush=True)
        else:
            for path in sorted(folder.rglob("*"), reverse=True):
                path.unlink() if path.is_file() else path.rmdir()
            folder.rmdir()
    print(f"{last - first} tapes, {fills} fills, {len(failed)} differ: {failed}")
    if failed:
        print(f"kept in {base}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

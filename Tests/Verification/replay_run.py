#!/usr/bin/env python3
"""replay_run.py RUN_FOLDER [--base FOLDER]: replays a finished run with replay.py and compares the fills.

The experiment is the one in the run's manifest, the ticks are the files it names. Strategies that
replay.py does not know are left out and named. Exits with 1 if any fill differs.
"""

import argparse
import csv
import json
import re
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from differential import differences, queue_differences
from manifest import Settings, duration
from recompute import find_file, read_csv
from replay import Replay, set_readings

KNOWN = ("symmetric", "linear-skew", "threshold", "hold", "scripted")


def plain(fraction):
    """An int where it is one, else the nearest double."""
    return int(fraction) if fraction.denominator == 1 else float(fraction)


def ticks_of(text, tick):
    """'2 ticks' or a price in quote units as ticks; None where it depends on the mid."""
    number, unit = re.fullmatch(r"([-+.\deE]+)\s*(.*)", str(text)).groups()
    if unit in ("tick", "ticks"):
        return float(Decimal(number))
    return float(Decimal(number) / tick) if unit == "" else None


def ticks_per_lot(text, settings):
    """'0.02 ticks per lot', or quote units per base unit, as ticks per lot."""
    number, unit = re.fullmatch(r"([-+.\deE]+)\s*(.*)", str(text)).groups()
    if unit in ("ticks per lot", "tick per lot"):
        return float(Decimal(number))
    return float(Decimal(number) * settings.lot / settings.tick) if unit == "" else None


def fills_of(fills, settings):
    """(fills, latency) of replay.py for the resolved `fills` of a strategy."""
    word, argument = re.fullmatch(r"([a-z0-9-]+?)(?:\(([\d.]+)\))?", fills["model"]).groups()
    model = {"model": word} if word in ("touch", "through") else {"model": "queue", "cancels": word}
    if argument:
        model["n"] = int(argument) if argument.isdigit() else float(argument)
    hidden = str(fills.get("hidden-queue", "touch"))
    model.update(
        fill=fills["fill"],
        crossing=fills["crossing"],
        book_crossing=fills["book-crossing"] == "on",
        hidden=hidden if hidden in ("touch", "none") else plain(settings.quantity(hidden)),
    )
    return model, {
        name: duration(fills["latency"][name]) for name in ("order", "cancel", "response")
    }


def strategy_of(entry, settings, folders):
    """The strategy of replay.py for a resolved entry, or None."""
    use = entry["use"]
    if use not in KNOWN:
        return None
    if use == "hold":
        return {"use": use}
    if use == "scripted":
        return {"use": use, "file": str(find_file(entry["file"], folders).resolve())}
    lots = lambda name: plain(settings.quantity(entry[name]))
    strategy = {
        "use": use,
        "half_spread": ticks_of(entry["half-spread"], settings.tick),
        "size": lots("size"),
        "target": lots("target"),
        "anchor": entry["anchor"],
    }
    if use == "linear-skew":
        strategy["skew"] = ticks_per_lot(entry["skew"], settings)
    if use == "threshold":
        strategy.update(band=lots("band"), to=entry["to"])
    return None if None in strategy.values() else strategy


def local_name(file, names):
    """`file` from the name of its tick file on: `trades.zip/trades.csv` of `a/b/trades.zip/trades.csv`."""
    parts = file.split("/")
    return next("/".join(parts[i:]) for i, part in enumerate(parts) if part in names)


def experiment_of(folder, bases):
    """(experiment for replay.py, names left out) of the run in `folder`."""
    manifest = json.loads(
        (folder / "manifest.json").read_text(encoding="utf-8"), parse_float=Decimal
    )
    settings, resolved = Settings(manifest), manifest["experiment"]
    folders = [*bases, folder / settings.folder, folder, Path.cwd()]
    decide = resolved["decide"]
    lanes, left_out = [], []
    for entry in resolved["strategies"]:
        strategy = strategy_of(entry, settings, folders)
        if strategy is None:
            left_out.append(entry["name"])
            continue
        lane, (fills, latency) = settings.lanes[entry["name"]], fills_of(entry["fills"], settings)
        lanes.append(
            {
                "name": entry["name"],
                "strategy": strategy,
                "fills": fills,
                "latency": latency,
                "limit": None if lane["limit"] is None else plain(lane["limit"]),
                "start_inventory": plain(Fraction(lane["inventory"])),
                "decide": {"every": duration(decide["every"]), "on": decide["on"]},
            }
        )
    rejects = folder / "rejects.csv"
    names = [Path(p).name for _, paths in settings.sources for p in paths]
    return {
        "instrument": {
            "tick": str(settings.tick),
            "lot": str(settings.lot),
            "kind": "spot" if settings.spot else "linear",
        },
        "crossed": "keep" if settings.keep_crossed else "drop",
        "clock_shift": settings.shift,
        "feed": settings.feed,
        "lanes": lanes,
        "data": [
            {"format": name, "files": [str(find_file(p, folders).resolve()) for p in paths]}
            for name, paths in settings.sources
        ],
        "rejected": [
            [local_name(r["file"], names), int(r["line"])]
            for r in (read_csv(rejects) if rejects.exists() else [])
            if r["line"]
        ],
    }, left_out


def main():
    parser = argparse.ArgumentParser(description="Replay a finished run and compare its fills.")
    parser.add_argument("run")
    parser.add_argument("--base", action="append", default=[])
    parser.add_argument("--reading", action="append", default=[])
    arguments = parser.parse_args()
    set_readings(arguments.reading)
    folder = Path(arguments.run)
    experiment, left_out = experiment_of(folder, [Path(b) for b in arguments.base])
    replayed = [{k: str(v) for k, v in row.items()} for row in Replay(experiment).run().fill_rows()]
    names = {lane["name"] for lane in experiment["lanes"]}
    with open(folder / "fills.csv", newline="", encoding="utf-8") as stream:
        engine = [row for row in csv.DictReader(stream) if row["strategy"] in names]
    texts = differences(engine, replayed) or queue_differences(engine, replayed)
    print(*texts[:20], sep="\n")
    if left_out:
        print("not replayed:", ", ".join(left_out))
    print(f"{len(names)} strategies, {len(engine)} fills, {len(texts)} differences")
    sys.exit(1 if texts else 0)


if __name__ == "__main__":
    main()

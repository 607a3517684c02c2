"""Reproduces comparison.csv and tests.csv of a run with a bootstrap of its own.

    python3 Tests/Verification/inference.py Reports/demo

Horizon profits are taken from timeseries.csv; resamples come from another generator than the
project's, so that intervals and p-values must agree within Monte-Carlo error, differences exactly.
Needs numpy, and is skipped with a message where there is none. Exit status 1: something differs.
"""

import csv
import json
import math
import sys
from pathlib import Path

try:
    import numpy as np
except ImportError:
    print("skipped: numpy is not installed")
    sys.exit(0)

RESAMPLES = 4000


def seconds(text):
    units = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "min": 60 * 10**9,
             "h": 3600 * 10**9, "d": 86400 * 10**9}
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(float(number) * units[text[len(number):]])


def profits(folder, horizon):
    series, marks = {}, {}
    with open(folder / "timeseries.csv") as file:
        for row in csv.DictReader(file):
            name, time, equity = row["strategy"], int(row["timestamp_ns"]), float(row["equity"])
            if name not in marks:
                marks[name], series[name] = (time + horizon, equity), []
            elif time == marks[name][0]:
                series[name].append(equity - marks[name][1])
                marks[name] = (time + horizon, equity)
    return {name: np.array(values) for name, values in series.items()}


def cvar(values, level=0.95):
    losses = np.sort(-values, axis=-1)
    n = losses.shape[-1]
    m = max(math.ceil(n * level - 1e-12), 1)
    tail = n * (1 - level)
    at = losses[..., m - 1]
    return at + (losses[..., m:] - at[..., None]).sum(-1) / tail


def indices(n, block, resamples, random):
    restart = random.random((resamples, n)) < 1 / block
    restart[:, 0] = True
    starts = random.integers(0, n, (resamples, n))
    at = np.maximum.accumulate(np.where(restart, np.arange(n), 0), axis=1)
    return (np.take_along_axis(starts, at, 1) + np.arange(n) - at) % n


def near(share, other, a, b):
    """Whether two shares of resamples agree: five standard errors of their difference."""
    p = min(max((share + other) / 2, 1 / a), 1 - 1 / a)
    return abs(share - other) <= 5 * math.sqrt(p * (1 - p) * (1 / a + 1 / b)) + 2 / a


def main(folder):
    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    settings = manifest["experiment"]["metrics"]
    if not (folder / "comparison.csv").exists():
        print("skipped: the run has no comparison.csv")
        return 0
    rows = list(csv.DictReader(open(folder / "comparison.csv")))
    series = profits(folder, seconds(settings["horizon"][0]))
    own = int(settings["resamples"])
    random = np.random.default_rng(20240607)
    bad, checked = [], 0
    by_metric = {}
    for row in rows:
        if row["p_value"]:
            by_metric.setdefault(row["metric"], []).append(row)
    for metric, group in by_metric.items():
        n, block = int(group[0]["n"]), float(group[0]["block_length"])
        places = indices(n, block, RESAMPLES, random)
        statistic = cvar if metric == "cvar_95" else lambda v: v.mean(-1)
        scale = n if metric == "pnl_total" else 1
        names = {row[key] for row in group for key in ("strategy", "other")}
        value = {name: statistic(series[name]) for name in names}
        draws = {name: statistic(series[name][places]) for name in names}
        scores, centred = [], []
        for row in group:
            a, b = row["strategy"], row["other"]
            difference = value[a] - value[b]
            spread = np.abs(draws[a] - draws[b] - difference)
            error = (draws[a] - draws[b]).std(ddof=1)
            where = f"{metric} {a} / {b}"
            stated = float(row["difference"]) / scale
            if abs(stated - difference) > 1e-6 * max(error, 1e-9):
                bad.append(f"{where}: difference {stated}, expected {difference}")
            reach = (float(row["high"]) - float(row["low"])) / 2 / scale
            # The share of draws within the stated reach must be 95 %.
            if not (near((spread <= reach * (1 + 1e-9)).mean(), 0.95, RESAMPLES, own)
                    or near((spread < reach * (1 - 1e-9)).mean(), 0.95, RESAMPLES, own)
                    or abs(np.quantile(spread, 0.95) - reach) < 0.05 * reach):
                bad.append(f"{where}: reach {reach}, expected {np.quantile(spread, 0.95)}")
            alone = (spread >= abs(difference) * (1 - 1e-12)).mean()
            if not near(alone, float(row["p_value"]), RESAMPLES, own):
                bad.append(f"{where}: p {row['p_value']}, expected {alone}")
            scores.append(abs(difference) / error)
            centred.append(spread / error)
            checked += 3
        order = np.argsort(-np.array(scores), kind="stable")
        centred = np.array(centred)[order]
        largest = np.maximum.accumulate(centred[::-1], axis=0)[::-1]
        floor = 0
        for place, maxima in zip(order, largest):
            floor = max(floor, (maxima >= scores[place] * (1 - 1e-12)).mean())
            row = group[place]
            checked += 1
            if not near(floor, float(row["adjusted_p_value"]), RESAMPLES, own):
                bad.append(f"{metric} {row['strategy']} / {row['other']}: adjusted "
                           f"{row['adjusted_p_value']}, expected {floor}")
    checked += ability(folder, settings, series, random, own, bad)
    for line in bad:
        print(line)
    print(f"{folder}: {checked} numbers checked, {len(bad)} differ")
    return 1 if bad else 0


def ability(folder, settings, series, random, own, bad):
    tests = {row["test"]: row for row in csv.DictReader(open(folder / "tests.csv"))}
    control = settings.get("baseline")
    if "spa_consistent" not in tests or control not in series:
        return 0
    n, block = int(tests["spa_consistent"]["n"]), float(tests["spa_consistent"]["block_length"])
    base = series[control]
    all_d = [v - base for name, v in series.items() if name != control and len(v) == n]
    d = np.array([x for x in all_d if np.ptp(x) > 0])
    mean = d.mean(1)
    e = d - mean[:, None]
    i, keep = np.arange(1, n), 1 - 1 / block
    kappa = (1 - i / n) * keep**i + (i / n) * keep ** (n - i)
    omega = np.array([math.sqrt((x @ x + 2 * sum(k * (x[j:] @ x[:-j]) for j, k in zip(i, kappa)))
                                / n) for x in e])
    draws = d[:, indices(n, block, RESAMPLES, random)].mean(-1)
    root = math.sqrt(n)
    top = max(0, (root * mean / omega).max())
    floor = -math.sqrt(2 * math.log(math.log(n)))
    centres = {"spa_lower": np.maximum(mean, 0), "spa_upper": mean,
               "spa_consistent": np.where(root * mean / omega >= floor, mean, 0)}
    expected = {name: (np.maximum(root * (draws - g[:, None]) / omega[:, None], 0).max(0)
                       > top).mean() for name, g in centres.items()}
    expected["reality_check"] = ((draws - mean[:, None]).max(0) > mean.max()).mean()
    for name, value in expected.items():
        if not near(value, float(tests[name]["p_value"]), RESAMPLES, own):
            bad.append(f"{name}: p {tests[name]['p_value']}, expected {value}")
    return len(expected)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))

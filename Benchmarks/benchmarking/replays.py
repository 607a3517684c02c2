"""What a replay costs: cells of a grid, single decisions, events that touch nothing, memory.

The other engine's figures are quoted, not measured here: hftbacktest 2.4.4 on the same kind of
machine, files and makers.
"""

import os
import statistics
import subprocess
import sys

from .processes import Case

EVENTS_A_SECOND = 3.3e6  # hftbacktest: one maker re-quoting every 100 ms, after its compilation
STEP_AT_6 = 1910  # its ns for a step of 6 events and one strategy
STEP_AT_100 = 100 * 125 + 1100  # 125 ns an event to move its feed, and 1.1 µs a step for a strategy
MEMORY_GROWTH = 1.05

# name: (arguments, what one unit of cost is)
WALK = ["market=walk", "set=grid"]
CASES = {
    "6 events a step, 1 cell": [*WALK, "per-step=6", "events=600000", "cells=1"],
    "6 events a step, 8 cells": [*WALK, "per-step=6", "events=600000", "cells=8"],
    "6 events a step, 64 cells": [*WALK, "per-step=6", "events=300000", "cells=64"],
    "6 events a step, 1,024 cells": [*WALK, "per-step=6", "events=30000", "cells=1024"],
    "100 events a step, 1 cell": [*WALK, "per-step=100", "events=2000000", "cells=1"],
    "100 events a step, 64 cells": [*WALK, "per-step=100", "events=1000000", "cells=64"],
}
DECISIONS = {
    "nothing changes": ["market=still", "set=deep", "per-step=1", "events=20000", "cells=64"],
    "both quotes move": ["market=moving", "set=deep", "per-step=1", "events=20000", "cells=64"],
}
IDLE = {
    f"{cells} strategies": [
        "market=walk", "set=deep", "decide=100000000", "events=1000000", f"cells={cells}"]
    for cells in (8, 1024)
}
TAPE = {
    "tape, 1 cell, power3 queue": ["model=power3", "cells=1"],
    "tape, 8 cells": ["cells=8"],
    "tape, 64 cells": ["cells=64"],
}
MEMORY = {
    "1 M events": [*WALK, "kept=no", "per-step=6", "events=1000000", "cells=8"],
    "30 M events": [*WALK, "kept=no", "per-step=6", "events=30000000", "cells=8"],
    "10 M orders": ["market=moving", "kept=no", "set=deep", "per-step=1", "events=80000", "cells=64"],
}


def cases(program, tape):
    """All cases by name; those of a tape where its folder is given."""
    given = {**CASES, **{f"decision: {name}": arguments for name, arguments in DECISIONS.items()}}
    given |= {f"idle: {name}": arguments for name, arguments in IDLE.items()}
    if tape:
        files = f"tape={tape}/quotes.csv,{tape}/trades.csv"
        given |= {name: [files, *arguments] for name, arguments in TAPE.items()}
    return {name: Case(name, [program, *arguments]) for name, arguments in given.items()}


def memory_cases(program):
    return {name: Case(f"memory: {name}", [program, *arguments]) for name, arguments in MEMORY.items()}


def allocations(program, library):
    """Allocations an event: those of 400,000 events more than those of 200,000 need."""
    counts = []
    for events in (200_000, 400_000):
        command = [
            program, "market=walk", "kept=no", "per-step=6", "cells=8", f"events={events}"]
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "LD_PRELOAD": str(library)})
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\nfailed:\n{done.stderr}")
        counts.append(int(done.stderr.split()[-1]))
    return (counts[1] - counts[0]) / 200_000


def number(case, name):
    """What the last replay of `case` printed after `name`."""
    words = case.output.split()
    return float(words[words.index(name) + 1])


def nanoseconds(case, per):
    return statistics.median(case.inner) * 1e9 / number(case, per)


def ratio(case, base):
    """The median over rounds of the ratio of costs a decision."""
    scale = number(base, "decisions") / number(case, "decisions")
    return statistics.median(a / b for a, b in zip(case.inner, base.inner)) * scale


def verdict(text, holds):
    return f"{text}: {'met' if holds else '**missed**'}"


def _bar(name, case, measured):
    cost = nanoseconds(case, "decisions")
    if "1 cell, power3" in name:
        faster = number(case, "events") / statistics.median(case.inner) / EVENTS_A_SECOND
        return verdict(f"{faster:.1f} times 3.3 M events/s, ≥ 8", faster >= 8)
    if name == "6 events a step, 1,024 cells":
        share = ratio(case, measured["6 events a step, 64 cells"])
        return verdict(f"{share:.2f} of 64 cells, ≤ 1", share <= 1)
    if "64 cells" not in name:
        return ""
    is_long = name.startswith("100 events")
    (faster, wanted) = (STEP_AT_100 / cost, 200) if is_long else (STEP_AT_6 / cost, 50)
    return verdict(f"{faster:.0f} times the other engine, ≥ {wanted}", faster >= wanted)


def table(measured, memory, allocated, has_tape):
    """The lines of the section."""
    yield "Replay alone (`replay-benchmark`), CPU time within the process, order upkeep and fills included:"
    yield ""
    yield "| what | events | fills | ns an event | ns a cell and step | bar |"
    yield "|---|---:|---:|---:|---:|---|"
    for name, case in measured.items():
        if name.startswith(("decision", "idle")):
            continue
        yield (
            f"| {name} | {number(case, 'events'):,.0f} | {number(case, 'fills'):,.0f} | "
            f"{nanoseconds(case, 'events'):.0f} | {nanoseconds(case, 'decisions'):.0f} | "
            f"{_bar(name, case, measured)} |")
    yield ""
    yield (
        "The other engine is hftbacktest 2.4.4; its figures are quoted from its own measurement on the "
        f"same files and kind of machine, not measured here: 3.3 M events/s, {STEP_AT_6:,} ns a step of 6 "
        f"events, and for a step of 100 events {STEP_AT_100:,} ns put together from 125 ns an event and "
        "1.1 µs a step. It counts 4.5 M level updates on the tape, we count its 2.95 M rows.")
    if not has_tape:
        yield "The tape was not given (`--tape FOLDER`), so its cases are left out."
    yield ""
    yield "| one decision of one cell, its share of the event included | ns | bar |"
    yield "|---|---:|---|"
    for name, limit in (("nothing changes", 15), ("both quotes move", 50)):
        cost = nanoseconds(measured[f"decision: {name}"], "decisions")
        yield f"| {name} | {cost:.1f} | {verdict(f'≤ {limit}', cost <= limit)} |"
    few, many = (measured[f"idle: {name}"] for name in IDLE)
    share = statistics.median(a / b for a, b in zip(many.inner, few.inner))
    yield ""
    yield (
        f"Events that touch no order: {nanoseconds(few, 'events'):.0f} ns with 8 strategies, "
        f"{nanoseconds(many, 'events'):.0f} ns with 1,024; "
        f"{verdict(f'{share:.2f} times as much, ≤ 1.05', share <= 1.05)}.")
    yield ""
    yield verdict(f"Allocations an event: {allocated:.4f}, < 0.001", allocated < 0.001) + "."
    if memory:
        peaks = {name: case.peak_bytes for name, case in memory.items()}
        base = peaks["1 M events"]
        texts = [f"{name} {peak / 1e6:.1f} MB" for name, peak in peaks.items()]
        flat = max(peaks.values()) <= base * MEMORY_GROWTH
        yield ""
        yield f"Peak memory of a replay: {', '.join(texts)}; {verdict('flat within 5 %', flat)}."

"""Whole processes measured in turn, so that what slows the machine down slows all of them."""

import dataclasses
import statistics
import subprocess
import sys
import time


@dataclasses.dataclass
class Case:
    """A command, and what it took each time."""

    name: str
    command: list
    rows: int = 0  # rows or events it works through
    bytes: int = 0  # bytes of CSV it works through, uncompressed
    environment: dict = dataclasses.field(default_factory=dict)
    user: list = dataclasses.field(default_factory=list)  # CPU seconds
    system: list = dataclasses.field(default_factory=list)  # CPU seconds
    wall: list = dataclasses.field(default_factory=list)  # seconds
    peak: list = dataclasses.field(default_factory=list)  # bytes
    inner: list = dataclasses.field(default_factory=list)  # CPU seconds that the process tells
    output: str = ""  # of the last time

    @property
    def user_seconds(self):
        return statistics.median(self.user)

    @property
    def system_seconds(self):
        return statistics.median(self.system)

    @property
    def wall_seconds(self):
        return statistics.median(self.wall)

    @property
    def peak_bytes(self):
        return max(self.peak)

    def facts(self):
        """What is kept of it for later comparison."""
        names = (
            "name", "rows", "bytes", "user", "system", "wall", "peak", "inner", "output")
        return {name: getattr(self, name) for name in names}


def run_once(case, measure):
    """Runs a case once; returns user, system and wall seconds and the peak memory in bytes.

    Without a PATH it finds no gnuplot, whose time and memory would count as its own.
    """
    started = time.monotonic()
    done = subprocess.run(
        [measure] + case.command, capture_output=True, text=True, env={"PATH": "", **case.environment})
    wall = time.monotonic() - started
    if done.returncode != 0:
        sys.exit(f"{' '.join(case.command)}\nfailed:\n{done.stderr}")
    case.output = done.stdout.strip()
    _, _, user, system, peak = done.stderr.strip().splitlines()[-1].split()
    return int(user) / 1e6, int(system) / 1e6, wall, int(peak) * 1024


def interleave(cases, rounds, measure, warm_up=True):
    """Runs all cases in turn, `rounds` times, in reversed order every other time.

    Neighbours on the machine come and go: cases that are compared run within seconds of each other,
    and none always runs after the same one. The first round only warms caches up.
    """
    first = -1 if warm_up else 0
    for index in range(first, rounds):
        label = "warm-up" if index < 0 else f"round {index + 1} of {rounds}"
        for case in cases if index % 2 == 0 else reversed(cases):
            progress(f"  {label}: {case.name}")
            user, system, wall, peak = run_once(case, measure)
            if index >= 0:
                case.user.append(user)
                case.system.append(system)
                case.wall.append(wall)
                case.peak.append(peak)
                words = case.output.split()
                if "seconds" in words:
                    case.inner.append(float(words[words.index("seconds") + 1]))
    progress("")


def progress(text):
    """Replaces the line at the cursor of a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def paired_ratio(case, base):
    """The median over rounds of the ratio of user CPU times within a round."""
    return statistics.median(a / b for a, b in zip(case.user, base.user))


def paired_wall_ratio(case, *bases):
    """The same of wall times; of several bases the slowest of the round counts."""
    slowest = [max(walls) for walls in zip(*(base.wall for base in bases))]
    return statistics.median(a / b for a, b in zip(case.wall, slowest))

"""What is measured on: simulated ticks and the experiments that replay them."""

import gzip
import pathlib
import shutil
import subprocess
import sys


class Ticks:
    """A simulated session as quotes and trades, plain and gzipped."""

    def __init__(self, folder, hours, ballast):
        self.folder = pathlib.Path(folder)
        if not (self.folder / "done").exists():
            self._make(hours, ballast)
        self.rows = {name: self._count(name) for name in ("quotes", "trades")}

    def path(self, name):
        return str(self.folder / f"{name}.csv")

    def bytes(self, name):
        return (self.folder / f"{name}.csv").stat().st_size

    def pack(self, name, end):
        """Packs a file once more where that can be done here; returns whether it is there."""
        path = self.path(name)
        if not end or pathlib.Path(path + end).exists():
            return True
        program = {".xz": ["xz", "-1", "-T0"], ".zst": ["zstd", "-3", "-T0"]}[end]
        if shutil.which(program[0]) is None:
            print(f"left out: {end}, there is no {program[0]}", file=sys.stderr)
            return False
        subprocess.run(program + ["-k", "-q", path], check=True)
        return True

    def _make(self, hours, ballast):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        command = [ballast, "simulate", "--out", str(self.folder), "--hours", str(hours)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for name in ("quotes", "trades"):
            path = self.path(name)
            with open(path, "rb") as plain, open(path + ".gz", "wb") as packed:
                with gzip.GzipFile("", "wb", 6, packed, mtime=0) as archive:
                    shutil.copyfileobj(plain, archive, 1 << 20)
        (self.folder / "done").touch()

    def _count(self, name):
        with open(self.path(name), "rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1


HEADER = """\
name: benchmark
instrument: {{ symbol: SIM-PERP, tick: 0.1, lot: 0.001, kind: linear, quote: USD }}
data:
  - {{ format: tardis/book_ticker, files: {quotes} }}
  - {{ format: tardis/trades, files: {trades} }}
fills:
  model: {{ queue: {{ cancels: power, n: 3 }} }}
  latency: {{ feed: from-data, order: 10ms, cancel: 10ms, response: 10ms }}
  fees: {{ maker: -0.00005, taker: 0.0004 }}
decide: every 1s
start: {{ inventory: 0, cash: 100000 }}
metrics: {{ horizon: 60s, sample: 10s }}
strategies:
"""


VARIANTS = """\
name: eight-variants
instrument: {{ symbol: SYNUSDT, tick: 0.1, lot: 0.001, kind: linear, quote: USDT }}
data:
  - {{ format: tardis/quotes, files: {folder}/quotes.csv }}
  - {{ format: tardis/trades, files: {folder}/trades.csv }}
fills:
  model: {{ queue: {{ cancels: power3, n: 3 }} }}
  fill: whole
  latency: {{ feed: from-data, order: 1ms, cancel: 1ms, response: 1ms }}
  fees: {{ maker: -0.00005, taker: 0.0007 }}
decide: every 100ms
start: {{ inventory: 0, cash: 1000 }}
metrics: {{ horizon: 60s, sample: 1s }}
output: {{ fills: off, timeseries: off, report: off }}
strategies:
"""


def variants(path, tape):
    """Writes the experiment of eight makers on the tape in folder `tape`; returns its path."""
    text = VARIANTS.format(folder=pathlib.Path(tape).resolve())
    for half_spread in (1, 2):
        for skew in (0, 0.025, 0.05, 0.1):  # ticks per lot; an order has 10 lots
            text += (
                f"  - {{ name: {half_spread} skew {skew}, use: linear-skew, size: 0.01, limit: 0.2, "
                f"half-spread: {half_spread} ticks, skew: {skew} ticks per lot }}\n")
    pathlib.Path(path).write_text(text, encoding="utf-8")
    return str(path)


def tape_facts(tape):
    """Rows and bytes of the tape's two files."""
    paths = [pathlib.Path(tape) / f"{name}.csv" for name in ("quotes", "trades")]
    rows = 0
    for path in paths:
        with open(path, "rb") as file:
            rows += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1
    return rows, sum(path.stat().st_size for path in paths)


def strategy(index):
    """Every fourth lane quotes within three ticks of the mid, the others 4 to 19 ticks away."""
    half_spread = 1 + index // 4 % 3 if index % 4 == 0 else 4 + index % 16
    common = f"half-spread: {half_spread} ticks, size: 0.{1 + index % 4}, limit: 5"
    if index % 2 == 0:
        return f"  - {{ name: lane-{index}, use: symmetric, {common} }}\n"
    skew = f"skew: 0.00{1 + index % 9} ticks per lot"
    return f"  - {{ name: lane-{index}, use: linear-skew, {common}, {skew} }}\n"


def experiment(path, ticks, strategies):
    """Writes an experiment of so many strategies on `ticks`; returns its path."""
    text = HEADER.format(quotes=ticks.path("quotes"), trades=ticks.path("trades"))
    text += "".join(strategy(index) for index in range(strategies))
    pathlib.Path(path).write_text(text, encoding="utf-8")
    return str(path)

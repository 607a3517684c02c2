"""What a run's manifest says. Everything that knows its layout is in this file."""

import re
from decimal import Decimal
from fnmatch import fnmatch
from fractions import Fraction

SECOND = 10**9

UNITS_NS = {
    "ns": 1,
    "us": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "min": 60 * 10**9,
    "h": 3600 * 10**9,
    "d": 86400 * 10**9,
}


def duration(value):
    """'100ms', '60s' or a number of ns as ns."""
    if isinstance(value, (int, float)):
        return int(value)
    number, unit = re.fullmatch(r"([-+.\deE]+)\s*([a-z]*)", value.strip()).groups()
    return int(Decimal(number) * UNITS_NS[unit or "ns"])


def as_list(value):
    return value if isinstance(value, list) else [value]


class Settings:
    """The resolved experiment, in plain attributes; `place` says of which instrument's lanes."""

    def __init__(self, manifest, place=0):
        e = manifest["experiment"]
        instruments = e["instruments"] if "instruments" in e else [e["instrument"]]
        # Names of instruments are only there where there are several.
        self.names = [i["name"] for i in instruments] if "instruments" in e else [None]
        self.instrument = instrument = instruments[place]
        self.place = place
        self.quote = instrument.get("quote", "")
        self.tick, self.lot = Decimal(str(instrument["tick"])), Decimal(str(instrument["lot"]))
        self.multiplier = Decimal(str(instrument.get("multiplier", 1)))
        self.spot = instrument.get("kind") == "spot"
        metrics = e.get("metrics", {})
        self.horizons = [duration(h) for h in as_list(metrics.get("horizon", "60s"))]
        self.levels = [Decimal(str(a)) for a in as_list(metrics.get("cvar", ["0.95", "0.99"]))]
        self.sample = duration(metrics.get("sample", min(SECOND, min(self.horizons))))
        self.band = self.quantity(metrics.get("band"))
        latency = e.get("fills", {}).get("latency", {})
        self.keep_crossed = e.get("fills", {}).get("crossed") == "keep"
        feed = latency.get("feed", "from-data")
        self.feed = None if feed == "from-data" else duration(feed)
        self.shift = self.clock_shift(manifest, latency.get("clock-shift", "none"))
        self.lanes = {}
        # The names of the other assumptions that every strategy ran under.
        self.cases = [case["name"] for case in e.get("fills", {}).get("sensitivity", [])]
        # The instruments of each strategy's legs, by place, the first one first.
        self.legs = {}
        for strategy in e["strategies"]:
            own = strategy.get("instrument", self.names[0])
            others = strategy.get("legs", {})
            self.legs[strategy["name"]] = [self.names.index(n) for n in (own, *others)]
            if self.names[place] in others:
                leg = others[self.names[place]]
                self.lanes[strategy["name"]] = self.lane(leg, leg["fills"])
                continue
            if self.names[place] != own:
                continue
            self.lanes[strategy["name"]] = self.lane(
                strategy, strategy.get("fills", e.get("fills", {}))
            )
        self.folder = manifest.get("experiment_folder", ".")
        shifts = {s["recorder"]: s["shift_ns"] for s in manifest.get("clock_shifts", [])}
        groups = self.group_inputs(e.get("data", []), manifest["inputs"])
        self.sources = [group for group, _ in groups]
        # For each source the place of its instrument, its clock shift and its feed latency.
        self.source_facts = []
        for _, entry in groups:
            own_feed = entry.get("feed")
            self.source_facts.append(
                (
                    self.names.index(entry.get("instrument", self.names[0])),
                    shifts.get(entry.get("recorder"), self.shift),
                    (
                        self.feed
                        if own_feed is None
                        else None if own_feed == "from-data" else duration(own_feed)
                    ),
                )
            )

    def quantity(self, value):
        """A quantity in base units (or 'N lots') as a fraction of lots, or None."""
        if value is None:
            return None
        text = str(value).strip()
        if text.endswith(("lots", "lot")):
            return Fraction(Decimal(text.split()[0]))
        return Fraction(Decimal(text)) / Fraction(self.lot)

    def lane(self, strategy, fills):
        start = strategy.get("start") or {}
        fees = fills.get("fees", {})
        through = re.fullmatch(r"through\((\d+)\)", str(fills.get("model", "")))
        return {
            "through": int(through.group(1)) if through else None,
            "limit": self.quantity(strategy.get("limit")),
            "inventory": self.quantity(start.get("inventory", 0)),
            "cash": Fraction(Decimal(str(start.get("cash", 0)))),
            "fee_rules": {**fees, "window": self.window(fees.get("volume", "cumulative"))},
            "liquidation_fee": Fraction(
                Decimal(str(self.instrument.get("margin", {}).get("liquidation-fee", 0)))
            ),
            "impact": fills.get("impact", "none") != "none",
            "intensity": "intensity" in str(fills.get("model", "")),
            "balance": self.balance(self.instrument.get("balance")),
        }

    @staticmethod
    def window(volume):
        """The span of the traded volume that fees depend on in ns, or None for all of it."""
        return None if volume == "cumulative" else duration(volume)

    @staticmethod
    def balance(given):
        if given is None:
            return None
        borrow = given.get("borrow", {})
        number = lambda key: Fraction(Decimal(str(borrow.get(key, 0))))
        return {
            "short": given.get("short") == "on",
            "base": number("base"),
            "quote": number("quote"),
            "every": duration(borrow.get("every", "1h")),
        }

    @staticmethod
    def clock_shift(manifest, given):
        """The shift of the recorder's clock in ns; it matters only for rows without exchange time."""
        shifts = {entry["shift_ns"] for entry in manifest.get("clock_shifts", [])}
        if len(shifts) == 1:
            return shifts.pop()
        if len(shifts) > 1:
            return None  # each source has that of its recorder
        return duration(given) if isinstance(given, str) and re.match(r"[-+.\d]", given) else 0

    @staticmethod
    def group_inputs(data, inputs):
        """[((format, [paths]), entry)]: one source for each entry under `data`, in its order."""
        ticks = [i for i in inputs if i["format"] != "script"]
        groups = [((entry["format"], []), entry) for entry in data]
        for i in ticks:
            fitting = [
                group
                for group, entry in groups
                if entry.get("format") == i["format"]
                and any(fnmatch(i["path"], pattern) for pattern in as_list(entry["files"]))
            ]
            # A file may serve several sources, each of which reads it once.
            fitting = [group for group in fitting if i["path"] not in group[1]] or fitting
            fitting = fitting or [group for group, _ in groups if group[0] == i["format"]]
            if not fitting:
                groups.append(((i["format"], []), {}))
                fitting = [groups[-1][0]]
            fitting[0][1].append(i["path"])
        return [group for group in groups if group[0][1]]

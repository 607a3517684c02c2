"""The table of results, and which bars hold."""

from . import replays
from .processes import paired_ratio, paired_wall_ratio

USER_BAR = 1.3
WALL_BAR = 0.75
PACKED_BAR = 1.15
CACHED_RECORDS_BAR = 60
CACHED_EVENTS_BAR = 30
LANES_BAR = 8
MEMORY_BAR = 64 * 10**6
TABLE_SECONDS = 22.9  # hftbacktest's CPU time for the same eight makers, with 1.5 GB
TABLE_BARS = {"CSV": 16, "the cache": 60}
BASELINES = ("libcsv", "inflate")


def verdict(holds):
    """Whether a bar holds."""
    return "met" if holds else "**missed**"


def bar(ratio, limit):
    return f"≤ {limit}: {verdict(ratio <= limit)}"


def megabytes(count):
    return f"{count / 1e6:.1f} MB"


class Results:
    """Everything measured, by group; a group that was not is empty."""

    def __init__(self, small, large):
        self.small = small
        self.large = large
        self.parsing = {}
        self.others = {}
        self.missing = []
        self.running = {}
        self.table = {}
        self.replaying = {}
        self.replay_memory = {}
        self.allocations = 0.0
        self.has_tape = False
        self.memory = {}

    def cases(self):
        groups = (
            self.parsing, self.others, self.running, self.table, self.replaying,
            self.replay_memory)
        pairs = [case for pair in self.memory.values() for case in pair]
        return [case for group in groups for case in group.values()] + pairs

    def markdown(self):
        parts = (
            (self.parsing, self._parsing), (self.others, self._others),
            (self.running, self._running), (self.table, self._table), (self.replaying, self._replaying),
            (self.memory, self._memory))
        return "\n\n".join("\n".join(part()) for measured, part in parts if measured)

    def _parsing(self):
        rows = " and ".join(f"{count:,} {name}" for name, count in self.large.rows.items())
        yield f"CSV and gzip to events ({rows}); ratios are to bare libcsv on the same file:"
        yield ""
        yield (
            "| from | to | user CPU | sys | wall | MB/s of wall | peak | user ratio | wall ratio |"
            " bar |")
        yield "|---|---|---:|---:|---:|---:|---:|---|---|---|"
        for label in ("quotes", "trades", "merged"):
            base = self.parsing["libcsv", label]
            one = self.parsing["one thread", label]
            plain = self.parsing["csv", label]
            inflate = self.parsing["inflate", label]
            packed = self.parsing["gz", label]
            yield self._parsing_row(f"{label} CSV", "nothing: bare libcsv", base, base, "")
            yield self._parsing_row(f"{label} CSV", "events, one thread", one, base, "")
            user, wall = paired_ratio(plain, base), paired_wall_ratio(plain, base)
            yield self._parsing_row(
                f"{label} CSV", "events", plain, base,
                f"user {bar(user, USER_BAR)}, wall {bar(wall, WALL_BAR)}")
            yield self._parsing_row(f"{label} gz", "nothing: bare zlib", inflate, base, "")
            ratio = paired_wall_ratio(packed, inflate, one)
            yield self._parsing_row(
                f"{label} gz", "events", packed, base,
                f"wall {ratio:.2f} of the slower of unpacking and parsing, a thread each, "
                f"{bar(ratio, PACKED_BAR)}; {self._least_wall(inflate, plain)}")
        measured = [case for (way, _), case in self.parsing.items() if way not in BASELINES]
        peak = max(case.peak_bytes for case in measured)
        yield ""
        yield f"Largest peak: {megabytes(peak)}; < 64 MB: {verdict(peak < MEMORY_BAR)}."
        yield ""
        yield from self._caches()

    @staticmethod
    def _least_wall(inflate, plain):
        """What two cores cannot do without, however well unpacking and parsing overlap."""
        seconds = inflate.user_seconds + plain.user_seconds
        return f"both together are {seconds:.2f} s of user CPU, {seconds / 2:.2f} s on two cores"

    def _caches(self):
        yield "The same rows from the tick cache; times faster in user CPU than parsed:"
        yield ""
        yield "| from the cache | user CPU | sys | wall | ns a row | peak | times faster | bar |"
        yield "|---|---:|---:|---:|---:|---:|---:|---|"
        for label in ("quotes", "trades", "merged"):
            for way, base, limit in (
                ("cached records", "records", CACHED_RECORDS_BAR),
                ("cached times", "records", None),
                ("cached", "csv", CACHED_EVENTS_BAR if label == "merged" else None),
            ):
                case = self.parsing[way, label]
                faster = 1 / paired_ratio(case, self.parsing[base, label])
                text = "" if limit is None else f"≥ {limit}: {verdict(faster >= limit)}"
                name = {"cached": "events"}.get(way, way.removeprefix("cached "))
                yield (
                    f"| {label}, {name} | {case.user_seconds:.3f} s | {case.system_seconds:.3f} s | "
                    f"{case.wall_seconds:.3f} s | {case.user_seconds * 1e9 / case.rows:.1f} | "
                    f"{megabytes(case.peak_bytes)} | {faster:.1f} | {text} |")

    @staticmethod
    def _parsing_row(source, target, case, base, bar_text):
        return (
            f"| {source} | {target} | {case.user_seconds:.3f} s | {case.system_seconds:.3f} s | "
            f"{case.wall_seconds:.3f} s | {case.bytes / case.wall_seconds / 1e6:.0f} | "
            f"{megabytes(case.peak_bytes)} | {paired_ratio(case, base):.2f} | "
            f"{paired_wall_ratio(case, base):.2f} | {bar_text} |")

    def _others(self):
        size = self.large.bytes("quotes")
        yield f"Other readers on the same quotes ({megabytes(size)}), whole processes:"
        yield ""
        yield "| reader | user CPU | sys | wall | peak | user ratio to libcsv | wall ratio |"
        yield "|---|---:|---:|---:|---:|---:|---:|"
        base = self.others["libcsv"]
        names = {"libcsv": "bare libcsv in C", "records": "Ballast, CSV to records"}
        for name, case in sorted(self.others.items(), key=lambda item: item[1].wall_seconds):
            yield (
                f"| {names.get(name, name)} | {case.user_seconds:.3f} s | "
                f"{case.system_seconds:.3f} s | {case.wall_seconds:.3f} s | "
                f"{megabytes(case.peak_bytes)} | {paired_ratio(case, base):.2f} | "
                f"{paired_wall_ratio(case, base):.2f} |")
        if self.missing:
            yield ""
            yield from (f"Left out: {line}." for line in self.missing)

    def _running(self):
        rows = sum(self.small.rows.values())
        yield f"`ballast run`, all of it, {rows:,} rows of CSV:"
        yield ""
        yield from self._lanes(self.running, "strategies")

    def _table(self):
        yield "From the tape's files to the metrics table of eight makers, a cold process:"
        yield ""
        yield "| from | rows | user CPU | sys | wall | peak | bar |"
        yield "|---|---:|---:|---:|---:|---:|---|"
        for name, case in self.table.items():
            faster = TABLE_SECONDS / case.user_seconds
            limit = TABLE_BARS[name]
            yield (
                f"| {name} | {case.rows:,} | {case.user_seconds:.3f} s | {case.system_seconds:.3f} s | "
                f"{case.wall_seconds:.3f} s | {megabytes(case.peak_bytes)} | "
                f"{faster:.1f} times the other engine, ≥ {limit}: {verdict(faster >= limit)}; "
                f"< 64 MB: {verdict(case.peak_bytes < MEMORY_BAR)} |")
        yield ""
        yield f"The other engine is hftbacktest 2.4.4: {TABLE_SECONDS} s of CPU and 1.5 GB, quoted."

    def _replaying(self):
        yield from replays.table(
            self.replaying, self.replay_memory, self.allocations, self.has_tape)

    def _lanes(self, cases, noun):
        yield f"| {noun} | user CPU | sys | events/s | ns an event | ns an event and lane | bar |"
        yield "|---:|---:|---:|---:|---:|---:|---|"
        for count, case in cases.items():
            text = ""
            if count == 64:
                ratio = paired_ratio(case, cases[8])
                text = f"{ratio:.2f} times the cost of 8, {bar(ratio, LANES_BAR)}"
            user = case.user_seconds
            yield (
                f"| {count} | {user:.3f} s | {case.system_seconds:.3f} s | "
                f"{case.rows / user:,.0f} | {user * 1e9 / case.rows:.0f} | "
                f"{user * 1e9 / case.rows / count:.1f} | {text} |")

    def _memory(self):
        yield "Peak memory (resident, whole process):"
        yield ""
        yield "| | 1x | 10x | bar |"
        yield "|---|---:|---:|---|"
        small, large = sum(self.small.rows.values()), sum(self.large.rows.values())
        yield f"| rows | {small:,} | {large:,} | |"
        for name, pair in self.memory.items():
            peaks = [case.peak_bytes for case in pair]
            yield (
                f"| {name} | {megabytes(peaks[0])} | {megabytes(peaks[1])} | "
                f"< 64 MB at both: {verdict(max(peaks) < MEMORY_BAR)} |")

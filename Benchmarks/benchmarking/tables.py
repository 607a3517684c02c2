"""The table of results, and which bars hold."""

from .processes import paired_ratio

PARSE_BAR = 1.4
LANES_BAR = 8
MEMORY_BAR = 64 * 10**6


def verdict(holds):
    """Whether a bar holds."""
    return "met" if holds else "**missed**"


def megabytes(count):
    return f"{count / 1e6:.1f} MB"


class Results:
    """Everything measured, by group."""

    def __init__(self, small, large):
        self.small = small
        self.large = large
        self.parsing = {}
        self.running = {}
        self.replaying = {}
        self.parsing_small = None
        self.running_large = None

    def cases(self):
        groups = (self.parsing, self.running, self.replaying)
        single = [self.parsing_small, self.running_large]
        return [case for group in groups for case in group.values()] + single

    def markdown(self):
        parts = (self._parsing(), self._running(), self._replaying(), self._memory())
        return "\n\n".join("\n".join(part) for part in parts)

    def _parsing(self):
        rows = " and ".join(f"{count:,} {name}" for name, count in self.large.rows.items())
        yield f"CSV and gzip to events ({rows}):"
        yield ""
        yield "| from | to | user CPU | sys | M rows/s | MB/s | peak | ratio | bar |"
        yield "|---|---|---:|---:|---:|---:|---:|---|---|"
        for label in ("quotes", "trades", "merged"):
            base = self.parsing["libcsv", label]
            plain = self.parsing["csv", label]
            yield self._parsing_row(f"{label} CSV", "nothing: bare libcsv", base, "1", "")
            ratio = paired_ratio(plain, base)
            yield self._parsing_row(
                f"{label} CSV", "events", plain, f"**{ratio:.2f}** to libcsv",
                f"≤ {PARSE_BAR}: {verdict(ratio <= PARSE_BAR)}")
            packed = self.parsing["gz", label]
            ratio = paired_ratio(packed, plain)
            yield self._parsing_row(f"{label} gz", "events", packed, f"{ratio:.2f} to CSV", "")

    @staticmethod
    def _parsing_row(source, target, case, ratio, bar):
        user = case.user_seconds
        return (
            f"| {source} | {target} | {user:.3f} s | {case.system_seconds:.3f} s | "
            f"{case.rows / user / 1e6:.2f} | {case.bytes / user / 1e6:.0f} | "
            f"{megabytes(case.peak_bytes)} | {ratio} | {bar} |")

    def _running(self):
        rows = sum(self.small.rows.values())
        yield f"`ballast run`, all of it, {rows:,} rows of CSV:"
        yield ""
        yield from self._lanes(self.running, "strategies")

    def _replaying(self):
        events = next(iter(self.replaying.values())).rows
        yield f"Replay alone, {events:,} synthetic events made in memory (`replay-benchmark`):"
        yield ""
        yield from self._lanes(self.replaying, "lanes")

    def _lanes(self, cases, noun):
        yield f"| {noun} | user CPU | sys | events/s | ns an event | ns an event and lane | bar |"
        yield "|---:|---:|---:|---:|---:|---:|---|"
        for count, case in cases.items():
            bar = ""
            if count == 64:
                ratio = paired_ratio(case, cases[8])
                bar = f"{ratio:.2f} times the cost of 8, ≤ {LANES_BAR}: {verdict(ratio <= LANES_BAR)}"
            user = case.user_seconds
            yield (
                f"| {count} | {user:.3f} s | {case.system_seconds:.3f} s | "
                f"{case.rows / user:,.0f} | {user * 1e9 / case.rows:.0f} | "
                f"{user * 1e9 / case.rows / count:.1f} | {bar} |")

    def _memory(self):
        yield "Peak memory (resident, whole process):"
        yield ""
        yield "| | 1x | 10x | bar |"
        yield "|---|---:|---:|---|"
        small, large = sum(self.small.rows.values()), sum(self.large.rows.values())
        yield f"| rows | {small:,} | {large:,} | |"
        peaks = (self.parsing_small.peak_bytes, self.parsing["csv", "merged"].peak_bytes)
        yield f"| CSV to events, merged | {megabytes(peaks[0])} | {megabytes(peaks[1])} | |"
        peaks = (self.running[8].peak_bytes, self.running_large.peak_bytes)
        yield (
            f"| `ballast run`, 8 strategies | {megabytes(peaks[0])} | {megabytes(peaks[1])} | "
            f"< 64 MB at both: {verdict(max(peaks) < MEMORY_BAR)} |")

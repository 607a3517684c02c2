"""Puts the tables of a run into README.md."""

import datetime
import pathlib

BEGIN = "<!-- measured: everything between these lines is written by Benchmarks/run --publish -->"
END = "<!-- measured end -->"


def publish(path, text, rounds):
    """Replaces what is between the two lines of `path` by `text`."""
    path = pathlib.Path(path)
    before, found, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not found or not found_end:
        raise SystemExit(f"{path} lacks the lines between which the tables go")
    today = datetime.date.today().strftime("%-d %B %Y")
    body = f"{BEGIN}\nOn {today}, {rounds} rounds:\n\n{text}\n{END}"
    path.write_text(before + body + after, encoding="utf-8")

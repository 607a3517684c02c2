"""Comparing the cells of a result file with exact and with floating-point expectations."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction


class Unchecked:
    """Stands for a value that the files do not determine."""


UNCHECKED = Unchecked()


class Table:
    """Mismatches, and how much was compared."""

    def __init__(self):
        self.rows, self.compared, self.unchecked = [], 0, defaultdict(int)

    def add(self, where, column, found, expected, note=""):
        self.rows.append((where, column, str(found), str(expected), note))

    def check(self, condition, where, column, found, expected, note=""):
        self.compared += 1
        if not condition:
            self.add(where, column, found, expected, note)

    def exact(self, where, row, column, expected):
        """`row[column]` must be exactly the number (or the text) expected; None is empty."""
        if column not in row:
            return self.add(where, column, "(no such column)", expected)
        found = row[column]
        if expected is UNCHECKED:
            self.unchecked[f"{where.split(' ')[0]} {column}"] += 1
        elif expected is None or isinstance(expected, str):
            self.check(
                found == (expected or ""), where, column, found or "(empty)", expected or "(empty)"
            )
        else:
            same = found != "" and Fraction(Decimal(found)) == expected
            self.check(same, where, column, found or "(empty)", text(expected))

    def close(self, where, row, column, expected, scale=0.0, note=""):
        """`row[column]` must agree to 1e-9 of its size or of `scale`, the size of what it is made of."""
        if column not in row:
            return self.add(where, column, "(no such column)", expected)
        found = row[column]
        if expected is UNCHECKED:
            self.unchecked[f"{where.split(' ')[0]} {column}"] += 1
        elif expected is None:
            self.check(found == "", where, column, found, "(empty)")
        elif found == "":
            self.check(False, where, column, "(empty)", repr(float(expected)))
        else:
            value, expected = float(found), float(expected)
            bound = 1e-9 * max(abs(expected), 1e-3 * scale)
            self.check(abs(value - expected) <= bound, where, column, found, repr(expected), note)

    def show(self, quiet):
        if self.rows:
            rows = [("where", "column", "found", "recomputed", "note")] + self.rows
            shown = rows[:200]
            widths = [max(len(r[i]) for r in shown) for i in range(5)]
            for r in shown:
                print("  ".join(cell.ljust(w) for cell, w in zip(r, widths)).rstrip())
            if len(rows) > len(shown):
                print(f"... and {len(rows) - len(shown)} more")
            counts = defaultdict(int)
            for where, column, *_ in self.rows:
                counts[f"{where.split(' ')[0]} {column}"] += 1
            print("mismatches by column:", dict(counts))
        if self.unchecked and not quiet:
            print("unchecked:", dict(self.unchecked))
        print(f"{self.compared} values compared, {len(self.rows)} mismatches")


def text(number):
    """A fraction as exact decimal text if it has one."""
    if isinstance(number, Fraction):
        value = Decimal(number.numerator) / Decimal(number.denominator)
        return format(value, "f") if Fraction(value) == number else f"{float(number)!r} (rounded)"
    return str(number)

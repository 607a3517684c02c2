"""Tick files read the slow and obvious way: every row as exact integers on the instrument's grid.

Shared by `recompute.py` and `replay.py`. Layouts are recognised by their header, or, where a file
has none, by which column holds the booleans. Supported: Tardis quotes, book_ticker, trades,
incremental_book_L2 and book_snapshot_N; Binance futures bookTicker, trades, aggTrades; Binance spot trades and aggTrades.
Files may be plain, .gz, .xz, .bz2 or .zip (all members ending in .csv, in name order).

Readings of the design taken here
- An exchange time that goes back takes the largest seen so far in its source (all files of one
  `data:` entry, in order). Arrival times likewise.
- An empty price field means that the side is empty; a size of 0 means the same.
- Rows whose two Tardis times are equal have no exchange time: it becomes shifted arrival minus the
  constant feed latency (MISSING_LATENCY where it comes from the data). One that would lie before the
  largest exchange time so far takes the time of the next row instead, and nothing arrives before it
  happened.
- A constant feed latency replaces a file's local clock: arrival = exchange time + latency.
- Consecutive rows of incremental_book_L2 with equal timestamp, local_timestamp and is_snapshot are one
  message; a snapshot leaves the levels that it does not reach.
- A row of book_snapshot_N is a message that shows the best N levels of both sides and nothing else.
"""

import bz2
import csv
import gzip
import io
import lzma
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Optional

from contracts import round_half_away

BUY, SELL, UNKNOWN = 1, -1, 0

# The feed latency of rows without exchange time where the experiment gives none (ns).
MISSING_LATENCY = 1_000_000


class PassedOver(Exception):
    """A legal row that tells nothing."""


class OffGrid(ValueError):
    """A price or quantity that is not a whole number of ticks or lots."""


@dataclass
class Event:
    """One print, quote or book message; prices in ticks, quantities in lots, times in ns."""

    kind: str  # 'print', 'quote', 'depth' or 'funding'
    exchange: int
    arrival: int
    source: int
    ordinal: int
    side: int = UNKNOWN  # aggressor of a print
    price: int = 0
    quantity: int = 0
    bid: Optional[tuple] = None  # (price, quantity) of a quote, None where the side is empty
    ask: Optional[tuple] = None
    snapshot: bool = False
    best_levels: bool = False  # the source never shows more than the message's levels
    rows: list = field(default_factory=list)  # (side, price, quantity) of a depth message
    file: str = ""
    line: int = 0
    data_rows: int = 1  # rows of the file it was made of
    rate: object = None  # of funding, a share of notional
    mark: object = None  # its mark price in ticks, or None
    due: Optional[int] = None  # when it is paid, if not at its own time (ns)


def open_texts(path):
    """The decompressed texts in the file at `path`, as (name, text stream)."""
    name = str(path)
    if name.endswith(".zip"):
        with zipfile.ZipFile(name) as archive:
            for member in sorted(archive.namelist()):
                if member.lower().endswith((".csv", ".txt")):
                    with archive.open(member) as raw:
                        yield f"{name}/{member}", io.TextIOWrapper(
                            raw, encoding="utf-8", newline=""
                        )
        return
    opener = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}.get(
        name[name.rfind(".") :], open
    )
    with opener(name, "rt", encoding="utf-8", newline="") as stream:
        yield name, stream


def to_grid(text, step):
    """The exact number of `step`s in the decimal number `text`."""
    number = Decimal(text) / step
    whole = int(number.to_integral_value())
    if whole * step != Decimal(text):
        raise OffGrid(f"{text} is not a multiple of {step}")
    return whole


def to_ns(text):
    """An epoch time in s, ms, us or ns (told by its size) as ns."""
    value = int(text)
    for limit, factor in ((10**11, 10**9), (10**14, 10**6), (10**17, 10**3)):
        if abs(value) < limit:
            return value * factor
    return value


def layout_of(first_row, declared=""):
    """(layout, has header) of a file from its first row."""
    names = [cell.strip() for cell in first_row]
    if "funding_timestamp" in names:
        return "tardis_funding", True
    if "calc_time" in names:
        return "binance_funding", True
    if "asks[0].price" in names:
        return "tardis_snapshots", True
    if "ask_amount" in names:
        return "tardis_quotes", True
    if "is_snapshot" in names:
        return "tardis_depth", True
    if "local_timestamp" in names and "side" in names:
        return "tardis_trades", True
    if "best_bid_price" in names:
        return "binance_quotes", True
    if "agg_trade_id" in names or "transact_time" in names:
        return "binance_agg_trades", True
    if "is_buyer_maker" in names:
        return "binance_trades", True
    lowered = [name.lower() for name in names]
    if len(names) >= 6 and lowered[5] in ("true", "false"):
        return "binance_trades", False
    if len(names) >= 7 and lowered[6] in ("true", "false"):
        return "binance_agg_trades", False
    if len(names) == 7:
        return "binance_quotes", False
    raise ValueError(f"unknown layout {declared}: {first_row}")


# Column numbers of the layouts, used by name where there is a header.
COLUMNS = {
    "tardis_quotes": [
        "exchange",
        "symbol",
        "timestamp",
        "local_timestamp",
        "ask_amount",
        "ask_price",
        "bid_price",
        "bid_amount",
    ],
    "tardis_trades": [
        "exchange",
        "symbol",
        "timestamp",
        "local_timestamp",
        "id",
        "side",
        "price",
        "amount",
    ],
    "tardis_depth": [
        "exchange",
        "symbol",
        "timestamp",
        "local_timestamp",
        "is_snapshot",
        "side",
        "price",
        "amount",
    ],
    "binance_quotes": [
        "update_id",
        "best_bid_price",
        "best_bid_qty",
        "best_ask_price",
        "best_ask_qty",
        "transaction_time",
        "event_time",
    ],
    "binance_trades": ["id", "price", "qty", "quote_qty", "time", "is_buyer_maker"],
    "binance_agg_trades": [
        "agg_trade_id",
        "price",
        "quantity",
        "first_trade_id",
        "last_trade_id",
        "transact_time",
        "is_buyer_maker",
    ],
}


def raw_rows(path, declared=""):
    """(name, line number, layout, row as a dictionary) of every data row of a file.

    The name of a member of an archive is `archive/member`.
    """
    for name, stream in open_texts(path):
        reader = csv.reader(stream)
        layout, names = None, None
        for row in reader:
            if not row:
                continue
            if layout is None:
                layout, has_header = layout_of(row, declared)
                names = [cell.strip() for cell in row] if has_header else COLUMNS[layout]
                if has_header:
                    continue
            yield name, reader.line_num, layout, dict(zip(names, row))


def decode(layout, row, tick, lot):
    """(exchange ns, local ns or None, fields of an Event) of one row."""

    def level(price, quantity):
        if price is None or price.strip() == "" or quantity is None or quantity.strip() == "":
            return None
        lots = to_grid(quantity, lot)
        return None if lots == 0 else (to_grid(price, tick), lots)

    def funding(rate, mark, due):
        # Kept to 1e-12 of notional and 1e-8 of a tick.
        rate = Fraction(round_half_away(Fraction(Decimal(rate)) * 10**12), 10**12)
        if mark:
            mark = Fraction(Decimal(mark)) / Fraction(tick)
            mark = Fraction(round_half_away(mark * 10**8), 10**8)
        return dict(kind="funding", rate=rate, mark=mark or None, due=due)

    if layout == "binance_funding":
        return to_ns(row["calc_time"]), None, funding(row["last_funding_rate"], None, None)
    if layout == "tardis_funding":
        due = row["funding_timestamp"]
        if not due or not row["funding_rate"]:
            raise PassedOver
        return (
            to_ns(row["timestamp"]),
            to_ns(row["local_timestamp"]),
            funding(row["funding_rate"], row["mark_price"], to_ns(due)),
        )
    if layout.startswith("tardis"):
        exchange, local = to_ns(row["timestamp"]), to_ns(row["local_timestamp"])
        if layout == "tardis_quotes":
            return (
                exchange,
                local,
                dict(
                    kind="quote",
                    bid=level(row["bid_price"], row["bid_amount"]),
                    ask=level(row["ask_price"], row["ask_amount"]),
                ),
            )
        if layout == "tardis_trades":
            side = {"buy": BUY, "sell": SELL}.get(row["side"], UNKNOWN)
            return (
                exchange,
                local,
                dict(
                    kind="print",
                    side=side,
                    price=to_grid(row["price"], tick),
                    quantity=to_grid(row["amount"], lot),
                ),
            )
        if layout == "tardis_snapshots":
            shown = []
            for side, name in ((SELL, "asks"), (BUY, "bids")):
                for place in range(len(row)):
                    if f"{name}[{place}].price" not in row:
                        break
                    at = level(row[f"{name}[{place}].price"], row[f"{name}[{place}].amount"])
                    shown += [(side, *at)] if at else []
            return (
                exchange,
                local,
                dict(kind="depth", snapshot=True, best_levels=True, rows=shown),
            )
        side = {"bid": BUY, "ask": SELL}[row["side"]]
        return (
            exchange,
            local,
            dict(
                kind="depth",
                snapshot=row["is_snapshot"].lower() == "true",
                rows=[(side, to_grid(row["price"], tick), to_grid(row["amount"], lot))],
            ),
        )
    if layout == "binance_quotes":
        return (
            to_ns(row["transaction_time"]),
            None,
            dict(
                kind="quote",
                bid=level(row["best_bid_price"], row["best_bid_qty"]),
                ask=level(row["best_ask_price"], row["best_ask_qty"]),
            ),
        )
    maker = row["is_buyer_maker"].strip().lower()
    side = {"true": SELL, "false": BUY}[maker]
    time = row["time"] if layout == "binance_trades" else row["transact_time"]
    quantity = row["qty"] if layout == "binance_trades" else row["quantity"]
    return (
        to_ns(time),
        None,
        dict(
            kind="print",
            side=side,
            price=to_grid(row["price"], tick),
            quantity=to_grid(quantity, lot),
        ),
    )


def read_source(paths, source, tick, lot, declared="", shift=0, feed=None, rejected=frozenset()):
    """All events of one source, in file order.

    `shift` is added to local clocks; `feed` is a constant feed latency in ns that replaces them, or
    None to use them. `rejected` holds (name, line) pairs of rows to leave out; the name of a member of an
    archive is `archive/member`.
    """
    events, no_exchange_time = [], set()
    previous_key = None
    for path in paths:
        for name, line, layout, row in raw_rows(path, declared):
            if (name, line) in rejected:
                continue
            try:
                exchange, local, fields = decode(layout, row, tick, lot)
            except PassedOver:
                continue
            except (OffGrid, ArithmeticError, KeyError, ValueError) as problem:
                raise ValueError(f"{name}:{line}: {problem}") from problem
            if layout == "tardis_depth":
                key = (exchange, local, fields["snapshot"])
                if key == previous_key:
                    events[-1].rows += fields["rows"]
                    events[-1].data_rows += 1
                    continue
                previous_key = key
            if local is None:
                arrival = exchange + (feed or 0)
            else:
                if local == exchange:
                    exchange = local + shift - (MISSING_LATENCY if feed is None else feed)
                    no_exchange_time.add(len(events))
                arrival = local + shift if feed is None else exchange + feed
            events.append(
                Event(
                    exchange=exchange,
                    arrival=arrival,
                    source=source,
                    ordinal=len(events),
                    file=name,
                    line=line,
                    **fields,
                )
            )
    largest = None
    waiting = []
    for index, event in enumerate(events):
        if largest is not None and event.exchange < largest and index in no_exchange_time:
            waiting.append(event)
            continue
        event.exchange = largest = (
            event.exchange if largest is None else max(largest, event.exchange)
        )
        for earlier in waiting:
            earlier.exchange = largest
        waiting = []
    for event in waiting:  # no next row
        event.exchange = largest
    arrival = None
    for event in events:
        event.arrival = max(event.arrival, event.exchange)
        event.arrival = arrival = event.arrival if arrival is None else max(arrival, event.arrival)
    return events

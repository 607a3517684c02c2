#!/usr/bin/env python3
"""tapes.py SEED [--source quotes|levels|snapshots] [--out FOLDER]: a small random, nasty market and random lanes to replay it through.

Writes Tardis CSV files (quotes, increments or snapshots of a book, and, mostly, trades), scripts, and the same experiment twice: `replay.json`
for replay.py and `experiment.yaml` for `ballast run`. The same seed always writes the same bytes.

What makes it nasty: equal timestamps within and between the files, prints tied with the quote they
cause, exchange times that go back, gaps of hundreds of ticks, wide spreads, quotes with one or no side,
quotes that cross themselves, prints far through the book or inside it, prints without a side, latencies
of zero and of many decisions, cancels faster than orders, orders in flight at the end, rows to
reject, files plain, gzipped and zipped.

Numbers that a strategy computes in floating point are dyadic fractions, so that they are exact however
they are computed.
"""

import argparse
import gzip
import json
import random
import zipfile
from decimal import Decimal
from pathlib import Path

from depth_tapes import DepthMarket, best_levels

TICK, LOT = Decimal("0.1"), Decimal("0.001")
SOURCES = ("quotes", "levels", "snapshots")
MS = 10**6
EPOCH = 1_700_000_000 * 10**9
MIDNIGHT = 1_700_006_400 * 10**9


def price_text(ticks):
    return format((Decimal(ticks) * TICK).normalize(), "f")


def lots_text(lots):
    return format((Decimal(lots) * LOT).normalize(), "f")


def time_text(ns):
    """ns as the experiment file writes spans of time."""
    return f"{ns // MS}ms" if ns % MS == 0 else f"{ns}ns"


class Market:
    """A book whose touch random flow eats and refills, as rows of quotes and trades."""

    def __init__(self, rng, settings):
        self.rng, self.s = rng, settings
        self.bid, self.ask = 20000, 20001
        self.bid_size, self.ask_size = 8, 8
        self.now = EPOCH + rng.randrange(0, 10**9, 1000)
        if settings["midnight"]:
            self.now = MIDNIGHT - settings["grain"] * rng.randrange(1, 3000)
        self.quotes, self.trades = [], []

    def size(self):
        return self.rng.choice((1, 1, 2, 3, 5, 8, 13, 20, 40))

    def step_time(self):
        """The next instant, often the same one again."""
        grain = self.s["grain"]
        if self.rng.random() < self.s["tie"]:
            return
        gap = self.rng.choice((grain, grain, 5 * grain, 20 * grain))
        if self.rng.random() < 0.02:
            gap += self.rng.choice((200, 700, 1500)) * grain
        self.now += self.rng.randrange(0, gap + 1, grain)

    def quote(self, bid=True, ask=True):
        self.quotes.append(
            (
                self.now,
                (self.bid, self.bid_size) if bid else None,
                (self.ask, self.ask_size) if ask else None,
            )
        )

    def trade(self, side, price, quantity):
        self.trades.append((self.now, side, price, quantity))

    def hit(self):
        """A market order: prints at the touch, perhaps at worse prices, then the quote it leaves."""
        rng = self.rng
        side = rng.choice((1, -1))
        price = self.ask if side > 0 else self.bid
        shown = self.ask_size if side > 0 else self.bid_size
        small = (1, 2, 3, max(1, shown // 2))
        quantity = rng.choice(
            small if rng.random() < self.s["calm"] else (shown, shown, shown + rng.randrange(1, 10))
        )
        at_touch = min(quantity, shown)
        pieces = [at_touch]
        if at_touch > 1 and rng.random() < 0.4:
            first = rng.randrange(1, at_touch)
            pieces = [first, at_touch - first]
        for piece in pieces:
            self.trade(side, price, piece)
        rest, reach = quantity - at_touch, 0
        while rest > 0:
            reach += rng.choice((1, 1, 1, 2, 7, 150))
            piece = rng.randrange(1, rest + 1)
            self.trade(side, price + side * reach, piece)
            rest -= piece
        left = shown - at_touch
        if side > 0:
            self.ask, self.ask_size = (
                (self.ask, left) if left else (self.ask + 1 + reach, self.size())
            )
        else:
            self.bid, self.bid_size = (
                (self.bid, left) if left else (self.bid - 1 - reach, self.size())
            )
        if rng.random() < 0.3:
            self.step_time()  # the quote lags behind its prints
        if rng.random() < 0.95:
            self.quote()

    def rearrange(self):
        """The book changes by orders and cancels."""
        rng = self.rng
        kind = rng.random()
        if rng.random() < self.s["calm"]:
            kind *= 0.45
        if kind < 0.45:
            if rng.random() < 0.5:
                self.bid_size = max(1, self.bid_size + rng.randrange(-6, 9))
            else:
                self.ask_size = max(1, self.ask_size + rng.randrange(-6, 9))
        elif kind < 0.75:
            if rng.random() < 0.5:
                self.bid, self.bid_size = self.bid + rng.choice((-3, -1, 1, 1, 2)), self.size()
            else:
                self.ask, self.ask_size = self.ask + rng.choice((-2, -1, -1, 1, 3)), self.size()
        elif kind < 0.9:
            move = rng.choice((-2, -1, 1, 2))
            self.bid, self.ask = self.bid + move, self.ask + move
            self.bid_size, self.ask_size = self.size(), self.size()
        elif kind < 0.9 + 0.1 * self.s["gaps"]:
            move = rng.choice((-400, -120, -40, 40, 150, 300))
            self.bid, self.ask = self.bid + move, self.ask + move + rng.choice((0, 0, 30, 150))
        if self.bid >= self.ask:
            crossed = rng.random() < self.s["crossed"]
            if not crossed:
                self.ask = self.bid + rng.choice((1, 1, 2))
        elif self.ask - self.bid > 6 and rng.random() < 0.5:
            self.bid, self.ask = self.bid + (self.ask - self.bid) // 2 - 1, self.ask
        one_sided = rng.random() < self.s["one_sided"]
        self.quote(bid=not one_sided or rng.random() < 0.4, ask=not one_sided or rng.random() < 0.4)

    def oddity(self):
        """A print that fits no book."""
        rng = self.rng
        price = rng.choice(
            (
                self.bid,
                self.ask,
                self.bid - 1,
                self.ask + 1,
                self.bid - 3,
                self.bid - rng.randrange(1, 200),
                self.ask + rng.randrange(1, 200),
            )
        )
        self.trade(rng.choice((1, -1, 0)), price, self.size())

    def run(self, events):
        self.quote()
        for _ in range(events):
            self.step_time()
            what = self.rng.random()
            if what < 0.45:
                self.hit()
            elif what < 1 - self.s["odd"]:
                self.rearrange()
            else:
                self.oddity()


def local_clock(rng, rows, latency, shift, never_equal):
    """Rows with both clocks, in arrival order; the recorder's clock is `shift` early."""
    result, arrival = [], 0
    for row in rows:
        exchange = row[0]
        arrival = max(arrival, exchange + rng.choice(latency))
        if never_equal and arrival - shift == exchange:
            arrival += 1000
        result.append((exchange, arrival - shift, *row[1:]))
    return result


def go_back(rng, rows, share):
    """Some exchange times go back a little; file order stays."""
    if not share:
        return rows
    return [
        (t - rng.choice((1000, MS, 30 * MS)) if rng.random() < share else t, *rest)
        for t, *rest in rows
    ]


def write_ticks(folder, market, rng, settings):
    never_equal = settings["shift"] != 0 or settings["feed"] is not None
    depth = settings.get("depth")
    quotes = {
        "quotes": lambda: market.quotes,
        "levels": lambda: market.messages,
        "snapshots": lambda: best_levels(market.messages, depth),
    }[settings["source"]]()
    quotes = go_back(rng, quotes, settings["back"])
    trades = go_back(rng, market.trades, settings["back"])
    quotes = local_clock(rng, quotes, settings["feed_latency"], settings["shift"], never_equal)
    trades = local_clock(rng, trades, settings["feed_latency"], settings["shift"], never_equal)
    book = {"quotes": quote_rows, "levels": level_rows, "snapshots": snapshot_rows}
    book = book[settings["source"]](quotes, settings)
    trade_rows = []
    for number, (exchange, local, side, price, quantity) in enumerate(trades):
        name = {1: "buy", -1: "sell", 0: "unknown"}[side]
        trade_rows.append(
            [
                f"x,Y,{exchange // 1000},{local // 1000},{number},{name},{price_text(price)},"
                f"{lots_text(quantity)}"
            ]
        )
    names, rejected = {}, []
    for kind, header, messages, bad in (
        ("quotes", *book),
        (
            "trades",
            "id,side,price,amount",
            trade_rows,
            ("1,buy,2000.15,0.001", "1,sell,2000,0.00001", "1,sell,,0.001"),
        ),
    ):
        lines = ["exchange,symbol,timestamp,local_timestamp," + header]
        for rows in messages:
            if rng.random() < settings["bad"]:
                # A rejected row with a time far ahead must leave no trace; one of a message of many
                # rows has the message's times.
                ahead = (EPOCH + 10**15) // 1000
                start = f"x,Y,{ahead},{ahead},"
                if kind == "quotes" and settings["source"] == "levels":
                    start = ",".join(rows[0].split(",")[:5]) + ","
                lines.append(start + rng.choice(bad))
                rejected.append((kind, len(lines)))
            lines += rows
        names[kind] = write_packed(folder, kind, "\n".join(lines) + "\n", settings["packing"])
    member = lambda kind: f"/{kind}.csv" if settings["packing"] == "zip" else ""
    return names, [[names[kind] + member(kind), line] for kind, line in rejected]


def quote_rows(quotes, settings):
    """(columns, rows of each message, what makes a row bad) of Tardis quotes."""
    result = []
    for exchange, local, bid, ask in quotes:
        bid_price, bid_size = (price_text(bid[0]), lots_text(bid[1])) if bid else ("", "")
        ask_price, ask_size = (price_text(ask[0]), lots_text(ask[1])) if ask else ("", "")
        result.append(
            [
                f"x,Y,{exchange // 1000},{local // 1000},{ask_size},{ask_price},{bid_price},"
                f"{bid_size}"
            ]
        )
    bad = ("0.001,2000.15,2000,0.001", "0.001,2000.1,2000,0.0015", "0.001,oops,2000,0.001")
    return "ask_amount,ask_price,bid_price,bid_amount", result, bad


def level_rows(messages, settings):
    """The same of incremental_book_L2."""
    result = []
    for exchange, local, snapshot, rows in messages:
        start = f"x,Y,{exchange // 1000},{local // 1000},{str(snapshot).lower()}"
        result.append(
            [
                f"{start},{'bid' if side > 0 else 'ask'},{price_text(price)},{lots_text(size)}"
                for side, price, size in rows
            ]
        )
    bad = ("bid,2000.15,0.001", "ask,2000.1,0.0015", "ask,oops,0.001")
    return "is_snapshot,side,price,amount", result, bad


def snapshot_rows(messages, settings):
    """The same of book_snapshot_N."""
    depth, result = settings["depth"], []
    for exchange, local, bids, asks in messages:
        cells = [f"x,Y,{exchange // 1000},{local // 1000}"]
        for place in range(depth):
            for levels in (asks, bids):
                shown = levels[place : place + 1]
                cells += [f"{price_text(p)},{lots_text(q)}" for p, q in shown] or [","]
        result.append([",".join(cells)])
    header = ",".join(
        f"{side}[{place}].{what}"
        for place in range(depth)
        for side in ("asks", "bids")
        for what in ("price", "amount")
    )
    rest = ",,,," * (depth - 1)
    bad = tuple(
        text + rest for text in ("2000.15,1,2000,1", "2000.1,0.0015,2000,1", "oops,1,2000,1")
    )
    return header, result, bad


def write_packed(folder, kind, text, packing):
    """Writes a CSV file plain, as .gz or as .zip; its name. The bytes depend on nothing else."""
    name = f"{kind}.csv"
    if packing == "gz":
        name += ".gz"
        (folder / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    elif packing == "zip":
        member = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
        name = f"{kind}.zip"
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, text)
    else:
        (folder / name).write_text(text)
    return name


def random_fills(rng):
    fills = {
        "model": rng.choice(("touch", "through", "queue", "queue", "queue")),
        "fill": rng.choice(("printed", "printed", "whole")),
        "hidden": rng.choice(("touch", "touch", "none", rng.randrange(0, 30))),
        "crossing": rng.choice(("clamp", "clamp", "clamp", "reject", "take")),
        "book_crossing": rng.random() < 0.8,
    }
    if fills["model"] == "through":
        fills["n"] = rng.choice((1, 1, 2, 3, 20))
    if fills["model"] == "queue":
        fills["cancels"] = rng.choice(
            ("risk-averse", "risk-averse", "power", "power", "log", "log2", "power2", "power3")
        )
        if fills["cancels"].startswith("power"):
            fills["n"] = rng.choice((1, 2, 3, 3))
    return fills


def random_latency(rng, every):
    choices = (
        0,
        0,
        0,
        1000,
        every // 100,
        every // 10,
        every // 10,
        every // 2,
        3 * every + every // 2,
    )
    return {
        "order": rng.choice(choices),
        "cancel": rng.choice(choices),
        "response": rng.choice(choices),
    }


def random_strategy(rng):
    use = rng.choice(
        (
            "symmetric",
            "symmetric",
            "linear-skew",
            "linear-skew",
            "threshold",
            "threshold",
            "scripted",
            "scripted",
            "hold",
        )
    )
    if use in ("scripted", "hold"):
        return {"use": use}
    strategy = {
        "use": use,
        "half_spread": rng.choice((0, 0, 0.5, 0.5, 0.5, 1, 1.5, 2, 5, 40, 150)),
        "size": rng.choice((1, 2, 5, 10, 30)),
        "target": rng.choice((0, 0, 0, 7, -4, 2.5)),
        "anchor": rng.choice(("mid", "touch")),
    }
    if use == "linear-skew":
        strategy["skew"] = rng.choice((0.125, 0.25, 0.5, 1, 4))
    if use == "threshold":
        strategy["band"] = rng.choice((0, 3, 10, 25, 6.5))
        strategy["to"] = rng.choice(("edge", "target"))
    return strategy


def write_script(path, rng, market, latest):
    """A script that places, amends, cancels and takes around the market of the time."""
    times, quotes = [], market.quotes
    start = quotes[0][0] + rng.choice((0, 1000, MS))
    while len(times) < 40:
        if times and rng.random() < 0.3:
            times.append(times[-1])
        else:
            base = rng.choice(quotes)[0]
            times.append(max(start, base + rng.choice((0, 0, 1000, MS))))
    times = sorted(t for t in times if t <= latest) or [start]
    placed, lines = [], ["timestamp_ns,action,order,side,price,quantity"]
    for number, time in enumerate(times, start=1):
        bid, ask = touch_at(quotes, time)
        what = rng.random()
        if what < 0.5 or not placed:
            side = rng.choice(("buy", "sell"))
            away = rng.choice((-1, 0, 0, 0, 1, 1, 2, 5))
            price = bid - away if side == "buy" else ask + away
            size = rng.choice((2, 3, 5, 10, 25))
            placed.append([number, side, price, size])
            lines.append(f"{time},place,{number},{side},{price_text(price)},{lots_text(size)}")
        elif what < 0.65:
            order = rng.choice(placed)
            order[3] = max(1, order[3] - rng.randrange(0, 4))
            # Naming the price the place row named is another price where that was clamped.
            price = price_text(order[2]) if rng.random() < 0.5 else ""
            lines.append(f"{time},amend,{order[0]},{order[1]},{price},{lots_text(order[3])}")
        elif what < 0.8:
            order = placed.pop(rng.randrange(len(placed)))
            lines.append(f"{time},cancel,{order[0]},{order[1]},{price_text(order[2])},")
        else:
            side = rng.choice(("buy", "sell"))
            limit = ""
            if rng.random() < 0.5:
                limit = price_text(
                    ask + rng.choice((-1, 0, 2)) if side == "buy" else bid - rng.choice((-1, 0, 2))
                )
            lines.append(
                f"{time},immediate,{number},{side},{limit}," f"{lots_text(rng.choice((1, 4, 30)))}"
            )
    path.write_text("\n".join(lines) + "\n")


def touch_at(quotes, time):
    bid, ask = 20000, 20001
    for exchange, b, a in quotes:
        if exchange > time:
            break
        bid, ask = b[0] if b else bid, a[0] if a else ask
    return bid, ask


def yaml_fills(fills, latency, fees):
    model = {"touch": "touch", "through": f"{{ through: {fills.get('n', 1)} }}"}.get(fills["model"])
    if model is None:
        exponent = f", n: {fills['n']}" if "n" in fills else ""
        model = f"{{ queue: {{ cancels: {fills['cancels']}{exponent} }} }}"
    hidden = fills["hidden"]
    if not isinstance(hidden, str):
        hidden = f"{{ fixed: {lots_text(hidden)} }}"
    spans = ", ".join(
        f"{name}: {time_text(latency[name])}" for name in ("order", "cancel", "response")
    )
    return (
        f"{{ model: {model}, fill: {fills['fill']}, hidden-queue: {hidden}, "
        f"crossing: {fills['crossing']}, book-crossing: {'on' if fills['book_crossing'] else 'off'}, "
        f"latency: {{ {spans} }}, fees: {fees} }}"
    )


def yaml_lane(lane, in_lots):
    s = lane["strategy"]
    quantity = (lambda lots: f"{lots} lots") if in_lots else lots_text
    parts = [f"name: {lane['name']}", f"use: {s['use']}"]
    if s["use"] == "scripted":
        parts.append(f"file: {s['file']}")
    elif s["use"] != "hold":
        parts += [
            f"half-spread: {s['half_spread']} ticks",
            f"size: {quantity(s['size'])}",
            f"target: {quantity(s['target'])}",
            f"anchor: {s['anchor']}",
        ]
        if "skew" in s:
            parts.append(f"skew: {s['skew']} ticks per lot")
        if "band" in s:
            parts += [f"band: {quantity(s['band'])}", f"to: {s['to']}"]
    if lane["limit"] is not None:
        parts.append(f"limit: {lots_text(lane['limit'])}")
    parts.append(
        f"start: {{ inventory: {lots_text(lane['start_inventory'])}, cash: {lane['start_cash']} }}"
    )
    parts.append("fills: " + yaml_fills(lane["fills"], lane["latency"], lane["fees"]))
    return "  - { " + ", ".join(parts) + " }"


def yaml_experiment(seed, experiment, settings):
    feed = "from-data" if settings["feed"] is None else time_text(settings["feed"])
    decide = experiment["lanes"][0]["decide"]
    lines = [
        f"name: tape-{seed}",
        f"instrument: {{ symbol: Y, tick: {TICK}, lot: {LOT}, quote: USDT, kind: "
        f"{experiment['instrument']['kind']}, multiplier: {settings['multiplier']} }}",
        "data:",
    ]
    for entry in experiment["data"]:
        lines.append(f"  - {{ format: {entry['format']}, files: {entry['files'][0]} }}")
    band = "" if settings["band"] is None else f", band: {lots_text(settings['band'])}"
    shift = f", clock-shift: {time_text(settings['shift'])}" if settings["shift"] else ""
    if experiment["rejected"]:
        lines.append("rejects: { policy: reject, budget: 50% }")
    lines += [
        "fills:",
        "  model: touch",
        f"  latency: {{ feed: {feed}{shift} }}",
        "  fees: { maker: -0.00005, taker: 0.0004 }",
        f"  crossed: {experiment['crossed']}",
        f"decide: {{ every: {time_text(decide['every'])}, on: [{', '.join(decide['on'])}] }}",
        "strategies:",
        *(yaml_lane(lane, settings["multiplier"] != "1") for lane in experiment["lanes"]),
        f"metrics: {{ horizon: {settings['horizon']}, cvar: [0.9, 0.95, 0.99], seed: 7{band} }}",
        "output: { orders: true }",
    ]
    return "\n".join(lines) + "\n"


def make(seed, folder, source="quotes"):
    """Writes everything for `seed` into `folder`, and returns the experiment for replay.py."""
    rng = random.Random(seed)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    every = rng.choice((MS, 10 * MS, 100 * MS, 100 * MS, 1000 * MS))
    settings = {
        "source": source,
        # About one to thirty events between two decisions.
        "grain": max(1000, every // rng.choice((5, 20, 100, 400)) // 1000 * 1000),
        "calm": rng.choice((0.1, 0.7, 0.9, 0.98)),
        "odd": rng.choice((0, 0.01, 0.05)),
        "tie": rng.choice((0.1, 0.4, 0.7)),
        "bad": rng.choice((0, 0, 0.02)),
        "midnight": rng.random() < 0.3,
        "multiplier": rng.choice(("1", "1", "10", "0.01")),
        "band": rng.choice((None, 0, 5)),
        "packing": rng.choice(("plain", "plain", "gz", "zip")),
        "gaps": rng.choice((0, 0.3, 1)),
        "crossed": rng.choice((0, 0.3)),
        "one_sided": rng.choice((0, 0, 0.02, 0.1)),
        "back": rng.choice((0, 0, 0.05)),
        "shift": rng.choice((0, 0, 0, 1273520000)),
        "feed": rng.choice((None, None, 0, every // 20, 2 * every + every // 2)),
        "feed_latency": rng.choice(
            ((0,), (0, 1000, every // 50 // 1000 * 1000), (1000, 4 * every))
        ),
        "horizon": rng.choice(("1s", "[2s, 1s]", "500ms", "[250ms, 10s]")),
    }
    if source == "quotes":
        market = Market(rng, settings)
    else:
        settings.update(
            levels=rng.choice((3, 6, 20)),
            depth=rng.choice((1, 2, 5)),
            crossing=rng.choice((0, 1, 1)),
            upheaval=rng.choice((0, 0.01, 0.05)),
            crossed=rng.choice(("drop", "drop", "drop", "keep")),
        )
        start = EPOCH + rng.randrange(0, 10**9, 1000)
        if settings["midnight"]:
            start = MIDNIGHT - settings["grain"] * rng.randrange(1, 3000)
        market = DepthMarket(rng, settings, start)
    market.run(rng.choice((150, 400, 900)))
    names, rejected = write_ticks(folder, market, rng, settings)
    spot = rng.random() < 0.2
    decide = {"every": every, "on": rng.choice(([], [], ["touch"], ["fill"], ["touch", "fill"]))}
    with_trades = rng.random() < 0.9
    lanes = []
    for index in range(rng.choice((3, 4, 5, 6, 7, 8, 40))):
        strategy = random_strategy(rng)
        start = rng.choice((0, 0, 15, -10, 60))
        lane = {
            "name": f"lane-{index}",
            "strategy": strategy,
            "fills": random_fills(rng),
            "latency": random_latency(rng, every),
            "limit": rng.choice((None, 12, 30, 50)),
            "start_inventory": max(start, 0) if spot else start,
            "start_cash": rng.choice(("1000", "0", "-12.5", "100000.123456789")),
            "fees": rng.choice(
                (
                    "{ maker: -0.00005, taker: 0.0004 }",
                    "{ maker: 0, taker: 0 }",
                    "{ maker: 1.25 bps, taker: 0.033333% }",
                )
            ),
            "decide": decide,
        }
        if "fill" in decide["on"] and lane["fills"]["crossing"] == "take":
            # Each fill would cause a decision that takes what is still displayed, without end.
            lane["fills"]["crossing"] = "clamp"
        if strategy["use"] == "scripted":
            strategy["file"] = f"script-{index}.csv"
            write_script(folder / strategy["file"], rng, market, market.now)
        lanes.append(lane)
    format = {"levels": "incremental_book_L2", "snapshots": f"book_snapshot_{settings.get('depth')}"}
    format = "tardis/" + format.get(source, "quotes")
    data = [{"format": format, "files": [names["quotes"]]}]
    if with_trades:
        data.append({"format": "tardis/trades", "files": [names["trades"]]})
    if rng.random() < 0.3:
        data.reverse()
    experiment = {
        "instrument": {"tick": str(TICK), "lot": str(LOT), "kind": "spot" if spot else "linear"},
        "data": data,
        "rejected": [r for r in rejected if [r[0].split("/")[0]] in [d["files"] for d in data]],
        "clock_shift": settings["shift"],
        "feed": settings["feed"],
        "crossed": "drop" if source == "quotes" else settings["crossed"],
        "lanes": lanes,
    }
    (folder / "replay.json").write_text(json.dumps(experiment, indent=1) + "\n")
    (folder / "experiment.yaml").write_text(yaml_experiment(seed, experiment, settings))
    return experiment


def main():
    parser = argparse.ArgumentParser(description="Write a random, nasty market and experiment.")
    parser.add_argument("seed", type=int)
    parser.add_argument("--source", choices=SOURCES, default="quotes")
    parser.add_argument("--out", default=None)
    arguments = parser.parse_args()
    folder = arguments.out or f"tape-{arguments.seed}"
    make(arguments.seed, folder, arguments.source)
    print(folder)


if __name__ == "__main__":
    main()

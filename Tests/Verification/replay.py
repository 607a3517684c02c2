#!/usr/bin/env python3
"""replay.py EXPERIMENT.json [--out FOLDER] [--reading NAME=VALUE ...]

A slow and obvious replay of the design's order of things (section 4.1), independent of the engine:
one heap of everything that happens, plain lists of orders, nothing indexed, nothing skipped. It writes
`fills.csv` and `orders.csv` to FOLDER (default: standard output, fills only).

The experiment is JSON, in ticks, lots and nanoseconds:

    {"instrument": {"tick": "0.1", "lot": "0.001", "kind": "linear"},
     "data": [{"format": "tardis/quotes", "files": ["quotes.csv"]}, ...],
     "clock_shift": 0, "feed": null,
     "lanes": [{"name": "a",
                "strategy": {"use": "symmetric", "half_spread": 2, "size": 10, "target": 0,
                             "anchor": "mid", "levels": 1, "level_step": 1},
                "fills": {"model": "queue", "cancels": "power", "n": 3, "fill": "printed",
                          "hidden": "touch", "crossing": "clamp", "book_crossing": true},
                "latency": {"order": 0, "cancel": 0, "response": 0},
                "limit": null, "start_inventory": 0,
                "decide": {"every": 100000000, "on": []}}]}

Rows to leave out may be listed as `"rejected": [["quotes.csv", 12], ...]`, file name and line.
A source with `"book": false` gives its prints alone. `"crossed": "keep"` leaves levels that the other
side has reached. `feed` is a constant feed latency, or null to take it from the data. `hidden` is "touch", "none" or a
number of lots. Strategies: symmetric, linear-skew (`skew` in ticks per lot), threshold (`band` in
lots, `to` edge|target), hold, scripted (`file`).

READINGS below lists what the design leaves open, with the reading taken first; `--reading` changes
one, to find out which one another program takes.
"""

import argparse
import csv
import heapq
import json
import math
import os
import sys
from decimal import Decimal
from fractions import Fraction

from book import Book
from ticks import BUY, SELL, UNKNOWN, read_source, to_grid

READINGS = {
    # Several wanted levels fall on one price (by rounding or clamping): one order of their sum, or
    # the first one only.
    "same-price": ("sum", "first"),
    # `crossing` compares with a side of the known touch that is empty now: not at all, or with its
    # last known price.
    "empty-touch": ("ignored", "last"),
    # The first decision of a lane is one of the grid, or also a triggered one with a two-sided touch.
    "trigger-first": ("after-grid", "allowed"),
    # "touch moved": any arriving message that changes a known best price; or also a size; or the best
    # prices at the end of the nanosecond differ from those at its start.
    "touch-moved": ("price", "size", "net-price"),
    # A side that becomes empty, or stops being empty at its old price, has moved the touch.
    "empty-moves": ("yes", "no"),
    # A quote row or snapshot that repeats the size at a price is no change of that level: the volume
    # traded since the last change is kept; or it counts as a change. (A message of changes that names a
    # level always counts.)
    "repeated-size": ("no-change", "change"),
    # `crossing: reject`: the order is never sent, or sent post-only for the venue to decide.
    "reject": ("unsent", "venue"),
    # `crossing: take`: what finds no displayed quantity rests, or is cancelled.
    "take-rest": ("rests", "cancelled"),
    # A print without a side leaves queues alone, or reduces both.
    "sideless": ("ignored", "queue"),
    # The own-side best falls behind p: the quantity ahead becomes exactly 0, or the queue
    # model sees a change to size 0 (a front in (-1/2, 0) lot is kept).
    "fallen-behind": ("zero", "model"),
    # threshold with an immediate order in flight: waits for its end, or counts it as filled.
    "in-flight": ("waits", "counted"),
    # Scripted times before the first decision: skipped while the known touch is not two-sided; skipped
    # before it was so once; or carried out.
    "script-early": ("needs-touch", "needs-mid", "carried-out"),
}
reading = {name: values[0] for name, values in READINGS.items()}

PRINT, BOOK, VENUE, REPORT, ARRIVAL, DECISION = range(6)


# --------------------------------------------------------------------------------------------------
# Queue models: the probability that a decrease happened behind the order


def probability_behind(model, n, front, back, lot):
    """p of the probability models; NaN or infinity where the arithmetic gives it."""

    def power(x, exponent):
        try:
            value = x**exponent
        except ZeroDivisionError:
            return math.inf
        return math.nan if isinstance(value, complex) else value

    def log(x):
        if 1 + x * lot > 0:
            return math.log(1 + x * lot)
        return -math.inf if 1 + x * lot == 0 else math.nan

    def divide(a, b):
        if b == 0:
            return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a)
        return a / b

    if model == "power":
        return divide(power(back, n), power(back, n) + power(front, n))
    if model == "power2":
        return divide(power(back, n), power(back + front, n))
    if model == "power3":
        return 1 - power(divide(front, front + back), n)
    if model == "log":
        return divide(log(back), log(back) + log(front))
    if model == "log2":
        return divide(log(back), log(back + front))
    raise ValueError(f"unknown queue model {model}")


def round_half_away(x):
    return int(math.floor(abs(x) + 0.5)) * (1 if x >= 0 else -1)


class VenueOrder:
    """An order as the venue has it."""

    def __init__(self, number, side, price, total, post_only):
        self.number, self.side, self.price, self.total = number, side, price, total
        self.post_only = post_only
        self.filled = 0
        self.ahead = 0
        self.traded = 0  # at its price since the last change of its level (probability models)
        self.entry_ahead = None
        self.seniority = 0

    @property
    def remaining(self):
        return self.total - self.filled


class Known:
    """An order as its lane knows it."""

    def __init__(self, number, side, price, requested, total, immediate):
        self.number, self.side, self.price = number, side, price
        self.requested = requested  # what the strategy last asked for, before cuts
        self.sent_total = total  # the total the last message asks for
        self.counted_total = total  # what may still count: the unconfirmed larger one
        self.filled = 0
        self.immediate = immediate
        self.cancel_sent = False
        self.ended = False

    def may_fill(self):
        return 0 if self.ended else self.counted_total - self.filled

    def asked_for(self):
        return not (self.ended or self.cancel_sent or self.immediate)


class Lane:
    def __init__(self, index, settings):
        self.index, self.name = index, settings["name"]
        self.strategy = settings["strategy"]
        fills = settings.get("fills", {})
        self.model = fills.get("model", "touch")
        self.n = fills.get("n", 1)
        self.cancels = fills.get("cancels", "risk-averse")
        self.whole = fills.get("fill", "printed") == "whole"
        self.hidden = fills.get("hidden", "touch")
        self.crossing = fills.get("crossing", "clamp")
        self.book_crossing = fills.get("book_crossing", True)
        latency = settings.get("latency", {})
        self.order_latency = latency.get("order", 0)
        self.cancel_latency = latency.get("cancel", 0)
        self.response_latency = latency.get("response", 0)
        self.limit = settings.get("limit")
        decide = settings.get("decide", {})
        self.every = decide.get("every")
        self.on = decide.get("on", [])
        # At the venue.
        self.inventory = settings.get("start_inventory", 0)
        self.orders = []  # live, oldest first
        # As the lane knows it.
        self.known_inventory = self.inventory
        self.known = []
        self.next_number = 1
        self.last_message = 0  # arrival time of its latest message
        self.last_decision = None
        self.started = False
        self.scripted = self.strategy["use"] == "scripted"
        self.script = {}
        self.script_numbers = {}


class Replay:
    def __init__(self, experiment, folder="."):
        instrument = experiment["instrument"]
        self.tick, self.lot = Decimal(instrument["tick"]), Decimal(instrument["lot"])
        self.spot = instrument.get("kind", "linear") == "spot"
        self.heap, self.sequence = [], 0
        self.fills, self.messages, self.counts = [], [], {}
        keeps = experiment.get("crossed", "drop") == "keep"
        self.venue, self.view = Book(keeps), Book(keeps)
        self.now, self.mid_before = None, None
        self.lanes = [Lane(i, s) for i, s in enumerate(experiment["lanes"])]
        self.end = None
        first_arrival = None
        for source, entry in enumerate(experiment["data"]):
            paths = [os.path.join(folder, name) for name in entry["files"]]
            rejected = {
                (path + name[len(base) :], line)
                for name, line in experiment.get("rejected", [])
                for path in paths
                for base in [os.path.basename(path)]
                if name == base or name.startswith(base + "/")
            }
            events = read_source(
                paths,
                source,
                self.tick,
                self.lot,
                entry.get("format", ""),
                experiment.get("clock_shift", 0),
                experiment.get("feed"),
                rejected,
            )
            if not entry.get("book", True):
                events = [event for event in events if event.kind == "print"]
            for event in events:
                if event.kind == "funding":  # moves money, which this replay does not count
                    continue
                kind = PRINT if event.kind == "print" else BOOK
                self.push(event.exchange, kind, (source, event.ordinal), event)
                self.push(event.arrival, ARRIVAL, (source, event.ordinal), event)
                self.end = max(self.end or event.exchange, event.exchange)
                first_arrival = min(first_arrival or event.arrival, event.arrival)
        for lane in self.lanes:
            if lane.scripted:
                self.read_script(lane, os.path.join(folder, lane.strategy["file"]))
                for time in lane.script:
                    self.push(time, DECISION, (lane.index,), lane)
            elif lane.every:
                first = -(-first_arrival // lane.every) * lane.every
                self.push(first, DECISION, (lane.index,), lane)

    def push(self, time, kind, rank, item):
        self.sequence += 1
        heapq.heappush(self.heap, (time, kind, rank, self.sequence, item))

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def run(self):
        while self.heap and self.heap[0][0] <= self.end:
            time, kind, _, _, item = heapq.heappop(self.heap)
            if time != self.now:
                self.now, self.mid_before = time, self.venue.two_sided_mid
                self.touch_before = self.touch_known()
            if kind == PRINT:
                self.on_print(item)
            elif kind == BOOK:
                self.on_book(item)
            elif kind == VENUE:
                lane, handler, arguments = item
                handler(lane, *arguments)
            elif kind == REPORT:
                self.on_report(*item)
            elif kind == ARRIVAL:
                self.on_arrival(item)
            else:
                self.on_decision(item)
        return self

    # ---------------------------------------------------------------------------------- the venue

    def report(self, lane, what, number, quantity=0):
        self.push(
            self.now + lane.response_latency, REPORT, (lane.index,), (lane, what, number, quantity)
        )

    def fill(self, lane, order, quantity, price, cause, maker=True):
        order.filled += quantity
        lane.inventory += order.side * quantity
        mid = self.mid_before if maker else self.venue.two_sided_mid
        self.fills.append(
            {
                "strategy": lane.name,
                "lane": lane.index,
                "timestamp_ns": self.now,
                "side": "buy" if order.side == BUY else "sell",
                "price": price,
                "quantity": quantity,
                "liquidity": "maker" if maker else "taker",
                "cause": cause,
                "mid": mid,
                "inventory_after": lane.inventory,
                "queue_ahead_at_entry": order.entry_ahead,
            }
        )
        self.report(lane, "fill", order.number, quantity)
        if order.remaining == 0 and order in lane.orders:
            lane.orders.remove(order)

    def own_orders(self, lane, side):
        """Best price first, then oldest."""
        return sorted(
            (o for o in lane.orders if o.side == side),
            key=lambda o: (-o.price * o.side, o.seniority),
        )

    def on_print(self, event):
        if event.side == UNKNOWN:
            self.count("prints_without_side")
            if reading["sideless"] == "queue":
                for lane in self.lanes:
                    for order in lane.orders:
                        if order.price == event.price:
                            order.ahead -= event.quantity
                            order.traded += event.quantity
            return
        for lane in self.lanes:
            given = 0  # what this print has given the lane's better and older orders
            for order in self.own_orders(lane, -event.side):
                through = (order.price - event.price) * order.side  # ticks beyond the order's price
                if through < 0:
                    break
                if through > 0:
                    if lane.model != "through" or through >= lane.n:
                        given += order.remaining
                        self.fill(lane, order, order.remaining, order.price, "print-through")
                    continue
                # Cancels may leave less than nothing ahead; a print fills no more than it has.
                reached = min(self.reached(lane, order, event.quantity), event.quantity)
                if lane.model == "through" or reached <= 0:
                    continue
                quantity = order.remaining if lane.whole else min(order.remaining, reached - given)
                if quantity > 0:
                    given += quantity
                    self.fill(lane, order, quantity, order.price, "print-at")

    def reached(self, lane, order, quantity):
        """Lots of a print at the order's price that get past the queue; moves the queue."""
        front = order.ahead
        order.ahead -= quantity
        order.traded += quantity
        if lane.model == "touch":
            order.ahead = max(order.ahead, 0)
            return quantity
        if lane.model == "through":
            order.ahead = max(order.ahead, 0)
            return 0
        if lane.cancels == "risk-averse":
            reached = math.floor(-order.ahead) if order.ahead < 0 else 0
        else:
            reached = max(round_half_away(-order.ahead), 0)
        if reached > 0:
            order.ahead = 0
        return reached

    def on_book(self, event):
        before = {}
        for lane in self.lanes:
            for order in lane.orders:
                before[id(order)] = self.venue.displayed(order.side, order.price)
        self.venue.apply(event)
        for lane in self.lanes:
            for side in (BUY, SELL):
                opposite = self.venue.best(-side)
                for order in self.own_orders(lane, side):
                    if opposite is not None and lane.book_crossing:
                        through = (order.price - opposite[0]) * side
                        if through >= (lane.n if lane.model == "through" else 0):
                            self.fill(lane, order, order.remaining, order.price, "book-cross")
                            continue
                    self.level_changed(lane, order, before[id(order)], event)

    def level_changed(self, lane, order, old, event):
        new = self.venue.displayed(order.side, order.price)
        if new is None:
            return
        best = self.venue.best(order.side)
        fallen_behind = best is None or (order.price - best[0]) * order.side > 0
        if fallen_behind and reading["fallen-behind"] == "zero":
            order.ahead, order.traded = 0, 0
        elif old is None:
            order.ahead, order.traded = min(order.ahead, new), 0
        elif event.kind == "quote" or event.snapshot:
            if old != new or reading["repeated-size"] == "change":
                self.resize(lane, order, old, new)
        elif old != new or any((s, p) == (order.side, order.price) for s, p, _ in event.rows):
            self.resize(lane, order, old, new)

    def resize(self, lane, order, old, new):
        """The displayed size at the order's price changes from `old` to `new`."""
        if lane.model != "queue" or lane.cancels == "risk-averse":
            order.ahead, order.traded = min(order.ahead, new), 0
            return
        change = old - new - order.traded
        order.traded = 0
        if change < 0:
            order.ahead = min(order.ahead, new)
            return
        front, back = order.ahead, old - order.ahead
        p = probability_behind(lane.cancels, lane.n, front, back, float(self.lot))
        if math.isinf(p):
            p = 1.0
        estimate = front - (1 - p) * change + min(back - p * change, 0)
        order.ahead = new if math.isnan(estimate) else min(estimate, new)

    def venue_new(self, lane, order):
        opposite = self.venue.best(-order.side)
        crosses = opposite is not None and (order.price - opposite[0]) * order.side >= 0
        if crosses and order.post_only:
            self.count("post_only_rejected")
            self.log(lane, "rejected", order, order.total, "post-only")
            self.report(lane, "ended", order.number)
            return
        if crosses:
            self.take(lane, order, order.price)
            if order.remaining == 0:
                return
            if reading["take-rest"] == "cancelled":
                self.report(lane, "ended", order.number)
                return
        ahead = self.venue.displayed(order.side, order.price)
        if ahead is None:
            if lane.hidden == "touch":
                ahead = self.venue.best(order.side)[1]
            else:
                ahead = 0 if lane.hidden == "none" else lane.hidden
        for other in lane.orders:
            if (other.side, other.price) == (order.side, order.price):
                ahead = max(ahead, other.ahead)
        order.ahead = order.entry_ahead = ahead
        self.sequence += 1
        order.seniority = self.sequence
        lane.orders.append(order)
        self.log(lane, "accepted", order, order.total)

    def take(self, lane, order, limit):
        """Fills `order` against displayed levels of the other side, up to `limit`."""
        for price, size in self.venue.levels(-order.side):
            if order.remaining == 0 or (limit is not None and (limit - price) * order.side < 0):
                break
            self.fill(lane, order, min(size, order.remaining), price, "taker", maker=False)

    def venue_immediate(self, lane, order, limit):
        self.take(lane, order, limit)
        self.log(lane, "accepted", order, order.filled)
        self.report(lane, "ended", order.number)

    def venue_cancel(self, lane, number):
        for order in lane.orders:
            if order.number == number:
                lane.orders.remove(order)
                self.log(lane, "cancelled", order, order.remaining)
                self.report(lane, "ended", number)
                return

    def venue_amend(self, lane, number, total):
        for order in lane.orders:
            if order.number == number:
                order.total = min(order.total, total)
                if order.remaining <= 0:
                    order.total = order.filled
                    lane.orders.remove(order)
                    self.report(lane, "ended", number)
                else:
                    self.report(lane, "amended", number, order.total)
                self.log(lane, "amended", order, order.total)
                return

    def log(self, lane, event, order, quantity, reason=""):
        self.messages.append(
            (self.now, lane, order.number, event, order.side, order.price, quantity, reason)
        )

    # ------------------------------------------------------------------------- the lane's knowledge

    def touch_known(self):
        price = {}
        for side in (BUY, SELL):
            best = self.view.best(side)
            if best is None:
                price[side] = None if reading["empty-moves"] == "yes" else (self.view.last[side],)
            elif reading["touch-moved"] == "size":
                price[side] = best
            else:
                price[side] = (best[0],)
        return price[BUY], price[SELL]

    def on_arrival(self, event):
        if event.kind == "print":
            return
        old = self.touch_known()
        self.view.apply(event)
        if reading["touch-moved"] == "net-price":
            old = self.touch_before
        if self.touch_known() != old:
            for lane in self.lanes:
                if "touch" in lane.on and not lane.scripted:
                    self.push(self.now, DECISION, (lane.index,), lane)

    def on_report(self, lane, what, number, quantity):
        order = next((k for k in lane.known if k.number == number), None)
        if order is None:
            return  # the end of an order whose last fill already said so
        if what == "fill":
            order.filled += quantity
            lane.known_inventory += order.side * quantity
            if order.filled >= order.counted_total:
                order.ended = True
            if "fill" in lane.on and not lane.scripted and lane.last_decision != self.now:
                self.push(self.now, DECISION, (lane.index,), lane)
        elif what == "amended":
            order.counted_total = quantity
            if order.filled >= quantity:
                order.ended = True
        else:
            order.ended = True
        lane.known = [k for k in lane.known if not k.ended]

    # ------------------------------------------------------------------------------------ decisions

    def on_decision(self, lane):
        scripted = lane.scripted
        on_grid = bool(lane.every) and self.now % lane.every == 0
        if lane.last_decision == self.now:
            return
        if on_grid and not scripted:
            self.push(self.now + lane.every, DECISION, (lane.index,), lane)
        if not lane.started and not (scripted and reading["script-early"] == "carried-out"):
            once_is_enough = scripted and reading["script-early"] == "needs-mid"
            if self.view.two_sided_mid is None if once_is_enough else not self.view.two_sided():
                return
            if (
                not on_grid
                and not scripted
                and lane.every
                and reading["trigger-first"] == "after-grid"
            ):
                return
        if not lane.started:
            lane.started, lane.first_decision = True, self.now
        lane.last_decision = self.now
        if scripted:
            self.follow_script(lane)
        else:
            self.reconcile(lane, *self.wanted(lane))

    def wanted(self, lane):
        """The levels a strategy wants, [(side, price, lots)], and its immediate order or None."""
        s = lane.strategy
        if s["use"] == "hold":
            return [], None
        size, target = s["size"], s.get("target", 0)
        half, q = s["half_spread"], lane.known_inventory
        if s.get("anchor", "mid") == "touch":
            low, high = self.view.last[BUY], self.view.last[SELL]
        else:
            low = high = float(self.view.two_sided_mid)
        shift = -s["skew"] * (q - target) if s["use"] == "linear-skew" else 0
        levels = []
        for level in range(s.get("levels", 1)):
            away = half + level * s.get("level_step", 1)
            levels.append((BUY, low - away + shift, size))
            levels.append((SELL, high + away + shift, size))
        if "position_cap" in s:  # a rule of the strategy, not of the engine
            levels = [l for l in levels if abs(q + l[0] * size) <= s["position_cap"]]
        if "keep_within" in s:
            levels = [self.kept(lane, level, s["keep_within"]) for level in levels]
        immediate = None
        if s["use"] == "threshold":
            pending = sum(k.side * k.may_fill() for k in lane.known if k.immediate)
            away = q + pending - target
            if abs(away) > s["band"] and (pending == 0 or reading["in-flight"] == "counted"):
                lots = math.floor(abs(away))  # to the edge: enough to end inside, never past target
                if s["to"] == "edge":
                    lots = min(lots, math.ceil(abs(away) - s["band"]))
                immediate = (SELL if away > 0 else BUY, lots, None)
        return levels, immediate

    def kept(self, lane, level, ticks):
        """The lane's own order instead, where it is at most `ticks` further out than wanted."""
        side, price, size = level
        price = math.floor(price) if side == BUY else math.ceil(price)
        for order in lane.known:
            if (
                order.asked_for()
                and order.side == side
                and 0 <= (price - order.price) * side <= ticks
            ):
                return side, order.price, size
        return side, price, size

    def quantised(self, lane, levels):
        """Wanted levels on the grid, after `crossing`: {side: {price: (lots, post only)}}."""
        wanted = {BUY: {}, SELL: {}}
        for side, price, lots in levels:
            price = math.floor(price) if side == BUY else math.ceil(price)
            lots = math.floor(lots)
            price, post_only = self.crossing(lane, side, price)
            if price is None or lots < 1:
                continue
            if price in wanted[side]:
                if reading["same-price"] == "sum":
                    lots += wanted[side][price][0]
                else:
                    continue
            wanted[side][price] = (lots, post_only)
        return wanted

    def crossing(self, lane, side, price):
        """(price, post only) after the rule for quotes through the opposite touch; None: dropped."""
        best = self.view.best(-side)
        opposite = best[0] if best else None
        if best is None and reading["empty-touch"] == "last":
            opposite = self.view.last[-side]
        if opposite is None or (price - opposite) * side < 0:
            return price, True
        if lane.crossing == "clamp":
            self.count("clamped")
            return opposite - side, True
        if lane.crossing == "take":
            return price, False
        self.count("crossing_rejected")
        return (price, True) if reading["reject"] == "venue" else (None, True)

    def room(self, lane, side):
        """Lots of new orders on `side` that keep |q| within the limit whatever fills."""
        open_lots = sum(k.may_fill() for k in lane.known if k.side == side)
        room = (
            math.inf if lane.limit is None else lane.limit - side * lane.known_inventory - open_lots
        )
        if side == SELL and self.spot:
            room = min(room, lane.known_inventory - open_lots)
        return max(room, 0)

    def send(self, lane, latency, handler, *arguments):
        """A message to the venue; those of one lane never overtake each other."""
        lane.last_message = max(self.now + latency, lane.last_message)
        self.push(lane.last_message, VENUE, (lane.index,), (lane, handler, arguments))

    def send_cancel(self, lane, known):
        known.cancel_sent = True
        self.messages.append(
            (self.now, lane, known.number, "cancel", known.side, known.price, 0, "")
        )
        self.send(lane, lane.cancel_latency, self.venue_cancel, known.number)

    def send_amend(self, lane, known, requested):
        known.requested = requested
        total = min(requested, known.sent_total)
        if total < known.sent_total:
            known.sent_total = total
            self.messages.append(
                (self.now, lane, known.number, "amend", known.side, known.price, total, "")
            )
            self.send(lane, lane.order_latency, self.venue_amend, known.number, total)

    def send_new(self, lane, side, price, requested, post_only=True, immediate=False):
        """A new order, cut to the limit; its number, or None where nothing is left to send."""
        total = min(requested, self.room(lane, side))
        if total < 1:
            self.count("cut_to_nothing")
            return None
        number, lane.next_number = lane.next_number, lane.next_number + 1
        lane.known.append(Known(number, side, price, requested, total, immediate))
        order = VenueOrder(number, side, price, total, post_only)
        self.messages.append(
            (self.now, lane, number, "immediate" if immediate else "new", side, price, total, "")
        )
        if immediate:
            self.send(lane, lane.order_latency, self.venue_immediate, order, price)
        else:
            self.send(lane, lane.order_latency, self.venue_new, order)
        return number

    def reconcile(self, lane, levels, immediate):
        wanted = self.quantised(lane, levels)
        cancels, amends = [], []
        missing = {side: dict(prices) for side, prices in wanted.items()}
        for known in lane.known:
            if not known.asked_for():
                continue
            lots = wanted[known.side].get(known.price, (0, True))[0]
            if lots == 0 or lots > known.requested:
                cancels.append(known)
                continue
            del missing[known.side][known.price]
            if lots < known.requested:
                amends.append((known, lots))
        for known in cancels:
            self.send_cancel(lane, known)
        for known, lots in amends:
            self.send_amend(lane, known, lots)
        for side in (BUY, SELL):
            for price in sorted(missing[side], reverse=side == BUY):
                lots, post_only = missing[side][price]
                self.send_new(lane, side, price, lots, post_only)
        if immediate and immediate[1] >= 1:
            side, lots, limit = immediate
            self.send_new(lane, side, limit, lots, immediate=True)

    # --------------------------------------------------------------------------------- scripted lanes

    def read_script(self, lane, path):
        with open(path, newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                price = to_grid(row["price"], self.tick) if row.get("price") else None
                lots = to_grid(row["quantity"], self.lot) if row.get("quantity") else 0
                side = {"buy": BUY, "sell": SELL}.get(row.get("side"))
                lane.script.setdefault(int(row["timestamp_ns"]), []).append(
                    (row["action"], row["order"], side, price, lots)
                )

    def scripted_order(self, lane, name):
        """The order the script calls `name`, unless it is seen ended or its cancel was sent."""
        number = lane.script_numbers.get(name)
        return next((k for k in lane.known if k.number == number and not k.cancel_sent), None)

    def follow_script(self, lane):
        rows, replaced = [], set()
        for action, name, side, price, lots in lane.script[self.now]:
            known = self.scripted_order(lane, name)
            if action == "amend" and name in replaced:
                continue  # of an order that is cancelled in this very decision
            if (
                action == "amend"
                and known
                and (lots > known.requested or price not in (None, known.price))
            ):
                # Larger or at another price: cancel, then new.
                replaced.add(name)
                rows += [
                    ("cancel", name, side, None, 0),
                    ("place", name, known.side, known.price if price is None else price, lots),
                ]
            else:
                rows.append((action, name, side, price, lots))
        for wanted_action in ("cancel", "amend", "place", "immediate"):
            for action, name, side, price, lots in rows:
                if action != wanted_action:
                    continue
                known = self.scripted_order(lane, name)
                if action == "cancel" and known:
                    self.send_cancel(lane, known)
                elif action == "amend" and known:
                    self.send_amend(lane, known, lots)
                elif action == "place":
                    price, post_only = self.crossing(lane, side, price)
                    if price is not None:
                        lane.script_numbers[name] = self.send_new(
                            lane, side, price, lots, post_only
                        )
                elif action == "immediate":
                    lane.script_numbers[name] = self.send_new(
                        lane, side, price, lots, immediate=True
                    )

    # ------------------------------------------------------------------------------------- results

    def decimal(self, value, step):
        """Ticks or lots as the shortest exact decimal text."""
        if value is None:
            return ""
        if isinstance(value, Fraction):
            number = Decimal(value.numerator) * step / Decimal(value.denominator)
        else:
            number = Decimal(value) * step
        text = format(number.normalize(), "f")
        return "0" if text in ("-0", "") else text

    def fill_rows(self):
        """Rows of fills.csv, ordered by time, then strategy as in the experiment."""
        for row in sorted(self.fills, key=lambda f: (f["timestamp_ns"], f["lane"])):
            yield {
                "strategy": row["strategy"],
                "timestamp_ns": row["timestamp_ns"],
                "side": row["side"],
                "price": self.decimal(row["price"], self.tick),
                "quantity": self.decimal(row["quantity"], self.lot),
                "liquidity": row["liquidity"],
                "cause": row["cause"],
                "mid": self.decimal(row["mid"], self.tick),
                "inventory_after": self.decimal(row["inventory_after"], self.lot),
                "queue_ahead_at_entry": self.decimal(row["queue_ahead_at_entry"], self.lot),
            }

    def order_rows(self):
        for time, lane, number, event, side, price, lots, reason in sorted(
            self.messages, key=lambda m: (m[0], m[1].index)
        ):
            yield {
                "strategy": lane.name,
                "timestamp_ns": time,
                "order": number,
                "event": event,
                "side": "buy" if side == BUY else "sell",
                "price": self.decimal(price, self.tick),
                "quantity": self.decimal(lots, self.lot),
                "reason": reason,
            }


FILL_COLUMNS = [
    "strategy",
    "timestamp_ns",
    "side",
    "price",
    "quantity",
    "liquidity",
    "cause",
    "mid",
    "inventory_after",
    "queue_ahead_at_entry",
]
ORDER_COLUMNS = [
    "strategy",
    "timestamp_ns",
    "order",
    "event",
    "side",
    "price",
    "quantity",
    "reason",
]


def write(stream, columns, rows):
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def set_readings(pairs):
    for pair in pairs:
        name, _, value = pair.partition("=")
        if value not in READINGS.get(name, ()):
            raise SystemExit(f"unknown reading {pair}; known: {READINGS}")
        reading[name] = value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[2])
    parser.add_argument("experiment")
    parser.add_argument("--out", help="folder for fills.csv and orders.csv")
    parser.add_argument("--reading", action="append", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    set_readings(arguments.reading)
    with open(arguments.experiment, encoding="utf-8") as stream:
        experiment = json.load(stream)
    replay = Replay(experiment, os.path.dirname(os.path.abspath(arguments.experiment))).run()
    if arguments.out is None:
        write(sys.stdout, FILL_COLUMNS, replay.fill_rows())
        return
    os.makedirs(arguments.out, exist_ok=True)
    for name, columns, rows in (
        ("fills.csv", FILL_COLUMNS, replay.fill_rows()),
        ("orders.csv", ORDER_COLUMNS, replay.order_rows()),
    ):
        with open(os.path.join(arguments.out, name), "w", newline="", encoding="utf-8") as stream:
            write(stream, columns, rows)
    print(json.dumps({"fills": len(replay.fills), **replay.counts}))


if __name__ == "__main__":
    main()

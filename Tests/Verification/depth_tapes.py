"""Random, nasty books of many levels for tapes.py, as messages of changes or as snapshots.

What makes them nasty: levels that come and go at, inside and behind the touch, walks through several of
them, levels that reach those of the other side without taking them away, messages that cross
themselves, name a level twice, repeat its size or remove what is not there, sides that become empty,
snapshots shallower than the book or with one side missing, books started anew, messages that share
their times with the one before.
"""

from ticks import BUY, SELL

MS = 10**6


class DepthMarket:
    """A book whose levels random flow eats and refills; `messages` are (time, is snapshot, rows)."""

    def __init__(self, rng, settings, start):
        self.rng, self.s, self.now = rng, settings, start
        self.sides = {BUY: {}, SELL: {}}
        self.messages, self.trades = [], []
        self.quotes = []  # the touch after each message, for scripts
        self.centre = 20000
        self.refill(settings["levels"])
        self.send_snapshot()

    def size(self):
        return self.rng.choice((1, 1, 2, 3, 5, 8, 13, 20, 40))

    def refill(self, levels):
        """Levels around the centre, with holes."""
        for side in (BUY, SELL):
            price = self.centre + (0 if side == BUY else 1)
            for _ in range(levels):
                self.sides[side].setdefault(price, self.size())
                price -= side * self.rng.choice((1, 1, 1, 2, 5))

    def best(self, side):
        levels = self.sides[side]
        return (max(levels) if side == BUY else min(levels)) if levels else None

    def sorted_levels(self, side):
        return sorted(self.sides[side].items(), reverse=side == BUY)

    def step_time(self):
        grain = self.s["grain"]
        if self.rng.random() < self.s["tie"]:
            return
        gap = self.rng.choice((grain, grain, 5 * grain, 20 * grain))
        if self.rng.random() < 0.02:
            gap += self.rng.choice((200, 700, 1500)) * grain
        self.now += self.rng.randrange(0, gap + 1, grain)

    # ------------------------------------------------------------------------------- what is written

    def send(self, rows, snapshot=False):
        """Writes a message, and keeps what a reader's book then shows."""
        if not rows:
            return
        self.messages.append((self.now, snapshot, rows))
        for side, price, size in rows:
            if size:
                self.sides[side][price] = size
            else:
                self.sides[side].pop(price, None)
        own = {side: {p for s, p, size in rows if s == side and size} for side in (BUY, SELL)}
        for side in (BUY, SELL):
            for price in own[side]:
                for other in list(self.sides[-side]):
                    if (price - other) * side >= 0 and other not in own[-side]:
                        del self.sides[-side][other]
        best = {side: self.best(side) for side in (BUY, SELL)}
        touch = {s: None if best[s] is None else (best[s], self.sides[s][best[s]]) for s in best}
        self.quotes.append((self.now, touch[BUY], touch[SELL]))
        self.centre = best[BUY] if best[BUY] is not None else best[SELL] or self.centre

    def send_snapshot(self):
        """The book, or less of it: not so deep, or one side alone."""
        rng = self.rng
        depth = rng.choice((1, 3, 8, 1000, 1000))
        sides = rng.choice(((SELL, BUY), (SELL, BUY), (SELL, BUY), (BUY,), (SELL,)))
        if not self.messages:
            depth, sides = 1000, (SELL, BUY)
        rows = [(s, *level) for s in sides for level in self.sorted_levels(s)[:depth]]
        if rng.random() < 0.3:
            rng.shuffle(rows)
        if not rows:
            return
        # What was shown before may or may not stay behind it; the reader decides, this market forgets.
        self.sides = {BUY: {}, SELL: {}}
        self.send(rows, snapshot=True)

    # ------------------------------------------------------------------------------------- what happens

    def hit(self):
        """A market order: prints level by level, then the message of what it left."""
        rng, side = self.rng, self.rng.choice((BUY, SELL))
        levels = self.sorted_levels(-side)
        if not levels:
            return
        reach = 1 if rng.random() < self.s["calm"] else rng.choice((1, 2, 3, 6))
        rows = []
        for place, (price, shown) in enumerate(levels[:reach]):
            last = place == min(reach, len(levels)) - 1
            eaten = rng.randrange(1, shown + 1) if last else shown
            pieces = [eaten]
            if eaten > 1 and rng.random() < 0.4:
                first = rng.randrange(1, eaten)
                pieces = [first, eaten - first]
            for piece in pieces:
                self.trades.append((self.now, side, price, piece))
            rows.append((-side, price, shown - eaten))
        if rng.random() < 0.1:  # it goes on through hidden quantity
            price = levels[: reach + 1][-1][0] + side * rng.randrange(1, 30)
            self.trades.append((self.now, side, price, self.size()))
        if rng.random() < 0.3:
            self.step_time()  # the book lags behind its prints
        if rng.random() < 0.95:
            self.send(rows)

    def change(self):
        """One message of orders and cancels, near the touch and far behind it."""
        rng, rows = self.rng, []
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
            side = rng.choice((BUY, SELL))
            levels = self.sorted_levels(side)
            what = rng.random()
            if levels and what < 0.45:
                price, size = rng.choice(levels[:4] if rng.random() < 0.7 else levels)
                rows.append((side, price, max(1, size + rng.randrange(-6, 9))))
            elif levels and what < 0.62:
                price = rng.choice(levels[:3] if rng.random() < 0.5 else levels)[0]
                rows.append((side, price, 0))
            elif levels and what < 0.68:
                rows.append((side, *rng.choice(levels)))  # repeats what is there
            elif what < 0.90:
                best = levels[0][0] if levels else self.centre - 2 * side
                rows.append((side, best - side * rng.choice((-2, -1, 1, 1, 2, 4, 7)), self.size()))
            elif what < 0.94:
                rows.append((side, self.centre - side * rng.randrange(1, 400), 0))
            elif what < 0.94 + 0.06 * self.s["crossing"]:
                opposite = self.best(-side)
                if opposite is not None:
                    price = opposite + side * rng.choice((0, 0, 1, 3, 12))
                    rows.append((side, price, self.size()))
        self.send(rows)

    def upheaval(self):
        rng = self.rng
        what = rng.random()
        if what < 0.3:
            self.send_snapshot()
        elif what < 0.5:  # a side goes, or all but its deepest levels
            side = rng.choice((BUY, SELL))
            keep = rng.choice((0, 0, 2))
            levels = self.sorted_levels(side)
            self.send([(side, price, 0) for price, _ in levels[: len(levels) - keep]])
        elif what < 0.6:  # a message that crosses itself
            price = self.centre + rng.randrange(-3, 4)
            self.send([(BUY, price + rng.choice((0, 2)), self.size()), (SELL, price, self.size())])
        elif what < 0.7:  # a level named twice
            price = self.centre - rng.randrange(0, 4)
            self.send([(BUY, price, self.size()), (BUY, price, rng.choice((0, self.size())))])
        else:  # everything moves
            self.centre += rng.choice((-300, -40, -5, 5, 40, 300))
            old = [(s, price, 0) for s in (BUY, SELL) for price in self.sides[s]]
            self.sides = {BUY: {}, SELL: {}}
            self.refill(self.s["levels"])
            new = [(s, *level) for s in (BUY, SELL) for level in self.sorted_levels(s)]
            self.send(old + new)

    def oddity(self):
        price = self.centre + self.rng.choice((0, 1, -1, 2, -3, 100, -100))
        self.trades.append((self.now, self.rng.choice((BUY, SELL, 0)), price, self.size()))

    def run(self, events):
        for _ in range(events):
            self.step_time()
            what = self.rng.random()
            if what < 0.35:
                self.hit()
            elif what < 1 - self.s["odd"] - self.s["upheaval"]:
                self.change()
            elif what < 1 - self.s["odd"]:
                self.upheaval()
            else:
                self.oddity()
            if self.rng.random() < 0.3 and (not self.sides[BUY] or not self.sides[SELL]):
                self.refill(3)
                self.send([(s, *l) for s in (BUY, SELL) for l in self.sorted_levels(s)])


def best_levels(messages, depth):
    """What a source that shows `depth` levels alone writes: (time, bids, asks) after each message."""
    from book import Book
    from ticks import Event

    book, result = Book(), []
    for time, snapshot, rows in messages:
        book.apply(Event("depth", time, time, 0, 0, snapshot=snapshot, rows=rows))
        result.append((time, book.levels(BUY)[:depth], book.levels(SELL)[:depth]))
    return result

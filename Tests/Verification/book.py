"""The book of one instrument, rebuilt message by message the slow and obvious way."""

from fractions import Fraction

from ticks import BUY, SELL


class Book:
    """One side each of price -> size. A book of quotes knows one level a side, one of depth all.

    Readings of the design taken here
    - A snapshot replaces everything down to its deepest level, also what was better than its best; deeper
      levels stay. A side it shows nothing of is empty.
    - A source of the best N levels alone shows nothing below the deepest level of its latest message:
      such prices are hidden, and what was shown there before is forgotten.
    - A level is the message's own where the message leaves it with a size.
    """

    def __init__(self, keep_crossed=False):
        self.sides = {BUY: {}, SELL: {}}
        self.full_depth = False
        self.floor = {BUY: None, SELL: None}  # the deepest price shown, None: all are
        self.two_sided_mid = None
        self.last = {BUY: None, SELL: None}
        self.keep_crossed = keep_crossed
        self.levels_dropped_crossed = 0

    def best(self, side):
        """(price, size) of the best level, or None."""
        levels = self.sides[side]
        if not levels:
            return None
        price = max(levels) if side == BUY else min(levels)
        return price, levels[price]

    def displayed(self, side, price):
        """The displayed size at a price: 0 where empty, None where the source does not show it."""
        if self.full_depth:
            floor = self.floor[side]
            if floor is not None and (price - floor) * side < 0:
                return None
            return self.sides[side].get(price, 0)
        best = self.best(side)
        if best is None or (price - best[0]) * side > 0:
            return 0
        return best[1] if price == best[0] else None

    def levels(self, side):
        """(price, size) from best to worst."""
        return sorted(self.sides[side].items(), reverse=side == BUY)

    def apply(self, event):
        if event.kind == "quote":
            for side, level in ((BUY, event.bid), (SELL, event.ask)):
                self.sides[side] = {} if level is None else {level[0]: level[1]}
        else:
            self.full_depth = True
            self.apply_depth(event)
        bid, ask = self.best(BUY), self.best(SELL)
        if bid:
            self.last[BUY] = bid[0]
        if ask:
            self.last[SELL] = ask[0]
        if bid and ask:
            self.two_sided_mid = Fraction(bid[0] + ask[0], 2)

    def apply_depth(self, event):
        own = {BUY: {}, SELL: {}}
        for side, price, size in event.rows:
            if size:
                own[side][price] = size
            else:
                own[side].pop(price, None)
        for side in (BUY, SELL):
            levels = self.sides[side]
            deepest = (min if side == BUY else max)(own[side], default=None)
            for price in list(levels):
                covered = deepest is None or (price - deepest) * side >= 0
                if event.snapshot and (covered or event.best_levels):
                    del levels[price]
            for changed, price, _ in event.rows:
                if changed == side:
                    levels.pop(price, None)
            levels.update(own[side])
            if event.best_levels:
                self.floor[side] = deepest
        if self.keep_crossed:
            return
        for side in (BUY, SELL):
            if own[side]:
                reach = max(own[side]) if side == BUY else min(own[side])
                for price in list(self.sides[-side]):
                    if (reach - price) * side >= 0 and price not in own[-side]:
                        del self.sides[-side][price]
                        self.levels_dropped_crossed += 1

    def two_sided(self):
        return bool(self.sides[BUY]) and bool(self.sides[SELL])

#!/usr/bin/env python3
"""Writes transitions.txt: what Python's zoneinfo says of the zones of the catalogue.

One line for each set of zones that agree from 1990 to 2040:
names, offset on 1990-01-01 (minutes), changes, samples; separated by '|'.
A change is 'quarter hours since the change before (the first: since 1990-01-01):offset after it in
minutes'. A sample is 'local seconds since 1970:seconds since 1970 in UTC' with fold=0.

    python3 make.py < names.txt > transitions.txt     # one zone a line
"""
import datetime
import random
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)
START = int(datetime.datetime(1990, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime.datetime(2041, 1, 1, tzinfo=UTC).timestamp())


def offset(zone, instant):
    time = datetime.datetime.fromtimestamp(instant, UTC).astimezone(zone)
    return int(time.utcoffset().total_seconds())


def changes(zone):
    found, instant, current = [], START, offset(zone, START)
    while instant < END:
        later = min(instant + 3 * 86400, END)
        if offset(zone, later) != current:
            low, high = instant, later
            while high - low > 1:
                middle = (low + high) // 2
                if offset(zone, middle) == current:
                    low = middle
                else:
                    high = middle
            current = offset(zone, high)
            found.append((high, current))
        instant = later
    return offset(zone, START), tuple(found)


def samples(zone, found):
    draw = random.Random(1)
    locals_ = [draw.randrange(START + 86400, END - 86400) for _ in range(20)]
    for change, after in draw.sample(found, min(20, len(found))):
        locals_.append(change + after + draw.randrange(-9000, 9000))
    result = []
    for local in locals_:
        time = EPOCH + datetime.timedelta(seconds=local)
        result.append((local, int(time.replace(tzinfo=zone).timestamp())))
    return result


groups = {}
for name in sys.stdin.read().split():
    groups.setdefault(changes(zoneinfo.ZoneInfo(name)), []).append(name)
for (first, found), names in groups.items():
    last, parts = START, []
    for change, after in found:
        parts.append(f"{(change - last) // 900}:{after // 60}")
        last = change
    pairs = [f"{a}:{b}" for a, b in samples(zoneinfo.ZoneInfo(names[0]), found)]
    print("|".join([" ".join(names), str(first // 60), " ".join(parts), " ".join(pairs)]))

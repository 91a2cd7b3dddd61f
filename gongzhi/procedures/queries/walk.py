"""Lists at size: which matters stand on a page, found by walking an index of `Standing` in the order of the list.

A list is a range of the index for each (scope, state), narrowed by what stands behind the order in the same index.
Where what is asked for is so rare that the walk would be long, it starts from the other end: from the rows that another
index gives (`Source`: a rare type, a word, a number), each looked up in `Standing`. Which of the two is cheaper is
judged by the shares that a sample of them has (`shares`). Plain SQL that both databases understand.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from gongzhi.kit.db.sample import about, sample
from gongzhi.kit.db.select import aware, marks, select
from gongzhi.procedures.queries.shelves import Key, Shelves, shelves
from gongzhi.procedures.queries.statements import Ask, Source, along, looked_up
from gongzhi.procedures.rules.model import LIVE

SAMPLE, SAMPLE_SECONDS, UNSEEN = 2000, 600.0, 0.0004
WALK_MOST = 5_000  # rows of indexes that may be walked to count beyond the page
COUNTS = (500, 200, 100)
LIVE_SHARE = 0.05
LOOK_UP = 40  # what looking a matter up costs, in rows of an index that is walked
PROBE = 50  # and a look into another table at each of these rows
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Found:
    """Ids in order; `next`: the key of the last one where more follow; `total`: how many there are, or, `more`, that
    there are more than that."""

    ids: list[int]
    next: Key | None
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of a sample of all matters, and how many there are in all (about)."""

    number: int
    scopes: Mapping[int, float] = field(default_factory=dict)
    types: Mapping[str, float] = field(default_factory=dict)
    channels: Mapping[str, float] = field(default_factory=dict)


_shares: tuple[float, Shares] | None = None
_lock = threading.Lock()
_planned = itertools.count()


def shares() -> Shares:
    """The shares, at most ten minutes old; four queries then."""
    global _shares
    with _lock:
        if _shares is None or time.monotonic() - _shares[0] > SAMPLE_SECONDS:
            _shares = (time.monotonic(), _sampled())
        return _shares[1]


def forget_shares() -> None:
    """Look anew at the next list (tests)."""
    global _shares
    with _lock:
        _shares = None


def _sampled() -> Shares:
    rows = sample("procedures_matter", "id, type_key, channel", SAMPLE)
    of = max(1, len(rows))
    ids = [pk for pk, _kind, _channel in rows]
    by_scope = "SELECT scope, COUNT(*) FROM procedures_standing WHERE matter_id IN ({}) GROUP BY scope"
    scopes = select(by_scope.format(marks(ids)), ids) if ids else []
    kinds, channels = Counter(row[1] for row in rows), Counter(row[2] for row in rows)
    return Shares(
        max(about("procedures_matter"), len(rows)),
        {scope: n / of for scope, n in scopes},
        {key: n / of for key, n in kinds.items()},
        {key: n / of for key, n in channels.items()},
    )


def find(ask: Ask, *, after: Key | None = None, size: int = 50, count: bool = True) -> Found:
    """One page. One query, two where a span of days must be weighed."""
    if not ask.scopes or not ask.states:
        return Found([], None, 0, False)
    known = shares()
    driver, checks = _driver(ask, known)
    part = min(1.0, sum(known.scopes.get(s, UNSEEN) for s, _role in driver))
    part *= 1.0 if set(ask.states).difference(LIVE) else LIVE_SHARE
    columns = known.types.get(ask.type_key, UNSEEN) if ask.type_key else 1.0
    columns *= known.channels.get(ask.channel, UNSEEN) if ask.channel else 1.0
    columns *= 0.3 if ask.light else 1.0
    fits, rows = max(ask.share * columns, 1e-9), known.number * part
    if ask.since and ask.until:  # the walk begins and ends with the span
        rows *= min(1.0, (ask.until - ask.since) / YEAR)
    ways = len(driver) * len(ask.states) if connection.vendor == "postgresql" else 1  # see `along`
    a_row = 1 + PROBE * columns if ask.where else 1.0  # what the index itself says is asked first
    cost = min((size + 1) / fits * ways, rows) * a_row
    source = min(ask.sources, key=lambda s: s.share, default=None)
    if source is not None and source.on is not None:
        order = shelves(
            ask.states, newest=ask.newest, first=source.first, since=ask.since, until=ask.until, after=after
        )
        take = order.needed(rows * fits, size)
        looked = (LIVE_SHARE if order.live else 0.0) + take / max(1, len(order.numbers))
        if known.number * source.share * looked * LOOK_UP < cost:
            return _from_shelves(ask, source, order, take, after=after, size=size, count=count)
    elif source is not None and known.number * source.share * LOOK_UP < cost:
        limit = _limit(size, 1.0, after, count=count)
        return _page(_read(ask, *looked_up(ask, source, after, limit)), size, limit)
    limit = _limit(size, fits / a_row / ways, after, count=count)
    return _page(_read(ask, *along(ask, driver, checks, after, limit)), size, limit)


def _from_shelves(
    ask: Ask, source: Source, order: Shelves, take: int, *, after: Key | None, size: int, count: bool
) -> Found:
    """The page from the first shelves, some more where these do not hold it, else all: three queries at most."""
    assert source.on is not None
    limit, found, done, again = _limit(size, 1.0, after, count=count), set[Key](), 0, False
    while True:
        if names := order.names(done, take):
            sql, values = source.on(names)
            found.update(_read(ask, *looked_up(ask, replace(source, sql=sql, values=values), after, limit)))
        rows = sorted(found, reverse=ask.newest)
        if take >= len(order.numbers):
            return _page(rows[:limit], size, limit)
        sure = [key for key in rows if order.sure(key, take)]
        if len(sure) > size:
            return Found([matter for _key, matter in sure[:size]], sure[size - 1], size, more=True)
        done, take = take, len(order.numbers) if again else order.more(take, len(sure), size)
        again = True


def _read(ask: Ask, sql: str, values: Sequence[Any]) -> list[Key]:
    if (ask.since or ask.until) and connection.vendor == "postgresql":
        # a plan that is kept does not know how long the span is: another text each time is planned each time
        sql = f"{sql} -- {next(_planned) % 1000}"
    return [(_moment(key), matter) for matter, key in select(sql, values)]


def _page(found: Sequence[Key], size: int, limit: int) -> Found:
    ids = [matter for _key, matter in found[:size]]
    more = len(found) > size
    return Found(ids, found[size - 1] if more else None, min(len(found), limit - 1), len(found) == limit)


def _limit(size: int, fits: float, after: Key | None, *, count: bool) -> int:
    if after is not None or not count:
        return size + 1
    return next((n for n in COUNTS if n / fits <= WALK_MOST and n > size), size) + 1


def _moment(value: Any) -> datetime:
    return aware(datetime.fromisoformat(value) if isinstance(value, str) else value)


def _driver(ask: Ask, known: Shares) -> tuple[list[tuple[int, str]], list[tuple[tuple[int, ...], str]]]:
    """The (scope, role) ranges that are walked, and the scopes that are only checked."""
    mine = [(s, ask.role) for s in ask.scopes]
    sides: list[list[tuple[int, str]]] = [[w] for w in ask.within]
    if not (ask.implied and sides):
        sides.append(mine)
    sides.sort(key=lambda side: sum(known.scopes.get(s, UNSEEN) for s, _role in side))
    return sides[0], [(tuple(s for s, _r in side), side[0][1]) for side in sides[1:]]


def first_of(scopes: Sequence[int], states: Sequence[str], most: int) -> list[tuple[int, str, str, str]]:
    """(matter, state, light, role) of at most `most` rows a scope and state, the soonest due first; one query."""
    branch = (
        "SELECT s.matter_id, s.state, s.light, s.role, s.due_at FROM procedures_standing s WHERE s.scope = %s"
        " AND s.state = %s ORDER BY s.due_at, s.matter_id LIMIT %s"
    )
    pairs = [(scope, state) for scope in scopes for state in states]
    if not pairs:
        return []
    picked = "SELECT matter_id, state, light, role FROM"
    merged = " UNION ALL ".join(f"{picked} ({branch}) b{i}" for i in range(len(pairs)))
    rows = select(merged, [value for pair in pairs for value in (*pair, most)])
    return [(matter, state, light, role) for matter, state, light, role in rows]

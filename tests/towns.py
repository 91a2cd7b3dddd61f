"""Communities of packs, settled once a process and put back for each later test, with the same rows and chance."""

from __future__ import annotations

import copy
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.core import clock, entropy, ids
from gongzhi.packs import public as packs
from gongzhi.stories.public import Settled, settle
from tests.snapshot import Snapshot, filled

_IDS_A_TEST = 20_000  # each test goes on with ids of its own: what a process remembers by id is not another test's


@dataclass
class _Kept:
    rows: Snapshot
    settled: Settled
    chance: Any  # the state of the seeded chance, None without one
    last_id: tuple[int, int]
    tests: int = 0


_kept: dict[tuple[str, datetime | None, bool], _Kept] = {}


def settled(pack: str) -> Iterator[Settled]:
    """The community of that pack, settled now; for fixtures that stand on `db` and `manual_clock`."""
    with entropy.seeded(1):
        yield moved_in(pack)
    packs.forget()


def moved_in(pack: str) -> Settled:
    """The community of that pack, settled now; by the real clock it may have settled some minutes ago. For fixtures
    of tests that commit (a browser's, two at once), which forget the pack at their end."""
    forget_all()
    key = (pack, clock.now() if clock.is_manual() else None, entropy.is_seeded())
    known = _kept.get(key)
    if known is None:
        known = _kept[key] = _first(pack)
    else:
        _again(known)
    return copy.deepcopy(known.settled)


def _first(pack: str) -> _Kept:
    before = filled()
    ids.reset()  # ids tell the time: this test's clock, not the real one of an earlier test
    ids.new_id()
    ids._last_ms += zlib.crc32(pack.encode()) % 1000  # and each pack has ids of its own
    packs.install(pack)
    made = settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
    last = (ids._last_ms, ids._counter)
    chance = entropy._seeded.getstate() if entropy._seeded is not None else None
    return _Kept(Snapshot.since(before), copy.deepcopy(made), chance, last)


def _again(kept: _Kept) -> None:
    kept.rows.put_back()
    kept.tests = (kept.tests + 1) % 180
    ids.reset()
    if entropy._seeded is not None and kept.chance is not None:
        ids._last_ms, ids._counter = kept.last_id[0], kept.last_id[1] + kept.tests * _IDS_A_TEST
        entropy._seeded.setstate(kept.chance)


def forget_all() -> None:
    """What processes remember of ids that mean this test's rows now."""
    from gongzhi.exchange.actions import calls
    from gongzhi.places.queries import locate, tree
    from gongzhi.procedures.queries import calendars, definitions, walk
    from gongzhi.requests import queries as requests
    from gongzhi.requests.queries import words
    from gongzhi.requests.views import listing

    tree.forget()
    locate._shapes.clear()
    calendars.forget_calendars()
    definitions.definition.cache_clear()
    walk.forget_shares()
    requests.forget_learnt()
    listing._around.clear()
    words._seen = None
    calls._leases = type(calls._leases)()

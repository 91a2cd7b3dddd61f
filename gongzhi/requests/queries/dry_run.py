"""What a changed decision table would have done with requests that came in: nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests.models import Request
from gongzhi.requests.queries.routing import About, Posts, ask, known_of, needs_places

LISTED = 100
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Moved:
    """A request that would go elsewhere; a post is None where nobody would get it."""

    matter_id: int
    number: str
    type_key: str
    place_id: int
    before: int | None
    after: int | None
    rule_before: str
    rule_after: str


@dataclass(slots=True)
class DryRun:
    """`looked` requests; `moved` would go elsewhere (`listed`: the newest of them), `nobody` to nobody at all."""

    first: date
    last: date
    looked: int = 0
    moved: int = 0
    nobody: int = 0
    errors: int = 0  # at which a line of the changed table errs
    skipped: int = 0  # of types that one of the two packs has not
    ways: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)  # (before, after) → how many
    rules: Counter[str] = field(default_factory=Counter)  # line of the changed table → how many
    listed: list[Moved] = field(default_factory=list)

    def labels(self) -> dict[int, str]:
        """The names of the posts that are spoken of."""
        named = {p for pair in self.ways for p in pair} | {p for m in self.listed for p in (m.before, m.after)}
        return orgs.post_labels(sorted(p for p in named if p is not None))

    def place_names(self) -> dict[int, str]:
        """The names of the places of those listed."""
        return {pk: place.name for pk, place in places.get_many(m.place_id for m in self.listed).items()}


def last_month(today: date) -> tuple[date, date]:
    """The first and the last day of the month before."""
    end = today.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


def dry_run(pack: packs.Pack, changed: packs.Pack, first: date, last: date) -> DryRun:
    """Ask both tables about every request that came in from `first` to `last`, with the posts that there are today.

    Few queries for every 2,000 requests."""
    found, posts = DryRun(first, last), Posts()
    lookup = needs_places(pack) or needs_places(changed)
    arrived = _rows(first, last)
    while rows := list(islice(arrived, AT_ONCE)):
        places.know(row[4] for row in rows)
        abouts = [_about(row) for row in rows]
        known = known_of(abouts) if lookup else {}
        for (pk, number, *_rest), about in zip(rows, abouts, strict=True):
            try:
                old, new = ask(pack, about, known), ask(changed, about, known)
            except KeyError:
                found.skipped += 1
                continue
            before, after = posts.nearest(old.kinds, about.ancestors), posts.nearest(new.kinds, about.ancestors)
            found.looked += 1
            found.rules[new.rule] += 1
            found.nobody += after is None
            found.errors += bool(new.error)
            if before == after:
                continue
            found.moved += 1
            found.ways[before, after] += 1
            if len(found.listed) < LISTED:
                moved = Moved(pk, number, about.type_key, about.place_id, before, after, old.rule, new.rule)
                found.listed.append(moved)
    return found


Line = tuple[int, str, str, str, int, bool, bool, datetime]


def _rows(first: date, last: date) -> Iterator[Line]:
    start = clock.begin_of(first)
    end = clock.begin_of(last + timedelta(days=1))
    rows = Request.objects.filter(created_at__gte=start, created_at__lt=end).order_by("-created_at", "-pk")
    names = ("pk", "number", "type_key", "channel", "matter__place_id", "located", "keep_private", "created_at")
    yield from rows.values_list(*names).iterator(chunk_size=AT_ONCE)


def _about(row: Line) -> About:
    _pk, _number, type_key, channel, place_id, located, keep_private, at = row
    return About(type_key, channel, place_id, places.ancestors(place_id), located, keep_private, at)

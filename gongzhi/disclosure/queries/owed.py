"""What each place owes its boards: per class and period what is due, done, late. Worked out, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q

from gongzhi.access.public import Permission
from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.disclosure import queries
from gongzhi.disclosure.models import OpenDay, Posting
from gongzhi.disclosure.rules import duties
from gongzhi.disclosure.rules.days import DayState
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places

BACK = timedelta(days=400)  # how far back a list reaches
LIST = "/desk/board/owed/"


class Stand(StrEnum):
    """How a line stands on a day."""

    LATE = "late"
    DUE = "due"  # the period is over, its day is not
    COMING = "coming"  # the period runs
    DONE = "done"
    DONE_LATE = "done-late"


@dataclass(frozen=True, slots=True)
class Owed:
    """One class for one period at one place. `done` is when, `about` the posting or open day that did it."""

    item: packs.Disclosure
    place_id: int
    place: str
    period: duties.Period
    due: date
    stand: Stand
    done: date | None = None
    about: int | None = None

    @property
    def days(self) -> int:
        """Days past the day where it is late (or was), days left where it is due."""
        return ((self.done or clock.today()) - self.due).days

    @property
    def open(self) -> bool:
        """Whether somebody has to do something now."""
        return self.stand in (Stand.LATE, Stand.DUE)


def owed(
    within: Iterable[int] | None, *, on: date | None = None, keys: Iterable[str] | None = None, coming: bool = True
) -> list[Owed]:
    """Every line of the places at or below `within` (None: everywhere), the most urgent first. Four queries.

    A class is owed for the periods that ended since it stands in the rules here and since the place exists."""
    day, pack = on or clock.today(), queries.pack()
    wanted = None if keys is None else set(keys)
    items = [d for d in pack.disclosures if d.every != "event" and (wanted is None or d.key in wanted)]
    if not items:
        return []
    within = None if within is None else sorted(set(within))
    since = packs.disclosed_since()
    done = _done(within, day)
    rows = _places(within, {pack.level(key).kind for item in items for key in item.levels}, day)
    order = {d.key: n for n, d in enumerate(pack.disclosures)}
    found = [
        line
        for place_id, name, kind, starts in rows
        for item in items
        if kind in {pack.level(key).kind for key in item.levels}
        for line in _lines(item, place_id, name, max(since.get(item.key, day), starts, day - BACK), day, done)
        if coming or line.stand is not Stand.COMING
    ]
    rank = {stand: n for n, stand in enumerate(Stand)}
    return sorted(found, key=lambda o: (rank[o.stand], o.due, order[o.item.key], o.place_id))


_Done = Mapping[tuple[int, str, str], tuple[date, int]]


def _lines(item: packs.Disclosure, place_id: int, name: str, first: date, day: date, done: _Done) -> Iterator[Owed]:
    for period in duties.periods(item.every, first, day):
        if not item.holds_on(period.last):
            continue
        last = duties.due(period, item.within)
        when, about = done.get((place_id, item.key, period.key), (None, None))
        if when is not None:
            stand = Stand.DONE if when <= last else Stand.DONE_LATE
        else:
            stand = Stand.LATE if day > last else Stand.DUE if day > period.last else Stand.COMING
        yield Owed(item, place_id, name, period, last, stand, when, about)


def _places(within: list[int] | None, kinds: set[str], day: date) -> list[tuple[int, str, str, date]]:
    rows = places.Place.objects.filter(
        places.inside(within), Q(ends_on=None) | Q(ends_on__gte=day), kind__in=sorted(kinds), starts_on__lte=day
    )
    return list(rows.order_by("path").values_list("id", "name", "kind", "starts_on"))


def _done(within: list[int] | None, day: date) -> dict[tuple[int, str, str], tuple[date, int]]:
    """When each was disclosed first; an open day counts for the period in which it was held."""
    rows = Posting.objects.filter(places.inside(within, "place__"), withdrawn_at=None).exclude(disclosure="")
    found: dict[tuple[int, str, str], tuple[date, int]] = {}
    for pk, place_id, key, period, at in (
        rows.exclude(period="").order_by("-id").values_list("id", "place", "disclosure", "period", "published_at")
    ):
        found[place_id, key, period] = clock.local(at).date(), pk
    every = {d.key: d.every for d in queries.pack().disclosures if d.by == "open_day" and d.every != "event"}
    held = OpenDay.objects.filter(places.inside(within, "place__"), state=DayState.HELD, disclosure__in=sorted(every))
    for pk, place_id, key, at_day in held.order_by("-day").values_list("id", "place", "disclosure", "day"):
        found[place_id, key, duties.period_of(every[key], at_day).key] = at_day, pk
    return {key: value for key, value in found.items() if value[0] <= day}


class Owners:
    """Who owes a class at a place: the nearest post of its kinds, else the nearest that may publish. Few queries."""

    def __init__(self, place_ids: Iterable[int]) -> None:
        pack = queries.pack()
        self._default = tuple(k.key for k in pack.post_kinds if Permission.BOARD_PUBLISH in k.permissions)
        self._paths = {pk: place.ancestors for pk, place in places.get_many(place_ids).items()}
        self._at: dict[tuple[int, str], int] = {}
        for post in orgs.held_posts():
            self._at.setdefault((post.place_id, post.kind), post.post_id)

    def of(self, item: packs.Disclosure | None, place_id: int) -> int | None:
        """The post; None where there is none."""
        for above in reversed(self._paths.get(place_id, ())):
            for kind in (item.owner if item else ()) or self._default:
                if (post := self._at.get((above, kind))) is not None:
                    return post
        return None


def next_of(place_ids: Iterable[int], *, board: str = "", most: int = 8) -> list[Owed]:
    """What is to be disclosed next (下次公开), the earliest first."""
    keys = [d.key for d in queries.pack().disclosures if not board or d.board == board]
    lines = [o for o in owed(place_ids, keys=keys) if o.done is None]
    return sorted(lines, key=lambda o: (o.due, o.place_id))[:most]


def disclosures_late(asked: Asked) -> Iterator[Measured]:
    """How many classes and periods are past their day, each place of `place_kinds` that owes any."""
    lines: dict[int, list[Owed]] = {}
    for line in owed(asked.within, on=asked.on, coming=True):
        lines.setdefault(line.place_id, []).append(line)
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        late = [o for o in lines.get(place.pk, []) if o.stand is Stand.LATE]
        detail = "、".join(f"{o.item.title}（{o.period.key}）" for o in late)
        since = min((o.due + timedelta(days=1) for o in late), default=None)
        yield Measured(place.pk, place.name, place.pk, len(late), since, f"{LIST}?place={place.pk}", detail[:200])


MEASURES: dict[str, MeasureFunction] = {"disclosures_late": disclosures_late}

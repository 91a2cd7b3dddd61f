"""What waits for a day or on the list, and how matters ended, by place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.reception.models import Waiting
from gongzhi.requests import public as requests

FEWEST = 10  # fewer endings give no rate


def waiting(actor: Actor) -> QuerySet[Waiting]:
    """What waits in the parts of the tree whose requests the actor sees, and with the own posts."""
    mine = Q(request__matter__holder_post__in=actor.post_ids)
    rows = Waiting.objects.filter(places.below(actor, Permission.REQUEST_SEE) | mine, how="")
    return rows.select_related("request__matter", "place")


def waiting_in(actor: Actor, show: str) -> QuerySet[Waiting]:
    """What is `due` now, on the `list`, or `planned` with a day."""
    rows = waiting(actor)
    return rows.filter(due_on__lte=clock.today()) if show == "due" else rows.filter(listed=show == "list")


def waiting_of(waiting_id: int, actor: Actor) -> Waiting:
    """What waits, or waited, in sight of the actor. Raises NotFound."""
    row = Waiting.objects.select_related("request__matter").filter(pk=waiting_id).first()
    if row is None or (row.how == "" and not waiting(actor).filter(pk=row.pk).exists()):
        raise NotFound("Nothing waits here.")
    return row


@dataclass(slots=True)
class Ended:
    """How many ended in which way, at a place and below. `kinds`: by key of the ending."""

    place_id: int
    place: str
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.kinds.values())

    def solved(self, pack: packs.Pack) -> int:
        """How many ended so that the matter is solved (`endings[].solved`)."""
        known = {e.key for e in pack.endings if e.solved}
        return sum(n for key, n in self.kinds.items() if key in known)

    def rate(self, pack: packs.Pack) -> float | None:
        """The share of those that are solved; None where there are too few for a share."""
        return self.solved(pack) / self.total if self.total >= FEWEST else None


def hard_types(pack: packs.Pack) -> list[str]:
    """The types of requests that are matters of a station."""
    groups = {g for station in pack.receptions for g in station.groups}
    return [t.key for t in pack.request_types if t.group in groups]


def endings(within: Iterable[int], first: date, last: date, units: list[places.Place]) -> tuple[list[Ended], Ended]:
    """How the matters of stations ended on these days: at or below each of `units`, and at or below `within` in all.
    One query, by the index of types."""
    begin, end = (clock.begin_of(d) for d in (first, last + timedelta(days=1)))
    rows = requests.Request.objects.filter(
        places.inside(within, "matter__place__"), type_key__in=hard_types(packs.active()), answered_at__gte=begin,
        answered_at__lt=end,
    ).exclude(matter__state__in=procedures.LIVE)  # fmt: skip
    found = {unit.pk: Ended(unit.pk, unit.name) for unit in units}
    total = Ended(0, "")
    grouped = rows.order_by().values_list("matter__place_id", "ending").annotate(n=Count("pk"))
    for place_id, ending, n in grouped:
        total.kinds[ending] += n
        for above in places.ancestors(place_id):
            if above in found:
                found[above].kinds[ending] += n
    return list(found.values()), total


@dataclass(slots=True)
class Followed:
    """What became of what waited: begun on these days."""

    planned: int = 0
    kept: int = 0
    put_off: int = 0
    again: int = 0
    ended: int = 0
    overdue: int = 0


def followed(within: Iterable[int], first: date, last: date) -> tuple[Followed, Followed]:
    """Of what was planned with a day, and of what is on the list. One query."""
    rows = Waiting.objects.filter(places.inside(within, "place__"), since__gte=first, since__lte=last)
    both = (Followed(), Followed())
    late = Count("pk", filter=Q(how="", due_on__lt=clock.today()))
    for listed, how, n, overdue in rows.order_by().values_list("listed", "how").annotate(n=Count("pk"), late=late):
        found = both[listed]
        found.planned += n
        found.overdue += overdue
        name = {"kept": "kept", "still": "put_off", "again": "again", "ended": "ended"}.get(how)
        if name:
            setattr(found, name, n)
    return both


@dataclass(frozen=True, slots=True)
class Table:
    """How matters ended in an area, or at and below one of its places."""

    first: date
    last: date
    rows: list[Ended]
    total: Ended
    planned: Followed
    listed: Followed


def seen_units(actor: Actor) -> list[places.Place]:
    """The places of the area whose figures the actor sees. Raises Forbidden, NotFound (no reception here)."""
    here = scopes(actor, Permission.INSIGHT_SEE)
    if not here:
        raise Forbidden("None of your posts sees the figures of an area.")
    if not packs.active().receptions:
        raise NotFound("There is no reception here.")
    return [p for top in sorted(here) for p in places.within(top, places.AREAS)]


def table(actor: Actor, place_id: int | None, since: date | None, until: date | None) -> Table:
    """At or below a place (none: the whole area), from `since` (none: the first of the year) until that day (none:
    today). Raises Forbidden, NotFound."""
    units = seen_units(actor)
    if place_id is not None and place_id not in {u.pk for u in units}:
        raise NotFound("There is no reception here.")
    last = until or clock.today()
    first = since or last.replace(month=1, day=1)
    within = [place_id] if place_id else sorted(scopes(actor, Permission.INSIGHT_SEE))
    shown = [u for u in units if place_id is None or place_id in places.ancestors(u.pk)]
    rows, total = endings(within, first, last, shown)
    return Table(first, last, rows, total, *followed(within, first, last))


def looks_overdue(asked: Asked) -> Iterator[Measured]:
    """Matters on the list whose look is overdue, at or below each place of `place_kinds`. Two queries."""
    rows = Waiting.objects.filter(places.inside(asked.within, "place__"), how="", listed=True, due_on__lt=asked.on)
    number: dict[int, int] = defaultdict(int)
    earliest: dict[int, date] = {}
    for place_id, n, due in rows.order_by().values_list("place_id").annotate(n=Count("pk"), due=Min("due_on")):
        for above in places.ancestors(place_id):
            number[above] += n
            earliest[above] = min(due, earliest.get(above, due))
    for spot in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        since = earliest[spot.pk] + timedelta(days=1) if spot.pk in earliest else None
        link = "/desk/reception/waiting/?tab=due"
        yield Measured(spot.pk, spot.name, spot.pk, float(number[spot.pk]), since=since, link=link)


MEASURES: dict[str, MeasureFunction] = {"looks_overdue": looks_overdue}

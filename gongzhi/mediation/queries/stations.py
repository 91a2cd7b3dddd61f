"""Stations, their shifts, free and taken hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.mediation.models import Hour, HourState, Shift, Station
from gongzhi.mediation.rules.stations import DAYS_AHEAD, hours
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

MOST = 200  # stations on one page


def kind_of(key: str) -> packs.HelpStation | None:
    """The kind of that key, as the pack in force has it."""
    return next((k for k in packs.active().help_stations if k.key == key), None)


def kind_words(station: Station) -> str:
    """The kind, as pages show it."""
    kind = kind_of(station.kind)
    return packs.named(kind) if kind else station.kind


def is_private(station: Station) -> bool:
    """Whether nothing is kept of who takes an hour; a kind that the pack no longer knows is private."""
    kind = kind_of(station.kind)
    return kind is None or kind.private


def get(station_id: int) -> Station:
    """A station. Raises NotFound."""
    found = Station.objects.select_related("place").filter(pk=station_id).first()
    if found is None:
        raise NotFound("There is no such station.")
    return found


def open_now(within: Iterable[int] | None = None) -> QuerySet[Station]:
    """Stations that are open today, in the order of places; `within`: at or below these."""
    today = clock.today()
    rows = Station.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today), places.inside(within, "place__"))
    return rows.select_related("place").order_by("place__path", "kind", "id")


def may_manage(actor: Actor, place_id: int) -> bool:
    """Whether the actor opens stations there and writes their rosters."""
    return may(actor, Permission.PREMISES_EDIT, places.ancestors(place_id))


def post_that_takes(actor: Actor, place_id: int) -> int | None:
    """The post by which the actor takes hours there: one that handles or registers at, above or below the place."""
    above = set(places.ancestors(place_id))
    for held in actor.posts:
        works = {Permission.REQUEST_HANDLE, Permission.REQUEST_REGISTER} & set(held.permissions)
        if works and (held.place_id in above or place_id in places.ancestors(held.place_id)):
            return held.post_id
    return None


def area_of(actor: Actor) -> set[int]:
    """The roots of the stations that the actor sees on the desk: own places and all below; for those who work below a
    community, that community, too."""
    held = {p.place_id for p in actor.posts}
    above = places.of_kinds(("community", "village"))
    near = {a for p in held for a in places.ancestors(p)}
    return held | {s.pk for s in above if s.pk in near} | set(scopes(actor, Permission.PREMISES_EDIT))


def works(actor: Actor) -> None:
    """Raise Forbidden for who neither takes hours nor writes rosters anywhere."""
    needed = (Permission.REQUEST_HANDLE, Permission.REQUEST_REGISTER, Permission.PREMISES_EDIT)
    if not any(scopes(actor, p) for p in needed):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_HANDLE)


def helpers_near(place_id: int) -> list[tuple[int, str]]:
    """The posts of the chain above a station whose holders may help in it."""
    near = orgs.posts_at(places.ancestors(place_id))
    return [(p.post_id, f"{p.body} {p.title}") for p in near if p.holders]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A shift as pages show it: who (post and holder, or helper and body), which hours are free."""

    shift: Shift
    who: str
    free: tuple[datetime, ...]


def shifts_of(stations: Iterable[Station]) -> dict[int, list[Sitting]]:
    """The shifts of today and later of these stations, with the free hours of the next fortnight; station → shifts.

    Three queries, whatever the number (and the labels of posts)."""
    known = {s.pk: s for s in stations}
    today, now = clock.today(), clock.now()
    rows = list(
        Shift.objects.filter(Q(until_on=None) | Q(until_on__gte=today), station__in=list(known))
        .order_by("weekday", "starts", "id")
    )  # fmt: skip
    gone: defaultdict[int, set[datetime]] = defaultdict(set)
    for shift, at in Hour.objects.filter(shift__in=rows, state=HourState.TAKEN, starts_at__gte=now).values_list(
        "shift", "starts_at"
    ):
        gone[shift].add(at)
    labels = orgs.post_labels(sorted({r.post_id for r in rows if r.post_id is not None}))
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    found: dict[int, list[Sitting]] = {pk: [] for pk in known}
    for row in rows:
        calendar = procedures.calendar_for(known[row.station_id].place_id)
        working = [d for d in days if calendar.is_working_day(d)]
        free = tuple(h for h in hours(row, today, DAYS_AHEAD, working) if h > now and h not in gone[row.pk])
        found[row.station_id].append(Sitting(row, who_of(row, labels), free))
    return found


def who_of(shift: Shift, labels: dict[int, str]) -> str:
    """Who sits there: a post, or a helper from outside and the body that sends them."""
    if shift.post_id is not None:
        return labels.get(shift.post_id, "")
    helper = shift.helper or _("helper")
    return f"{helper}（{shift.helper_body}）"


def taken(station: Station) -> list[Hour]:
    """The hours to come that are taken, the next first; of a private kind they lead nowhere."""
    rows = Hour.objects.filter(shift__station=station, state=HourState.TAKEN, starts_at__gte=clock.now())
    return list(rows.select_related("shift", "case", "request").order_by("starts_at", "id")[:MOST])


def figures(station: Station) -> list[tuple[str, int]]:
    """Hours taken by month of this year: ("2026-11", n); numbers alone. One query."""
    year = clock.begin_of(clock.today().replace(month=1, day=1))
    rows = Hour.objects.filter(shift__station=station, state=HourState.TAKEN, starts_at__gte=year).order_by()
    counts: defaultdict[str, int] = defaultdict(int)
    for at, n in rows.values_list("starts_at").annotate(n=Count("pk")):
        counts[f"{clock.local(at):%Y-%m}"] += n
    return sorted(counts.items())


def of_case(matter_id: int) -> list[Hour]:
    """The hours that were taken for a case, by time."""
    rows = Hour.objects.filter(case=matter_id, state=HourState.TAKEN).select_related("shift__station")
    return list(rows.order_by("starts_at", "id"))

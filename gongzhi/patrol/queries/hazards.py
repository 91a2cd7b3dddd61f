"""Hazards as the pack names them: their requests, by when they are seen again, those of a span of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from gongzhi.core import clock
from gongzhi.core.weeks import week_of
from gongzhi.core.worktime import Limit
from gongzhi.packs import public as packs
from gongzhi.patrol.models import Point, Visit
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def kind_of(key: str) -> packs.HazardKind | None:
    """The kind of that key; None where a check point is of none, or the pack knows it no more."""
    return next((h for h in packs.active().hazards if h.key == key), None)


def request_type(key: str) -> str:
    """The type of the request that comes of a finding; empty where its words decide."""
    kind = kind_of(key)
    return kind.request_type or "" if kind is not None else ""


def recheck_by(point: Point, answered_at: datetime | None) -> datetime | None:
    """By when what was found at a check point is seen again; None where nothing says so."""
    kind = kind_of(point.kind)
    if kind is None or answered_at is None:
        return None
    limit = Limit.parse(f"{kind.recheck.amount} {kind.recheck.unit.value}")
    return procedures.calendar_for(point.place_id).add(answered_at, limit).at


@dataclass(frozen=True, slots=True)
class Hazard:
    """What a patrol found: its request, by when it is seen again, whether it was."""

    matter: procedures.Matter
    number: str
    on: datetime
    kind: str
    title: str
    place: str
    seen_again: datetime | None
    recheck_by: datetime | None
    recheck_late: bool
    href: str


def hazards(place_ids: Iterable[int], since: datetime, until: datetime) -> list[Hazard]:
    """What was found at or below these places in a span of time, the oldest first. Two queries."""
    weeks = (week_of(clock.local(since).date()), clock.local(until).date())
    rows = Visit.objects.filter(places.inside(place_ids, "point__place__"), week__gte=weeks[0], week__lte=weeks[1])
    rows = rows.filter(fine=False, done_at__gte=since, done_at__lt=until).exclude(found=None)
    visits = list(rows.select_related("point__place", "found").order_by("done_at", "id")[:2000])
    of = [v.found_id for v in visits]
    about = {r[0]: r for r in requests.Request.objects.filter(pk__in=of).values_list("pk", "number", "answered_at")}
    made = []
    for visit in visits:
        if visit.found is None or visit.found_id not in about:
            continue
        _pk, number, answered = about[visit.found_id]
        kind, ended = kind_of(visit.point.kind), visit.found.state in procedures.OVER
        by = recheck_by(visit.point, answered) if ended else None
        late = by is not None and visit.seen_again_at is None and by < clock.now()
        made.append(
            Hazard(
                visit.found, requests.spoken(number), visit.done_at, packs.named(kind) if kind else "",
                visit.point.title, visit.point.place.name, visit.seen_again_at, by, late,
                reverse("requests:sheet", args=[number]),
            )
        )  # fmt: skip
    return made

"""The patrol of a week: worked out from the check points, the plan and who was there; nothing else is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.weeks import WEEK
from gongzhi.kit.words import moment
from gongzhi.orgs import public as orgs
from gongzhi.patrol.models import Point, Round, Visit
from gongzhi.patrol.queries.hazards import recheck_by
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

SEE = (Permission.REQUEST_SEE, Permission.GRID_EDIT)


@dataclass(slots=True)
class Stop:
    """A check point in a week. `state`: empty (not looked at yet), fine, found; `href`: the request that came of it."""

    id: str
    title: str
    look_for: str
    state: str = ""
    when: str = ""
    who: str = ""
    href: str = ""


@dataclass(slots=True)
class Week:
    """The patrol of a grid in a week."""

    place_id: int
    place: str
    week: date
    team: str = ""
    post_id: int | None = None
    planned_on: date | None = None
    stops: list[Stop] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many check points were looked at."""
        return sum(bool(stop.state) for stop in self.stops)

    @property
    def found(self) -> int:
        """At how many something was found."""
        return sum(stop.state == "found" for stop in self.stops)


def in_week(week: date) -> Q:
    """Check points that there are in a week."""
    return Q(starts_on__lt=week + WEEK) & (Q(ends_on=None) | Q(ends_on__gte=week))


def weeks(place_ids: Iterable[int], week: date) -> list[Week]:
    """The patrols of these grids in a week, in the order given. Six queries, whatever the number."""
    ids = list(dict.fromkeys(place_ids))
    named = places.get_many(ids)
    plans = {r.place_id: r for r in Round.objects.filter(place__in=ids, week=week)}
    points = list(Point.objects.filter(in_week(week), place__in=ids).order_by("place", "id"))
    visits = {v.point_id: v for v in Visit.objects.filter(point__in=[p.pk for p in points], week=week)}
    posts = {v.post_id for v in visits.values()} | {r.post_id for r in plans.values() if r.post_id}
    labels = orgs.post_labels(sorted(posts)) if posts else {}
    found = [v.found_id for v in visits.values() if v.found_id]
    numbers = dict(requests.Request.objects.filter(pk__in=found).values_list("pk", "number")) if found else {}
    made = {i: Week(i, named[i].name, week) for i in ids if i in named}
    for place_id, plan in plans.items():
        one = made[place_id]
        one.post_id, one.team, one.planned_on = plan.post_id, labels.get(plan.post_id or 0, ""), plan.planned_on
    for point in points:
        stop = Stop(str(point.pk), point.title, point.look_for)
        if visit := visits.get(point.pk):
            stop.state, stop.when = "fine" if visit.fine else "found", moment(visit.done_at)
            stop.who = labels.get(visit.post_id, "")
            number = numbers.get(visit.found_id or 0)
            stop.href = reverse("requests:sheet", args=[number]) if number else ""
        made[point.place_id].stops.append(stop)
    return list(made.values())


def walked_by(actor: Actor, week: date) -> list[int]:
    """The grids that the actor's posts walk in a week: their own ones, and those that the plan gives them."""
    own = [p.place_id for p in actor.posts if Permission.REQUEST_REGISTER in p.permissions]
    kinds = places.get_many(own)
    grids = [i for i in dict.fromkeys(own) if i in kinds and kinds[i].kind == places.PlaceKind.GRID]
    given = (
        Round.objects.filter(post__in=sorted(actor.post_ids), week=week)
        .order_by("place")
        .values_list("place", flat=True)
    )
    return list(dict.fromkeys([*grids, *given]))


def grids_of(actor: Actor) -> QuerySet[places.Place]:
    """The grids of the actor's area."""
    rows = places.Place.objects.filter(places.below(actor, *SEE, prefix=""), kind=places.PlaceKind.GRID, ends_on=None)
    return rows.only("id", "name", "path", "code")


def history(place_id: int, past: list[date]) -> list[tuple[date, int, int, int]]:
    """(week, check points, looked at, found) of past weeks, those with check points alone. Two queries."""
    points = list(Point.objects.filter(place=place_id).values_list("starts_on", "ends_on"))
    visits = Visit.objects.filter(point__place=place_id, week__in=past).values_list("week", "fine")
    seen = [(week, fine) for week, fine in visits]
    rows = []
    for week in past:
        there = sum(start < week + WEEK and (end is None or end >= week) for start, end in points)
        done = [fine for on, fine in seen if on == week]
        if there:
            rows.append((week, there, len(done), sum(not fine for fine in done)))
    return rows


@dataclass(frozen=True, slots=True)
class Finding:
    """What a patrol found, and how far it is. `due`: it is answered and waits to be seen again."""

    id: str
    title: str
    when: str
    number: str
    href: str
    due: bool
    seen_again: str
    by: str = ""  # when it is to be seen again
    late: bool = False


def findings(place_ids: Iterable[int], *, due: bool = False, most: int = 30) -> list[Finding]:
    """What was found in these grids, the newest first; `due`: only what waits to be seen again. Two queries."""
    rows = Visit.objects.filter(point__place__in=list(place_ids)).exclude(found=None).select_related("point", "found")
    if due:
        rows = rows.filter(seen_again_at=None, found__state__in=procedures.OVER)
    visits = list(rows.order_by("-done_at", "-id")[:most])
    of = [v.found_id for v in visits]
    rows_of = requests.Request.objects.filter(pk__in=of).values_list("pk", "number", "answered_at") if of else []
    about = {pk: (number, answered) for pk, number, answered in rows_of}
    made = []
    for v in visits:
        if v.found is None or v.found_id not in about:
            continue
        number, answered = about[v.found_id]
        waits = v.seen_again_at is None and v.found.state in procedures.OVER
        by = recheck_by(v.point, answered) if waits else None
        made.append(
            Finding(
                str(v.pk), v.point.title, moment(v.done_at), requests.spoken(number),
                reverse("requests:sheet", args=[number]), waits,
                moment(v.seen_again_at) if v.seen_again_at else "",
                moment(by) if by else "", by is not None and by < clock.now(),
            )
        )  # fmt: skip
    return made

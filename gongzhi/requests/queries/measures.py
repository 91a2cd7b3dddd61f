"""What the clauses about handling ask (row C2), for all bodies at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Count, Min, Q

from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

_CHUNK = 500  # posts a statement


def requests_late(asked: Asked) -> Iterator[Measured]:
    """Open requests past a limit, their step's or the promise, as the lists show them red, at each body (of
    `body_kinds`; none named: all). `since`: the day on which the earliest of them fell due."""
    moment = clock.now() if asked.on == clock.today() else datetime.combine(asked.on, time(23, 59, 59), clock.SHANGHAI)
    posts = orgs.Post.objects.filter(
        Q(body__ends_on=None) | Q(body__ends_on__gte=asked.on), places.inside(asked.within, "body__place__")
    )
    if asked.body_kinds:
        posts = posts.filter(body__kind__in=asked.body_kinds)
    bodies: dict[int, tuple[str, int]] = {}
    body_of: dict[int, int] = {}
    for post, body, name, place in posts.order_by("body_id", "id").values_list(
        "id", "body_id", "body__name", "body__place_id"
    ):
        body_of[post], bodies[body] = body, (name, place)
    number: dict[int, int] = defaultdict(int)
    earliest: dict[int, date] = {}
    for post, n, first in _late(sorted(body_of), moment):
        body, day = body_of[post], clock.local(first).date()
        number[body] += n
        earliest[body] = min(day, earliest.get(body, day))
    for body, (name, place) in bodies.items():
        link = f"/desk/requests/?state=live&light=red&place={place}"
        yield Measured(body, name, place, number[body], since=earliest.get(body), link=link)


def _late(posts: list[int], moment: datetime) -> Iterator[tuple[int, int, datetime]]:
    """(post, how many, the earliest due); a query for every `_CHUNK` posts."""
    for i in range(0, len(posts), _CHUNK):
        rows = procedures.Standing.objects.filter(
            scope__in=posts[i : i + _CHUNK],
            state=procedures.Status.OPEN.value,
            due_at__lt=moment,
            role=procedures.Role.HOLDER,
            kind="request",
        )
        yield from rows.order_by("scope").values_list("scope").annotate(n=Count("id"), first=Min("due_at"))


MEASURES: dict[str, MeasureFunction] = {"requests_late": requests_late}

"""What requests are like now, as the figures see them; and which scopes a place counts for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F, QuerySet

from gongzhi.insight.rules.cube import Image, image_of
from gongzhi.places import public as places
from gongzhi.requests import public as requests

PART = 5000
_UNTYPED = {"grid", "estate", "building"}  # nobody looks at the types of so small a place: its list is short enough
_NO_SCOPE = {"estate", "building"}
_COLUMNS = (
    "matter_id", "matter__place_id", "type_key", "matter__state", "matter__light", "created_at",
    "matter__closed_at", "matter__due_at", "round",
    "reported_at",
)  # fmt: skip

Scopes = tuple[tuple[int, bool], ...]  # (place, whether by type too), root … the place itself


def images(matter_ids: Sequence[int]) -> dict[int, Image]:
    """Of these matters, those that are requests. Two queries."""
    rows = requests.Request.objects.filter(pk__in=matter_ids)
    return dict(_read(rows, requests.Rating.objects.filter(request__in=matter_ids)))


def all_images() -> Iterator[list[tuple[int, Image]]]:
    """Of all requests, in parts, by id."""
    last = -1
    while True:
        rows = requests.Request.objects.filter(pk__gt=last)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:PART])
        if not ids:
            return
        ratings = requests.Rating.objects.filter(request__gt=last, request__lte=ids[-1])
        yield _read(rows.filter(pk__lte=ids[-1]), ratings)
        last = ids[-1]


def _read(rows: QuerySet[requests.Request], ratings: QuerySet[Any]) -> list[tuple[int, Image]]:
    rows = rows.exclude(requests.CAME_IN_ENDED)  # what others answered improves no figure after the fact
    given: dict[int, list[int]] = {}
    present = ratings.filter(round=F("request__round")).values_list("request_id", "stars")
    for matter_id, stars in present.order_by("request_id", "stars"):
        given.setdefault(matter_id, []).append(stars)
    return [
        (
            pk,
            image_of(
                place_id=place_id,
                type_key=type_key,
                state=state,
                light=light,
                created_at=created_at,
                closed_at=closed_at,
                due_at=due_at,
                round_=round_,
                given=given.get(pk, ()),
                reported_at=reported_at,
            ),
        )
        for pk, place_id, type_key, state, light, created_at, closed_at, due_at, round_, reported_at in rows.order_by(
            "pk"
        ).values_list(*_COLUMNS)
    ]


def scopes_of(place_ids: Iterable[int], part: int = 500) -> dict[int, Scopes]:
    """The places for which each of these counts. Two queries for every 500 places."""
    wanted = sorted(set(place_ids))
    found: dict[int, Scopes] = {}
    kinds: dict[int, str] = {}
    for start in range(0, len(wanted), part):
        own = places.get_many(wanted[start : start + part])
        missing = {a for p in own.values() for a in p.ancestors if a not in kinds}
        kinds |= {pk: place.kind for pk, place in places.get_many(missing).items()}
        for pk, place in own.items():
            line = [(a, kinds[a]) for a in place.ancestors if kinds[a] not in _NO_SCOPE]
            found[pk] = tuple((a, kind not in _UNTYPED) for a, kind in line)
    return found

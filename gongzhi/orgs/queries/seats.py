"""Posts with who holds them, for many places at once: what grids and chains of responsibility show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongzhi.core import clock
from gongzhi.orgs.models import Appointment, Body, Post, in_force
from gongzhi.places import public as places


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """Who holds a seat now, away or not."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class PostSeats:
    """A post in force with its seats; `phone` is the work phone, empty where there is none."""

    post_id: int
    kind: str
    title: str
    body_id: int
    body: str
    body_kind: str
    place_id: int
    seats: int
    leads: bool
    phone: str
    deputy: bool  # B of another post of its kind at the same place
    holders: tuple[SeatHolder, ...]

    @property
    def vacant(self) -> int:
        """How many seats nobody holds."""
        return max(self.seats - len(self.holders), 0)


def live_posts() -> QuerySet[Post]:
    """The posts that there are today: neither they nor their bodies have ended."""
    return _alive(Post.objects.all(), None)


def posts_at(place_ids: Iterable[int], kinds: Iterable[str] | None = None) -> list[PostSeats]:
    """The posts of these kinds (None: all) exactly at these places. Two queries."""
    return _seats(_alive(Post.objects.filter(place_id__in=list(place_ids)), kinds))


def posts_within(place_id: int, kinds: Iterable[str] | None = None) -> list[PostSeats]:
    """The posts of these kinds at or below a place. Two queries. Raises NotFound."""
    return _seats(_alive(Post.objects.filter(place__path__startswith=_path(place_id)), kinds))


def bodies_within(place_id: int, kinds: Iterable[str] | None = None) -> list[Body]:
    """The bodies in force of these kinds at or below a place, by name. One query. Raises NotFound."""
    rows = Body.objects.filter(_open(), place__path__startswith=_path(place_id))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    return list(rows.order_by("kind", "name", "id"))


def bodies_at(place_ids: Iterable[int], kinds: Iterable[str] | None = None) -> list[Body]:
    """The bodies in force of these kinds (None: all) exactly at these places. One query."""
    rows = Body.objects.filter(_open(), place_id__in=list(place_ids))
    return list((rows if kinds is None else rows.filter(kind__in=list(kinds))).order_by("id"))


def appointments_in(body_id: int) -> list[Appointment]:
    """Who holds a post of this body now, with person and post; who leads it first. One query."""
    posts = _alive(Post.objects.filter(body_id=body_id), None)
    rows = Appointment.objects.filter(in_force(clock.now()), post__in=posts).select_related("person", "post")
    return list(rows.order_by("-post__leads", "post", "starts_on", "id"))


def _path(place_id: int) -> str:
    return str(places.get(place_id).path)


def _open(prefix: str = "") -> Q:
    day = clock.today()
    return Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})


def _alive(rows: QuerySet[Post], kinds: Iterable[str] | None) -> QuerySet[Post]:
    rows = rows.filter(_open("body__"), _open())
    return rows if kinds is None else rows.filter(kind__in=list(kinds))


def _seats(rows: QuerySet[Post]) -> list[PostSeats]:
    posts = list(rows.select_related("body").order_by("-leads", "id"))
    held: dict[int, list[SeatHolder]] = {}
    now = Appointment.objects.filter(in_force(clock.now()), post__in=[p.pk for p in posts])
    for post_id, person_id, name in now.order_by("starts_on", "id").values_list("post_id", "person", "person__name"):
        held.setdefault(post_id, []).append(SeatHolder(person_id, name))
    has_b = {(p.substitute_id, p.kind, p.place_id) for p in posts}
    deputies = {p.pk for p in posts if p.substitute_id is None and (p.pk, p.kind, p.place_id) in has_b}
    return [
        PostSeats(
            p.pk, p.kind, p.title, p.body_id, p.body.name, p.body.kind, p.place_id, p.seats, p.leads, p.phone,
            p.pk in deputies, tuple(held.get(p.pk, [])),
        )
        for p in posts
    ]  # fmt: skip

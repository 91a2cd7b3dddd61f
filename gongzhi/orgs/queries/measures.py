"""What the clauses about bodies, posts and substitutes ask (rows A1, A2, A4, A6, A10, A11), for all units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.orgs.models import Appointment, Body, Post, away, in_force
from gongzhi.orgs.queries import holders
from gongzhi.orgs.rules import Seat, by_post, cover_of, post_name
from gongzhi.places import public as places


def bodies_present(asked: Asked) -> Iterator[Measured]:
    """How many of the kinds of bodies stand at each place of `place_kinds`; `detail` names the missing ones."""
    there: dict[int, set[str]] = defaultdict(set)
    rows = _alive(asked.on).filter(kind__in=asked.body_kinds)
    for place_id, kind in rows.order_by("place_id", "kind").values_list("place_id", "kind").distinct():
        there[place_id].add(kind)
    pack = holders.pack_in_force()
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        missing = [pack.body_kind(k).title for k in asked.body_kinds if k not in there[place.pk]]
        said = _(", ").join(missing)
        yield Measured(place.pk, place.name, place.pk, len(there[place.pk]), link=_link(place.pk), detail=said)


def bodies_counted(asked: Asked) -> Iterator[Measured]:
    """Bodies of the kinds at each place of `place_kinds`."""
    rows = _alive(asked.on).filter(kind__in=asked.body_kinds).order_by("place_id").values_list("place_id")
    number = dict(rows.annotate(n=Count("id")))
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        yield Measured(place.pk, place.name, place.pk, number.get(place.pk, 0), link=_link(place.pk))


def bodies_founded(asked: Asked) -> Iterator[Measured]:
    """Bodies of the kinds set up in the last `days` (365 where none is said) at each place of `place_kinds`."""
    first = asked.on - timedelta(days=asked.days or 365)
    rows = _alive(asked.on).filter(kind__in=asked.body_kinds, starts_on__gt=first)
    number = dict(rows.order_by("place_id").values_list("place_id").annotate(n=Count("id")))
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        yield Measured(place.pk, place.name, place.pk, number.get(place.pk, 0), link=_link(place.pk))


def _alive(on: date) -> QuerySet[Body]:
    return Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


def _link(place_id: int) -> str:
    return f"/desk/structure/?at={place_id}"


def posts_filled(asked: Asked) -> Iterator[Measured]:
    """Persons in posts of the kinds at or below each place of `place_kinds`. Neither a post that covers more than the
    place counts, nor one that is there only as the B of another of its kind.

    `since`: where nobody is left, the day after the last one.
    """
    units = places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within)
    ids = {u.pk for u in units}
    people: dict[int, set[int]] = defaultdict(set)
    ended: dict[int, date] = {}
    rows = Appointment.objects.filter(post__kind__in=asked.post_kinds, starts_on__lte=asked.on)
    rows = rows.filter(Q(post__body__ends_on=None) | Q(post__body__ends_on__gte=asked.on))
    doubles = Post.objects.filter(substitute__kind=F("kind"), substitute__substitute=None).exclude(pk=F("substitute"))
    rows = rows.exclude(post__in=doubles.values("substitute"))
    moment = _moment(asked.on)
    columns = ("person_id", "post__place__path", "ends_on", "ended_at")
    for person_id, path, ends_on, ended_at in rows.order_by("id").values_list(*columns).iterator():
        last = _last_day(ends_on, ended_at, moment)
        for above in _split(path):
            if above not in ids:
                continue
            if last is None or last >= asked.on:
                people[above].add(person_id)
            elif above not in ended or ended[above] < last:
                ended[above] = last
    for unit in units:
        value = len(people[unit.pk])
        since = ended[unit.pk] + timedelta(days=1) if not value and unit.pk in ended else None
        yield Measured(unit.pk, unit.name, unit.pk, value, since=since, link=_link(unit.pk))


def _split(path: str) -> Iterable[int]:
    return (int(path[i : i + 16], 16) for i in range(0, len(path), 16))


def _moment(on: date) -> datetime:
    """Now, or the end of another day."""
    return clock.now() if on == clock.today() else datetime.combine(on, time(23, 59, 59), clock.SHANGHAI)


def _last_day(ends_on: date | None, ended_at: datetime | None, moment: datetime) -> date | None:
    """The last day held; None while no end is known at `moment`."""
    if ended_at is not None and ended_at <= moment:
        day = clock.local(ended_at).date() - timedelta(days=1)
        return min(day, ends_on) if ends_on else day
    return ends_on


@dataclass(frozen=True, slots=True)
class _Post:
    post_id: int
    name: str
    place_id: int
    substitute_id: int | None


def _doubled(asked: Asked) -> tuple[list[_Post], dict[int, list[Seat]], dict[int, int | None]]:
    """The posts that must have a B, who holds any post, and all substitutes. Three queries."""
    pack = holders.pack_in_force()
    kinds = asked.post_kinds or tuple(k.key for k in pack.post_kinds if k.substitute)
    moment = _moment(asked.on)
    rows = Post.objects.filter(
        Q(body__ends_on=None) | Q(body__ends_on__gte=asked.on), Q(ends_on=None) | Q(ends_on__gte=asked.on),
        places.inside(asked.within, "place__"), kind__in=kinds,
    )  # fmt: skip
    stand_in = set(Post.objects.exclude(substitute=None).values_list("substitute_id", flat=True))
    columns = rows.order_by("id").values_list("id", "body__name", "title", "place_id", "substitute_id")
    named = (_Post(pk, post_name(body, title), *rest) for pk, body, title, *rest in columns.iterator())
    posts = [p for p in named if p.substitute_id is not None or p.post_id not in stand_in]  # a B alone needs no B
    held = (
        Appointment.objects.filter(in_force(moment))
        .annotate(absent=away(moment))
        .order_by("starts_on", "id")
        .values_list("post_id", "person_id", "id", "absent")
    )
    seats = by_post(Seat(*row) for row in held.iterator())
    pairs = Post.objects.exclude(substitute=None).values_list("id", "substitute_id")
    substitutes: dict[int, int | None] = dict(pairs.iterator())
    return posts, seats, substitutes


def _of_post(post: _Post, value: float, detail: str = "") -> Measured:
    return Measured(
        post.post_id, post.name, post.place_id, value, link=f"/desk/orgs/posts/{post.post_id}/", detail=detail
    )


def posts_substituted(asked: Asked) -> Iterator[Measured]:
    """Each post that must have a B: 1 where another person holds the substitute's post, else 0."""
    posts, seats, _substitutes = _doubled(asked)
    for post in posts:
        own = {s.person_id for s in seats.get(post.post_id, [])}
        other = [s for s in seats.get(post.substitute_id or 0, []) if own != {s.person_id}]
        said = "" if other else _("nobody is B") if post.substitute_id is None else _("B's post is vacant")
        yield _of_post(post, 1 if other else 0, said)


def posts_attended(asked: Asked) -> Iterator[Measured]:
    """Each post that must have a B and that somebody holds: 1 where A, or B while A is away, is there; else 0."""
    posts, seats, substitutes = _doubled(asked)
    for post in posts:
        if seats.get(post.post_id):
            there = bool(cover_of(post.post_id, substitutes, seats))
            yield _of_post(post, 1 if there else 0, "" if there else _("A and B are both away"))


MEASURES: dict[str, MeasureFunction] = {
    "bodies_counted": bodies_counted,
    "bodies_founded": bodies_founded,
    "bodies_present": bodies_present,
    "posts_attended": posts_attended,
    "posts_filled": posts_filled,
    "posts_substituted": posts_substituted,
}

"""Bodies and posts as they stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.orgs.models import Appointment, Body, BodyVersion, Post, PostVersion


@dataclass(frozen=True, slots=True)
class PostThen:
    """A post on a day, and the names of those who held it; `free` seats were vacant."""

    post_id: int
    kind: str
    title: str
    place_id: int
    leads: bool
    holders: tuple[str, ...]
    free: int


@dataclass(frozen=True, slots=True)
class BodyThen:
    """A body on a day."""

    body_id: int
    kind: str
    name: str
    parent_id: int | None
    place_id: int
    posts: tuple[PostThen, ...]


def body_name_on(body_id: int, on: date) -> str:
    """The name of a body on a day; before its first day, its first name. Raises NotFound."""
    former = BodyVersion.objects.filter(body=body_id, ends_on__gt=on).order_by("ends_on", "id").first()
    name = former.name if former else Body.objects.filter(pk=body_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound("There is no such body.")
    return name


def bodies_then(place_ids: Iterable[int], on: date) -> list[BodyThen]:
    """The bodies that stood at these places on a day, with their posts and who held them; at most five queries."""
    ids = sorted(set(place_ids))
    lived = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    was = {
        v.body_id: v
        for v in BodyVersion.objects.filter(starts_on__lte=on, ends_on__gt=on).filter(
            Q(place__in=ids) | Q(body__place__in=ids)
        )
    }
    rows = Body.objects.filter(lived).filter(Q(place__in=ids) | Q(pk__in=sorted(was))).order_by("id")
    there = [b for b in rows if (was[b.pk].place_id if b.pk in was else b.place_id) in ids]
    posts = _posts([b.pk for b in there], on)
    found = []
    for body in there:
        then = was.get(body.pk, body)
        own = tuple(posts.get(body.pk, ()))
        found.append(BodyThen(body.pk, body.kind, then.name, then.parent_id, then.place_id, own))
    return found


def _posts(body_ids: list[int], on: date) -> dict[int, list[PostThen]]:
    was: dict[int, PostVersion] = {}
    former = PostVersion.objects.filter(ends_on__gt=on).filter(Q(body__in=body_ids) | Q(post__body__in=body_ids))
    for version in former.order_by("ends_on", "id"):
        was.setdefault(version.post_id, version)
    lived = (Q(starts_on=None) | Q(starts_on__lte=on)) & (Q(ends_on=None) | Q(ends_on__gte=on))
    rows = Post.objects.filter(lived).filter(Q(body__in=body_ids) | Q(pk__in=sorted(was)))
    posts = list(rows.order_by("-leads", "id"))
    held: dict[int, list[str]] = {}
    moment = min(clock.now(), datetime.combine(on, time.max, clock.SHANGHAI))
    then = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), Q(ended_at=None) | Q(ended_at__gt=moment), starts_on__lte=on
    )
    names = then.filter(post__in=posts).order_by("starts_on", "id").values_list("post_id", "person__name")
    for post_id, name in names:
        held.setdefault(post_id, []).append(name)
    found: dict[int, list[PostThen]] = {}
    for p in posts:
        v = was.get(p.pk)
        body_id = v.body_id if v else p.body_id
        if body_id in body_ids:
            row = PostThen(
                p.pk, p.kind, v.title if v else p.title, v.place_id if v else p.place_id, p.leads,
                tuple(held.get(p.pk, ())), max(p.seats - len(held.get(p.pk, ())), 0),
            )  # fmt: skip
            found.setdefault(body_id, []).append(row)
    return found

"""What the desk shows: bodies and posts of one's part of the tree, one post, absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs.models import Absence, Appointment, Body, Post, away, in_force
from gongzhi.orgs.queries.holders import covers_of
from gongzhi.orgs.rules import post_name
from gongzhi.places import public as places


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A person in a post; `away_until` is None while present or where the end is open."""

    appointment_id: int
    name: str
    since: date
    until: date | None
    away: bool
    away_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with who holds it now; `free` seats are vacant."""

    post_id: int
    title: str
    place: str
    leads: bool
    free: int
    holders: list[HolderRow]
    substitute: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body and its posts."""

    name: str
    place: str
    posts: list[PostRow] = field(default_factory=list)


def _below(actor: Actor, permission: Permission) -> Q:
    """Rows with a `place` in the parts of the tree where the actor holds the permission."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    condition = Q(pk__in=[])
    for place in places.get_many(scopes(actor, permission)).values():
        condition |= Q(place__path__startswith=place.path)
    return condition


def structure(actor: Actor, after: str = "", size: int = 30) -> Page[BodyRow]:
    """The bodies at and below the places where the actor may see posts, by page. At most six queries."""
    day = clock.today()
    rows: QuerySet[Body] = Body.objects.filter(_below(actor, Permission.ORG_SEE))
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).select_related("place")
    page = paged(rows, ["id"], after=after, size=size)
    posts = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), body__in=[b.pk for b in page.items])
    shown: dict[int, list[PostRow]] = {}
    for post, row in zip(found := list(_with_names(posts)), _post_rows(found), strict=True):
        shown.setdefault(post.body_id, []).append(row)
    items = [BodyRow(b.name, b.place.name, shown.get(b.pk, [])) for b in page.items]
    return Page(items, page.after, page.started_after)


def _with_names(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.select_related("place", "substitute__body", "body").order_by("-leads", "id")


def _post_rows(posts: list[Post]) -> list[PostRow]:
    moment = clock.now()
    held = list(
        Appointment.objects.filter(in_force(moment), post__in=[p.pk for p in posts])
        .select_related("person")
        .annotate(absent=away(moment))
        .order_by("starts_on", "id")
    )
    ends = _ends(a.pk for a in held if a.absent)
    holders: dict[int, list[HolderRow]] = {}
    for a in held:
        row = HolderRow(a.pk, a.person.name, a.starts_on, a.ends_on, a.absent, ends.get(a.pk))
        holders.setdefault(a.post_id, []).append(row)
    return [
        PostRow(
            p.pk,
            p.title,
            p.place.name,
            p.leads,
            max(p.seats - len(holders.get(p.pk, [])), 0),
            holders.get(p.pk, []),
            p.substitute.label if p.substitute else "",
        )
        for p in posts
    ]


def _ends(appointment_ids: Iterable[int]) -> dict[int, datetime | None]:
    now = clock.now()
    rows = Absence.objects.filter(appointment__in=list(appointment_ids), starts_at__lte=now, ended_at=None)
    return dict(rows.filter(Q(ends_at=None) | Q(ends_at__gt=now)).values_list("appointment_id", "ends_at"))


def post_page(post_id: int, actor: Actor) -> tuple[Post, PostRow, list[Appointment]]:
    """A post, who holds it, and all appointments to it, the latest first. Raises NotFound, Forbidden."""
    post = _with_names(Post.objects.filter(pk=post_id)).first()
    if post is None:
        raise NotFound("There is no such post.")
    require(actor, Permission.ORG_SEE, places.ancestors(post.place_id))
    past = Appointment.objects.filter(post_id=post_id).select_related("person").order_by("-starts_on", "-id")[:50]
    return post, _post_rows([post])[0], list(past)


def substitutes_for(post: Post) -> list[tuple[int, str]]:
    """The posts that could be its B: of the same body, or at the same place."""
    rows = Post.objects.filter(Q(body=post.body_id) | Q(place=post.place_id), ends_on=None).exclude(pk=post.pk)
    named = rows.select_related("body").order_by("body__name", "id")[:200]
    return [(p.pk, p.label) for p in named]


def staff_below(actor: Actor) -> list[tuple[int, str]]:
    """Those for whom the actor may enter an absence: (person id, name and post)."""
    posts = Post.objects.filter(_below(actor, Permission.ORG_ABSENCE))
    rows = Appointment.objects.filter(in_force(clock.now()), post__in=posts).order_by(
        "post__body__name", "post_id", "id"
    )
    named = rows.values_list("person_id", "person__name", "post__body__name", "post__title")[:500]
    return [(pk, f"{name} · {post_name(body, title)}") for pk, name, body, title in named]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who would take over one post of a person."""

    post_id: int
    label: str
    stand_ins: list[str]  # names along the chain, the first who is there now first; empty: the superior is told


def stand_ins(person_id: int) -> list[StandIn]:
    """For each post of the person, who stands in while the person is away. A few queries a post held."""
    moment = clock.now()
    held = Appointment.objects.filter(in_force(moment), person_id=person_id).select_related("post__body").order_by("id")
    found: list[StandIn] = []
    for a in held:
        others = [c.seat.person_id for c in covers_of(a.post_id, without=person_id)]
        names = (
            Appointment.objects.filter(person__in=others).order_by("person_id").values_list("person__name", flat=True)
        )
        found.append(StandIn(a.post_id, a.post.label, sorted(set(names))))
    return found


def absences_of(person_ids: Iterable[int]) -> list[Absence]:
    """Present and coming absences of these persons, the next first."""
    now = clock.now()
    rows = Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), appointment__person__in=list(person_ids), ended_at=None
    )
    return list(rows.select_related("appointment__person", "appointment__post__body").order_by("starts_at", "id")[:200])

"""Reads: the actor of a person, the holder of a post, the nearest and the superior post, labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.orgs.models import Appointment, Body, Post, away, in_force
from gongzhi.orgs.rules import CHAIN_LIMIT, Cover, Seat, by_post, cover_of
from gongzhi.packs import public as packs
from gongzhi.places import public as places

if TYPE_CHECKING:
    from gongzhi.people.public import Account


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a post now. `person_id` is None where nobody does (vacant, or away without a substitute)."""

    post_id: int
    person_id: int | None
    appointment_id: int | None
    standing_in: bool
    via_post_id: int | None = None  # the post of the one who answers: the substitute's while standing in


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post to which something may be handed."""

    post_id: int
    label: str
    holder_name: str  # empty where vacant


def _pack() -> packs.Pack:
    return packs.active()


def permissions_of(kind: str) -> frozenset[str]:
    """What the pack in force lets this kind of post do; nothing for a kind that it does not know."""
    try:
        return frozenset(_pack().post_kind(kind).permissions)
    except KeyError:
        return frozenset()


def _seats(post_ids: Iterable[int], moment: datetime) -> dict[int, list[Seat]]:
    rows = (
        Appointment.objects.filter(in_force(moment), post__in=list(post_ids))
        .annotate(absent=away(moment))
        .order_by("starts_on", "id")
        .values_list("post_id", "person_id", "id", "absent")
    )
    return by_post(Seat(*row) for row in rows)


_UP = """
WITH RECURSIVE up(id, substitute_id, depth) AS (
    SELECT p.id, p.substitute_id, 1 FROM orgs_post p WHERE p.substitute_id IN ({marks})
    UNION
    SELECT p.id, p.substitute_id, up.depth + 1 FROM orgs_post p JOIN up ON p.substitute_id = up.id
    WHERE up.depth < {limit}
) SELECT DISTINCT id, substitute_id FROM up ORDER BY id
"""
_DOWN = """
WITH RECURSIVE down(id, substitute_id, depth) AS (
    SELECT p.id, p.substitute_id, 0 FROM orgs_post p WHERE p.id IN ({marks})
    UNION
    SELECT p.id, p.substitute_id, down.depth + 1 FROM orgs_post p JOIN down ON p.id = down.substitute_id
    WHERE down.depth < {limit}
) SELECT DISTINCT id, substitute_id FROM down ORDER BY id
"""


def _chain(sql: str, ids: Sequence[int]) -> dict[int, int | None]:
    """Post → substitute, along the chain of substitutes from `ids`; plain SQL:1999 that both databases run."""
    marks = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(marks=marks, limit=CHAIN_LIMIT), list(ids))
        return {int(row[0]): row[1] for row in cursor.fetchall()}


def actor_of(who: Account | int | None, *, via: str = "web") -> Actor:
    """The actor of an account or a person id, with the posts held now and those covered for an absent A.

    At most three queries. A resident is an actor without posts. None and signed-out users are `ANONYMOUS`.
    """
    if who is None or (not isinstance(who, int) and not who.is_authenticated):
        return ANONYMOUS
    person_id, account_id = (who, None) if isinstance(who, int) else (who.person_id, who.pk)
    moment = clock.now()
    mine = list(
        Appointment.objects.filter(in_force(moment), person_id=person_id)
        .select_related("post")
        .annotate(absent=away(moment))
        .order_by("starts_on", "id")
    )
    if not mine:
        return Actor(ActorKind.RESIDENT, person_id, account_id, via=via)
    held = [_held(a.post, a.pk, None) for a in mine]
    present = {a.post_id: a for a in mine if not a.absent}  # type: ignore[attr-defined]
    if present:
        held.extend(_stood_in(person_id, present, {p.post_id for p in held}, moment))
    return Actor(ActorKind.STAFF, person_id, account_id, posts=tuple(held), via=via)


def _held(post: Post, appointment_id: int, standing_in_for: int | None) -> HeldPost:
    return HeldPost(
        post_id=post.pk,
        kind=post.kind,
        body_id=post.body_id,
        place_id=post.place_id,
        permissions=permissions_of(post.kind),
        appointment_id=appointment_id,
        standing_in_for=standing_in_for,
    )


def _stood_in(
    person_id: int, present: Mapping[int, Appointment], held: set[int], moment: datetime
) -> Iterable[HeldPost]:
    """The posts of absent holders that come to this person along the chain of substitutes."""
    chain = _chain(_UP, sorted(present))
    others = [post_id for post_id in chain if post_id not in held]
    if not others:
        return
    seats: dict[int, list[Seat]] = {}
    posts: dict[int, Post] = {}
    rows = (
        Appointment.objects.filter(in_force(moment), post__in=sorted({*chain, *present}))
        .select_related("post")
        .annotate(absent=away(moment))
        .order_by("starts_on", "id")
    )
    for row in rows:
        posts[row.post_id] = row.post
        seats.setdefault(row.post_id, []).append(Seat(row.post_id, row.person_id, row.pk, row.absent))  # type: ignore[attr-defined]
    for post_id in others:
        for cover in cover_of(post_id, chain, seats):
            if cover.seat.person_id == person_id and cover.standing_in_for is not None:
                yield _held(posts[post_id], cover.seat.appointment_id, cover.standing_in_for)
                break


def covers_of(post_id: int, moment: datetime | None = None) -> list[Cover]:
    """Everybody who answers for the post (see `rules.cover_of`). Raises NotFound. Two queries."""
    chain = _chain(_DOWN, [post_id])
    if post_id not in chain:
        raise NotFound("There is no such post.")
    return cover_of(post_id, chain, _seats(chain, moment or clock.now()))


def holder_of(post_id: int) -> Holder:
    """Who answers for the post now: the first holder who is present, else who stands in. Raises NotFound."""
    covers = covers_of(post_id)
    if not covers:
        return Holder(post_id, None, None, standing_in=False)
    first = covers[0]
    return Holder(
        post_id,
        first.seat.person_id,
        first.seat.appointment_id,
        standing_in=first.standing_in_for is not None,
        via_post_id=first.via_post_id,
    )


def find_post(kinds: Sequence[str], ancestors: Sequence[int]) -> int | None:
    """The post of one of `kinds` nearest to the place: from the last of `ancestors` (root … self) upwards.

    At one place the earlier kind goes first, then one that somebody holds, then the older post. Two queries.
    """
    if not kinds or not ancestors:
        return None
    moment = clock.now()
    depth = {place: i for i, place in enumerate(ancestors)}
    rank = {kind: i for i, kind in enumerate(kinds)}
    rows = _alive(moment).filter(kind__in=list(kinds), place__in=list(ancestors))
    candidates = list(rows.values_list("id", "kind", "place_id"))
    occupied = _occupied([pk for pk, _, _ in candidates], moment)
    best = min(
        ((-depth[place], rank[kind], pk not in occupied, pk) for pk, kind, place in candidates),
        default=None,
    )
    return best[-1] if best else None


def _alive(moment: datetime) -> QuerySet[Post]:
    day = clock.local(moment).date()
    return Post.objects.filter(Q(body__ends_on=None) | Q(body__ends_on__gte=day))


def _occupied(post_ids: Sequence[int], moment: datetime) -> set[int]:
    return set(Appointment.objects.filter(in_force(moment), post__in=post_ids).values_list("post_id", flat=True))


def superior_of(post_id: int) -> int | None:
    """The post above: the nearest of the kinds that the pack names as its superiors; else the one that leads the
    same body, or a body above.

    Vacant posts above are passed over as long as a held one stands higher; None at the top. Raises NotFound.
    At most five queries.
    """
    post = Post.objects.select_related("body__parent__parent__parent__parent").filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    above = _named_superiors(post) or _leaders_above(post)
    occupied = _occupied(above, clock.now())
    return next((p for p in above if p in occupied), above[0] if above else None)


def _named_superiors(post: Post) -> list[int]:
    try:
        kinds = list(_pack().post_kind(post.kind).superiors)
    except KeyError:
        return []
    depth = {place: i for i, place in enumerate(places.ancestors(post.place_id))}
    rows = _alive(clock.now()).filter(kind__in=kinds, place__in=list(depth)).exclude(pk=post.pk)
    found = rows.values_list("id", "kind", "place_id", "body_id")
    best = sorted((kinds.index(k), -depth[place], body != post.body_id, pk) for pk, k, place, body in found)
    return [row[-1] for row in best]


def _leaders_above(post: Post) -> list[int]:
    """The lead of the post's body (unless it is the post itself), then of each body above."""
    order: list[int] = []
    body: Body | None = post.body
    while body is not None and body.pk not in order and len(order) < 5:
        order.append(body.pk)
        body = body.parent
    if post.leads:
        order.remove(post.body_id)
    rows = Post.objects.filter(body__in=order, leads=True).exclude(pk=post.pk).order_by("id")
    leaders: dict[int, int] = {}
    for pk, body_id in rows.values_list("id", "body_id"):
        leaders.setdefault(body_id, pk)
    return [leaders[b] for b in order if b in leaders]


def post_label(post_id: int) -> str:
    """The body's name and the post's title. Raises NotFound."""
    labels = post_labels([post_id])
    if post_id not in labels:
        raise NotFound("There is no such post.")
    return labels[post_id]


def post_labels(post_ids: Iterable[int]) -> dict[int, str]:
    """`post_label` for many, in one query."""
    rows = Post.objects.filter(pk__in=list(post_ids)).order_by("id").values_list("id", "body__name", "title")
    return {pk: f"{body} {title}" for pk, body, title in rows}


def posts_to_offer(actor: Actor, ancestors: Sequence[int], *, procedure: str | None = None) -> list[PostChoice]:
    """The posts that can be offered a matter here: they handle requests, cover the place and, where `procedure` is
    given, accept it; not the actor's own.

    Nearest first, vacant ones last at each place. Two queries.
    """
    moment = clock.now()
    kinds = [
        k.key
        for k in _pack().post_kinds
        if Permission.REQUEST_HANDLE in k.permissions and (procedure is None or procedure in k.accepts)
    ]
    depth = {place: i for i, place in enumerate(ancestors)}
    posts = list(
        _alive(moment)
        .filter(kind__in=kinds, place__in=list(ancestors))
        .exclude(pk__in=sorted(actor.post_ids))
        .select_related("body")
        .order_by("id")
    )
    rows = Appointment.objects.filter(in_force(moment), post__in=[p.pk for p in posts]).order_by("-starts_on", "-id")
    names: dict[int, str] = dict(rows.values_list("post_id", "person__name"))
    posts.sort(key=lambda p: (-depth[p.place_id], p.pk not in names, p.pk))
    return [PostChoice(p.pk, f"{p.body.name} {p.title}", names.get(p.pk, "")) for p in posts]


def around(post_id: int) -> dict[int, int | None]:
    """Post → substitute, for the post, those it may stand in for, and those that may stand in for it. Two queries."""
    return {**_chain(_UP, [post_id]), **_chain(_DOWN, [post_id])}

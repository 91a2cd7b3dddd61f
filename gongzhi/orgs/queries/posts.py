"""The nearest post, the one above, those to offer to, labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.db.select import marks, select
from gongzhi.orgs.models import Appointment, Body, Post, in_force
from gongzhi.orgs.queries import holders
from gongzhi.orgs.rules import post_name
from gongzhi.places import public as places


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post to which something may be handed."""

    post_id: int
    label: str
    holder_name: str  # empty where vacant


# Plain SQL:1999 for both databases: every report asks this.
_NEAREST = """
SELECT p.id, p.kind, p.place_id, EXISTS (
    SELECT 1 FROM orgs_appointment a WHERE a.post_id = p.id AND a.starts_on <= %s
    AND (a.ends_on IS NULL OR a.ends_on >= %s) AND (a.ended_at IS NULL OR a.ended_at > %s)
) FROM orgs_post p JOIN orgs_body b ON b.id = p.body_id
WHERE (b.ends_on IS NULL OR b.ends_on >= %s) AND (p.ends_on IS NULL OR p.ends_on >= %s)
AND p.kind IN ({kinds}) AND p.place_id IN ({places})
"""


def find_post(kinds: Sequence[str], ancestors: Sequence[int]) -> int | None:
    """The post of one of `kinds` nearest to the place: from the last of `ancestors` (root … self) upwards.

    At one place the earlier kind goes first, then one that somebody holds, then the older post. One query.
    """
    return find_posts([kinds], ancestors)[0]


def find_posts(wanted: Sequence[Sequence[str]], ancestors: Sequence[int]) -> list[int | None]:
    """`find_post` for several lists of kinds; one query for them all."""
    asked = list(dict.fromkeys(kind for kinds in wanted for kind in kinds))
    if not asked or not ancestors:
        return [None] * len(wanted)
    moment = clock.now()
    depth = {place: i for i, place in enumerate(ancestors)}
    day = clock.local(moment).date()
    sql = _NEAREST.format(kinds=marks(asked), places=marks(ancestors))
    candidates = list(select(sql, [day, day, moment, day, day, *asked, *ancestors]))
    found: list[int | None] = []
    for kinds in wanted:
        rank = {kind: i for i, kind in enumerate(kinds)}
        ranked = [(-depth[place], rank[kind], not held, pk) for pk, kind, place, held in candidates if kind in rank]
        found.append(min(ranked)[-1] if ranked else None)
    return found


def _alive(moment: datetime) -> QuerySet[Post]:
    day = clock.local(moment).date()
    return Post.objects.filter(Q(body__ends_on=None) | Q(body__ends_on__gte=day), Q(ends_on=None) | Q(ends_on__gte=day))


def _occupied(post_ids: Sequence[int], moment: datetime) -> set[int]:
    return set(Appointment.objects.filter(in_force(moment), post__in=post_ids).values_list("post_id", flat=True))


@dataclass(frozen=True, slots=True)
class PostAt:
    """A post with its kind and the place that it covers."""

    post_id: int
    kind: str
    place_id: int


def held_posts() -> list[PostAt]:
    """All posts of living bodies, those that somebody holds first, then the older ones. Two queries."""
    moment = clock.now()
    held = set(Appointment.objects.filter(in_force(moment)).values_list("post_id", flat=True))
    rows = _alive(moment).order_by("id").values_list("id", "kind", "place_id")
    return sorted((PostAt(*row) for row in rows), key=lambda p: (p.post_id not in held, p.post_id))


def persons_in(post_ids: Iterable[int]) -> dict[int, int]:
    """The first holder of each post, present or away; vacant posts are left out. A query for every 5,000 posts."""
    ids, found = sorted(set(post_ids)), dict[int, int]()
    for i in range(0, len(ids), 5000):
        rows = Appointment.objects.filter(in_force(clock.now()), post__in=ids[i : i + 5000])
        for post_id, person_id in rows.order_by("starts_on", "id").values_list("post_id", "person_id"):
            found.setdefault(post_id, person_id)
    return found


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


def successor_of(post_id: int) -> int | None:
    """Who stands where a post stood: itself while it is there; else a held post of its kind in the same body or at the
    same place, who leads the body, or the post above. None where there is nobody. At most seven queries."""
    post = Post.objects.select_related("body").filter(pk=post_id).first()
    if post is None:
        return None
    alive = _alive(clock.now())
    if alive.filter(pk=post_id).exists():
        return post_id
    beside = Q(kind=post.kind) & (Q(body=post.body_id) | Q(place=post.place_id))
    rows = list(alive.filter(beside | Q(body=post.body_id, leads=True)).values_list("id", "body_id", "kind"))
    occupied = _occupied([pk for pk, _body, _kind in rows], clock.now())
    best = sorted((pk not in occupied, kind != post.kind, body != post.body_id, pk) for pk, body, kind in rows)
    return best[0][-1] if best else superior_of(post_id)


def _named_superiors(post: Post) -> list[int]:
    try:
        kinds = list(holders.pack_in_force().post_kind(post.kind).superiors)
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
    rows = _alive(clock.now()).filter(body__in=order, leads=True).exclude(pk=post.pk).order_by("id")
    leaders: dict[int, int] = {}
    for pk, body_id in rows.values_list("id", "body_id"):
        leaders.setdefault(body_id, pk)
    return [leaders[b] for b in order if b in leaders]


def post_label(post_id: int) -> str:
    """The body's name and the post's title, as `rules.post_name` joins them. Raises NotFound."""
    labels = post_labels([post_id])
    if post_id not in labels:
        raise NotFound("There is no such post.")
    return labels[post_id]


_LABELS = "SELECT p.id, b.name, p.title FROM orgs_post p JOIN orgs_body b ON b.id = p.body_id"


def post_labels(post_ids: Iterable[int]) -> dict[int, str]:
    """`post_label` for many, in one query."""
    ids = list(post_ids)
    if not ids:
        return {}
    rows = select(f"{_LABELS} WHERE p.id IN ({marks(ids)}) ORDER BY p.id", ids)
    return {pk: post_name(body, title) for pk, body, title in rows}


_LABELS_ON = """
SELECT p.id, b.name, p.title, v.ends_on, v.body_name, v.title
FROM orgs_post p JOIN orgs_body b ON b.id = p.body_id LEFT JOIN orgs_postversion v ON v.post_id = p.id
"""


def post_labels_on(wanted: Iterable[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """`post_label` of each (post, day) as it was called on that day, in one query."""
    pairs = sorted(set(wanted))
    if not pairs:
        return {}
    ids = sorted({post for post, _day in pairs})
    rows = select(f"{_LABELS_ON} WHERE p.id IN ({marks(ids)}) ORDER BY p.id, v.ends_on, v.id", ids)
    now: dict[int, str] = {}
    former: dict[int, list[tuple[date, str]]] = {}
    for pk, body, title, until, old_body, old_title in rows:
        now[pk] = post_name(body, title)
        if until is not None:
            day = until if isinstance(until, date) else date.fromisoformat(until)
            former.setdefault(pk, []).append((day, post_name(old_body, old_title)))
    found: dict[tuple[int, date], str] = {}
    for pk, day in pairs:
        if pk in now:
            found[pk, day] = next((label for until, label in former.get(pk, []) if day < until), now[pk])
    return found


def posts_to_offer(actor: Actor, ancestors: Sequence[int], *, procedure: str | None = None) -> list[PostChoice]:
    """The posts that can be offered a matter here: they handle requests, cover the place and, where `procedure` is
    given, accept it; not the actor's own.

    Nearest first, vacant ones last at each place. Two queries.
    """
    moment = clock.now()
    kinds = [
        k.key
        for k in holders.pack_in_force().post_kinds
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
    return [PostChoice(p.pk, p.label, names.get(p.pk, "")) for p in posts]

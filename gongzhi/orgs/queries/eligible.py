"""Who may hold a post by the posts held already, where the pack names their kinds (`held_by_posts`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.orgs.models import Appointment, Post
from gongzhi.orgs.queries import holders
from gongzhi.packs.public import PostKind
from gongzhi.places import public as places

HOMES = ("community", "village")


def rule_of(kind: str) -> PostKind | None:
    """The kind of post in the pack in force, where it names the posts that its holders hold; else None."""
    try:
        found = holders.pack_in_force().post_kind(kind)
    except (KeyError, NotFound):
        return None
    return found if getattr(found, "held_by_posts", ()) else None  # a stand-in of a test has none


def words_of(kind: PostKind) -> str:
    """Who may hold it: as the document says, else the kinds of posts."""
    pack = holders.pack_in_force()
    return kind.held_by or "、".join(pack.post_kind(k).title for k in kind.held_by_posts)


def unfit(post: Post, person_ids: Iterable[int], on: date | None = None) -> frozenset[int]:
    """Those of the persons who on the day (today) hold no post of the kinds that the pack names, in the community of
    the post; nobody where it names none. Two queries at most."""
    rule, wanted = rule_of(post.kind), frozenset(person_ids)
    if rule is None or not wanted:
        return frozenset()
    day = on or clock.today()
    chain = places.chain(post.place_id)
    home = next((p for p in reversed(chain) if p.kind in HOMES), chain[-1])
    held = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), Q(ended_at=None) | Q(ended_at__gt=clock.now()),
        places.inside([home.pk], "post__place__"), person__in=sorted(wanted), post__kind__in=rule.held_by_posts,
        starts_on__lte=day,
    )  # fmt: skip
    return wanted - frozenset(held.values_list("person_id", flat=True))

"""Which post is meant: by what a procedure names, where nobody answers the next above, by which post somebody acts."""

from __future__ import annotations

from collections.abc import Sequence

from gongzhi.access.public import Actor, HeldPost
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures.models import Matter
from gongzhi.procedures.rules.model import SUPERIOR, Supervision


def named(matter: Matter, to: str, holder: int | None = None) -> int | None:
    """The post that a procedure names for the matter: holder, superior (of `holder`), or the nearest of a kind."""
    holder = holder or matter.holder_post_id
    if to == "holder":
        return holder
    if to == SUPERIOR:
        return orgs.superior_of(holder)
    return orgs.find_post([to], places.ancestors(matter.place_id))


def somebody(post_id: int | None, holder_post: int) -> int | None:
    """The post, or the nearest above it where somebody answers; None where nobody does up to the top."""
    tried: Sequence[int | None] = ()
    post_id = post_id if post_id is not None else orgs.superior_of(holder_post)
    while post_id is not None and post_id not in tried:
        if orgs.holder_of(post_id).person_id is not None:
            return post_id
        tried = (*tried, post_id)
        post_id = orgs.superior_of(post_id)
    return None


def supervising_post(actor: Actor, matter: Matter, supervision: Supervision | None) -> HeldPost | None:
    """The post by which the actor supervises the matter: of a kind that its procedure names, covering its place."""
    if supervision is None or not actor.posts:
        return None
    ancestors = places.ancestors(matter.place_id)
    return next((p for p in actor.posts if p.kind in supervision.by and p.place_id in ancestors), None)


def deciding_post(actor: Actor, matter: Matter, supervision: Supervision | None) -> HeldPost | None:
    """The post by which the actor decides about a hold: whom the procedure names, or who is reached instead."""
    if supervision is None or not actor.posts:
        return None
    target = named(matter, supervision.decides)
    reached = somebody(target, matter.holder_post_id)
    return next((p for p in actor.posts if p.post_id in (target, reached)), None)

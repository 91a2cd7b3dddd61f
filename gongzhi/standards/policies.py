"""Who sees a gap: the owner's place at once, posts above after the pack's days (design: the unit first)."""

from __future__ import annotations

from django.db.models import Q

from gongzhi.access.public import Actor, ActorKind, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.places import public as places
from gongzhi.standards.models import Gap


def visible_to(actor: Actor) -> Q:
    """The condition on gaps: those that a held post owns; with `org:see`, those at or below the post's place, from
    the day on which posts above the owner's place see them."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    condition = Q(owner_post__in=sorted(actor.post_ids))
    shown = Q(shown_above_on__lte=clock.today())
    for place_id in sorted(scopes(actor, Permission.ORG_SEE)):
        own = Q(home__in=list(places.ancestors(place_id)))
        condition |= places.inside([place_id], "place__") & (own | shown)
    return condition


def gap_for(gap_id: int, actor: Actor) -> Gap:
    """The gap. Raises NotFound, also where the actor may not see it."""
    rows = Gap.objects.filter(visible_to(actor), pk=gap_id).select_related("place", "owner_post__body")
    gap = rows.defer("place__geometry").first()
    if gap is None:
        raise NotFound("There is no such gap.")
    return gap


def may_exempt(gap: Gap, actor: Actor) -> bool:
    """A post that sees the gap and stands above the owner's place."""
    above = places.ancestors(gap.home_id)[:-1]
    return gap.closed_at is None and not scopes(actor, Permission.ORG_SEE).isdisjoint(above)

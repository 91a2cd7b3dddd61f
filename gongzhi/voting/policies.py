"""Who may see and do what with registers and polls."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, may, scopes
from gongzhi.core.errors import Forbidden
from gongzhi.places import public as places
from gongzhi.voting.models import Electorate, Poll

STAFF = (Permission.ELECTORATE_EDIT, Permission.VOTE_HOLD, Permission.VOTE_ENTER)


def covered(actor: Actor, prefix: str = "") -> Q:
    """The condition "of a place that the actor's posts cover", for those who work with registers or votes."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    roots = frozenset[int]().union(*(scopes(actor, p) for p in STAFF))
    return places.inside(roots, f"{prefix}place__")


def require_staff(actor: Actor) -> None:
    """Raise Forbidden for whoever holds no post that works with registers or votes."""
    if actor.kind is not ActorKind.SYSTEM and not any(scopes(actor, p) for p in STAFF):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)


def registers_of(actor: Actor) -> QuerySet[Electorate]:
    """The registers that the actor works with. Raises Forbidden."""
    require_staff(actor)
    return Electorate.objects.filter(covered(actor))


def polls_of(actor: Actor) -> QuerySet[Poll]:
    """The polls that the actor works with. Raises Forbidden."""
    require_staff(actor)
    return Poll.objects.filter(covered(actor, "electorate__"))


def may_vouch(actor: Actor, electorate: Electorate) -> bool:
    """Whether the actor works on the ground there (`vote:vouch` at a place of the register, or enters votes)."""
    if may(actor, Permission.VOTE_ENTER, places.ancestors(electorate.place_id)):
        return True
    ground = (p.place_id for p in actor.posts if Permission.VOTE_VOUCH in p.permissions)
    return any(electorate.place_id in places.ancestors(place_id) for place_id in ground)

"""Who sees a matter: one rule, for a single one and for lists."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, may, scopes
from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures.models import Matter, Role, Standing
from gongzhi.procedures.rules.kinds import kind_of, see_permissions


def sees(actor: Actor, matter: Matter) -> bool:
    """Whether a post of the actor holds it, is offered it, supervises it, or covers its place with the permission to
    see.

    One query at most, and only where an escalation is the sole reason."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if matter.holder_post_id in actor.post_ids or matter.offered_post_id in actor.post_ids:
        return True
    see = kind_of(matter.kind).see
    if see is not None and may(actor, see, places.ancestors(matter.place_id)):
        return True
    if watches(actor, matter):
        return True
    return (
        bool(actor.post_ids)
        and Standing.objects.filter(matter=matter, scope__in=sorted(actor.post_ids), role=Role.TOLD).exists()
    )


def watches(actor: Actor, matter: Matter) -> bool:
    """Whether a post of the actor is one of the supervisors that the procedure names, and covers the place."""
    if not actor.posts:
        return False
    try:
        named = packs.revision(matter.revision_id).procedure(matter.procedure).supervisors
    except (KeyError, NotFound):  # a part of a joined matter
        return False
    kinds = named.by if named is not None else ()
    ancestors = places.ancestors(matter.place_id) if kinds else ()
    return any(p.kind in kinds and p.place_id in ancestors for p in actor.posts)


def standings_of(actor: Actor, *, mine: bool = True, area: bool = True) -> QuerySet[Standing]:
    """The rows of the actor: of the posts held (`mine`), of the places seen (`area`). One scope is one index range."""
    condition = Q(pk__in=[])
    if mine and actor.post_ids:
        condition = one_or_many(sorted(actor.post_ids))
    if area:
        for kind, permission in see_permissions():
            if covered := topmost(scopes(actor, permission)):
                seen = one_or_many(covered) & Q(kind=kind)
                condition = seen if condition == Q(pk__in=[]) else condition | seen
    return Standing.objects.filter(condition)


def one_or_many(ids: list[int]) -> Q:
    """Equality where it is one, so that the index gives the order too."""
    return Q(scope=ids[0]) if len(ids) == 1 else Q(scope__in=ids)


def topmost(place_ids: Iterable[int]) -> list[int]:
    """The places that lie under no other of them, sorted."""
    wanted = set(place_ids)
    return sorted(p for p in wanted if wanted.isdisjoint(places.ancestors(p)[:-1]))


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """All matters that the actor may see."""
    if actor.kind is ActorKind.SYSTEM:
        return Matter.objects.all()
    return Matter.objects.filter(Exists(standings_of(actor).filter(matter=OuterRef("pk"))))

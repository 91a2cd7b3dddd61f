"""Who sees a matter: one rule, for a single one and for lists."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, may, scopes
from gongzhi.places import public as places
from gongzhi.procedures.models import Matter, Role, Standing
from gongzhi.procedures.rules.kinds import kind_of, see_permissions


def sees(actor: Actor, matter: Matter) -> bool:
    """Whether a post of the actor holds it, is offered it, or covers its place with the permission to see.

    One query at most, and only where an escalation is the sole reason."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if matter.holder_post_id in actor.post_ids or matter.offered_post_id in actor.post_ids:
        return True
    if may(actor, kind_of(matter.kind).see, places.ancestors(matter.place_id)):
        return True
    return (
        bool(actor.post_ids)
        and Standing.objects.filter(matter=matter, scope__in=sorted(actor.post_ids), role=Role.TOLD).exists()
    )


def standings_of(actor: Actor, *, mine: bool = False) -> QuerySet[Standing]:
    """The rows of the actor: `mine` those of the posts held, otherwise those of the places seen as well."""
    condition = Q(scope__in=sorted(actor.post_ids)) & ~Q(role=Role.PLACE) if actor.post_ids else Q(pk__in=[])
    if not mine:
        for kind, permission in see_permissions():
            covered = topmost(scopes(actor, permission))
            if len(covered) == 1:
                condition |= Q(scope=covered[0], kind=kind)
            elif covered:
                condition |= Q(scope__in=covered, kind=kind)
    return Standing.objects.filter(condition)


def topmost(place_ids: Iterable[int]) -> list[int]:
    """The places that lie under no other of them, sorted."""
    wanted = set(place_ids)
    return sorted(p for p in wanted if wanted.isdisjoint(places.ancestors(p)[:-1]))


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """All matters that the actor may see."""
    if actor.kind is ActorKind.SYSTEM:
        return Matter.objects.all()
    return Matter.objects.filter(Exists(standings_of(actor).filter(matter=OuterRef("pk"))))

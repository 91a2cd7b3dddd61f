"""Reads of personnel consultation (row A14): who may ask whom, who sees which case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, HeldPost
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import AgencyAssessment, PersonnelConsent
from gongzhi.structure.rules.consultation import CONSENTS, OBJECTS


def rule() -> packs.Consultation | None:
    """What the pack in force says."""
    return packs.active().consultation


def require_rule() -> packs.Consultation:
    """The same. Raises NotFound where it says nothing."""
    found = rule()
    if found is None:
        raise NotFound("The rules in force have no such consultation.")
    return found


def held(actor: Actor, kinds: tuple[str, ...]) -> list[HeldPost]:
    """The actor's posts of these kinds."""
    return [p for p in actor.posts if p.kind in kinds]


def may_enter(actor: Actor) -> bool:
    """Whether the pages are of any use to the actor."""
    found = rule()
    return found is not None and bool(held(actor, (*found.asks, *found.answers, *found.seen_by)))


def require_enter(actor: Actor) -> packs.Consultation:
    """Raise Forbidden unless `may_enter`."""
    if not may_enter(actor):
        raise Forbidden("Your posts do not allow this here.")
    return require_rule()


def _seen(actor: Actor, found: packs.Consultation, prefix: str) -> Q:
    """At or below the places of the posts that see all."""
    return places.inside((p.place_id for p in held(actor, found.seen_by)), prefix)


def consents(actor: Actor) -> QuerySet[PersonnelConsent]:
    """The cases in which the actor's posts take part or that they see."""
    found, mine = rule(), sorted(actor.post_ids)
    rows = PersonnelConsent.objects.select_related(
        "post__body__place", "person", "asker__body", "street__body", "matter"
    )
    part = Q(asker__in=mine) | Q(street__in=mine)
    return rows.filter(part | _seen(actor, found, "post__place__") if found else part)


def _there(model: type[PersonnelConsent] | type[AgencyAssessment], matter_id: int) -> None:
    """Raise NotFound at once where there is none: a join of eight tables, planned while nothing is known of them, is no
    way to find that out."""
    if not model.objects.filter(pk=matter_id).exists():
        raise NotFound("There is no such matter.")


def consent(matter_id: int, actor: Actor) -> PersonnelConsent:
    """A case. Raises NotFound, also where the actor may not see it."""
    _there(PersonnelConsent, matter_id)
    found = PersonnelConsent.objects.select_related(
        "post__body__place", "person", "asker__body", "street__body", "matter__holder_post__body"
    ).filter(pk=matter_id).first()  # fmt: skip
    if found is None or not (
        found.matter.holder_post_id in actor.post_ids or consents(actor).filter(pk=matter_id).exists()
    ):
        raise NotFound("There is no such matter.")
    return found


def assessments(actor: Actor) -> QuerySet[AgencyAssessment]:
    """The assessments that the actor's posts make or see."""
    found, mine = rule(), sorted(actor.post_ids)
    rows = AgencyAssessment.objects.select_related("agency__place", "head__person", "street__body", "matter")
    return rows.filter(Q(street__in=mine) | (_seen(actor, found, "agency__place__") if found else Q(pk__in=[])))


def assessment(matter_id: int, actor: Actor) -> AgencyAssessment:
    """One. Raises NotFound, also where the actor may not see it."""
    _there(AgencyAssessment, matter_id)
    found = AgencyAssessment.objects.select_related(
        "agency__place", "head__person", "street__body", "matter__holder_post__body"
    ).filter(pk=matter_id).first()  # fmt: skip
    if found is None or not (
        found.matter.holder_post_id in actor.post_ids or assessments(actor).filter(pk=matter_id).exists()
    ):
        raise NotFound("There is no such matter.")
    return found


def heads(actor: Actor) -> list[orgs.Post]:
    """The posts of heads of agencies about which the actor may ask: those of bodies under the actor's own."""
    found = rule()
    above = [p.body_id for p in held(actor, found.asks)] if found else []
    if found is None or not above:
        return []
    today = clock.today()
    rows = orgs.Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), Q(body__ends_on=None) | Q(body__ends_on__gte=today),
        kind__in=found.heads, body__parent__in=above, body__kind__in=found.agencies,
    )  # fmt: skip
    return list(rows.select_related("body").order_by("body__name", "id"))


def agencies(post: HeldPost) -> list[orgs.Body]:
    """The agencies posted at or below the place of a post of the street."""
    return orgs.bodies_within(post.place_id, require_rule().agencies)


def narrow(rows: QuerySet[PersonnelConsent], asked: Mapping[str, Any]) -> QuerySet[PersonnelConsent]:
    """Cases narrowed by `q state`."""
    if words := asked.get("q"):
        rows = rows.filter(Q(post__body__name__icontains=words) | Q(person__name__icontains=words))
    states = {
        "waiting": Q(answer=""), "consents": Q(answer=CONSENTS), "objects": Q(answer=OBJECTS),
        "open": Q(outcome=""), "ended": ~Q(outcome=""),
    }  # fmt: skip
    state = asked.get("state")
    return rows.filter(states[state]) if state in states else rows


def grade_title(key: str) -> str:
    """The name of a grade, also of one that the pack has no more."""
    found = rule()
    return next((packs.named(g) for g in (found.grades if found else ()) if g.key == key), key)

"""Objections to orders: until when one may be raised, who decides, why somebody may not."""

from __future__ import annotations

from datetime import datetime

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.worktime import Limit, Unit
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.property.models import Order, OrderObjection
from gongzhi.property.queries import estates
from gongzhi.property.rules import objections as rules
from gongzhi.property.rules.words import MEND, OBJECT


def of(order: Order) -> OrderObjection | None:
    """What was said against it; None where nothing was. One query."""
    return OrderObjection.objects.select_related("decider").filter(pk=order.pk).first()


def until(order: Order) -> datetime | None:
    """The last moment at which its company may object, never after it was to be mended; None where the rules of the
    order, or those in force, know no objection."""
    known, matter = estates.rules().objection, order.matter
    begun = procedures.definition(matter.revision_id, matter.procedure).step(MEND)
    if known is None or begun.outcome(OBJECT) is None:
        return None
    limit = Limit(known.days, Unit.WORKING_DAYS)
    last = procedures.calendar_for(matter.place_id).add(matter.opened_at, limit).at
    return min(last, matter.due_at) if matter.due_at is not None else last


def may_be_raised(order: Order) -> bool:
    """Whether its company may still object: once, in time, before its first reply. At most one query."""
    matter = order.matter
    if matter.step != MEND or matter.state != "open" or order.replied_at is not None:
        return False
    last = until(order)
    return last is not None and clock.now() <= last and of(order) is None


def issuing_person(order: Order) -> int | None:
    """Who issued it; None where nobody did, or that person was erased."""
    opened = procedures.Move.objects.filter(matter=order.pk).order_by("seq").values_list("person_id", flat=True)
    return opened.first()


def decider(order: Order) -> int | None:
    """The post that would decide: the nearest of the kinds that the pack names, else the post above the issuer."""
    known = estates.rules().objection
    if known is None:
        return None
    near = places.ancestors(order.matter.place_id)
    found = sorted(
        orgs.posts_at(near, known.decides),
        key=lambda p: (-near.index(p.place_id), p.deputy, -len(p.holders), p.post_id),
    )
    above = orgs.superior_of(order.issuer_id)
    posts = [*(p.post_id for p in found), *([above] if above is not None else [])]
    posts = [p for p in posts if p != order.company_post_id]
    held = orgs.holders_of(posts)
    named = [(post, held[post].person_id if post in held else None) for post in posts]
    return rules.decider(named, order.issuer_id, issuing_person(order))


def issued(order: Order, actor: Actor) -> bool:
    """Whether the actor is who issued the order, as a post (also one stood in for) or as a person."""
    if orgs.successor_of(order.issuer_id) in actor.post_ids or order.issuer_id in actor.post_ids:
        return True
    person = issuing_person(order)
    return person is not None and person == actor.person_id

"""A dispute is registered, or somebody applies for a mediation."""

from __future__ import annotations

import json
from contextlib import suppress

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, HeldPost, Permission
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import Codes, record
from gongzhi.mediation.models import Case, Side
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules.words import MEDIATION, CaseDraft, SideDraft, check
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

TRIES = 3


def receives(actor: Actor, way: packs.Mediation, place_id: int | None = None) -> HeldPost | None:
    """The post by which the actor registers cases of this way (here); None where none may."""
    near = None if place_id is None else set(places.ancestors(place_id))
    fitting = [
        p for p in actor.posts
        if p.kind in way.received_by and Permission.REQUEST_REGISTER in p.permissions
        and (near is None or p.place_id in near)
    ]  # fmt: skip
    return min(fitting, key=lambda p: p.standing_in_for is not None, default=None)


def register(draft: CaseDraft, *, actor: Actor, submission: str = "") -> Case:
    """Staff write down a dispute; the registering post holds it until a mediator takes it (首问负责).

    Raises InvalidMany, Forbidden, NotFound (way, kind, place), Conflict."""
    way = _way(draft)
    held = receives(actor, way, draft.place_id)
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    return _tried(draft, way, held.post_id, actor, submission)


def apply(draft: CaseDraft, *, actor: Actor, submission: str = "") -> Case:
    """Somebody applies for a mediation: the nearest post that registers gets it. Raises InvalidMany, NotFound."""
    way = _way(draft)
    if not draft.sides or not draft.sides[0].phone.strip():
        raise Invalid("Give one contact, so that we can answer.", field="phone")
    post = orgs.find_post(way.received_by, places.ancestors(draft.place_id))
    if post is None:
        raise NotFound("Nobody mediates here yet.")
    return _tried(draft, way, post, actor, submission)


def _way(draft: CaseDraft) -> packs.Mediation:
    check(draft)
    way = queries.way(draft.way)
    if way not in queries.ways():
        raise NotFound("There is no such way of mediating here.")
    try:
        way.kind(draft.kind)
    except KeyError:
        raise Invalid("Choose the kind of dispute.", field="kind") from None
    places.get(draft.place_id)
    return way


def _tried(draft: CaseDraft, way: packs.Mediation, post_id: int, actor: Actor, submission: str) -> Case:
    for _attempt in range(TRIES):
        if submission and (sent := Case.objects.filter(submission=submission).first()):
            return sent
        with suppress(IntegrityError), transaction.atomic():
            return _open(draft, way, post_id, actor, submission)
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


def _open(draft: CaseDraft, way: packs.Mediation, post_id: int, actor: Actor, submission: str) -> Case:
    kind = way.kind(draft.kind)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Mediation: %(kind)s") % {"kind": kind.title}
    matter = procedures.open_matter(
        kind=MEDIATION, procedure=way.procedure, place_id=draft.place_id, title=title, holder_post=post_id,
        holder_person=actor.person_id if post_id in actor.post_ids else None, actor=actor, type_key=kind.key,
        channel=draft.channel,
    )  # fmt: skip
    case = Case(
        matter=matter, number=new_number(), way=way.key, kind=kind.key, channel=draft.channel,
        request_id=draft.request_id, words=queries.seal(draft.words.strip(), "words", matter.pk),
        submission=submission or None,
    )  # fmt: skip
    case.save(force_insert=True)
    for position, side in enumerate((s for s in draft.sides if s.name.strip()), 1):
        _side(case, position, side)
    codes: Codes = {
        "way": way.key, "kind": kind.key, "place": draft.place_id, "sides": len(draft.sides), "channel": draft.channel,
        "number": case.number,
    }  # fmt: skip
    record(events.REGISTERED, case, actor, codes)
    return case


def _side(case: Case, position: int, draft: SideDraft) -> None:
    side = Side(case=case, position=position, agrees=draft.agrees)
    data = {"name": draft.name.strip(), "phone": draft.phone.strip(), "address": draft.address.strip()}
    side.sealed = queries.seal(json.dumps(data, ensure_ascii=False), "side", side.pk)
    side.save(force_insert=True)

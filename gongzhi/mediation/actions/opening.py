"""A dispute is registered, or somebody applies for a mediation."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, HeldPost, Permission
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.kit.once import once
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import Codes, record
from gongzhi.mediation.models import Case, Side
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules.words import MEDIATION, CaseDraft, SideDraft, check
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


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
    way = checked(draft)
    held = receives(actor, way, draft.place_id)
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    return begin(draft, way, held.post_id, actor, submission)


def apply(draft: CaseDraft, *, actor: Actor, submission: str = "") -> Case:
    """Somebody applies for a mediation: the nearest post that registers gets it. Raises InvalidMany, NotFound."""
    way = checked(draft)
    if not draft.sides or not draft.sides[0].phone.strip():
        raise Invalid("Give one contact, so that we can answer.", field="phone")
    post = orgs.find_post(way.received_by, places.ancestors(draft.place_id))
    if post is None:
        raise NotFound("Nobody mediates here yet.")
    return begin(draft, way, post, actor, submission)


def checked(draft: CaseDraft) -> packs.Mediation:
    """The way of a draft that is right. Raises InvalidMany, Invalid, NotFound."""
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


def begin(
    draft: CaseDraft, way: packs.Mediation, post_id: int, actor: Actor, submission: str,
    before: Callable[[], None] | None = None,
) -> Case:  # fmt: skip
    """Open the case with that post, once by submission; `before` runs first, in its transaction. The caller has checked
    draft and permission. Raises Conflict."""

    def make() -> Case:
        if before is not None:
            before()
        return _open(draft, way, post_id, actor, submission)

    return once(submission, lambda: Case.objects.filter(submission=submission).first(), make)


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
        "number": case.number, "request": draft.request_id,
    }  # fmt: skip
    record(events.REGISTERED, case, actor, codes)
    return case


def _side(case: Case, position: int, draft: SideDraft) -> None:
    side = Side(case=case, position=position, agrees=draft.agrees)
    data = {"name": draft.name.strip(), "phone": draft.phone.strip(), "address": draft.address.strip()}
    side.sealed = queries.seal(json.dumps(data, ensure_ascii=False), "side", side.pk)
    side.save(force_insert=True)

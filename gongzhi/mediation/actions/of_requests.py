"""A request of a type of dispute becomes a case of mediation, and hears of nothing but how that ended.

While the mediation has no result the request's clock waits, its type stays, and it is not closed, whatever its ending:
it would be answered before anybody knows. With the result the clock runs on (`back.tell_request`), and who holds it
answers it in words: the mediation does not close it, for a refusal asks for another way, and no word of the sides may
slip into an answer that everybody reads."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed, NotFound
from gongzhi.mediation.actions import opening
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import of_requests
from gongzhi.mediation.rules.words import CaseDraft, RequestDraft, SideDraft
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

REQUEST = "request"


def open_for(about: requests.Request, draft: RequestDraft, *, actor: Actor, submission: str = "") -> Case:
    """Open a mediation of the request, by who holds it. The case lies with the own post that registers cases, else
    with the nearest one; who reported is a side without the actor reading the name or phone.

    Raises Forbidden, NotAllowed (no dispute, answered), InvalidMany, NotFound (nobody registers), Conflict (one runs).
    """
    if about.matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only who holds the request opens a mediation of it.")
    found = of_requests.kind_of(about.type_key)
    if found is None:
        raise NotAllowed("Requests of this type are not mediated here.")
    way, kind = found
    place_id = about.matter.place_id
    sides = (_reporter(about, draft) if draft.reporter else draft.first, draft.other)
    made = CaseDraft(way.key, kind.key, place_id, draft.words, sides, "request", about.pk)
    opening.checked(made)
    held = opening.receives(actor, way, place_id)
    post = held.post_id if held else orgs.find_post(way.received_by, places.ancestors(place_id))
    if post is None:
        raise NotFound("Nobody mediates here yet.")
    return opening.begin(made, way, post, actor, submission, lambda: _tie(about, actor))


def _reporter(about: requests.Request, draft: RequestDraft) -> SideDraft:
    first = requests.reporters_of(about.pk)[0]
    name = people.Person.objects.get(pk=first.person_id).name or _("who reported it")
    return SideDraft(name, people.phone_for_sending(first.person_id) or "", "", draft.first.agrees)


def _tie(about: requests.Request, actor: Actor) -> None:
    """In the transaction that opens the case: the request is locked, still open, and in no other mediation."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _("In mediation.")
    matter = procedures.Matter.objects.get(pk=about.pk)
    if matter.state == procedures.Status.OPEN:
        matter = procedures.pause(matter, reason=words, actor=actor, data={"what": "beside"})
    else:  # it waits for an answer of its reporter already
        matter = procedures.comment(matter, actor=actor, public_text=words, vouched=True)
    if matter.state not in procedures.LIVE:
        raise NotAllowed("This request is answered already.")
    if of_requests.runs(about.pk):
        raise Conflict("This request is in mediation already.")


def on_closed(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Hook of every matter that closes: a request does not while its mediation has no result. Raises NotAllowed."""
    if matter.kind == REQUEST and of_requests.runs(matter.pk):
        raise NotAllowed("This request is in mediation: answer it when the mediation has a result.")


def on_gone_on(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Hook of every matter whose clock runs on, or that takes another step: a request in mediation does neither."""
    if matter.kind == REQUEST and of_requests.kind_of(matter.type_key) and of_requests.runs(matter.pk):
        raise NotAllowed("This request is in mediation: it goes on when the mediation has a result.")

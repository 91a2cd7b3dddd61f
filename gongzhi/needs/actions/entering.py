"""A line comes onto a list: on the portal, by the post of a body, by staff, from a request, from a commitment."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor, HeldPost, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.disclosure import public as disclosure
from gongzhi.needs import events
from gongzhi.needs.actions.shared import record, tell
from gongzhi.needs.models import ListLine
from gongzhi.needs.queries import lines
from gongzhi.needs.rules.lines import LineDraft, LineState, Side, check
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.requests import public as requests
from gongzhi.structure import public as structure

TRIES = 3
ASK = gettext_noop("May what you reported stand on the list of needs? Say yes or no, line %(number)s:")


def offer(draft: LineDraft, *, actor: Actor, submission: str = "") -> ListLine:
    """Anybody on the portal enters a line; it stands on its list once staff have looked at it. Raises Invalid."""
    if not draft.phone.strip():
        raise Invalid("Give one contact, so that we can answer.", field="phone")
    return _tried(draft, actor, submission, state=LineState.NEW)


def speak(draft: LineDraft, post_id: int, *, actor: Actor, submission: str = "") -> ListLine:
    """A post of a body enters a line for its body, at once on the list. Raises Forbidden, Invalid."""
    if post_id not in speaks_by(actor):
        raise Forbidden("Your posts do not allow this here.", permission=lines.RUN)
    post = orgs.Post.objects.select_related("body").get(pk=post_id)
    named = replace(draft, body=post.body.name if post.body else draft.body)
    return _tried(named, actor, submission, state=LineState.OPEN, post_id=post_id)


def speaks_by(actor: Actor) -> list[int]:
    """The actor's posts that enter lines for their body, as the pack says."""
    return [p.post_id for p in actor.posts if p.kind in lines.rules().offered_by]


def enters(actor: Actor, place_id: int) -> HeldPost | None:
    """The post by which the actor writes down what others need and offer here; None where none may."""
    near = places.ancestors(place_id)
    return held_with(actor, lines.RUN, near) or held_with(actor, Permission.REQUEST_REGISTER, near)


def enter(draft: LineDraft, *, actor: Actor, submission: str = "", commitment_id: int | None = None) -> ListLine:
    """Staff write a line down for somebody (at the window, in a joint meeting), or put a commitment of a unit on the
    list of services. Who runs the lists has looked at it with that. Raises Forbidden, Invalid, NotFound, Conflict."""
    held = enters(actor, draft.place_id)
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=lines.RUN)
    runs = lines.may_run(actor, draft.place_id)
    more: dict[str, Any] = {"registered_by_id": held.appointment_id}
    if commitment_id is not None:
        made = next(
            (c for c in structure.open_commitments(places.ancestors(draft.place_id)) if c.pk == commitment_id), None
        )
        if made is None or draft.side != Side.SERVICE:
            raise NotFound("There is no such commitment.")
        if ListLine.objects.filter(commitment=made).exists():
            raise Conflict("This commitment stands on the list already.")
        more |= {"commitment": made, "post_id": made.post_id}
        draft = replace(draft, channel="commitment", body=made.giver.name)
    if draft.meeting_id is not None:
        structure.meeting_reads.find(draft.meeting_id, actor)
        draft = replace(draft, channel="meeting")
    return _tried(draft, actor, submission, state=LineState.OPEN if runs else LineState.NEW, **more)


def from_request(request: requests.Request, *, actor: Actor) -> ListLine:
    """Put what a request asks for on the list of needs, with one tap: its reporter is asked and says yes or no by
    the link; until then it stands nowhere. The caller has read the request with the actor's eyes.

    Raises Forbidden, NotAllowed (no kind of the pack for its type, nobody to ask), Conflict (it is there already)."""
    place_id = _near(request)
    held = enters(actor, place_id)
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=lines.RUN)
    kind = kind_for(request)
    if kind is None:
        raise NotAllowed("Requests of this type do not stand on the list of needs.")
    if ListLine.objects.filter(request=request).exists():
        raise Conflict("This request stands on the list already.")
    reporter = requests.Reporter.objects.filter(request=request, first=True).first()
    phone = people.phone_for_sending(reporter.person_id) if reporter else None
    if reporter is None or not phone:
        raise NotAllowed("Nobody can be asked: the reporter left no phone.")
    person = people.contact_of(reporter.person_id)
    until = clock.today() + timedelta(days=min(lines.rules().last_days, 60))
    draft = LineDraft(
        side=Side.NEED, kind=kind, place_id=place_id, reach_id=place_id, words=request.description.strip()[:500],
        amount=1, starts_on=clock.today(), ends_on=until, name=person.name or "—",
        phone=phone, channel="request",
    )  # fmt: skip
    return _tried(
        draft, actor, f"request-{request.pk}", state=LineState.ASKED, request=request,
        registered_by_id=held.appointment_id, scan=False,
    )  # fmt: skip


def kind_for(request: requests.Request) -> str | None:
    """The kind of need that the pack names for a type of request."""
    return next((k.key for k in lines.rules().kinds if request.type_key in k.request_types), None)


def _near(request: requests.Request) -> int:
    """The nearest place above a request that the lists name."""
    known = dict(lines.places_of())
    return next((p for p in reversed(places.ancestors(request.matter.place_id)) if p in known), request.matter.place_id)


@transaction.atomic
def consent(line: ListLine, *, agrees: bool, actor: Actor, own: bool = False) -> None:
    """Whoever reported the request says whether it may stand on the list: by the link (`own`: the caller has checked
    it), or to staff, who write it down. Raises Forbidden, Conflict."""
    by = lines.require(actor, line, own=own)
    state = LineState.NEW if agrees else LineState.ENDED
    ended = {} if agrees else {"ended_at": clock.now()}
    if not ListLine.objects.filter(pk=line.pk, state=LineState.ASKED).update(state=state, **ended):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    record(events.CONSENTED, line, actor, {"agrees": agrees, "by": by})


def _tried(draft: LineDraft, actor: Actor, submission: str, *, scan: bool = True, **fields: Any) -> ListLine:
    check_draft(draft, scan=scan)
    for _attempt in range(TRIES):
        if submission and (sent := ListLine.objects.filter(submission=submission).first()):
            return sent
        with suppress(IntegrityError), transaction.atomic():
            return _enter(draft, actor, submission, fields)
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


def check_draft(draft: LineDraft, *, scan: bool = True) -> None:
    """Raise Invalid for what cannot stand on a list here; `scan`: for words that name somebody."""
    rules = lines.rules()
    if draft.side not in set(Side):
        raise Invalid("Choose one of the two lists.", field="side")
    if rules.kind(draft.kind) is None:
        raise Invalid("Choose the kind.", field="kind")
    known = dict(lines.places_of())
    if draft.place_id not in known:
        raise Invalid("Choose the place.", field="place")
    if draft.reach_id not in places.ancestors(draft.place_id):
        raise Invalid("The place lies outside of how far it reaches.", field="reach")
    check(draft, clock.today(), rules.last_days)
    if scan:
        disclosure.check_texts({"words": draft.words}, reason="internal")


def _enter(draft: LineDraft, actor: Actor, submission: str, fields: dict[str, Any]) -> ListLine:
    kind = lines.rules().kind(draft.kind)
    line = ListLine(
        number=new_number(), side=draft.side, kind=draft.kind, place_id=draft.place_id, reach_id=draft.reach_id,
        words=draft.words.strip(), amount=draft.amount, starts_on=draft.starts_on, ends_on=draft.ends_on,
        weekdays="".join(sorted(set(draft.weekdays))), opens=draft.opens, closes=draft.closes,
        hidden=draft.hidden or bool(kind and kind.hidden), body=draft.body.strip(), channel=draft.channel,
        meeting_id=draft.meeting_id, submission=submission or None, **fields,
    )  # fmt: skip
    phone = people.normalise_phone(draft.phone) if draft.phone.strip() else ""
    line.sealed = lines.seal(draft.name.strip(), phone, line.pk)
    if line.state == LineState.OPEN:
        line.shown_at = clock.now()
    line.save(force_insert=True)
    by = {"request": line.request_id, "commitment": line.commitment_id, "meeting": line.meeting_id}
    codes = {n: getattr(draft, n) for n in ("side", "kind", "amount", "channel")} | by
    codes |= {"place": draft.place_id, "reach": draft.reach_id, "number": line.number}
    codes |= {"starts_on": str(draft.starts_on), "ends_on": str(draft.ends_on)}
    record(events.ENTERED, line, actor, codes, first=True)
    if line.state == LineState.ASKED:
        tell(line, ASK, f"needs-ask-{line.pk}")
    return line

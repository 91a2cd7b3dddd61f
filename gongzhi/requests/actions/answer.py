"""The answer: public words apart from internal notes, with an honest ending (C2, C3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.texts import check_length
from gongzhi.kit.db.acts import act
from gongzhi.kit.db.change import update
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, rules
from gongzhi.requests.actions import calls, notify
from gongzhi.requests.models import Request
from gongzhi.requests.policies import ask_before, follow_up
from gongzhi.requests.queries.one import read
from gongzhi.requests.queries.orders import return_is_over


def answer(
    which: int | Request,
    *,
    actor: Actor,
    ending: str,
    public_text: str,
    internal_text: str = "",
    planned_on: date | None = None,
    goes_to: str = "",
    version: int | None = None,
) -> Request:
    """Answer and end the handling: `ending` is a key of the pack; what it needs (a date, a target) must be given.

    `which`: the request as read a moment ago with its matter, or the matter's id. Every reporter hears it. Raises
    Invalid (field), Forbidden, NotAllowed, Conflict.
    """
    _check(ending, public_text, planned_on, goes_to)
    words, target = public_text.strip(), goes_to.strip()
    last = {"ending": ending, "public_text": words, "internal_text": internal_text.strip(), "planned_on": planned_on,
            "target": target}  # fmt: skip
    return _answer(read(which) if isinstance(which, int) else which, last, actor, version)


@act
def _answer(request: Request, last: Mapping[str, Any], actor: Actor, version: int | None) -> Request:
    require_for(actor, Permission.REQUEST_ANSWER, request)
    if "target" in packs.active().ending(last["ending"]).needs and return_is_over(request):
        raise NotAllowed("The time to give this order back is over. It is answered here.")
    *before, outcome = path_to(request, last["ending"])
    holder, audience = request.matter.holder_post_id, notify.audience_of(request)
    choices = [*(procedures.Choice(key) for key in before), procedures.Choice(outcome, **last)]
    request.matter = procedures.choose_all(request.matter, choices, actor=actor, version=version)
    now = clock.now()
    said = {
        "answer": last["public_text"], "answered_at": now, "answered_by_id": holder, "ending": last["ending"],
        "planned_on": last["planned_on"], "goes_to": last["target"], "updated_at": now,
    }  # fmt: skip
    update(Request, {"matter_id": request.pk}, said)
    ask_before(request)  # after its row is locked: what is added beside it meanwhile waits, and sees that it ended
    for name, value in said.items():
        setattr(request, name, value)
    planned_on = last["planned_on"].isoformat() if last["planned_on"] else None
    ledger.record(
        events.ANSWERED,
        stream=request.pk,
        actor=actor,
        codes={"ending": last["ending"], "round": request.round, "planned_on": planned_on},
        texts={"answer": last["public_text"]},
    )
    notify.answered(request, audience)
    calls.plan(request)
    follow_up(request)
    return request


def _check(ending: str, public_text: str, planned_on: date | None, goes_to: str) -> None:
    """What the pack's ending needs is there, and the words are words. Raises Invalid (field)."""
    try:
        wanted = packs.active().ending(ending)
    except KeyError:
        raise Invalid("Choose how it ends.", field="ending") from None
    if not rules.has_words(public_text):
        raise Invalid("Write the answer that the resident reads.", field="public_text")
    check_length(public_text, rules.WORDS_MAX, field="public_text")
    if "date" in wanted.needs and planned_on is None:
        raise Invalid("Give the day by which it is planned.", field="planned_on")
    if planned_on is not None and planned_on <= clock.today():
        raise Invalid("The planned day lies in the future.", field="planned_on")
    if "target" in wanted.needs and not goes_to.strip():
        raise Invalid("Say whose it is and where the resident can go.", field="goes_to")


def path_to(request: Request, ending: str) -> list[str]:
    """The outcomes that lead from the present step to the ending: whoever answers at once passes the steps between,
    each with its own line on the timeline. Only outcomes that need nothing are passed. Raises NotAllowed."""
    matter = request.matter
    definition = procedures.definition(matter.revision_id, matter.procedure)
    paths: list[tuple[str, list[str]]] = [(matter.step, [])]
    seen = {matter.step}
    while paths:
        key, path = paths.pop(0)
        step = definition.step(key)
        for outcome in step.outcomes:
            if ending in outcome.endings:
                return [*path, outcome.key]
        if step.kind is procedures.StepKind.JOIN:  # how it goes on after a join is said there, not passed over
            continue
        for outcome in step.outcomes:
            if outcome.next in seen or outcome.endings or outcome.needs or outcome.next == "end":
                continue
            if definition.step(outcome.next).kind is procedures.StepKind.TASK:
                seen.add(outcome.next)
                paths.append((outcome.next, [*path, outcome.key]))
    raise NotAllowed("It cannot end like this in this step.")


def require_for(actor: Actor, permission: Permission, request: Request) -> None:
    """The post that holds the request gives the permission; else a post that covers its place. Raises Forbidden."""
    held = actor.holding(request.matter.holder_post_id)
    if held is None or permission not in held.permissions:
        require(actor, permission, places.ancestors(request.matter.place_id))

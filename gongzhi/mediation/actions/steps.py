"""The case on its way: who takes it, whether the sides want it, the forms of the steps, how it ends."""

from __future__ import annotations

import json

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import go, record
from gongzhi.mediation.models import Case, Sheet, Side
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules import words
from gongzhi.mediation.rules.words import AGREED, CALL_BACK, ELSEWHERE, ENDS, REFUSED, all_agree
from gongzhi.procedures import public as procedures


def take(case: Case, *, actor: Actor) -> None:
    """The post that is asked takes the case: from now on it reads the sides, and nobody before it. Raises Forbidden."""
    matter = queries.fresh(case)
    if matter.offered_post_id not in actor.post_ids:
        raise Forbidden("This lies with another post.")
    case.matter = procedures.accept(case.pk, actor=actor)


def decline(case: Case, *, reason: str, actor: Actor) -> None:
    """The post that is asked says no: related to a side, no time. Raises Forbidden, Invalid."""
    matter = queries.fresh(case)
    if matter.offered_post_id not in actor.post_ids:
        raise Forbidden("This lies with another post.")
    case.matter = procedures.decline_offer(case.pk, reason=reason, actor=actor)


@transaction.atomic
def consent(case: Case, side_id: int, *, agrees: bool, actor: Actor) -> None:
    """A side says whether it wants the mediation; a refusal ends the case, at any step (人民调解法第二十三条).

    Raises Forbidden, NotAllowed, Invalid (no such side)."""
    queries.require_mediates(actor, case)
    queries.fresh(case)
    if not Side.objects.filter(pk=side_id, case=case).update(agrees=agrees):
        raise Invalid("There is no such side.", field="side")
    position = Side.objects.get(pk=side_id).position
    record(events.CONSENT, case, actor, {"side": position, "agrees": agrees})
    if not agrees:
        if procedures.step_of(case.matter).outcome(REFUSED) is None:
            raise NotAllowed("The case is at another step now.")
        if case.matter.offered_post_id is not None:
            procedures.withdraw_offer(case.pk, actor=actor)
        go(case, REFUSED, actor)


@transaction.atomic
def arrange(case: Case, outcome: str, post_id: int | None, *, actor: Actor) -> None:
    """Ask a persuader or a mediator who was matched; who registers and mediates may keep it.

    Raises Forbidden, NotAllowed (a side was not asked), Invalid (the post does not fit)."""
    queries.require_mediates(actor, case)
    matter = queries.fresh(case)
    if outcome not in (words.PERSUADE, words.MEDIATE) or procedures.step_of(matter).outcome(outcome) is None:
        raise NotAllowed("The case is at another step now.")
    if not all_agree(Side.objects.filter(case=case).order_by("position").values_list("agrees", flat=True)):
        raise NotAllowed("Ask each side first whether it wants the mediation, and enter what it says.")
    fits = {m.post_id for m in queries.matches(case) if m.persuades == (outcome == words.PERSUADE)}
    if post_id not in fits:
        raise Invalid("Choose one of those who were matched.", field="post")
    if post_id == matter.holder_post_id:
        go(case, outcome, actor)
    else:
        case.matter = procedures.choose(case.pk, outcome=outcome, to_post=post_id, actor=actor)


@transaction.atomic
def fill(case: Case, answers: dict[str, str], *, actor: Actor) -> None:
    """Fill in the form of the present step, or change it. Raises Forbidden, NotAllowed, Invalid (empty fields)."""
    queries.require_mediates(actor, case)
    matter = queries.fresh(case)
    form = queries.way_of(case).form(matter.step)
    if form is None:
        raise NotAllowed("This step has no form.")
    kept = {f.key: answers.get(f.key, "").strip()[: words.TEXT_MAX] for f in form.fields}
    empty = next((f for f in form.fields if f.required and not kept[f.key]), None)
    if empty is not None:
        raise Invalid("Please fill in: %(label)s", field=empty.key, label=empty.title)
    sheet = Sheet.objects.filter(case=case, step=matter.step).first() or Sheet(case=case, step=matter.step)
    sheet.sealed = queries.seal(json.dumps(kept, ensure_ascii=False), "sheet", sheet.pk)
    sheet.save()
    record(events.FILLED, case, actor, {"step": matter.step})


@transaction.atomic
def finish(case: Case, outcome: str, *, goes_to: str = "", actor: Actor) -> None:
    """Leave the step by an outcome that needs no act of its own: onwards, made up, failed, elsewhere, withdrawn.

    Raises Forbidden, NotAllowed (the form is empty), Invalid (no such outcome, no address of the authority)."""
    queries.require_mediates(actor, case)
    matter = queries.fresh(case)
    step = procedures.step_of(matter)
    if step.outcome(outcome) is None or step.key == CALL_BACK or outcome in (AGREED, words.PERSUADE, words.MEDIATE):
        raise Invalid("Choose one of the outcomes of this step.", field="outcome")
    if outcome not in ENDS and not queries.is_filled(case, step.key):
        raise NotAllowed("Fill in the form of this step first.")
    if outcome == ELSEWHERE and not goes_to.strip():
        raise Invalid("Say which authority decides this.", field="goes_to")
    if case.matter.offered_post_id is not None:
        procedures.withdraw_offer(case.pk, actor=actor)
    if outcome == ELSEWHERE:
        Case.objects.filter(pk=case.pk).update(goes_to=goes_to.strip()[:200])
        go(case, outcome, actor, target=goes_to.strip()[:200])
    else:
        go(case, outcome, actor)


@transaction.atomic
def withdraw(case: Case, *, actor: Actor) -> None:
    """Who applied takes it back, by the link of the receipt (the caller has checked it). Raises NotAllowed."""
    matter = queries.fresh(case)
    if procedures.step_of(matter).outcome(words.WITHDRAWN) is None:
        raise NotAllowed("The case is at another step now.")
    go(case, words.WITHDRAWN, actor, vouched=True)


@transaction.atomic
def show_phone(case: Case, side_id: int, *, actor: Actor) -> str:
    """The phone of a side, to call it; each time is recorded. Raises Forbidden, Invalid (no such side, no phone)."""
    queries.require_mediates(actor, case)
    side = Side.objects.filter(pk=side_id, case=case).first()
    phone = queries.known(side).phone if side is not None else ""
    if side is None or not phone:
        raise Invalid("There is no such side.", field="side")
    record(events.REVEALED, case, actor, {"side": side.position})
    return phone

"""Drafting, confirming and withdrawing a plan of adjustment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from gongzhi.access.public import Actor, Permission, held_with, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.structure import events
from gongzhi.structure.models import Adjustment
from gongzhi.structure.queries import adjustments as queries
from gongzhi.structure.rules import adjustments as rules
from gongzhi.structure.rules.adjustments import LINES, Plan, State


def draft(
    *, title: str, basis: str, effective_on: date, place_id: int, actor: Actor, plan: Plan | None = None
) -> Adjustment:
    """A new plan for all below `place_id`. Raises Forbidden, Invalid."""
    ancestors = places.ancestors(place_id)
    require(actor, Permission.STRUCTURE_ADJUST, ancestors)
    row = Adjustment(
        place_id=place_id, plan=rules.to_json(plan or Plan()), made_by=_by(actor, ancestors),
        **_head(title, basis, effective_on),
    )  # fmt: skip
    with transaction.atomic():
        row.save(force_insert=True)
        _note(row, actor, first=True)
    return row


def _head(title: str, basis: str, effective_on: date) -> dict[str, Any]:
    title, basis = " ".join(title.split()), " ".join(basis.split())
    if not title or len(title) > 120:
        raise Invalid("A title has 1 to 120 characters.", field="title")
    if not basis or len(basis) > 120:
        raise Invalid("Name the document: 1 to 120 characters.", field="basis")
    if effective_on < clock.today():
        raise Invalid("The date lies in the past: choose today or a later day.", field="effective_on")
    return {"title": title, "basis": basis, "effective_on": effective_on}


def _by(actor: Actor, ancestors: tuple[int, ...]) -> int | None:
    held = held_with(actor, Permission.STRUCTURE_ADJUST, ancestors)
    return held.appointment_id if held else None


def _note(row: Adjustment, actor: Actor, *, first: bool = False) -> None:
    codes: dict[str, str | int | bool | None] = {
        "lines": len(row.plan["lines"]),
        "on": row.effective_on.isoformat(),
        "place": row.place_id,
    }
    texts = {"title": row.title, "basis": row.basis}
    ledger.record(events.ADJUSTMENT_CHANGED, stream=row.pk, actor=actor, codes=codes, texts=texts, first=first)


def change(row: Adjustment, *, actor: Actor, version: int, plan: Plan | None = None, **head: Any) -> Adjustment:
    """Another head (title, basis, effective_on) or other lines; a draft alone. Raises Forbidden, Invalid, Conflict."""
    queries.may_adjust(actor, row)
    if row.state != State.DRAFT:
        raise NotAllowed("Only a draft can be changed: withdraw it first.")
    values: dict[str, Any] = _head(**head) if head else {}
    if plan is not None:
        if len(plan.lines) > LINES:
            raise Invalid("A plan has at most %(n)s lines.", n=LINES)
        values["plan"] = rules.to_json(plan)
    with transaction.atomic():
        same = Adjustment.objects.filter(pk=row.pk, version=version, state=State.DRAFT.value)
        if not same.update(version=version + 1, **values):
            raise Conflict("Somebody else changed this plan meanwhile.")
        row.refresh_from_db()
        _note(row, actor)
    return row


def digest_of(data: Mapping[str, Any]) -> str:
    """Hex SHA-256 of a plan as it is kept: what was confirmed is what is carried out."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def confirm(row: Adjustment, *, actor: Actor, version: int) -> Adjustment:
    """From now on the worker carries it out on its date. Raises Forbidden, NotAllowed (with the first mistake),
    Conflict."""
    queries.may_adjust(actor, row)
    if row.state != State.DRAFT:
        raise NotAllowed("This plan is not a draft any more.")
    mistakes = queries.look(row).mistakes
    if mistakes:
        raise mistakes[0].refusal()
    begins = clock.begin_of(row.effective_on)
    with transaction.atomic():
        same = Adjustment.objects.filter(pk=row.pk, version=version, state=State.DRAFT.value)
        changed = same.update(
            state=State.CONFIRMED.value, confirmed_at=clock.now(), try_at=begins, failure="", version=version + 1,
            confirmed_by=_by(actor, places.ancestors(row.place_id)),
        )  # fmt: skip
        if not changed:
            raise Conflict("Somebody else changed this plan meanwhile.")
        codes: dict[str, str | int | bool | None] = {
            "lines": len(row.plan["lines"]),
            "on": row.effective_on.isoformat(),
            "digest": digest_of(row.plan),
        }
        ledger.record(events.ADJUSTMENT_CONFIRMED, stream=row.pk, actor=actor, codes=codes)
    row.refresh_from_db()
    return row


def withdraw(row: Adjustment, *, reason: str, actor: Actor, version: int, to_draft: bool = False) -> Adjustment:
    """Take a plan back until the worker has carried it out; `to_draft`: to be changed and confirmed again.

    Raises Forbidden, Invalid, NotAllowed (it is done), Conflict."""
    queries.may_adjust(actor, row)
    reason = " ".join(reason.split())
    if not 2 <= len(reason) <= 200:
        raise Invalid("Say in 2 to 200 characters why it is withdrawn.", field="reason")
    if row.state not in (State.DRAFT, State.CONFIRMED):
        raise NotAllowed("This plan has been carried out or withdrawn already.")
    was = row.state
    with transaction.atomic():
        state = State.DRAFT.value if to_draft else State.WITHDRAWN.value
        same = Adjustment.objects.filter(pk=row.pk, version=version, state=was)
        if not same.update(state=state, reason=reason, try_at=None, failure="", version=version + 1):
            raise Conflict("Somebody else changed this plan meanwhile.")
        codes: dict[str, str | int | bool | None] = {"confirmed": was == State.CONFIRMED}
        ledger.record(events.ADJUSTMENT_WITHDRAWN, stream=row.pk, actor=actor, codes=codes, texts={"reason": reason})
    row.refresh_from_db()
    return row

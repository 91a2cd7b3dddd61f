"""What the supervisors of a matter wait for, and what an actor may do about it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gongzhi.access.public import Actor
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures.models import Clock, Matter, Move
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.queries.reach import deciding_post, named, somebody, supervising_post
from gongzhi.procedures.queries.states import state_of
from gongzhi.procedures.rules.model import LIVE, Status, Verb
from gongzhi.procedures.rules.oversight import steps_back


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question, or a hold: who, in which words, until when."""

    who: str
    words: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Oversight:
    """`hold_days`: the longest hold, 0 where none is possible now; `back_to`: (step, title) for a decision;
    `decides`: who decides about the present hold."""

    question: Asked | None
    hold: Asked | None
    may_ask: bool
    may_reply: bool
    hold_days: int
    may_decide: bool
    back_to: list[tuple[str, str]]
    decides: str = ""


def oversight_of(matter: Matter, actor: Actor) -> Oversight | None:
    """None where the procedure names no supervisors. Two queries at most, a few more where something is open."""
    definition = definition_of(matter.revision_id, matter.procedure)
    if definition.supervision is None:
        return None
    rows: dict[str, Clock] = {c.name: c for c in matter.clocks.filter(name__in=["question", "hold"])}
    held = rows["hold"] if "hold" in rows and rows["hold"].running_since is not None else None
    live = Status(matter.state) in LIVE
    supervises = supervising_post(actor, matter, definition.supervision) is not None
    decides = held is not None and deciding_post(actor, matter, definition.supervision) is not None
    titles = {s.key: packs.named(s) for s in definition.steps}
    reached = somebody(named(matter, definition.supervision.decides), matter.holder_post_id) if held else None
    return Oversight(
        decides=orgs.post_label(reached) if reached is not None else "",
        question=_asked(matter, rows.get("question"), Verb.QUESTION),
        hold=_asked(matter, held, Verb.HOLD),
        may_ask=supervises and "question" not in rows and matter.state != Status.ARCHIVED,
        may_reply="question" in rows and matter.holder_post_id in actor.post_ids,
        hold_days=definition.supervision.hold_days if supervises and live and "hold" not in rows else 0,
        may_decide=decides,
        back_to=[(k, titles[k]) for k in steps_back(definition, state_of(matter, ()))] if decides else [],
    )


def _asked(matter: Matter, clock: Clock | None, verb: Verb) -> Asked | None:
    if clock is None or clock.due_at is None:
        return None
    move = Move.objects.filter(matter=matter, verb=verb).order_by("-seq").first()
    who = orgs.post_label(clock.by_post_id) if clock.by_post_id is not None else ""
    return Asked(who, move.internal_text if move else "", clock.due_at)


def waiting_of(matter_ids: Iterable[int]) -> dict[int, dict[str, datetime]]:
    """Matter → {"question" or "hold": until when it runs}; one query, matters without any left out."""
    found: dict[int, dict[str, datetime]] = {}
    rows = Clock.objects.filter(matter__in=list(matter_ids), name__in=["question", "hold"], due_at__isnull=False)
    for row in rows.exclude(name="hold", running_since=None).order_by("matter", "name"):
        if row.due_at is not None:
            found.setdefault(row.matter_id, {})[row.name] = row.due_at
    return found

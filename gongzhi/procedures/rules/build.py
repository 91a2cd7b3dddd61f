"""From a pack's procedure to the engine's definition. Pure, by the names of the fields alone."""

from __future__ import annotations

from typing import Any

from gongzhi.core.worktime import Limit, Unit
from gongzhi.procedures.rules.model import (
    DEFAULT_OFFER,
    END,
    HOLDER,
    SUPERIOR,
    Definition,
    Level,
    Outcome,
    Step,
    StepKind,
)


def build(pack: Any, key: str) -> Definition:
    """The definition of the pack's procedure `key`; KeyError where there is none."""
    procedure = pack.procedure(key)
    extensions = procedure.extensions
    return Definition(
        key=procedure.key,
        title=procedure.title,
        steps=tuple(_step(pack, s) for s in procedure.steps),
        limit=_limit(procedure.limit),
        warn=procedure.warn,
        on_breach=tuple(_level(b) for b in pack.breaches(procedure)) or (Level(SUPERIOR),),
        offer_limit=_limit(procedure.offer_limit) or DEFAULT_OFFER,
        max_returns=procedure.returns_max,
        max_extensions=extensions.max,
        longest_extension=_limit(extensions.longest),
        extension_permission=extensions.needs_permission,
        reopen_days=procedure.reopen_days,
        ending_needs={e.key: tuple(e.needs) for e in pack.endings},
        source=_source(procedure),
        source_kind=_source_kind(procedure),
        note=procedure.note,
    )


def _step(pack: Any, step: Any) -> Step:
    return Step(
        key=step.key,
        title=step.title,
        kind=StepKind(step.kind.value),
        by=step.by,
        limit=_limit(step.limit),
        warn=step.warn,
        on_breach=tuple(_level(b) for b in pack.breaches(step)),
        outcomes=tuple(
            Outcome(o.key, o.title, o.next or END, (o.ending,) if o.ending else (), tuple(o.needs))
            for o in step.outcomes
        ),
        board=step.board,
        days=step.days,
        source=_source(step),
        source_kind=_source_kind(step),
        note=step.note,
    )


def _level(breach: Any) -> Level:
    # a reminder goes to whoever holds it; to anybody else it is an escalation
    return Level(to=breach.to, after=_limit(breach.after), do="remind" if breach.to == HOLDER else "escalate")


def _limit(limit: Any) -> Limit | None:
    return Limit(limit.amount, Unit(limit.unit.value)) if limit is not None else None


def _source(item: Any) -> str:
    return str(item.source.text) if item.source else ""


def _source_kind(item: Any) -> str:
    return str(item.source.kind.value) if item.source else "default"

"""From a pack's procedure to the engine's definition. Pure, by the names of the fields alone."""

from __future__ import annotations

from typing import Any

from gongzhi.core.worktime import Limit, Unit
from gongzhi.procedures.rules.joining import DROPPED
from gongzhi.procedures.rules.model import (
    DEFAULT_OFFER,
    END,
    HOLDER,
    SUPERIOR,
    Definition,
    Join,
    Level,
    Meets,
    Outcome,
    Step,
    StepKind,
    Supervision,
)

PART_SIGN = "/"  # parts an own key from the step's: "request365/whistle"
SIGN_IN, ARRIVE, ANSWER, ACCEPT, ANSWERED = "sign-in", "arrive", "answer", "accept", "answered"
ARRIVED, BY_DESK = "arrived", "desk"


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
        supervision=_supervision(procedure.supervisors),
        ending_needs={e.key: tuple(e.needs) for e in pack.endings},
        source=_source(procedure),
        source_kind=_source_kind(procedure),
        note=procedure.note,
        title_en=procedure.title_en,
    )


def _step(pack: Any, step: Any) -> Step:
    return Step(
        key=step.key,
        title=step.title,
        kind=StepKind(step.kind.value),
        by=step.by,
        limit=_limit(step.limit),
        pauses=step.pauses,
        warn=step.warn,
        on_breach=tuple(_level(b) for b in pack.breaches(step)),
        outcomes=tuple(
            Outcome(o.key, o.title, o.next or END, (o.ending,) if o.ending else (), tuple(o.needs), o.title_en)
            for o in step.outcomes
        ),
        board=step.board,
        days=step.days,
        join=_join(pack, step.joins),
        meets=_meets(step.meets),
        source=_source(step),
        source_kind=_source_kind(step),
        note=step.note,
        title_en=step.title_en,
    )


def _join(pack: Any, joins: Any) -> Join | None:
    if joins is None:
        return None
    return Join(
        by=joins.by,
        sign_in=Limit(joins.sign_in.amount, Unit(joins.sign_in.unit.value)),
        answer=Limit(joins.answer.amount, Unit(joins.answer.unit.value)),
        at_least=joins.at_least,
        goes_on=joins.then == "go_on",
        on_breach=tuple(_level(b) for b in joins.on_breach),
        asked_by=joins.asked_by,
        arrive=_limit(joins.arrive),
        accept=_limit(joins.accept),
        arbiters=joins.arbitration.by if joins.arbitration else (),
        returns=joins.arbitration.returns if joins.arbitration else None,
    )


def _meets(meets: Any) -> Meets | None:
    if meets is None:
        return None
    return Meets(meets.rule, meets.of, meets.electorate, meets.vote, _limit(meets.notice) or Meets("").notice)


def _supervision(named: Any) -> Supervision | None:
    if named is None:
        return None
    answer = Limit(named.answer.amount, Unit(named.answer.unit.value))
    sources = _source(named), _source_kind(named)
    return Supervision(named.by, answer, named.hold_days, named.decides, named.pauses, *sources)


def part_of(definition: Definition, key: str) -> Definition:
    """The built-in procedure of one part of the join step `key`: sign in, (arrive,) answer, (be accepted); KeyError
    where it is no join.

    Only the post that was asked can answer; it may refuse, which gives the part back to the holder of the whole."""
    step = next((s for s in definition.steps if s.key == key), None)
    if step is None or step.join is None:
        raise KeyError(key)
    join = step.join
    return Definition(
        key=f"{definition.key}{PART_SIGN}{key}",
        title=step.title,
        steps=_part_steps(step, join),
        on_breach=step.on_breach or definition.on_breach,
        max_returns=definition.max_returns if join.returns is None else join.returns,
        max_extensions=definition.max_extensions,
        longest_extension=definition.longest_extension,
        extension_permission=definition.extension_permission,
        ending_needs={DROPPED: ("reason",)},
        part=True,
    )


def _part_steps(step: Step, join: Join) -> tuple[Step, ...]:
    def make(key: str, *outcomes: Outcome, limit: Limit | None = None, sign_in: Limit | None = None) -> Step:
        return Step(key, key, StepKind.TASK, limit=limit, sign_in=sign_in, warn=step.warn, on_breach=join.on_breach,
                    outcomes=outcomes, source=step.source, source_kind=step.source_kind)  # fmt: skip

    ended = ("archive", (ANSWERED,))
    arrive = make(
        ARRIVE, Outcome(ARRIVED, ARRIVED, ANSWER), Outcome(BY_DESK, BY_DESK, ANSWER, needs=("reason",)),
        limit=join.arrive,
    )  # fmt: skip
    answered = Outcome(ANSWERED, ANSWERED, ACCEPT, (), ("answer",))
    if join.accept is None:
        answered = Outcome(ANSWERED, ANSWERED, *ended, ("answer",))
    accept = make(ACCEPT, Outcome(ANSWERED, ANSWERED, *ended), limit=join.accept)
    return (
        make(SIGN_IN, Outcome("take", SIGN_IN, ARRIVE if join.arrive else ANSWER), sign_in=join.sign_in),
        *([arrive] if join.arrive else []),
        make(ANSWER, answered, limit=join.answer),
        *([accept] if join.accept else []),
        Step("archive", "archive", StepKind.ARCHIVE, by="system"),
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

"""Whether procedures can be walked to their end. Yields (location, code, params)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongzhi.packs.schema import Pack, Procedure, Step, StepKind

Loc = tuple[int | str, ...]
Problem = tuple[Loc, str, dict[str, Any]]
TIMED = (StepKind.PUBLICATION, StepKind.RATING, StepKind.WAIT)


def flow_problems(pack: Pack) -> Iterator[Problem]:
    """Steps out of reach or without way out, steps without outcomes, periods below the board's, no hours at all."""
    boards = {b.key: b for b in pack.boards}
    for p, procedure in enumerate(pack.procedures):
        yield from _walk(procedure, ("procedures", p))
        for s, step in enumerate(procedure.steps):
            at: Loc = ("procedures", p, "steps", s)
            if step.kind is not StepKind.ARCHIVE and not step.outcomes:
                yield at, "no_outcomes", {}
            if step.kind in TIMED and step.days is None:
                yield at, "no_days", {}
            yield from _join(step, at)
            yield from _meeting(step, at)
            if step.kind is StepKind.PUBLICATION and step.board is None:
                yield at, "no_board", {}
            board = boards.get(step.board or "")
            if board is not None and step.days is not None and step.days < board.days_min:
                yield (*at, "days"), "days_below_board", {"limit": board.days_min}
    for d, item in enumerate(pack.deliberations):
        for procedure in pack.procedures:
            if procedure.key == item.procedure:
                yield from _closed(procedure, ("deliberations", d, "procedure"))
    if pack.calendar is not None and not any(pack.calendar.weekly.values()):
        yield ("calendar", "weekly"), "no_hours", {}
    for n, season in enumerate(pack.calendar.seasons if pack.calendar else ()):
        if not any(season.weekly.values()):
            yield ("calendar", "seasons", n, "weekly"), "no_hours", {}


def _closed(procedure: Procedure, at: Loc) -> Iterator[Problem]:
    """A deliberation comes to a decision, is published, carried out and rated."""
    leads = successors(procedure)
    kinds = {s.key: s.kind for s in procedure.steps}
    decisions = [s for s in procedure.steps if s.kind is StepKind.MEETING and s.outcomes]
    after: set[str] = set()
    for step in decisions:
        after |= _closure({step.outcomes[0].next}, leads)
    for kind in (StepKind.PUBLICATION, StepKind.TASK, StepKind.RATING):
        if kind not in {kinds.get(key) for key in after}:
            yield at, "not_closed", {"name": kind.value if decisions else StepKind.MEETING.value}


def _join(step: Step, at: Loc) -> Iterator[Problem]:
    if step.kind is not StepKind.JOIN:
        if step.joins is not None:
            yield (*at, "joins"), "join_elsewhere", {}
        return
    if step.joins is None:
        yield at, "no_joins", {}
        return
    if len(step.outcomes) == 1:
        yield (*at, "outcomes"), "join_one_outcome", {}
    if step.outcomes and step.joins.then == "go_on" and (step.outcomes[0].needs or step.outcomes[0].ending):
        yield (*at, "outcomes", 0), "join_needs", {}
    if step.joins.by and len(step.joins.by) < step.joins.at_least:
        yield (*at, "joins", "at_least"), "join_too_many", {"n": len(step.joins.by)}


def _meeting(step: Step, at: Loc) -> Iterator[Problem]:
    if step.kind is not StepKind.MEETING:
        if step.meets is not None:
            yield (*at, "meets"), "meets_elsewhere", {}
        return
    if step.meets is None:
        yield at, "no_meets", {}
    if len(step.outcomes) != 2:
        yield (*at, "outcomes"), "meeting_outcomes", {}
    for o, outcome in enumerate(step.outcomes):
        if outcome.needs:
            yield (*at, "outcomes", o, "needs"), "meeting_needs", {}


def successors(procedure: Procedure) -> dict[str, list[str]]:
    """Where each step leads; `end` stands for nothing more."""
    return {s.key: [o.next for o in s.outcomes] for s in procedure.steps}


def _walk(procedure: Procedure, at: Loc) -> Iterator[Problem]:
    leads = successors(procedure)
    ends = {"end", *(s.key for s in procedure.steps if s.kind is StepKind.ARCHIVE)}
    if len(ends) == 1:
        yield at, "no_archive", {}
        return
    reached = _closure({procedure.steps[0].key}, leads)
    back: dict[str, list[str]] = {key: [] for key in leads}
    for key, following in leads.items():
        for after in following:
            back.setdefault(after, []).append(key)
    can_end = _closure(ends, back)
    for s, step in enumerate(procedure.steps):
        if step.key not in reached:
            yield (*at, "steps", s), "unreachable", {"name": step.title}
        elif step.key not in can_end:
            yield (*at, "steps", s), "no_way_out", {"name": step.title}


def _closure(start: set[str], leads: dict[str, list[str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        for key in leads.get(waiting.pop(), []):
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return seen

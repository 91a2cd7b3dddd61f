"""Counted once more by another way: deadlines from the timeline by working time alone, lateness from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gongzhi.core.worktime import Limit, Unit, WorkCalendar
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures

CALENDAR = (Unit.CALENDAR_DAYS, Unit.MONTHS)


def minute(moment: datetime) -> datetime:
    """Up to the whole minute, as limits are counted."""
    cut = moment.replace(second=0, microsecond=0)
    return cut if cut == moment else cut + timedelta(minutes=1)


def due_of(
    lines: Sequence[procedures.Entry],
    limit: packs.Limit,
    calendar: WorkCalendar,
    waiting: Sequence[str] = (),
    *,
    holds_pause: bool = False,
) -> datetime:
    """The promised moment from what happened: when it began (or began again), how long it may take, what was added,
    how long it waited: for the resident, in a step of `waiting` (published), held by supervisors where `holds_pause`.
    `limit`: of the type as it is."""
    start, waited, wall = minute(lines[0].at), 0, 0
    more: list[Limit] = []
    since, why = start, dict[str, bool]()
    for line in lines:
        now, before = minute(line.at), any(why.values())
        if line.verb == "reopen":
            start, waited, wall, more, why, before = now, 0, 0, [], {}, False
        elif line.verb == "extend":
            more.append(Limit(int(str(line.data["amount"])), Unit(str(line.data["unit"]))))
        elif line.verb in ("pause", "resume"):
            why["asked"] = line.verb == "pause"
        elif holds_pause and (line.verb in ("hold", "decide") or "hold-ended" in str(line.data.get("what", ""))):
            why["held"] = line.verb == "hold"
        why["published"] = line.to_step in waiting
        if before and not any(why.values()):
            waited += calendar.minutes_between(since, now)
            wall += int((now - since).total_seconds() // 60)
        elif not before and any(why.values()):
            since = now
    unit = Unit(limit.unit.value)
    due = calendar.add(start, Limit(limit.amount, unit)).at
    for extension in more:
        due = calendar.add(due, extension).at
    if unit in CALENDAR:
        return due + timedelta(minutes=wall)
    return calendar.add(due, Limit(waited, Unit.WORKING_MINUTES)).at if waited else due


def late_by_ledger(streams: Sequence[int]) -> int:
    """How many ended after the moment promised, by the ledger's entries alone (the last ending counts)."""
    late = 0
    for stream in streams:
        last, live = False, True
        for entry in ledger.entries_of(stream):
            state = entry.codes.get("state")
            if state is None:
                continue
            if live and state in procedures.OVER:
                due = entry.codes.get("due_at")
                last = due is not None and entry.at > datetime.fromisoformat(str(due))
            live = state in procedures.LIVE
        late += last
    return late

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
    lines: Sequence[procedures.Entry], limit: packs.Limit, calendar: WorkCalendar, waiting: Sequence[str] = ()
) -> datetime:
    """The promised moment from what happened: when it began (or began again), how long it may take, what was added,
    how long it waited for the resident or stood in a step of `waiting` (published). `limit`: of the type as it is."""
    start, waited, wall = minute(lines[0].at), 0, 0
    more: list[Limit] = []
    asked: datetime | None = None
    for line in lines:
        if line.verb == "reopen":
            start, waited, wall, more, asked = minute(line.at), 0, 0, [], None
        elif line.verb == "pause" or (line.to_step in waiting and line.from_step not in waiting):
            asked = minute(line.at)
        elif asked is not None and (
            line.verb == "resume" or (line.from_step in waiting and line.to_step != line.from_step)
        ):
            waited += calendar.minutes_between(asked, minute(line.at))
            wall += int((minute(line.at) - asked).total_seconds() // 60)
            asked = None
        elif line.verb == "extend":
            more.append(Limit(int(str(line.data["amount"])), Unit(str(line.data["unit"]))))
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
            if live and state in ("closed", "archived"):
                due = entry.codes.get("due_at")
                last = due is not None and entry.at > datetime.fromisoformat(str(due))
            live = state in ("open", "waiting")
        late += last
    return late

"""Arithmetic of one clock: start, pause, resume, extend, change the limit, stop, tick. Pure.

Elapsed + paused = working minutes by the wall, under any order of events: every moment is a whole minute, and
each stretch is counted once, into one of the two. A due time is the limit counted from the start, moved on by what
was paused: working limits by working minutes, calendar limits by minutes on the wall.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from gongzhi.core.worktime import Limit, Unit
from gongzhi.procedures.rules.model import Calendar, Clock, Level, Light

CALENDAR_UNITS = (Unit.CALENDAR_DAYS, Unit.MONTHS)


def minute(moment: datetime) -> datetime:
    """The moment, up to its whole minute (as working time counts: nothing is due early)."""
    cut = moment.replace(second=0, microsecond=0)
    return cut if cut == moment else cut + timedelta(minutes=1)


def start(
    name: str, limit: Limit, warn: float | None, now: datetime, calendar: Calendar, levels: tuple[Level, ...] = ()
) -> Clock:
    """A clock that runs from `now`."""
    now = minute(now)
    return aim(Clock(name, now, limit, warn, running_since=now), calendar, levels)


def aim(clock: Clock, calendar: Calendar, levels: tuple[Level, ...]) -> Clock:
    """Compute warning, due time and next tick anew (after a start, a resume, a new limit or a new calendar)."""
    base = calendar.add(clock.started_at, clock.limit)
    provisional = base.provisional
    for more in clock.extensions:
        base = calendar.add(base.at, more)
        provisional = provisional or base.provisional
    warn_at = _warn_at(clock, base.at, calendar)
    due_at = base.at
    if clock.paused or clock.paused_wall:
        due_at = _shift(due_at, clock, calendar)
        warn_at = _shift(warn_at, clock, calendar) if warn_at else None
    clock = replace(clock, warn_at=warn_at, due_at=due_at, provisional=provisional)
    return replace(clock, next_tick_at=_next_tick(clock, calendar, levels))


def _warn_at(clock: Clock, end: datetime, calendar: Calendar) -> datetime | None:
    if clock.warn is None:
        return None
    if clock.limit.unit in CALENDAR_UNITS:
        return minute(clock.started_at + (end - clock.started_at) * clock.warn)
    return calendar.at_fraction(clock.started_at, end, clock.warn)


def _shift(moment: datetime, clock: Clock, calendar: Calendar) -> datetime:
    if clock.limit.unit in CALENDAR_UNITS:
        return moment + timedelta(minutes=clock.paused_wall)
    if not clock.paused:
        return moment
    return calendar.add(moment, Limit(clock.paused, Unit.WORKING_MINUTES)).at


def level_times(clock: Clock, calendar: Calendar, levels: tuple[Level, ...]) -> list[datetime]:
    """When each level of escalation fires, never before the one below it."""
    assert clock.due_at is not None
    times: list[datetime] = []
    for level in levels:
        at = calendar.add(clock.due_at, level.after).at if level.after else clock.due_at
        times.append(max(at, times[-1]) if times else at)
    return times


def _next_tick(clock: Clock, calendar: Calendar, levels: tuple[Level, ...]) -> datetime | None:
    if clock.running_since is None:
        return None
    if clock.warn is None:
        return clock.due_at
    if clock.light is Light.GREEN:
        return clock.warn_at
    if clock.light is Light.YELLOW:
        return clock.due_at
    left = level_times(clock, calendar, levels)[clock.level :]
    return left[0] if left else None


def pause(clock: Clock, now: datetime, calendar: Calendar) -> Clock:
    """Stop counting until `resume`; a paused or stopped clock stays as it is."""
    if clock.running_since is None:
        return clock
    now = minute(now)
    spent = calendar.minutes_between(clock.running_since, now)
    return replace(clock, elapsed=clock.elapsed + spent, running_since=None, paused_at=now, next_tick_at=None)


def resume(clock: Clock, now: datetime, calendar: Calendar, levels: tuple[Level, ...]) -> Clock:
    """Count on; the due time moves by what was paused."""
    if clock.paused_at is None:
        return clock
    now = minute(now)
    clock = replace(
        clock,
        paused=clock.paused + calendar.minutes_between(clock.paused_at, now),
        paused_wall=clock.paused_wall + int((now - clock.paused_at).total_seconds() // 60),
        running_since=now,
        paused_at=None,
    )
    return aim(clock, calendar, levels)


def stop(clock: Clock, now: datetime, calendar: Calendar) -> Clock:
    """End the clock for good, banking the last stretch on the side where it belongs."""
    now = minute(now)
    if clock.running_since is not None:
        clock = replace(clock, elapsed=clock.elapsed + calendar.minutes_between(clock.running_since, now))
    elif clock.paused_at is not None:
        clock = replace(clock, paused=clock.paused + calendar.minutes_between(clock.paused_at, now))
    return replace(clock, running_since=None, paused_at=None, next_tick_at=None)


def extend(clock: Clock, more: Limit, calendar: Calendar, levels: tuple[Level, ...]) -> Clock:
    """Move the due time on by `more`."""
    return aim(replace(clock, extensions=(*clock.extensions, more)), calendar, levels)


def change_limit(clock: Clock, limit: Limit, calendar: Calendar, levels: tuple[Level, ...]) -> Clock:
    """Another limit from the same start: elapsed and paused time and extensions are kept."""
    return aim(replace(clock, limit=limit), calendar, levels)


def relight(clock: Clock, now: datetime, calendar: Calendar, levels: tuple[Level, ...]) -> Clock:
    """The light that the times ask for now, in both directions (after an extension or a new limit). Levels of
    escalation that fired stay fired."""
    if clock.running_since is None or clock.warn is None:
        return clock
    clock = replace(clock, light=_light(clock, now))
    return replace(clock, next_tick_at=_next_tick(clock, calendar, levels))


def _light(clock: Clock, now: datetime) -> Light:
    if clock.due_at is not None and now >= clock.due_at:
        return Light.RED
    if clock.warn_at is not None and now >= clock.warn_at:
        return Light.YELLOW
    return Light.GREEN


def tick(clock: Clock, now: datetime, calendar: Calendar, levels: tuple[Level, ...]) -> tuple[Clock, list[int]]:
    """Bring light and escalation up to `now`; the levels (1, 2, …) that fire now, each at most once a clock."""
    if clock.running_since is None or clock.warn is None:
        return clock, []
    clock = replace(clock, light=_light(clock, now))
    fired: list[int] = []
    if clock.light is Light.RED:
        times = level_times(clock, calendar, levels)
        fired = [n + 1 for n, at in enumerate(times) if n >= clock.level and at <= now]
        clock = replace(clock, level=clock.level + len(fired))
    return replace(clock, next_tick_at=_next_tick(clock, calendar, levels)), fired


def worked(clock: Clock, now: datetime, calendar: Calendar) -> int:
    """Working minutes burnt until `now`."""
    running = calendar.minutes_between(clock.running_since, minute(now)) if clock.running_since else 0
    return clock.elapsed + running


def rested(clock: Clock, now: datetime, calendar: Calendar) -> int:
    """Working minutes paused until `now`."""
    waiting = calendar.minutes_between(clock.paused_at, minute(now)) if clock.paused_at else 0
    return clock.paused + waiting

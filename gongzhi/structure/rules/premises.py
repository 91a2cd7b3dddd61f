"""What a community must have in rooms, what an estate owes, when something is open. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from gongzhi.core.errors import Invalid

TENTH = Decimal("0.1")
Intervals = Sequence[tuple[time, time]]


def square_metres_due(households: int, square_metres: int, per_households: int) -> Decimal:
    """What the developer owes, in proportion, to a tenth of a square metre: 320 households at 10 for 50 owe 64.0."""
    return (Decimal(households) * square_metres / per_households).quantize(TENTH, ROUND_HALF_UP)


def areas(rooms: Mapping[str, Decimal], part_of: Mapping[str, str]) -> dict[str, Decimal]:
    """Square metres by kind; a kind that is part of another counts there as well."""
    found: dict[str, Decimal] = {}
    for kind, square_metres in rooms.items():
        for counted in (kind, part_of.get(kind)):
            if counted:
                found[counted] = found.get(counted, Decimal(0)) + square_metres
    return found


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage that was reached."""

    stage: str
    on: date
    square_metres: Decimal


def check_stage(stages: Sequence[str], reached: Sequence[Reached], stage: str, on: date, today: date) -> None:
    """Whether `stage` may be entered: the next one in order, not before the one ahead of it, not in the future.

    Raises Invalid (fields stage, on)."""
    done = [r.stage for r in reached]
    following = next((s for s in stages if s not in done), None)
    if stage != following:
        raise Invalid("The stages are reached in their order; this one is not next.", field="stage")
    if on > today:
        raise Invalid("This day has not come yet.", field="on")
    if reached and on < max(r.on for r in reached):
        raise Invalid("This lies before the stage ahead of it.", field="on")


def check_hours(days: str, opens: time | None, closes: time | None) -> None:
    """Own hours are given whole or not at all. Raises Invalid (fields days, opens, closes)."""
    if not days and opens is None and closes is None:
        return
    if not days or opens is None or closes is None:
        raise Invalid("Give the weekdays and both times, or none of them.", field="days")
    if opens >= closes:
        raise Invalid("It closes before it opens.", field="closes")


def open_on(day: date, days: str, opens: time | None, closes: time | None, working: Intervals) -> Intervals:
    """When something is open on a day: by its own hours, or by the working calendar's intervals of that day."""
    if opens is None or closes is None:
        return working
    return [(opens, closes)] if str(day.isoweekday()) in days else []

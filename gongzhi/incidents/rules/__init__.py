"""Pure rules of incidents: what the levels allow, what the clock does. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from gongzhi.core.errors import Invalid
from gongzhi.core.texts import check_length

if TYPE_CHECKING:
    from gongzhi.packs.public import IncidentLevel

REASON_MAX = 300


class Way(StrEnum):
    """Whether another level is higher or lower."""

    UP = "up"
    DOWN = "down"


def way(chain: Sequence[IncidentLevel], now: str, wanted: str) -> Way | None:
    """From the level `now` ("" for none) to another; None where it is the same one. Raises Invalid for a level that the
    pack has not; a present one that it lost counts as lower than all."""
    order = {level.key: i for i, level in enumerate(chain)}
    if wanted not in order:
        raise Invalid("There is no such level.", field="level")
    if now == wanted:
        return None
    return Way.UP if order[wanted] > order.get(now, -1) else Way.DOWN


def check_reason(text: str, *, needed: bool) -> str:
    """The reason without blanks around it. Raises Invalid where it lacks or is too long."""
    reason = text.strip()
    if needed and len(reason) < 2:
        raise Invalid("Say why, in a few words.", field="reason")
    check_length(reason, REASON_MAX, field="reason")
    return reason


def due(level: IncidentLevel, told_at: datetime, *, reached: bool) -> datetime:
    """By when somebody acknowledges: minutes of the clock on the wall. At once where nobody could be told and there is
    a level above."""
    if not reached and level.up:
        return told_at
    return told_at + timedelta(minutes=level.within)


class Ring(StrEnum):
    """What happens when the minutes have run out."""

    UP = "up"
    AGAIN = "again"
    END = "end"  # the highest level, told as often as the pack says


def rings(level: IncidentLevel | None, rounds: int) -> Ring:
    """What the clock does at a level of which was told `rounds` times; None is a level that the pack lost."""
    if level is None:
        return Ring.END
    if level.up:
        return Ring.UP
    return Ring.AGAIN if rounds <= level.again else Ring.END


class Kept(StrEnum):
    """What became of the minutes of a step."""

    WAITS = "waits"
    IN_TIME = "in_time"
    LATE = "late"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Clock:
    """The moments of a step that say whether somebody acknowledged in time."""

    due_at: datetime
    acknowledged_at: datetime | None
    passed_at: datetime | None
    stopped_at: datetime | None
    rounds: int = 1


def kept(step: Clock, now: datetime) -> Kept:
    """In time is who acknowledged, set another level or ended the request before the minutes ran out the first time.
    Nobody: the minutes ran out, and it went up or ended there. Late: acknowledged after more than one telling."""
    if step.passed_at is not None:
        return Kept.NOBODY
    done = step.acknowledged_at or step.stopped_at
    if done is None:
        return Kept.WAITS if now < step.due_at and step.rounds == 1 else Kept.LATE
    return Kept.IN_TIME if step.rounds == 1 and done <= step.due_at else Kept.LATE

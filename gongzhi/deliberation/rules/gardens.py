"""States of gardens, of what is given and of adoptions; amounts as people type and read them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from gongzhi.deliberation.rules.topics import Channel


class GardenState(StrEnum):
    """planned: only staff see it; open: people give and it is built; built; ended: what was left over is decided."""

    PLANNED = "planned"
    OPEN = "open"
    BUILT = "built"
    ENDED = "ended"


class Kind(StrEnum):
    """What may be given."""

    MONEY = "money"
    GOODS = "goods"
    LABOUR = "labour"


class PledgeState(StrEnum):
    """offered; kept: all of it came in; withdrawn, without a reason: it is free."""

    OFFERED = "offered"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class GiftState(StrEnum):
    """waiting for the second person (money); confirmed: it counts; struck: entered by mistake."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    STRUCK = "struck"


class AdoptionState(StrEnum):
    """asked; signed: the agreement holds; refused; ended."""

    ASKED = "asked"
    SIGNED = "signed"
    REFUSED = "refused"
    ENDED = "ended"


class TurnState(StrEnum):
    """due, done, or missed (staff ask)."""

    DUE = "due"
    DONE = "done"
    MISSED = "missed"


class SwapState(StrEnum):
    """asked of the other; agreed: the weeks are changed; refused; dropped by who asked."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    DROPPED = "dropped"


MOST = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class PledgeDraft:
    """What somebody offers. `name` empty: anonymous; `phone` only to arrange it; `source`: of what staff enter."""

    need_id: int
    amount: Decimal
    giver: str
    name: str = ""
    phone: str = ""
    shown: bool = False
    words: str = ""
    channel: str = Channel.WEB.value
    source: str = ""
    submission: str = ""


@dataclass(frozen=True, slots=True)
class AdoptDraft:
    """Who would adopt a bed. `phone` is needed by who has no account: to be reminded."""

    plot_id: int
    adopter: str
    name: str
    phone: str = ""
    shown: bool = False
    channel: str = Channel.WEB.value
    source: str = ""
    submission: str = ""


def hundredths(amount: Decimal) -> int:
    """1.5 → 150."""
    return int((amount * 100).to_integral_value())


def plain(value: int) -> str:
    """150 → 1.5; 20000 → 200."""
    whole, rest = divmod(value, 100)
    return str(whole) if not rest else f"{whole}.{rest:02d}".rstrip("0")


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def end_of_term(starts_on: date, months: int) -> date:
    """The last day of so many months from a day on."""
    total = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(total, 12)
    last = 28
    for day in range(starts_on.day, last - 1, -1):
        try:
            return date(year, month + 1, day) - timedelta(days=1)
        except ValueError:
            continue
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def round_robin(adoptions: list[int], weeks: list[date], after: int | None) -> list[tuple[date, int]]:
    """(week, adoption) in turn, going on behind the one who had the last week."""
    if not adoptions:
        return []
    start = adoptions.index(after) + 1 if after in adoptions else 0
    return [(week, adoptions[(start + n) % len(adoptions)]) for n, week in enumerate(weeks)]

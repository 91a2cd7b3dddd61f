"""Emergency plans, pure: what an order must say, shifts and their times, what the report counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from gongzhi.core.errors import Invalid

CONSENT = "2026-11"  # the version of the words to which helpers agree
NAME, UNIT = 30, 60
AHEAD = 14  # days for which a rota can be made


class State(StrEnum):
    """`asked`: an order is entered, a second post must confirm it."""

    ASKED = "asked"
    OPEN = "open"
    REFUSED = "refused"
    CLOSED = "closed"


class OrderKind(StrEnum):
    """What a numbered order says."""

    OPEN = "open"
    EXTEND = "extend"
    STAND_DOWN = "stand_down"


class Role(StrEnum):
    """As what somebody helps. Being a Party member is said by the unit that sends them, and kept nowhere else."""

    CADRE = "cadre"
    VOLUNTEER = "volunteer"


def check_order(number: str, issuer: str, issued_on: date, issuers: Iterable[str], today: date) -> str:
    """The number as kept. Raises Invalid (number, issuer, issued_on)."""
    number = " ".join(number.split())
    if not number or len(number) > 60 or not any(c.isdigit() for c in number):
        raise Invalid("Enter the number of the order as it stands on it.", field="number")
    if issuer not in set(issuers):
        raise Invalid("Choose who issued the order: only they may order this plan.", field="issuer")
    if issued_on > today:
        raise Invalid("The order is dated in the future.", field="issued_on")
    return number


def check_until(starts_on: date, ends_on: date, today: date, most: int) -> None:
    """The span of an order. Raises Invalid (ends_on)."""
    if ends_on < starts_on:
        raise Invalid("The last day lies before the first.", field="ends_on")
    if ends_on < today:
        raise Invalid("The last day lies in the past.", field="ends_on")
    if (ends_on - max(starts_on, today)).days >= most:
        raise Invalid("One order allows %(n)s days at most.", field="ends_on", n=most)


def span(on: date, starts: str, ends: str) -> tuple[datetime, datetime]:
    """When a shift begins and ends (without a zone); one that ends before it begins ends on the next day."""
    first, last = time.fromisoformat(starts), time.fromisoformat(ends)
    begin, end = datetime.combine(on, first), datetime.combine(on, last)
    return begin, end if end > begin else end + timedelta(days=1)


def overlaps(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> bool:
    """Whether two shifts share a moment."""
    return a[0] < b[1] and b[0] < a[1]


def hours(starts: str, ends: str) -> float:
    """How long a shift is."""
    begin, end = span(date(2026, 1, 1), starts, ends)
    return (end - begin).total_seconds() / 3600

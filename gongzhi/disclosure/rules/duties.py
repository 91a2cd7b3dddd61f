"""Pure: the periods of a class of disclosure, and until when each is disclosed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_KEY = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter, half year or year, both days included; `key` is kept with the posting."""

    first: date
    last: date
    key: str


def period_of(every: str, day: date) -> Period:
    """The period in which a day lies. `every` is one of MONTHS."""
    months = MONTHS[every]
    n = (day.month - 1) // months
    first = date(day.year, n * months + 1, 1)
    names = {"month": f"-{n + 1:02}", "quarter": f"-Q{n + 1}", "half_year": f"-H{n + 1}", "year": ""}
    return Period(first, _after(first, months) - timedelta(days=1), f"{day.year}{names[every]}")


def periods(every: str, first: date, last: date) -> Iterator[Period]:
    """The periods that end on a day of these, and the one in which `last` lies; the earliest first."""
    one = period_of(every, first)
    while one.first <= last:
        yield one
        one = period_of(every, one.last + timedelta(days=1))


def due(period: Period, within: int) -> date:
    """The last day for disclosing it."""
    return period.last + timedelta(days=within)


def kind_of(key: str) -> str | None:
    """Which of MONTHS a period's key is of; None where it is none."""
    found = _KEY.fullmatch(key)
    if found is None or not 1900 < int(found[1]) < 9000:
        return None
    half, quarter, month = found[2], found[3], found[4]
    return "half_year" if half else "quarter" if quarter else "month" if month else "year"


def period(key: str) -> Period | None:
    """The period of a key; None where it is none."""
    every = kind_of(key)
    if every is None:
        return None
    rest = key[5:].lstrip("HQ")
    return period_of(every, date(int(key[:4]), (int(rest or 1) - 1) * MONTHS[every] + 1, 1))


def _after(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)

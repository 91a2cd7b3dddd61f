"""Quarters as their first day, and as people write them: 2026年第3季度, 2026-3, 2026Q3. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from gongzhi.core.errors import Invalid

_WRITTEN = re.compile(r"(\d{4})\D{0,4}([1-4一二三四])\D{0,3}")
_MONTH = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: .*)?")


def first_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def following(quarter: date) -> date:
    """The first day of the next one."""
    return first_of(quarter + timedelta(days=95))


def before(quarter: date) -> date:
    """The first day of the one before."""
    return first_of(quarter - timedelta(days=1))


def after_fact(quarter: date, entered: date, since: date) -> bool:
    """Whether a quarter is entered after the fact (补录): it was over before the estate came under the office
    (`since`), or the one after it is over, too."""
    end = following(quarter)
    return end <= since or following(end) <= entered


def row(last: date, count: int) -> list[date]:
    """`count` quarters up to `last`, the oldest first."""
    found = [first_of(last)]
    while len(found) < count:
        found.append(before(found[-1]))
    return found[::-1]


def key(quarter: date) -> str:
    """As an address says it: 2026-Q3."""
    return f"{quarter.year}-Q{(quarter.month + 2) // 3}"


def read(text: str) -> date:
    """The quarter that somebody wrote, or the one of a day (2026-08-01). Raises Invalid (field `quarter`)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _MONTH.fullmatch(plain):
        try:
            return first_of(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            pass
    elif (found := _WRITTEN.fullmatch(plain)) and 1990 <= int(found[1]) <= 2200:
        number = "一二三四".find(found[2]) + 1 or int(found[2])
        return date(int(found[1]), number * 3 - 2, 1)
    raise Invalid("Write a quarter as 2026-Q3.", field="quarter")

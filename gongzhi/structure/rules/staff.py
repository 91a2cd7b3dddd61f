"""Figures of staff by year, and how many full terms somebody served. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from gongzhi.structure.rules.terms import last_day

SLACK = timedelta(days=31)  # elections are not held on the very day


@dataclass(frozen=True, slots=True)
class Span:
    """A person held a post from a day to a day (the last day included), or holds it still."""

    person_id: int
    first: date
    last: date | None

    def on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.first <= day and (self.last is None or self.last >= day)


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of a group, as it stood on `day` (the last of the year, or today). None: not shown, too few people."""

    year: int
    day: date
    people: int
    known: int  # of them with a known year of birth
    age: Decimal | None
    came: int
    left: int
    turnover: Fraction | None  # who left, over the mean of the numbers at both ends of the year


def yearly(
    spans: Sequence[Span], births: Mapping[int, int], years: Iterable[int], today: date, least: int
) -> list[YearLine]:
    """The group year by year. Averages and shares of fewer than `least` people are not shown (rules 6.12)."""
    return [_year(spans, births, year, min(date(year, 12, 31), today), least) for year in years]


def _year(spans: Sequence[Span], births: Mapping[int, int], year: int, day: date, least: int) -> YearLine:
    before = {s.person_id for s in spans if s.on(date(year - 1, 12, 31))}
    during = {s.person_id for s in spans if s.first <= day and (s.last is None or s.last >= date(year, 1, 1))}
    now = {s.person_id for s in spans if s.on(day)}
    left, came = (before | during) - now, now - before
    ages = [year - births[p] for p in sorted(now) if p in births]
    mean = Fraction(len(before) + len(now), 2)
    return YearLine(
        year, day, len(now), len(ages), average(ages) if len(ages) >= least else None, len(came), len(left),
        Fraction(len(left)) / mean if mean >= least else None,
    )  # fmt: skip


def shielded(parts: Sequence[YearLine], least: int, *, apart: YearLine | None = None) -> list[YearLine]:
    """The parts of a whole that is shown itself: what too few people stand behind cannot be worked out from the others.

    Those that are not shown have `least` people together, and are at least two; the smallest others are hidden with
    them until it is so (rules 6.12: secondary suppression). `apart`: who stands in no part, and has no line."""
    outside = [(False, apart.known, apart.people)] if apart is not None else []
    ages = _hidden([(p.age is not None, p.known) for p in parts] + [(s, k) for s, k, _n in outside], least)
    shares = _hidden([(p.turnover is not None, p.people) for p in parts] + [(s, n) for s, _k, n in outside], least)
    return [
        replace(p, age=None if i in ages else p.age, turnover=None if i in shares else p.turnover)
        for i, p in enumerate(parts)
    ]


def _hidden(parts: Sequence[tuple[bool, int]], least: int) -> set[int]:
    hidden = {i for i, (shown, people) in enumerate(parts) if not shown and people}
    others = sorted((i for i, (shown, _n) in enumerate(parts) if shown), key=lambda i: (parts[i][1], i))
    while hidden and others and (len(hidden) < 2 or sum(parts[i][1] for i in hidden) < least):
        hidden.add(others.pop(0))
    return hidden


def average(numbers: Sequence[int]) -> Decimal:
    """The mean, to one decimal."""
    exact = Decimal(sum(numbers)) / Decimal(len(numbers))
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def full_terms(spans: Iterable[Span], months: int, today: date) -> int:
    """How many full terms somebody served without a break up to now: terms that ran to their end, one after another.

    A span longer than one term counts as many as it holds."""
    terms, since = 0, None
    for span in sorted(spans, key=lambda s: s.first):
        last = min(span.last or today, today)
        if since is None or span.first > since + SLACK:
            terms = 0  # a break: counted anew
        first = span.first
        while last_day(first, months) <= last + SLACK:
            terms += 1
            first = last_day(first, months) + timedelta(days=1)
        since = last
    return terms

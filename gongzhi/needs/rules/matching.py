"""Which need and which service fit: kind, place, time, amount; in which order, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class When:
    """From the first to the last day, on these weekdays (0 is Monday), between two times of the day (None: any)."""

    starts_on: date
    ends_on: date
    weekdays: frozenset[int] = EVERY_DAY
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one of the lists as it can be matched. `path`: the places from the root to its own one; `reach`: the
    place within which whoever stands behind it goes; `left`: how much is neither used nor promised."""

    id: int
    kind: str
    path: tuple[int, ...]
    reach: int
    when: When
    left: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A need and a service that fit: `amount` both can, `first` day that suits both, `steps` through the tree of
    places between them (0: the same place), `spare`: what stays over on both sides together."""

    need: int
    service: int
    amount: int
    first: date
    steps: int
    spare: int

    @property
    def order(self) -> tuple[int, date, int, int, int]:
        """The nearer place first, then the earlier day, then the smaller left-over."""
        return (self.steps, self.first, self.spare, self.need, self.service)


def steps_between(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Steps through the tree from one place to the other."""
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return len(one) + len(other) - 2 * common


def first_common(one: When, other: When, today: date) -> date | None:
    """The first day from today on that suits both; None where none does, or the hours never meet."""
    if one.opens or one.closes or other.opens or other.closes:
        opens = max(one.opens or time.min, other.opens or time.min)
        closes = min(one.closes or time.max, other.closes or time.max)
        if opens >= closes:
            return None
    first, last = max(one.starts_on, other.starts_on, today), min(one.ends_on, other.ends_on)
    days = one.weekdays & other.weekdays
    found = (first + timedelta(days=n) for n in range(7))
    return next((day for day in found if day <= last and day.weekday() in days), None)


def fit(need: Line, service: Line, today: date) -> Fit | None:
    """Whether both fit. One of them must come to the other: the one's place lies within the other's reach."""
    if need.kind != service.kind or min(need.left, service.left) < 1:
        return None
    if service.reach not in need.path and need.reach not in service.path:
        return None
    first = first_common(need.when, service.when, today)
    if first is None:
        return None
    spare = abs(need.left - service.left)
    return Fit(need.id, service.id, min(need.left, service.left), first, steps_between(need.path, service.path), spare)


def fits(needs: Iterable[Line], services: Iterable[Line], today: date) -> list[Fit]:
    """Every need with every service that fits it, in order."""
    by_kind: dict[str, list[Line]] = {}
    for service in services:
        by_kind.setdefault(service.kind, []).append(service)
    found = (fit(n, s, today) for n in needs for s in by_kind.get(n.kind, ()))
    return sorted((f for f in found if f is not None), key=lambda f: f.order)

"""When an organisation is due in a unit, since when, and what a proposal must hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol


class Threshold(Protocol):
    """As much of the pack's threshold as is asked here."""

    @property
    def figure(self) -> str: ...
    @property
    def at_least(self) -> int: ...


class UnitKind(Protocol):
    """As much of the pack's kind of unit as is asked here."""

    @property
    def rule(self) -> str: ...
    @property
    def thresholds(self) -> Sequence[Threshold]: ...


def is_due(kind: UnitKind, values: Mapping[str, int | None]) -> bool | None:
    """Whether one is due; None where a number is missing on which it depends. A number below its threshold decides."""
    if kind.rule != "reached":
        return kind.rule == "exists"
    known = [(values.get(t.figure), t.at_least) for t in kind.thresholds]
    if any(value is not None and value < least for value, least in known):
        return False
    return None if any(value is None for value, _least in known) else True


def missing(kind: UnitKind, values: Mapping[str, int | None]) -> list[str]:
    """The figures of the thresholds that nobody has entered."""
    return [t.figure for t in kind.thresholds if values.get(t.figure) is None]


def reached_on(kind: UnitKind, counts: Mapping[str, Sequence[tuple[date, int]]]) -> date | None:
    """Since when all thresholds are reached without a break, by the counts of each figure in the order of their days;
    None where they are not reached now, or there are none."""
    days: list[date] = []
    for threshold in kind.thresholds:
        first: date | None = None
        for on, value in counts.get(threshold.figure, ()):
            first = (first or on) if value >= threshold.at_least else None
        if first is None:
            return None
        days.append(first)
    return max(days, default=None)


def partners_fit(partners: str, number: int, host: bool) -> bool:
    """Whether a mode's `partners` (none, several, any, host) goes with so many other units and a host or none."""
    if host != (partners == "host"):
        return False
    return number >= 1 if partners == "several" else number == 0 if partners in ("none", "host") else True

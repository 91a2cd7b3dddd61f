"""Whether a value falls short of a clause. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol

_NOISE = 1e-9


class Growing(Protocol):
    """So much for every `amount` of a base, rounded up to whole ones or not."""

    @property
    def amount(self) -> int: ...
    @property
    def whole(self) -> bool: ...


class Clause(Protocol):
    """As much of a pack's standard as is compared here."""

    @property
    def at_least(self) -> float | None: ...
    @property
    def at_most(self) -> float | None: ...
    @property
    def per(self) -> Growing | None: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a unit must reach and must not pass; None: no such bound. `known` is False where the number of households
    or residents on which it depends was never entered."""

    least: float | None
    most: float | None
    known: bool = True


def bounds_of(standard: Clause, base: int | None) -> Bounds:
    """The bounds for a unit with `base` households or residents (of no matter where the standard has no `per`)."""
    per = standard.per
    if per is None:
        return Bounds(standard.at_least, standard.at_most)
    if base is None:
        return Bounds(None, None, known=False)

    def scaled(bound: float | None) -> float | None:
        if bound is None:
            return None
        exact = Fraction(str(bound)) * base / per.amount
        return float(ceil(exact)) if per.whole else round(float(exact), 2)

    return Bounds(scaled(standard.at_least), scaled(standard.at_most))


def falls_short(value: float | None, bounds: Bounds) -> float | None:
    """The bound that is not kept; None where all are. Call it for known values and bounds."""
    if value is not None and bounds.least is not None and value < bounds.least - _NOISE:
        return bounds.least
    if value is not None and bounds.most is not None and value > bounds.most + _NOISE:
        return bounds.most
    return None

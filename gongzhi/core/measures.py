"""How a context measures what a pack's clauses ask: the shapes that pass between it and `standards`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """Which units a standard speaks of, and the day. Empty tuples: the standard names none of that sort."""

    on: date
    place_kinds: tuple[str, ...] = ()  # kinds as stored with a place: community, grid, building
    body_kinds: tuple[str, ...] = ()  # keys of the pack
    post_kinds: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()  # keys of the pack's `forming.units`
    days: int | None = None  # the span that counts, where the clause names one: "at least every half year"
    within: tuple[int, ...] | None = None  # only units at or below these places (ids); None: everywhere


@dataclass(frozen=True, slots=True)
class Measured:
    """One unit (a place, body or post) as it stands on the day, short or not: the engine compares."""

    unit_id: int  # of the place, body or post: unique everywhere
    unit: str  # its name
    place_id: int  # the place it stands at: who sees it, who mends it
    value: float | None  # in the standard's unit; None where it is not known: never taken as fulfilled
    since: date | None = None  # since when it stands so, where the data are dated; else the sweep keeps it
    link: str = ""  # the page that shows the evidence
    detail: str = ""  # what exactly is missing, in a few words (in the language of the installation)
    base: int | None = None  # its households or residents, where the measure knows them better than the place's figures


MeasureFunction = Callable[[Asked], Iterable[Measured]]

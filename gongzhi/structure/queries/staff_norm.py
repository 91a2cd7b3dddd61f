"""How many staff a norm of the pack asks for by the households of each community (row A11), against who is there."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.core import clock
from gongzhi.core.bounds import bounds_of
from gongzhi.core.measures import Asked
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places

MOST = 300  # communities in one table


@dataclass(frozen=True, slots=True)
class NormLine:
    """One community. `base` and `least` are None where its households were never entered."""

    place_id: int
    name: str
    base: int | None
    least: int | None
    people: int

    @property
    def missing(self) -> int:
        """How many are missing to the norm; 0 where nothing is, or nothing is known."""
        return max((self.least or 0) - self.people, 0)


@dataclass(frozen=True, slots=True)
class Norm:
    """A clause of the pack that lets the number of staff grow with the households (or residents)."""

    standard: packs.Standard
    title: str
    lines: list[NormLine]
    cut: bool  # there are more communities than the table holds

    @property
    def short(self) -> int:
        """How many communities fall short."""
        return sum(line.missing > 0 for line in self.lines)


def norms(place: places.Place) -> list[Norm]:
    """The norms of the pack in force at and below a place; where there are many, those that fall short come first.
    Three queries a norm."""
    pack, day, found = packs.active(), clock.today(), []
    for standard in pack.standards:
        if standard.measure != "posts_filled" or standard.per is None or standard.at_least is None:
            continue
        kinds = tuple(dict.fromkeys(pack.level(key).kind for key in standard.levels))
        asked = Asked(on=day, place_kinds=kinds, post_kinds=standard.post_kinds, within=(place.pk,))
        units = list(orgs.MEASURES["posts_filled"](asked))
        bases = places.figures_on(standard.per.of, day, among=[u.unit_id for u in units])
        lines = []
        for unit in units:
            base = bases.get(unit.unit_id)
            least = bounds_of(standard, base).least
            lines.append(
                NormLine(unit.unit_id, unit.unit, base, int(least) if least is not None else None, int(unit.value or 0))
            )
        if len(lines) > MOST:
            lines.sort(key=lambda line: -line.missing)
        found.append(Norm(standard, packs.named(standard), lines[:MOST], len(lines) > MOST))
    return found

"""Every clause of a pack against every unit, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongzhi.core.bounds import bounds_of, falls_short
from gongzhi.core.measures import Asked, Measured
from gongzhi.packs.public import Pack, Standard
from gongzhi.places import public as places
from gongzhi.standards.rules.registry import measure_of


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A unit that falls short of a standard. `value` or `required` is None where it is not known."""

    standard: Standard
    measured: Measured
    value: float | None
    required: float | None
    at_most: bool = False

    @property
    def known(self) -> bool:
        """Whether it is a gap; else a number is missing."""
        return self.value is not None and self.required is not None


def measured_now(standard: Standard) -> bool:
    """Whether the program measures what the standard asks."""
    return standard.measure is not None and measure_of(standard.measure) is not None


def evaluate(pack: Pack, on: date, *, within: tuple[int, ...] | None = None) -> Iterator[Shortfall]:
    """What falls short on a day at or below the places `within` (None: everywhere), in the order of the pack.

    Standards that are not in force on the day or that nobody measures give nothing. A few queries a standard.
    """
    bases: dict[str, dict[int, int]] = {}
    for standard in pack.standards:
        function = measure_of(standard.measure) if standard.measure and standard.holds_on(on) else None
        if function is None:
            continue
        if standard.per is not None and standard.per.of not in bases:
            bases[standard.per.of] = places.figures_on(standard.per.of, on)
        base = bases[standard.per.of] if standard.per is not None else {}
        kinds = tuple(dict.fromkeys(pack.level(key).kind for key in standard.levels))
        asked = Asked(
                on, kinds, standard.body_kinds, standard.post_kinds, days=standard.days, within=within,
            unit_kinds=standard.units,
        )  # fmt: skip
        for unit in function(asked):
            bounds = bounds_of(standard, unit.base if unit.base is not None else base.get(unit.place_id))
            if unit.value is None or not bounds.known:
                yield Shortfall(standard, unit, unit.value, bounds.least if bounds.known else None)
            elif (required := falls_short(unit.value, bounds)) is not None:
                yield Shortfall(standard, unit, unit.value, required, at_most=unit.value > required)

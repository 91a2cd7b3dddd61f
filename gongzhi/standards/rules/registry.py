"""The measures that contexts offer, by the name that packs use. Pure."""

from __future__ import annotations

from gongzhi.core.measures import MeasureFunction

_measures: dict[str, MeasureFunction] = {}


def register_measure(name: str, function: MeasureFunction) -> None:
    """Offer a measure under a name of `packs.schema.standards.MEASURES`; `site/wiring.py` calls it.

    `function(asked)` gives every unit that `asked` speaks of, in a few queries however many they are (none in a
    loop), in a defined order. Registering a name again replaces it.
    """
    _measures[name] = function


def measure_of(name: str) -> MeasureFunction | None:
    """The function registered under the name; None: not measured yet."""
    return _measures.get(name)

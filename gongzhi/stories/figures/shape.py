"""A figure: its value, what is expected of it and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from gongzhi.packs import public as packs

Number = int | float
OURS = "default: 由故事的规模和比例推出"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `expected` is a number, or a bound in words."""

    value: Number
    expected: Number | str
    source: str
    ok: bool
    note: str = ""  # what to change in the pack where it is off


@dataclass(slots=True)
class Row:
    """The figures of one row of the requirements."""

    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every figure is as expected."""
        return all(f.ok for f in self.figures.values())

    def equal(self, name: str, value: Number, expected: Number, source: str = OURS) -> None:
        """Must be exactly that."""
        self.figures[name] = Figure(_short(value), expected, source, abs(value - expected) < 1e-9)

    def least(self, name: str, value: Number, bound: Number, source: str = OURS) -> None:
        """Must be at least that."""
        self.figures[name] = Figure(_short(value), f">= {_short(bound)}", source, value >= bound)

    def between(self, name: str, value: Number, low: Number, high: Number, source: str = OURS) -> None:
        """Must lie within, both ends included."""
        words = f"{_short(low)} .. {_short(high)}"
        self.figures[name] = Figure(_short(value), words, source, low <= value <= high)

    def note(self, name: str, words: str) -> None:
        """Beside a figure that is off: what to change in the pack."""
        if not self.figures[name].ok:
            self.figures[name] = replace(self.figures[name], note=words)

    def of_pack(self, pack: packs.Pack, key: str, value: Number) -> None:
        """Must be the pack's figure of that key; left out where the pack has none."""
        try:
            figure = pack.figure(key)
        except KeyError:
            return
        expected = int(figure.value) if figure.value == int(figure.value) else figure.value
        self.equal(key, value, expected, source_of(figure))


def source_of(item: Any) -> str:
    """`quote: …`, `law: …` or `default: …`."""
    return f"{item.source.kind}: {item.source.text}"


def _short(value: Number) -> Number:
    return value if isinstance(value, int) else round(value, 4)


def as_json(rows: dict[str, Row]) -> dict[str, Any]:
    """The rows as the contract has them; a figure that is off may say in its `note` what to change."""
    return {
        key: {
            "ok": row.ok,
            "figures": {
                name: {
                    "value": f.value,
                    "expected": f.expected,
                    "source": f.source,
                    **({"note": f.note} if f.note else {}),
                }
                for name, f in row.figures.items()
            },
        }
        for key, row in rows.items()
    }

"""The chart of fee income: bars drawn on the server, the numbers in the table below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.property.queries.labels import quarter_words
from gongzhi.property.queries.money import Line
from gongzhi.property.rules import quarters

STEP, HIGH = 64, 120  # units of the drawing: width of a quarter, height of the highest bar


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter: `due`, `paid`, `given` are heights; `x` where it begins."""

    x: int
    label: str
    due: int
    paid: int
    given: int

    @property
    def tops(self) -> tuple[int, int, int]:
        """Where the three bars begin, from above."""
        return HIGH - self.due, HIGH - self.paid, HIGH - self.given


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, how wide all of them are, and the amount of the highest one (fen)."""

    bars: list[Bar]
    width: int
    most: int


def chart(lines: Sequence[Line]) -> Chart | None:
    """None where no amount was entered."""
    most = max((max(x.due, x.collected, x.subsidies) for x in lines), default=0)
    if not most:
        return None
    bars = []
    for i, line in enumerate(lines):
        assert line.quarter is not None
        due, paid, given = (_high(v, most) for v in (line.due, line.collected, line.subsidies))
        bars.append(Bar(i * STEP, quarters.key(line.quarter), due, paid, given))
    return Chart(bars, STEP * len(bars), most)


def _high(fen: int, most: int) -> int:
    return max(1, fen * HIGH // most) if fen else 0


def rows(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """The newest first, with words."""
    return [(quarter_words(line.quarter), line) for line in reversed(lines) if line.quarter is not None]

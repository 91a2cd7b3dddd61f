"""The chart of fee income: bars drawn on the server, the numbers in the table below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.property.queries import money
from gongzhi.property.queries.labels import quarter_words
from gongzhi.property.queries.money import Line

STEP, HIGH = 64, 120  # units of the drawing: width of a quarter, height of the highest bar
STEP_REM = 5  # width of a quarter on the page, so that labels have one size however many there are
LATEST = 4  # quarters that are shown at once on a phone, and before the fold of the table


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter: `due`, `paid`, `given` are heights; `x` where it begins; `year` stands below the first of a year."""

    x: int
    label: str
    year: str
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
    most: int

    @property
    def width(self) -> int:
        """Of the drawing."""
        return STEP * len(self.bars)

    @property
    def rem(self) -> int:
        """Width on the page where there is room."""
        return STEP_REM * len(self.bars)


def chart(lines: Sequence[Line], most: int) -> Chart:
    """The bars of these quarters, on the scale whose end is `most` (fen)."""
    bars: list[Bar] = []
    for i, line in enumerate(lines):
        assert line.quarter is not None
        due, paid, given = (_high(v, most) for v in (line.due, line.collected, line.subsidies))
        number = (line.quarter.month + 2) // 3
        year = str(line.quarter.year) if i == 0 or number == 1 else ""
        bars.append(Bar(i * STEP, _("Q%(n)s") % {"n": number}, year, due, paid, given))
    return Chart(bars, most)


def _high(fen: int, most: int) -> int:
    return max(1, fen * HIGH // most) if fen else 0


def rows(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """The newest first, with words."""
    return [(quarter_words(line.quarter), line) for line in reversed(lines) if line.quarter is not None]


def shown(lines: Sequence[Line]) -> dict[str, Any]:
    """What `_money.html` reads: the chart (None where no amount was entered) and the one of a phone (None where it is
    the same), the latest quarters, the older ones, sums."""
    most = max((max(x.due, x.collected, x.subsidies) for x in lines), default=0)
    latest = lines[-LATEST:]
    return {
        "chart": chart(lines, most) if most else None,
        "phone_chart": chart(latest, most) if most and len(lines) > LATEST else None,
        "lines": rows(latest), "older": rows(lines[:-LATEST]), "total": money.total(lines),
        "years": money.years(lines)[::-1],
    }  # fmt: skip

"""A line of fee income, and what may stand in it. Pure but for today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.property.rules import quarters
from gongzhi.property.rules.words import MOST_FEN


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """A row of a table, as it was shown before it was taken over; `version` as `enter_income` has it."""

    estate_id: int
    quarter: date
    due: int
    collected: int
    version: int


def check_income(quarter: date, due: int, collected: int) -> None:
    """Raises Invalid: a quarter to come, an amount out of bounds, more collected than was due."""
    if quarter != quarters.first_of(quarter) or quarter > clock.today():
        raise Invalid("This quarter has not begun yet.", field="quarter")
    if not 0 <= due < MOST_FEN:
        raise Invalid("An amount in yuan, with at most two decimals.", field="due")
    if not 0 <= collected <= due:
        raise Invalid("Not more than was due: a subsidy, or money for another quarter, is entered there.",
                      field="collected")  # fmt: skip

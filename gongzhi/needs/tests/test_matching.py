"""What fits: kind, place, time, amount; in the stated order."""

from __future__ import annotations

from datetime import date, time

import pytest

from gongzhi.needs.rules.matching import Line, When, first_common, fit, fits, steps_between

TODAY = date(2026, 3, 2)  # a Monday
ALL = When(date(2026, 3, 1), date(2026, 4, 30))
STREET, HERE, THERE, GRID, FAR = (1, 2), (1, 2, 3), (1, 2, 4), (1, 2, 3, 5), (1, 2, 4, 6)


def line(pk: int, path: tuple[int, ...] = GRID, reach: int | None = None, **more: object) -> Line:
    fields = {"kind": "repairs", "when": ALL, "left": 1} | more
    return Line(pk, path=path, reach=path[-1] if reach is None else reach, **fields)  # type: ignore[arg-type]


def test_one_of_both_must_reach_the_other() -> None:
    assert fit(line(1, GRID), line(2, HERE, reach=3), TODAY)
    assert fit(line(1, GRID, reach=3), line(2, HERE), TODAY)  # who needs it goes there
    assert fit(line(1, FAR), line(2, HERE, reach=2), TODAY)
    assert fit(line(1, FAR), line(2, HERE, reach=3), TODAY) is None
    assert fit(line(1, GRID), line(2, HERE, reach=3, kind="venue"), TODAY) is None


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        (ALL, ALL, TODAY),
        (When(date(2026, 3, 10), date(2026, 3, 20)), ALL, date(2026, 3, 10)),
        (When(ALL.starts_on, ALL.ends_on, frozenset({5, 6})), ALL, date(2026, 3, 7)),
        (When(ALL.starts_on, ALL.ends_on, frozenset({5})), When(ALL.starts_on, ALL.ends_on, frozenset({6})), None),
        (When(date(2026, 3, 2), date(2026, 3, 3), frozenset({5})), ALL, None),
        (When(date(2026, 2, 1), date(2026, 3, 1)), ALL, None),
        (When(ALL.starts_on, ALL.ends_on, opens=time(9), closes=time(12)),
         When(ALL.starts_on, ALL.ends_on, opens=time(12)), None),
        (When(ALL.starts_on, ALL.ends_on, opens=time(9), closes=time(12)),
         When(ALL.starts_on, ALL.ends_on, opens=time(11, 30)), TODAY),
    ],
)  # fmt: skip
def test_the_first_day_that_suits_both(one: When, other: When, first: date | None) -> None:
    assert first_common(one, other, TODAY) == first
    assert first_common(other, one, TODAY) == first


def test_the_nearer_then_the_earlier_then_the_smaller_left_over() -> None:
    need = line(1, GRID, left=2)
    late = When(date(2026, 3, 9), date(2026, 4, 30))
    services = [
        line(10, HERE, reach=3, left=9), line(11, GRID, left=9), line(12, GRID, left=3),
        line(13, GRID, left=2, when=late),
        line(14, STREET, reach=2, left=2), line(15, FAR, left=2),
    ]  # fmt: skip
    assert [f.service for f in fits([need], services, TODAY)] == [12, 11, 13, 10, 14]
    best = fits([need], services, TODAY)[0]
    assert (best.amount, best.steps, best.spare, best.first) == (2, 0, 1, TODAY)


def test_nothing_is_matched_that_is_taken() -> None:
    assert fit(line(1, left=0), line(2), TODAY) is None
    assert fit(line(1), line(2, left=0), TODAY) is None


def test_steps_through_the_tree() -> None:
    assert steps_between(GRID, GRID) == 0
    assert steps_between(GRID, HERE) == 1
    assert steps_between(GRID, FAR) == 4
    assert steps_between(HERE, THERE) == 2

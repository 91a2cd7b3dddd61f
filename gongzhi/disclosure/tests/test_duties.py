"""Periods of classes of disclosure, and until when each is disclosed. Pure."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.disclosure.rules import duties


@pytest.mark.parametrize(
    ("every", "day", "key", "first", "last"),
    [
        ("month", date(2026, 12, 31), "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("month", date(2028, 2, 29), "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("quarter", date(2026, 3, 31), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("quarter", date(2026, 4, 1), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("half_year", date(2026, 7, 1), "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("year", date(2026, 5, 5), "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_period_of_a_day_and_back_from_its_key(every: str, day: date, key: str, first: date, last: date) -> None:
    found = duties.period_of(every, day)
    assert (found.key, found.first, found.last) == (key, first, last)
    assert duties.period(key) == found
    assert duties.kind_of(key) == every


@pytest.mark.parametrize("key", ["", "2026-Q5", "2026-00", "2026-13", "2026-H3", "26-Q1", "2026-Q1x", "1000"])
def test_what_is_no_period(key: str) -> None:
    assert duties.period(key) is None


def test_periods_run_to_the_one_of_the_last_day() -> None:
    keys = [p.key for p in duties.periods("quarter", date(2025, 12, 31), date(2026, 4, 1))]
    assert keys == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert duties.due(duties.period_of("quarter", date(2026, 1, 1)), 15) == date(2026, 4, 15)

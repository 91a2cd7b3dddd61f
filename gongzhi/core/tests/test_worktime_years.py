"""The long proof of working days: every day of 2004-2026 against a walk over the official calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from gongzhi.core.clock import SHANGHAI
from gongzhi.core.worktime import Limit, Unit, national


@pytest.mark.prove
def test_every_start_of_the_known_years_against_a_walk() -> None:
    calendar, day = national(), date(2004, 1, 1)
    while day.year < 2026:
        walk, left = day, 20
        while left:
            walk += timedelta(days=1)
            if chinese_calendar.is_workday(walk):
                left -= 1
                due = calendar.add(
                    datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI), Limit(20 - left, Unit.WORKING_DAYS)
                )
                assert due.at == datetime(walk.year, walk.month, walk.day, 17, tzinfo=SHANGHAI)
                assert not due.provisional
        day += timedelta(days=1)

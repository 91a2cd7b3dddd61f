"""Working time against known dates, the official calendar, and a minute-by-minute oracle."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.core.clock import SHANGHAI
from gongzhi.core.worktime import BadLimit, Limit, Unit, WorkCalendar, national

NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)
OFFICE = ((NINE, NOON), (ONE, FIVE))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, limit: str, **kwargs: str) -> str:
    found = national().add(at(start), Limit.parse(limit), **kwargs)  # type: ignore[arg-type]
    return f"{found.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" + (" provisional" if found.provisional else "")


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-04-30", 2, "2026-05-07"),
        ("2026-10-09", 1, "2026-10-10"),
    ],
)
def test_working_days_know_makeup_days(start: str, count: int, expected: str) -> None:
    for hour in ("00:00", "10:30", "23:59"):
        assert due(f"{start} {hour}", f"{count} working_days") == f"{expected} 17:00"
    assert national().days_between(date.fromisoformat(start), date.fromisoformat(expected)) == count


def test_agrees_with_the_official_calendar_on_every_day() -> None:
    calendar, day = national(), date(2004, 1, 1)
    while day.year < 2027:
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert calendar.known_years == frozenset(range(2004, 2027))


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-03-02 11:50", "20 working_minutes", "2026-03-02 13:10"),
        ("2026-03-02 11:50", "10 working_minutes", "2026-03-02 12:00"),  # the end, not the next begin
        ("2026-03-02 12:30", "1 working_minute", "2026-03-02 13:01"),
        ("2026-03-02 07:00", "7 working_hours", "2026-03-02 17:00"),
        ("2026-03-06 16:59", "2 working minutes", "2026-03-09 09:01"),
        ("2026-03-02 09:00:30", "1 working_minutes", "2026-03-02 09:02"),  # never early
        ("2026-02-13 16:00", "2 working_hours", "2026-02-14 10:00"),  # a Saturday that is worked
        ("2026-03-02 10:00", "0 working_minutes", "2026-03-02 10:00"),
        ("2026-03-07 10:00", "0 working_minutes", "2026-03-09 09:00"),
        ("2026-03-02 18:00", "0 working_days", "2026-03-03 17:00"),
        ("2026-03-02 10:00", "0 working_days", "2026-03-02 17:00"),
        ("2026-03-02 10:15", "30 calendar_days", "2026-04-01 10:15"),
        ("2026-01-31 10:15", "1 month", "2026-02-28 10:15"),
        ("2023-12-31 10:15", "2 months", "2024-02-29 10:15"),
    ],
)
def test_limits(start: str, limit: str, expected: str) -> None:
    assert due(start, limit) == expected


def test_a_calendar_limit_rolls_to_the_end_of_the_next_working_day() -> None:
    assert due("2026-09-24 10:00", "7 calendar_days", roll="end_of_day_rolling") == "2026-10-08 17:00"
    assert due("2026-03-02 20:00", "1 calendar_day", roll="end_of_day_rolling") == "2026-03-03 17:00"
    assert due("2026-01-31 20:00", "1 month", roll="end_of_day_rolling") == "2026-02-28 17:00"  # a makeup Saturday


def test_a_year_without_calendar_is_provisional_and_never_an_error() -> None:
    assert due("2026-12-31 10:00", "1 working_days") == "2027-01-01 17:00 provisional"
    assert due("2026-12-31 16:00", "1 working_hours") == "2026-12-31 17:00"
    assert due("2026-12-31 16:00", "61 working_minutes") == "2027-01-01 09:01 provisional"
    assert due("2003-12-31 16:00", "2 working_days").endswith(" provisional")  # only the way touches it
    assert due("2026-12-31 10:00", "1 calendar_day") == "2027-01-01 10:00"
    assert due("2026-12-31 10:00", "1 calendar_day", roll="end_of_day_rolling").endswith(" provisional")
    assert due("3000-01-01 10:00", "5 working_days").endswith(" provisional")
    assert national().minutes_between(at("2030-01-01 00:00"), at("2030-02-01 00:00")) == 23 * 420


def test_overrides_half_days_and_other_hours() -> None:
    calendar = national(OFFICE, days={date(2026, 3, 3): (), date(2026, 3, 4): ((NINE, NOON),)})
    assert not calendar.is_working_day(date(2026, 3, 3))
    assert calendar.intervals(date(2026, 3, 4)) == [(NINE, NOON)]
    assert calendar.add(at("2026-03-02 16:00"), Limit(1, Unit.WORKING_DAYS)).at == at("2026-03-04 12:00")
    assert calendar.add(at("2026-03-02 16:00"), Limit(5, Unit.WORKING_HOURS)).at == at("2026-03-05 10:00")
    assert not calendar.with_days({date(2026, 3, 5): ()}).is_working_day(date(2026, 3, 5))
    saturdays = national(OFFICE, weekly={**dict.fromkeys(range(5), OFFICE), 5: ((NINE, NOON),)})
    assert saturdays.add(at("2026-03-06 17:00"), Limit(60, Unit.WORKING_MINUTES)).at == at("2026-03-07 10:00")
    assert not saturdays.is_working_day(date(2026, 10, 3))
    round_the_clock = WorkCalendar({n: ((time(0), time(0)),) for n in range(7)})
    assert round_the_clock.minutes_between(at("2026-03-02 00:00"), at("2026-03-09 00:00")) == 7 * 24 * 60


@pytest.mark.parametrize(
    "text", ["", "5", "five working days", "-1 working_days", "5 days", "1.5 working hours", "999999 months"]
)
def test_what_is_no_limit_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadLimit):
        Limit.parse(text)


def test_calendars_that_cannot_be_are_refused() -> None:
    for weekly in ({}, {0: ((NOON, NINE),)}, {0: ((NINE, FIVE), (NOON, FIVE))}):
        with pytest.raises(ValueError, match="week|interval"):
            WorkCalendar(weekly)
    with pytest.raises(ValueError, match="aware"):
        national().add(datetime(2026, 3, 2), Limit(1, Unit.MONTHS))  # noqa: DTZ001
    for unit in Unit:
        with pytest.raises(ValueError, match="9999|range|year"):
            national().add(at("9999-12-31 16:30"), Limit(100, unit))


def test_fractions_of_the_way() -> None:
    calendar, start = national(), at("2026-03-02 09:00")
    assert calendar.at_fraction(start, at("2026-03-03 17:00"), 0.5) == at("2026-03-02 17:00")
    assert calendar.at_fraction(start, at("2026-03-03 17:00"), 1) == at("2026-03-03 17:00")
    assert calendar.at_fraction(at("2026-10-02 00:00"), at("2026-10-04 00:00"), 0.75) == at("2026-10-03 12:00")


# -- properties, against a naive oracle that looks at every minute ---------------------------------------------

FROM = datetime(2026, 9, 18, tzinfo=SHANGHAI)
moments = st.integers(0, 40 * 24 * 60).map(lambda n: FROM + timedelta(minutes=n))
amounts = st.integers(0, 6000)
half = {date(2026, 9, 29): ((NINE, NOON),), date(2026, 10, 11): ((time(18), time(21)),)}
CALENDAR = national(OFFICE, days=half)


def is_open(moment: datetime) -> bool:
    return any(a <= moment.time() < b for a, b in CALENDAR.intervals(moment.date()))


def minutes(a: datetime, b: datetime) -> int:
    count = 0
    while a < b:
        count += is_open(a)
        a += timedelta(minutes=1)
    return count


@settings(max_examples=40, deadline=None)
@given(moments, st.integers(0, 14 * 24 * 60))
def test_minutes_between_counts_open_minutes(a: datetime, length: int) -> None:
    b = a + timedelta(minutes=length)
    assert CALENDAR.minutes_between(a, b) == minutes(a, b)
    assert CALENDAR.minutes_between(b, a) == -minutes(a, b)


@settings(max_examples=40, deadline=None)
@given(moments, st.integers(1, 3000))
def test_add_ends_with_the_last_open_minute(start: datetime, amount: int) -> None:
    end, left = start, amount
    while left:
        left -= is_open(end)
        end += timedelta(minutes=1)
    assert CALENDAR.add(start, Limit(amount, Unit.WORKING_MINUTES)).at == end


@given(moments, amounts, amounts)
def test_add_is_additive_monotone_and_lasts_its_amount(start: datetime, first: int, second: int) -> None:
    def plus(moment: datetime, amount: int) -> datetime:
        return CALENDAR.add(moment, Limit(amount, Unit.WORKING_MINUTES)).at

    end = plus(start, first)
    assert start <= end <= plus(start, first + second)
    assert CALENDAR.minutes_between(start, end) == first
    assert plus(end, second) == plus(start, first + second)
    assert plus(start + timedelta(minutes=second), first) >= end


@given(moments, st.sampled_from(list(Unit)), st.integers(0, 20), st.integers(0, 5000))
def test_every_unit_is_monotone(start: datetime, unit: Unit, count: int, later: int) -> None:
    for roll in ("same_time", "end_of_day_rolling"):
        end = CALENDAR.add(start, Limit(count, unit), roll=roll).at  # type: ignore[arg-type]
        after = CALENDAR.add(start + timedelta(minutes=later), Limit(count, unit), roll=roll).at  # type: ignore[arg-type]
        assert end <= CALENDAR.add(start, Limit(count + 1, unit), roll=roll).at  # type: ignore[arg-type]
        assert end <= after or (unit is Unit.MONTHS and roll == "same_time")  # month ends clamp


@given(moments, st.integers(1, 3000), st.lists(st.integers(0, 4000), min_size=1, max_size=4))
def test_pauses_keep_the_time_that_was_left(start: datetime, amount: int, steps: list[int]) -> None:
    """Working time of the clock = what the limit gave + what pauses took, whatever the order."""
    end, now, paused = CALENDAR.add(start, Limit(amount, Unit.WORKING_MINUTES)).at, start, 0
    for n, step in enumerate(steps):
        later = now + timedelta(minutes=step)
        if n % 2:
            if end > now:
                paused += CALENDAR.minutes_between(now, later)
            end = CALENDAR.after_pause(end, now, later).at
        now = later
    assert CALENDAR.minutes_between(start, end) == amount + paused


@given(st.integers(0, 8000), st.integers(0, 300))
def test_days_between_counts_working_days(offset: int, length: int) -> None:
    a = date(2004, 1, 1) + timedelta(days=offset)
    b = a + timedelta(days=length)
    days = [a + timedelta(days=n + 1) for n in range(length)]
    assert national().days_between(a, b) == sum(map(chinese_calendar.is_workday, days))


def test_adding_is_fast() -> None:
    from time import perf_counter

    calendar, start, limit = national(), datetime(2026, 3, 2, 2, tzinfo=UTC), Limit(5, Unit.WORKING_DAYS)
    calendar.add(start, limit)
    best = 1.0
    for _ in range(5):
        begin = perf_counter()
        for _ in range(500):
            calendar.add(start, limit)
        best = min(best, perf_counter() - begin)
    assert best < 0.25, "fewer than 2,000 additions a second"


def test_summer_hours_count_in_their_season_of_every_year_and_over_the_new_year() -> None:
    winter = ((time(9), time(12)), (time(13), time(17)))
    summer = ((time(8, 30), time(12)), (time(14, 30), time(18)))
    seasons = [((6, 1), (9, 30), dict.fromkeys(range(5), summer))]
    calendar = national(winter, weekly=dict.fromkeys(range(5), winter), seasons=seasons)
    assert calendar.intervals(date(2025, 5, 30)) == list(winter)
    assert calendar.intervals(date(2025, 6, 3)) == list(summer)
    assert calendar.intervals(date(2025, 9, 28)) == list(summer)  # a Sunday worked for the National Day
    assert calendar.intervals(date(2025, 10, 1)) == []  # the holiday
    assert calendar.intervals(date(2025, 10, 9)) == list(winter)
    assert calendar.with_days({date(2025, 6, 4): ()}).intervals(date(2025, 6, 5)) == list(summer)
    start = datetime(2025, 5, 30, 16, tzinfo=SHANGHAI)  # Friday; Monday 2 June is the Dragon Boat holiday
    assert calendar.add(start, Limit(2, Unit.WORKING_HOURS)).at == datetime(2025, 6, 3, 9, 30, tzinfo=SHANGHAI)
    over = WorkCalendar(dict.fromkeys(range(5), winter), seasons=[((12, 1), (2, 28), dict.fromkeys(range(5), summer))])
    assert [over.intervals(day)[0][0].hour for day in (date(2026, 1, 5), date(2026, 3, 2))] == [8, 9]
    with pytest.raises(ValueError, match="working time"):
        WorkCalendar(dict.fromkeys(range(5), winter), seasons=[((6, 1), (6, 30), {})])

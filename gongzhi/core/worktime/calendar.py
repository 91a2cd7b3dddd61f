"""A calendar of working intervals and its arithmetic, by one table of sums per year."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from gongzhi.core.clock import SHANGHAI
from gongzhi.core.worktime.limits import Limit, Unit

Intervals = Sequence[tuple[time, time]]
Roll = Literal["same_time", "end_of_day_rolling"]
DayOfYear = tuple[int, int]  # month, day
Season = tuple[DayOfYear, DayOfYear, Mapping[int, Intervals]]  # first and last day, and the week in between
_Plan = tuple[tuple[int, int], ...]  # minutes of the day, sorted, apart
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due (UTC); `provisional` where a year on the way has no official calendar yet."""

    at: datetime
    provisional: bool


@dataclass(slots=True)
class _Year:
    """Sums over one year: index 0 is its 1 January."""

    first: date
    plans: list[_Plan]
    minutes: list[int]  # working minutes before day i; one more entry for the whole year
    days: list[int]  # working days before day i; likewise


def in_season(day: date, first: DayOfYear, last: DayOfYear) -> bool:
    """Whether the day lies between two days of the year, both included, perhaps over the new year."""
    here = (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last


def _plan(intervals: Intervals) -> _Plan:
    out: list[tuple[int, int]] = []
    for begin, end in intervals:
        if begin.second or end.second or begin.microsecond or end.microsecond:
            raise ValueError(f"an interval is given in whole minutes, not {begin}-{end}")
        a, b = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute or _DAY
        if a >= b or (out and a < out[-1][1]):
            raise ValueError(f"intervals of a day follow each other and end on it; {begin}-{end} does not")
        out.append((a, b))
    return tuple(out)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


class WorkCalendar:
    """Working intervals by weekday with days that differ.

    `weekly` maps a weekday (0 Monday … 6 Sunday) to its intervals, `days` a date to the intervals of that day
    (none: closed), `known_years` are the years whose official calendar is in `days`. An interval that ends at
    00:00 ends at midnight. `seasons` are weeks for a part of every year (summer hours); one may run over the new year,
    the first that holds a day counts. A year that is not known follows `weekly` and `days`; what is due through it is
    provisional. Raises ValueError for intervals that overlap or a week without work.
    """

    def __init__(
        self,
        weekly: Mapping[int, Intervals],
        days: Mapping[date, Intervals] | None = None,
        known_years: Sequence[int] | frozenset[int] | range = (),
        seasons: Sequence[Season] = (),
    ) -> None:
        plans: dict[tuple[tuple[time, time], ...], _Plan] = {}

        def plan_of(intervals: Intervals) -> _Plan:
            key = tuple(intervals)
            if key not in plans:
                plans[key] = _plan(key)
            return plans[key]

        self._weekly = [plan_of(weekly.get(n, ())) for n in range(7)]
        self._seasons = [(a, b, [plan_of(week.get(n, ())) for n in range(7)]) for a, b, week in seasons]
        if not all(any(week) for week in (self._weekly, *(week for _, _, week in self._seasons))):
            raise ValueError("a week needs some working time")
        self._days = {day: plan_of(intervals) for day, intervals in (days or {}).items()}
        self.known_years = frozenset(known_years)
        self._years: dict[int, _Year] = {}

    # -- days ------------------------------------------------------------------------------------------

    def _plan_of(self, day: date) -> _Plan:
        plan = self._days.get(day)
        if plan is not None:
            return plan
        for first, last, week in self._seasons:
            if in_season(day, first, last):
                return week[day.weekday()]
        return self._weekly[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether there is any working time on `day` (a half day is a working day)."""
        return bool(self._plan_of(day))

    def intervals(self, day: date) -> list[tuple[time, time]]:
        """The working intervals of `day`, in order; an end of 00:00 is midnight."""
        return [(_time(a), _time(b)) for a, b in self._plan_of(day)]

    def is_known(self, first: date, last: date) -> bool:
        """Whether every year from `first` to `last` has its official calendar."""
        return all(year in self.known_years for year in range(first.year, last.year + 1))

    def with_days(self, days: Mapping[date, Intervals]) -> WorkCalendar:
        """The same calendar with other intervals on some days (a closure, a half day, a duty)."""
        made = WorkCalendar.__new__(WorkCalendar)
        made._weekly, made._seasons = self._weekly, self._seasons
        made._days = {**self._days, **{day: _plan(intervals) for day, intervals in days.items()}}
        made.known_years = self.known_years
        made._years = {}
        return made

    # -- arithmetic ------------------------------------------------------------------------------------

    def add(self, start: datetime, limit: Limit, *, roll: Roll = "same_time") -> Due:
        """When `limit` from `start` (aware) is due.

        Working minutes and hours run in the intervals only; from outside them they begin with the next one.
        Working days end with the last interval of the n-th working day after the day of `start`. Calendar days
        and months (clamped to the end of the month) end by `roll`: at the same time, or with the last interval
        of that day, or of the next working day where it is none. ValueError: naive `start`, or past year 9999.
        """
        local = _local(start)
        if limit.unit in (Unit.WORKING_MINUTES, Unit.WORKING_HOURS):
            return self._add_minutes(local, limit.amount * (60 if limit.unit is Unit.WORKING_HOURS else 1))
        if limit.unit is Unit.WORKING_DAYS:
            return self._add_days(local, limit.amount)
        if limit.unit is Unit.CALENDAR_DAYS:
            day = _days_later(local.date(), limit.amount)
        else:
            day = _months_later(local.date(), limit.amount)
        if roll == "same_time":
            return Due(_utc(datetime.combine(day, local.time())), provisional=False)
        return self._close(day, day)

    def add_days(self, day: date, limit: Limit) -> tuple[date, bool]:
        """The day on which `limit` from the opening of `day` is due, and whether that is provisional."""
        if limit.unit is Unit.WORKING_DAYS:
            day_due, _ = self._day_after(day, limit.amount)
            return day_due, not self.is_known(day, day_due)
        due = self.add(datetime.combine(day, time(), SHANGHAI), limit)
        return due.at.astimezone(SHANGHAI).date(), due.provisional

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Working minutes from `a` to `b` (negative where `b` is before `a`)."""
        if b < a:
            return -self.minutes_between(b, a)
        first, last = _whole_minute(_local(a)), _whole_minute(_local(b))
        total = self._worked(last) - self._worked(first)
        for year in range(first.year, last.year):
            total += self._year(year).minutes[-1]
        return total

    def days_between(self, a: date | datetime, b: date | datetime) -> int:
        """Working days after the day of `a` up to and with the day of `b` (negative where `b` is before `a`)."""
        first, last = _day(a), _day(b)
        if last < first:
            return -self.days_between(last, first)
        total = self._days_until(last) - self._days_until(first)
        for year in range(first.year, last.year):
            total += self._year(year).days[-1]
        return total

    def at_fraction(self, start: datetime, due: datetime, fraction: float) -> datetime:
        """The moment when `fraction` (0 … 1) of the working time from `start` to `due` is gone.

        Where there is no working time between them, the same part of the time by the clock.
        """
        total = self.minutes_between(start, due)
        if total <= 0:
            return start.astimezone(UTC) + max(due - start, timedelta()) * fraction
        gone = Limit(int(total * fraction + 1e-9), Unit.WORKING_MINUTES)
        return min(self.add(start, gone).at, due.astimezone(UTC))

    def after_pause(self, due: datetime, paused: datetime, resumed: datetime) -> Due:
        """`due` moved by a pause: the working minutes left when it began are left when it ends.

        What was overdue when the pause began keeps its due moment: a pause heals nothing.
        """
        left = self.minutes_between(paused, due)
        if due <= paused or resumed <= paused:
            return Due(due.astimezone(UTC), provisional=False)
        moved = self._add_minutes(_local(resumed), left)
        return moved if moved.at >= due else Due(due.astimezone(UTC), moved.provisional)

    # -- inside ----------------------------------------------------------------------------------------

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            if number > 9999:
                raise ValueError("a limit cannot reach past the year 9999")
            first = date(number, 1, 1)
            length = (date(number, 12, 31) - first).days + 1
            plans = [self._plan_of(first + timedelta(days=n)) for n in range(length)]
            minutes, days = [0], [0]
            for plan in plans:
                minutes.append(minutes[-1] + sum(b - a for a, b in plan))
                days.append(days[-1] + bool(plan))
            year = self._years[number] = _Year(first, plans, minutes, days)
        return year

    def _worked(self, local: datetime) -> int:
        """Working minutes of the year up to `local`."""
        year = self._year(local.year)
        index = (local.date() - year.first).days
        now = local.hour * 60 + local.minute
        return year.minutes[index] + sum(min(b, now) - a for a, b in year.plans[index] if a < now)

    def _days_until(self, day: date) -> int:
        year = self._year(day.year)
        return year.days[(day - year.first).days + 1]

    def _add_minutes(self, start: datetime, amount: int) -> Due:
        begin = _whole_minute(start)
        if amount == 0:
            return self._next_open(begin)
        number, wanted = begin.year, self._worked(begin) + amount
        year = self._year(number)
        while wanted > year.minutes[-1]:
            wanted -= year.minutes[-1]
            number += 1
            year = self._year(number)
        index = bisect_left(year.minutes, wanted) - 1
        return self._found(start, year, index, wanted - year.minutes[index])

    def _found(self, start: datetime, year: _Year, index: int, left: int) -> Due:
        day = year.first + timedelta(days=index)
        for a, b in year.plans[index]:
            if left <= b - a:
                return Due(_utc(_at(day, a + left)), not self.is_known(start.date(), day))
            left -= b - a
        raise AssertionError("the sums of a year and its plans disagree")

    def _next_open(self, begin: datetime) -> Due:
        """`begin` itself inside an interval (ends included), otherwise the next begin of one."""
        now, day = begin.hour * 60 + begin.minute, begin.date()
        for a, b in self._plan_of(day):
            if now <= b:
                return Due(_utc(_at(day, max(now, a))), not self.is_known(day, day))
        opens, _ = self._day_after(day, 1)
        return Due(_utc(_at(opens, self._plan_of(opens)[0][0])), not self.is_known(day, opens))

    def _day_after(self, day: date, count: int) -> tuple[date, _Plan]:
        """The `count`-th working day after `day`; for 0 `day` itself, or the next where it is none."""
        if count == 0 and (plan := self._plan_of(day)):
            return day, plan
        number, wanted = day.year, self._days_until(day) + max(count, 1)
        year = self._year(number)
        while wanted > year.days[-1]:
            wanted -= year.days[-1]
            number += 1
            year = self._year(number)
        index = bisect_left(year.days, wanted) - 1
        return year.first + timedelta(days=index), year.plans[index]

    def _add_days(self, start: datetime, count: int) -> Due:
        day, plan = self._day_after(start.date(), count)
        end = _at(day, plan[-1][1])
        if end < start:  # none left of today: 0 working days mean the next one
            day, plan = self._day_after(day, 1)
            end = _at(day, plan[-1][1])
        return Due(_utc(end), not self.is_known(start.date(), day))

    def _close(self, start: date, day: date) -> Due:
        last, plan = self._day_after(day, 0)
        return Due(_utc(_at(last, plan[-1][1])), not self.is_known(start, last))


def _local(moment: datetime) -> datetime:
    """The wall time in Shanghai, without its zone (arithmetic on it is exact: no summer time since 1991)."""
    if moment.tzinfo is None:
        raise ValueError("working time needs an aware moment")
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=SHANGHAI).astimezone(UTC)


def _whole_minute(local: datetime) -> datetime:
    if local.second or local.microsecond:
        return local.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return local


def _at(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - wall time


def _day(moment: date | datetime) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _days_later(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        raise ValueError("a limit cannot reach past the year 9999") from None


def _months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    if year > 9999:
        raise ValueError("a limit cannot reach past the year 9999")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

"""Slots of what is shared, what an agreement and a commitment must say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Invalid

GRAIN = timedelta(minutes=30)  # what the constraint of the database counts in
SLOT_MINUTES = (30, 60, 90, 120, 180, 240)
TELL_DAYS = 30  # before an agreement ends both are told (issue 4, A9)
REMIND = timedelta(hours=24)
FORGET = timedelta(days=183)  # who booked as a resident
RESIDENT_MOST = 3  # coming bookings of one resident, so that everybody gets a turn (default, ours)
Slot = tuple[datetime, datetime]


def slots_on(day: date, intervals: Sequence[tuple[time, time]], slot_minutes: int) -> list[Slot]:
    """The slots of a day within its opening hours, in Shanghai's time; what is left over at the end is none."""
    length, found = timedelta(minutes=slot_minutes), []
    for opens, closes in intervals:
        start = _round_up(datetime.combine(day, opens, SHANGHAI))
        end = datetime.combine(day, closes, SHANGHAI)
        if closes <= opens:
            end += timedelta(days=1)  # an interval that ends at 00:00 ends at midnight
        while start + length <= end:
            found.append((start, start + length))
            start += length
    return found


def _round_up(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 30, seconds=moment.second)
    return moment + (GRAIN - over) if over else moment


def span_of(chosen: Sequence[datetime], offered: Sequence[Slot]) -> Slot:
    """From when to when the chosen slots reach; they lie side by side on one day.

    Raises Invalid (field slot)."""
    ends = dict(offered)
    starts = sorted(set(chosen))
    if not starts:
        raise Invalid("Choose a time first.", field="slot")
    if any(s not in ends for s in starts):
        raise Invalid("This time is not offered. Choose again from the calendar.", field="slot")
    if any(ends[a] != b for a, b in zip(starts, starts[1:], strict=False)):
        raise Invalid("Choose times that lie side by side.", field="slot")
    return starts[0], ends[starts[-1]]


def grains(start: datetime, end: datetime) -> list[datetime]:
    """The half hours from `start` to `end`."""
    return [start + GRAIN * n for n in range(int((end - start) / GRAIN))]


def check_agreement(signed_on: date, starts_on: date, ends_on: date, today: date) -> None:
    """Raises Invalid (fields signed_on, ends_on)."""
    if signed_on > today:
        raise Invalid("This day has not come yet.", field="signed_on")
    if ends_on < starts_on:
        raise Invalid("The last day lies before the first.", field="ends_on")


def check_shared(slot_minutes: int, ahead_days: int) -> None:
    """Raises Invalid (fields slot_minutes, ahead_days)."""
    if slot_minutes not in SLOT_MINUTES:
        raise Invalid("Choose one of the lengths.", field="slot_minutes")
    if not 1 <= ahead_days <= 180:
        raise Invalid("From 1 to 180 days.", field="ahead_days")

"""Weeks, by their Mondays. Pure."""

from __future__ import annotations

from datetime import date, timedelta

WEEK = timedelta(days=7)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def asked(text: str, today: date) -> date:
    """The week that an address names; the present one where it names none, or one that cannot be."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return week_of(today)
    return week_of(day) if abs((day - today).days) < 3660 else week_of(today)

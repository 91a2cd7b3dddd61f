"""Times and spans in words, in Asia/Shanghai and in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.core import clock


def moment(value: datetime | date | None) -> str:
    """`YYYY-MM-DD HH:MM` in Asia/Shanghai; a plain date stays a date; nothing is a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat()


def day(value: datetime | date | None) -> str:
    """`YYYY-MM-DD` in Asia/Shanghai."""
    if value is None or value == "":
        return "—"
    return (clock.local(value).date() if isinstance(value, datetime) else value).isoformat()


def clock_time(value: datetime | None) -> str:
    """`HH:MM` in Asia/Shanghai."""
    return clock.local(value).strftime("%H:%M") if value else "—"


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: days from 48 hours on, hours from 2 hours on, minutes."""
    minutes = int(abs(seconds) // 60)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if minutes >= 120:
        hours = minutes // 60
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    minutes = max(minutes, 1)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def until(value: datetime | None) -> str:
    """How far a limit is: "3 days left" or "overdue by 3 days" (calendar time, not working time)."""
    if not value:
        return _("no limit")
    seconds = (value - clock.now()).total_seconds()
    if seconds < 0:
        return _("overdue by %(span)s") % {"span": span(seconds)}
    return _("%(span)s left") % {"span": span(seconds)}


def ago(value: datetime | None) -> str:
    """How long ago something was; "just now" within a minute."""
    if not value:
        return "—"
    seconds = (clock.now() - value).total_seconds()
    if seconds < 60:
        return _("just now")
    return _("%(span)s ago") % {"span": span(seconds)}

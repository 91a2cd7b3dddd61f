"""Numbers and spans of time in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongzhi.insight.rules.periods import Period, PeriodKind


def span_words(period: Period) -> str:
    """A period as officials write it: 2026年3月, 2026年第1季度, 2026-03-02 至 2026-03-08."""
    first = period.first
    if period.kind is PeriodKind.MONTH and first.day == 1 and first.month == period.last.month:
        return _("%(month)s/%(year)s") % {"year": first.year, "month": first.month}
    if period.kind is PeriodKind.QUARTER:
        return _("Quarter %(n)s of %(year)s") % {"year": first.year, "n": (first.month + 2) // 3}
    if period.kind is PeriodKind.YEAR and (first.month, period.last.month) == (1, 12):
        return _("Year %(year)s") % {"year": first.year}
    return days_words(period)


def days_words(period: Period) -> str:
    """The first and last day; one alone where it is one."""
    if period.first == period.last:
        return period.first.isoformat()
    return _("%(first)s to %(last)s") % {"first": period.first.isoformat(), "last": period.last.isoformat()}


def step_words(period: Period) -> str:
    """A part of a period, short, for a line's axis."""
    first, last = period.first, period.last
    if first == last:
        return f"{first.month}-{first.day}"
    if period.kind is PeriodKind.MONTH:
        return _("%(month)s/%(year)s") % {"year": first.year, "month": first.month}
    return f"{first.month}-{first.day}—{last.month}-{last.day}"


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal; a dash where there is nothing to share."""
    return f"{part / whole:.1%}" if whole else "—"


def mean(total: float, number: int) -> str:
    """A mean with one decimal, or a dash."""
    return f"{total / number:.1f}" if number else "—"


def change(now: int, before: int) -> str:
    """By how much more or less than before: “35 · +12%”."""
    if not before:
        return str(before)
    return f"{before:,} · {(now - before) / before:+.0%}"

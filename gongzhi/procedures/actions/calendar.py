"""Editing the calendar, and recomputing what was due provisionally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.worktime import national
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.write import load
from gongzhi.procedures.models import CalendarDay, CalendarYear, Matter
from gongzhi.procedures.queries.calendars import calendar_for, forget_calendars
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.rules import timing

EDITED = ledger.register("procedures:calendar:edited", _("A day of the working calendar was changed"))
IMPORTED = ledger.register("procedures:calendar:imported", _("The official calendar of a year was entered"))
KINDS = ("holiday", "workday", "half")
Hours = Sequence[tuple[time, time]]


@transaction.atomic
def set_day(
    day: date, kind: str, *, actor: Actor, hours: Hours = (), source: str = "", place_id: int | None = None
) -> CalendarDay:
    """Make `day` differ: holiday, workday (with the usual hours where none are given) or half (hours needed).

    For the whole installation, or for a place and all below. Needs `calendar:edit` there."""
    _require(actor, place_id)
    if kind not in KINDS:
        raise Invalid("Choose holiday, workday or half day.", field="kind")
    if kind == "half" and not hours:
        raise Invalid("Give the hours of a half day.", field="hours")
    if any(a >= b for a, b in hours) or any(a[1] > b[0] for a, b in zip(hours, hours[1:], strict=False)):
        raise Invalid("Hours follow each other: 09:00-12:00, 13:30-17:00.", field="hours")
    CalendarDay.objects.filter(date=day, place=place_id).delete()
    row = _day(day, kind, () if kind == "holiday" else hours, source, place_id)
    CalendarDay.objects.bulk_create([row])
    codes = {"date": day.isoformat(), "kind": kind, "place": place_id}
    ledger.record(EDITED, stream=place_id or 0, actor=actor, codes=codes)
    forget_calendars()
    return row


@transaction.atomic
def clear_day(day: date, *, actor: Actor, place_id: int | None = None) -> None:
    """Make `day` an ordinary one again."""
    _require(actor, place_id)
    if CalendarDay.objects.filter(date=day, place=place_id).delete()[0]:
        codes = {"date": day.isoformat(), "kind": "ordinary", "place": place_id}
        ledger.record(EDITED, stream=place_id or 0, actor=actor, codes=codes)
    forget_calendars()


def import_year(
    year: int, *, actor: Actor, days: Mapping[date, str] | None = None, source: str = "chinesecalendar"
) -> int:
    """Enter the official calendar of a year: `days` (date → holiday or workday, as typed from the notice), or what
    the package `chinesecalendar` knows. Due dates that were provisional are recomputed. How many of them.

    Raises Invalid where the package does not know the year and no days are given."""
    _require(actor, None)
    if days is None:
        if year not in national().known_years:
            raise Invalid("The package does not know %(year)s yet: type the notice.", field="year", year=year)
    elif wrong := [d for d, kind in days.items() if d.year != year or kind not in ("holiday", "workday")]:
        raise Invalid("%(day)s is not a day of that year.", field="days", day=wrong[0].isoformat())
    with transaction.atomic():
        if days is not None:
            CalendarDay.objects.filter(date__year=year, place=None).exclude(kind="half").delete()
            CalendarDay.objects.bulk_create([_day(d, kind, (), source, None) for d, kind in sorted(days.items())])
        CalendarYear.objects.filter(year=year).delete()
        CalendarYear.objects.bulk_create([CalendarYear(year=year, source=source)])
        codes: dict[str, str | int] = {"year": year, "days": len(days or ()), "source": source}
        ledger.record(IMPORTED, stream=0, actor=actor, codes=codes)
    forget_calendars()
    return recompute()


def recompute() -> int:
    """Aim every provisional clock anew by the calendar as it is now, a transaction a matter; how many changed. What a
    crash left undone is done by calling it again."""
    changed = 0
    for matter_id in list(Matter.objects.filter(provisional=True).order_by("id").values_list("id", flat=True)):
        changed += _recompute(matter_id)
    return changed


@transaction.atomic
def _recompute(matter_id: int) -> bool:
    matter, before = load(matter_id)
    definition = definition_of(matter.revision_id, matter.procedure)
    now = clock.now()
    after = timing.reaim(definition, before, now, calendar_for(matter.place_id))
    if after == before or not store.update(matter, before, after, ticking=False):
        return False
    line = store.Line("recompute", SYSTEM)
    store.write_line(matter, line, now, from_step=matter.step, to_post=None, seq=matter.last_seq + 1)
    return True


def _day(day: date, kind: str, hours: Hours, source: str, place_id: int | None) -> CalendarDay:
    intervals = [[a.strftime("%H:%M"), b.strftime("%H:%M")] for a, b in hours]
    return CalendarDay(date=day, kind=kind, intervals=intervals, source=source, place_id=place_id)


def _require(actor: Actor, place_id: int | None) -> None:
    """For the whole installation the permission is needed at a place that has none above."""
    if place_id is not None:
        require(actor, Permission.CALENDAR_EDIT, places.ancestors(place_id))
        return
    roots = places.Place.objects.filter(parent=None).values_list("id", flat=True)
    require(actor, Permission.CALENDAR_EDIT, list(roots))

"""What an emergency plan came to: counts alone, compiled before its personal data is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyDuty, EmergencyHelper, EmergencyNeed
from gongzhi.structure.queries.emergency import rule_of
from gongzhi.structure.rules.emergency import Role, hours, span


def needs(row: Emergency) -> QuerySet[EmergencyNeed]:
    """The needs of a plan with their matters."""
    return (
        EmergencyNeed.objects.filter(emergency=row)
        .select_related("matter__place", "matter__holder_post__body")
        .defer("matter__place__geometry", "matter__place__search")
    )


def need_numbers(row: Emergency) -> list[tuple[str, dict[str, int]]]:
    """By kind of request: how many, answered in time, answered late, open, open and overdue. One query."""
    closed, now = Q(matter__closed_at__isnull=False), clock.now()
    late = Q(matter__closed_at__gt=F("matter__due_at"))
    rows = (
        EmergencyNeed.objects.filter(emergency=row)
        .values_list("matter__type_key")
        .annotate(
            total=Count("id"), late=Count("id", filter=closed & late), closed=Count("id", filter=closed),
            open=Count("id", filter=~closed), overdue=Count("id", filter=~closed & Q(matter__due_at__lt=now)),
        )
        .order_by("matter__type_key")
    )  # fmt: skip
    return [
        (key, {"total": total, "in_time": done - late_, "late": late_, "open": open_, "overdue": overdue})
        for key, total, late_, done, open_, overdue in rows
    ]


def compile_report(row: Emergency) -> dict[str, Any]:
    """The counts as they stand now; no name, no phone, no row of a person."""
    shifts = {s.key: s for s in rule_of(row).shifts}
    now = clock.local(clock.now()).replace(tzinfo=None)
    duties = EmergencyDuty.objects.filter(emergency=row).values_list("on", "shift").annotate(n=Count("id"))
    served = [
        (n, hours(shifts[key].starts, shifts[key].ends))
        for on, key, n in duties.order_by("on", "shift")
        if key in shifts and span(on, shifts[key].starts, shifts[key].ends)[0] <= now
    ]
    roles = dict(EmergencyHelper.objects.filter(emergency=row).values_list("role").annotate(n=Count("id")))
    days = EmergencyHelper.objects.filter(emergency=row).values_list("on").annotate(n=Count("id")).order_by("on")
    area = EmergencyArea.objects.filter(emergency=row)
    return {
        "branches": area.exclude(branch=None).count(),
        "areas": area.exclude(leader=None).count(),
        "estates": area.exclude(unit=None).count(),
        "units": area.exclude(unit=None).values("unit").distinct().count(),
        "cadres": roles.get(Role.CADRE.value, 0),
        "volunteers": roles.get(Role.VOLUNTEER.value, 0),
        "days": [[str(day), n] for day, n in days],
        "duties": sum(n for n, _hours in served),
        "hours": sum(n * length for n, length in served),
        "needs": dict(need_numbers(row)),
    }


def report_of(row: Emergency) -> dict[str, Any]:
    """The report: as written when it ended, else as it stands now."""
    return row.report or compile_report(row)


def left_of(row: Emergency) -> int:
    """How many rows about persons are kept of a plan: none when it has ended."""
    kept = (EmergencyHelper.objects.filter(emergency=row), EmergencyDuty.objects.filter(emergency=row))
    return sum(rows.count() for rows in kept)


def total_needs(report: dict[str, Any]) -> dict[str, int]:
    """The needs of all kinds together."""
    names = ("total", "in_time", "late", "open", "overdue")
    return {n: sum(kind[n] for kind in report["needs"].values()) for n in names}


def facts(report: dict[str, Any]) -> list[tuple[str, str]]:
    """`words` for a page: 0 is a number there too."""
    return [(name, str(value)) for name, value in words(report)]


def words(report: dict[str, Any]) -> list[tuple[str, int]]:
    """The report as name and value, for the paper and the table."""
    need = total_needs(report)
    return [
        (_("Temporary branches"), report["branches"]),
        (_("Party members who reported in"), report["cadres"]),
        (_("Volunteers"), report["volunteers"]),
        (_("Areas taken by leaders"), report["areas"]),
        (_("Estates taken by units"), report["estates"]),
        (_("Shifts served"), report["duties"]),
        (_("Hours of duty"), int(report["hours"])),
        (_("Needs taken in"), need["total"]),
        (_("Answered in time"), need["in_time"]),
        (_("Answered late"), need["late"]),
        (_("Still open"), need["open"]),
    ]


def need_lines(report: dict[str, Any]) -> list[tuple[str, dict[str, int]]]:
    """Needs by kind, with the kind's name."""
    return [(title_of(key), numbers) for key, numbers in report["needs"].items()]


def title_of(type_key: str) -> str:
    """The name of a kind of request."""
    try:
        return str(packs.named(packs.active().request_type(type_key)))
    except KeyError:
        return type_key


def kinds_of(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Choices of kinds of requests."""
    return [(k, title_of(k)) for k in keys]


def need_state(need: EmergencyNeed) -> tuple[str, str]:
    """(colour, words) of a need."""
    matter = need.matter
    if matter.closed_at is not None:
        late = matter.due_at is not None and matter.closed_at > matter.due_at
        return "grey", _("Answered late") if late else _("Answered in time")
    if matter.due_at is not None and matter.due_at < clock.now():
        return "red", _("overdue")
    return ("yellow", _("due soon")) if matter.light == "yellow" else ("green", _("in time"))

"""Reads of those who help in an emergency, and of their rota."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit import crypto
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyDuty, EmergencyHelper, EmergencyRota
from gongzhi.structure.queries.emergency import estates, rule_of
from gongzhi.structure.rules.emergency import AHEAD


def aad(helper_id: int) -> str:
    """Where the sealed value stands."""
    return f"structure_emergencyhelper.sealed.{helper_id}"


def opened(helper: EmergencyHelper) -> tuple[str, str]:
    """(name, phone) in clear."""
    name, phone = json.loads(crypto.keyring().decrypt(helper.sealed, aad=aad(helper.pk)))
    return str(name), str(phone)


def find(row: Emergency, helper_id: int) -> EmergencyHelper:
    """A helper of the plan. Raises NotFound."""
    found = EmergencyHelper.objects.filter(pk=helper_id, emergency=row.pk).first()
    if found is None:
        raise NotFound("There is no such helper.")
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A helper as lists show them: the phone masked."""

    row: EmergencyHelper
    name: str
    phone: str


def shown(rows: Iterable[EmergencyHelper]) -> list[Shown]:
    """The helpers with name and masked phone."""
    found = []
    for row in rows:
        name, phone = opened(row)
        found.append(Shown(row, name, people.mask_phone(phone)))
    return found


def helpers(
    row: Emergency, *, area: int | None = None, free: bool = False, role: str = ""
) -> QuerySet[EmergencyHelper]:
    """Those of the plan; of one area, or without one."""
    rows = EmergencyHelper.objects.filter(emergency=row).select_related("area__place", "wanted__place")
    rows = rows.defer(
        "area__place__geometry", "area__place__search", "wanted__place__geometry", "wanted__place__search"
    )
    if role:
        rows = rows.filter(role=role)
    if free:
        return rows.filter(area=None)
    return rows.filter(area=area) if area else rows


def by_day(row: Emergency) -> list[tuple[date, int]]:
    """How many reported in on each day."""
    rows = EmergencyHelper.objects.filter(emergency=row).values_list("on").annotate(n=Count("id")).order_by("on")
    return list(rows)


@dataclass(frozen=True, slots=True)
class Cell:
    """A shift in an area: who is on duty, how many are missing."""

    shift: packs.DutyShift
    on_duty: list[tuple[EmergencyDuty, str]]
    missing: int


@dataclass(frozen=True, slots=True)
class Line:
    """An area with its shifts of a day."""

    area: EmergencyArea
    cells: list[Cell]


def rota(row: Emergency, on: date) -> list[Line]:
    """The rota of a day: every estate of the plan, every shift. Two queries."""
    shifts = rule_of(row).shifts
    duties = EmergencyDuty.objects.filter(emergency=row, on=on).select_related("helper").order_by("id")
    there: dict[tuple[int, str], list[tuple[EmergencyDuty, str]]] = {}
    for duty in duties:
        there.setdefault((duty.area_id, duty.shift), []).append((duty, opened(duty.helper)[0]))
    return [
        Line(
            area,
            [
                Cell(s, found, max(0, s.seats - len(found)))
                for s in shifts
                for found in [there.get((area.pk, s.key), [])]
            ],
        )
        for area in estates(row)
    ]


def gaps(row: Emergency, on: date) -> int:
    """How many are missing on a day."""
    seats = {s.key: s.seats for s in rule_of(row).shifts}
    rows = EmergencyDuty.objects.filter(emergency=row, on=on).values_list("area_id", "shift")
    taken = Counter(rows)
    return sum(max(0, n - taken[(a.pk, key)]) for a in estates(row) for key, n in seats.items())


def settled(row: Emergency, on: date) -> bool:
    """Whether the rota of the day is settled."""
    return EmergencyRota.objects.filter(emergency=row, on=on).exists()


def days_of_rota(row: Emergency) -> list[date]:
    """The days for which a rota can be made: from today, or the first day, to the last, at most a fortnight."""
    first = max(row.starts_on, clock.today())
    return [first + timedelta(days=n) for n in range(AHEAD) if first + timedelta(days=n) <= row.ends_on]

"""Staff: who is on it, and its figures by year; averages of fewer people than the pack says are not told."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.access.public import Permission
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE
from gongzhi.exchange.api.structure.common import After, PageOut, posted
from gongzhi.structure import public as structure

router = Router(tags=["staff"], auth=SEE)


class StaffOut(s.Plain):
    appointment_id: s.OutId
    name: str
    post: str
    since: date
    until: date | None
    step: str
    points: int | None
    entry: str


class StaffPageOut(PageOut):
    items: list[StaffOut]


class StaffYearOut(s.Plain):
    year: int
    day: date
    people: int
    age: float | None = Field(description="The average; null for too few people, or where no year of birth is entered.")
    came: int
    left: int
    turnover: float | None


class StaffGroupOut(s.Plain):
    group: str = Field(description="staff (of communities) or leading (the group that leads the street).")
    years: list[StaffYearOut]


class StaffUnitOut(s.Plain):
    unit: str
    year: StaffYearOut


class NormLineOut(s.Plain):
    place_id: s.OutId
    name: str
    base: int | None = Field(description="Households or residents; null where they were never entered.")
    least: int | None
    people: int
    missing: int


class NormOut(s.Plain):
    rule: str = Field(description="The key of the pack's standard.")
    title: str
    amount: int = Field(description="The norm grows by so many households or residents.")
    of: str
    lines: list[NormLineOut]
    cut: bool


class StaffFiguresOut(s.Plain):
    place_id: s.OutId
    place: str
    least: int = Field(description="Averages of fewer people are not told.")
    groups: list[StaffGroupOut]
    units: list[StaffUnitOut]
    cut: bool = Field(description="There are too many communities to name each.")
    norms: list[NormOut] = Field(description="Staff that the pack asks for by households, against who is there.")


@router.get("/staff", response=StaffPageOut)
def staff(request: HttpRequest, q: Annotated[s.Line, Query("")] = "", after: After = "") -> Any:
    """The staff of the area where the posts appoint, with the step of the ladder; no year of birth."""
    page = structure.staff_reads.listing(posted(request, Permission.ORG_APPOINT), words=q[:60], after=after)
    items = [
        {
            "appointment_id": row.appointment.pk, "name": row.appointment.person.name,
            "post": row.appointment.post.label, "since": row.appointment.starts_on, "until": row.appointment.ends_on,
            "step": row.step, "points": row.points, "entry": row.entry,
        }
        for row in page.items
    ]  # fmt: skip
    return {"items": items, "after": page.after}


def _year(line: Any) -> dict[str, Any]:
    return {
        "year": line.year, "day": line.day, "people": line.people, "came": line.came, "left": line.left,
        "age": float(line.age) if line.age is not None else None,
        "turnover": float(line.turnover) if line.turnover is not None else None,
    }  # fmt: skip


@router.get("/staff/figures", response=StaffFiguresOut)
def figures(
    request: HttpRequest,
    place: Annotated[s.Id | None, Query(None, description="Without: the highest place that one sees.")] = None,
) -> Any:
    """Average age and turnover by year, of all staff of communities and of the leading group; each community."""
    found = structure.staff_figures(posted(request, Permission.ORG_SEE), place)
    return {
        "place_id": found.place.pk,
        "place": found.place.name,
        "least": found.least,
        "groups": [{"group": name, "years": [_year(line) for line in lines]} for name, lines in found.groups],
        "units": [{"unit": name, "year": _year(line)} for name, line in found.units],
        "cut": found.cut,
        "norms": [
            {
                "rule": n.standard.key,
                "title": n.title,
                "amount": n.standard.per.amount,
                "of": n.standard.per.of,
                "lines": n.lines,
                "cut": n.cut,
            }
            for n in found.norms
            if n.standard.per
        ],
    }

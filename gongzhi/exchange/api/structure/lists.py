"""Responsibility lists with their progress; leaders paired with communities: visits, problems, monthly reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.core.errors import Invalid
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE, actor
from gongzhi.exchange.api.structure.common import After, PageOut, posted
from gongzhi.exchange.api.structure.meetings import TaskOut, _task
from gongzhi.kit.paging import paged
from gongzhi.structure import public as structure

router = Router(tags=["lists"], auth=SEE)
Month = Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class DutyItemOut(s.Plain):
    id: s.OutId
    title: str
    due_on: date
    done: int
    wanted: int
    unit: str
    late: bool
    full: bool
    evidence: int = Field(description="How many records prove it.")


class DutiesOut(s.Plain):
    id: s.OutId
    year: int
    template: str
    title: str
    body_id: s.OutId
    body: str
    post: str = Field(description="Whose list it is; empty: of the whole body.")
    state: str = Field(description="draft, issued")
    entries: int
    full: int
    late: int
    version: int


class DutyPageOut(PageOut):
    items: list[DutiesOut]


class DutySheetOut(DutiesOut):
    items: list[DutyItemOut]


class PairOut(s.Plain):
    id: s.OutId
    kind: str
    post_id: s.OutId
    leader: str
    place_id: s.OutId
    place: str
    starts_on: date
    ends_on: date | None
    visits: int = Field(description="This month.")
    problems: int
    open: int


class PairPageOut(PageOut):
    items: list[PairOut]


class VisitOut(s.Plain):
    id: s.OutId
    on: date
    words: str


class MonthReportRowOut(s.Plain):
    id: s.OutId
    month: str
    sent_at: datetime


class PairSheetOut(PairOut):
    latest: list[VisitOut] = Field(description="The last twenty visits.")
    tasks: list[TaskOut] = Field(description="Problems and instructions, the latest hundred.")
    reports: list[MonthReportRowOut]


class MonthFiguresOut(s.Plain):
    month: str
    figures: dict[str, int]


class MonthReportOut(MonthFiguresOut):
    id: s.OutId
    pair_id: s.OutId
    place: str
    words: str
    sent_at: datetime
    instruction: str


def _sheet(row: Any) -> dict[str, Any]:
    sheet = row.sheet
    return {
        "id": sheet.pk, "year": sheet.year, "template": sheet.template, "title": sheet.title,
        "body_id": sheet.body_id, "body": sheet.body.name, "post": sheet.post.label if sheet.post else "",
        "state": sheet.state, "entries": row.entries, "full": row.full, "late": row.late, "version": sheet.version,
    }  # fmt: skip


@router.get("/duties", response=DutyPageOut)
def duties(
    request: HttpRequest,
    year: Annotated[int | None, Query(None, ge=2000, le=2100)] = None,
    template: Annotated[s.Line, Query("")] = "",
    q: Annotated[s.Line, Query("")] = "",
    place: Annotated[s.Id | None, Query(None, description="At or below it.")] = None,
    after: After = "",
) -> Any:
    """The responsibility lists that one sees, with how far they are; drafts only to who writes them."""
    asked = {"year": year, "template": template, "q": q, "place": place}
    page = paged(structure.duty_reads.narrowed(posted(request), asked), ["-id"], after=after, size=50)
    return {"items": [_sheet(row) for row in structure.duty_reads.sheet_rows(page.items)], "after": page.after}


@router.get("/duties/{sheet_id}", response=DutySheetOut)
def duty_sheet(request: HttpRequest, sheet_id: s.Id) -> Any:
    """One list: its entries, what is wanted and what was done."""
    found = structure.duty_reads.find(sheet_id, actor(request))
    (row,) = structure.duty_reads.sheet_rows([found])
    items = [
        {
            "id": r.item.pk, "title": r.item.title, "due_on": r.item.due_on, "done": r.done, "wanted": r.wanted,
            "unit": r.item.unit, "late": r.late, "full": r.full, "evidence": len(r.evidence) + len(r.proofs),
        }
        for r in structure.duty_reads.items_of([found])[found.pk]
    ]  # fmt: skip
    return _sheet(row) | {"items": items}


def _pair(row: Any, numbers: tuple[int, int, int]) -> dict[str, Any]:
    visits, problems, open_ = numbers
    names = ("id", "kind", "post_id", "place_id", "starts_on", "ends_on")
    return {name: getattr(row, name) for name in names} | {
        "leader": row.post.label, "place": row.place.name, "visits": visits, "problems": problems, "open": open_,
    }  # fmt: skip


@router.get("/pairs", response=PairPageOut)
def pairs(request: HttpRequest, after: After = "") -> Any:
    """Leaders and the places that they are paired with, of one's area and one's own posts."""
    page = paged(structure.pairing_reads.visible(posted(request)), ["-id"], after=after, size=50)
    numbers = structure.pairing_reads.numbers(page.items)
    return {"items": [_pair(row, numbers[row.pk]) for row in page.items], "after": page.after}


@router.get("/pairs/{pair_id}", response=PairSheetOut)
def pair(request: HttpRequest, pair_id: s.Id) -> Any:
    """One pair: visits, problems found and instructions with their state, monthly reports."""
    row = structure.pairing_reads.find(pair_id, actor(request))
    return _pair(row, structure.pairing_reads.numbers([row])[row.pk]) | {
        "latest": list(row.visits.order_by("-on", "-id")[:20]),
        "tasks": [_task(t) for t in structure.pairing_reads.tasks_of(row)[:100]],
        "reports": [
            {"id": r.pk, "month": f"{r.month:%Y-%m}", "sent_at": r.sent_at} for r in row.reports.order_by("-month")[:36]
        ],
    }


@router.get("/pairs/{pair_id}/figures", response=MonthFiguresOut)
def figures(request: HttpRequest, pair_id: s.Id, month: Month) -> Any:
    """The numbers of a month, counted from the records as they stand now."""
    row = structure.pairing_reads.find(pair_id, actor(request))
    try:
        first = date.fromisoformat(f"{month}-01")
        first.replace(year=first.year + 1)
    except ValueError:
        raise Invalid("The date cannot be read: write it as 2026-03-01.", field="month") from None
    return {"month": month, "figures": structure.pairing_reads.figures(row, first)}


@router.get("/pairs/reports/{report_id}", response=MonthReportOut)
def month_report(request: HttpRequest, report_id: s.Id) -> Any:
    """A monthly report with its numbers as they stood when it was sent."""
    row = structure.pairing_reads.report(report_id, actor(request))
    return {
        "id": row.pk, "pair_id": row.pair_id, "place": row.pair.place.name, "month": f"{row.month:%Y-%m}",
        "figures": row.figures, "words": row.words, "sent_at": row.sent_at, "instruction": row.instruction,
    }  # fmt: skip

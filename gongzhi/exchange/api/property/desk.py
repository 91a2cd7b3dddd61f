"""Estates of one's area or company at the desk: their money, tables of fee income, subsidies, checks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once
from gongzhi.exchange.api.property import office_shapes, shapes
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, made_once, posted
from gongzhi.kit.paging import paged
from gongzhi.property import public as property

router = Router(tags=["property"], auth=SEE)


def seer(request: HttpRequest) -> Actor:
    """Who may see some estate. Raises Forbidden, NotFound (nothing of the kind in the rules in force)."""
    who = posted(request)
    property.estate_reads.require_some(who)
    return who


def manager(request: HttpRequest) -> Actor:
    """Who manages some estate. Raises Forbidden, NotFound."""
    who = seer(request)
    if not scopes(who, Permission.PROPERTY_MANAGE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PROPERTY_MANAGE)
    return who


@router.get("/property/estates", response=shapes.DeskEstatesOut)
def estates(
    request: HttpRequest,
    q: Annotated[s.Line, Query("", description="Part of the name of the estate or company.")] = "",
    contract: Annotated[Literal["", "none", "soon"], Query("", description="`soon`: ends within 90 days.")] = "",
    sort: Annotated[Literal["", "rate", "ends"], Query("")] = "",
    quarter: shapes.Quarter = "",
    after: After = "",
) -> Any:
    """The estates of the own area or company, each with the money of a quarter."""
    who, asked = seer(request), shapes.quarter_of(quarter)
    rows = property.estate_reads.narrowed(who, asked, text=q.strip(), contract=contract)
    page = paged(rows, property.estate_reads.SORTS[sort], after=after)
    held = property.estate_reads.contracts_on([e.pk for e in page.items])
    lines = property.figures.of_quarter(list(page.items), asked)
    items = [
        shapes.estate_shape(e, held.get(e.pk)) | {"money": shapes.line_shape(lines[e.pk])} for e in page.items
    ]  # fmt: skip
    return {"quarter": property.quarters.key(asked), "items": items, "after": page.after}


@router.post("/property/estates", response=shapes.DeskEstateOut, auth=ACT)
def take_in(request: HttpRequest, data: office_shapes.EstateIn, key: Key = "") -> Any:
    """An estate comes under the office. It is already: 409."""
    who = manager(request)
    made = made_once(request, "estate", key, data, lambda: property.estates.take_in(
        data.place_id, area_m2=data.area_m2, households=data.households, name=data.name, actor=who
    ).pk)  # fmt: skip
    return desk_sheet(property.estate_reads.get(made, who))


@router.get("/property/estates/{estate_id}", response=shapes.DeskEstateOut)
def one(request: HttpRequest, estate_id: s.Id) -> Any:
    """One estate with its contracts, money, what homes said, and what the third party found."""
    return desk_sheet(property.estate_reads.get(estate_id, seer(request)))


def desk_sheet(estate: Any) -> dict[str, Any]:
    """An estate with all that its page at the desk shows."""
    contracts = property.estate_reads.contracts_of(estate)
    now = property.estate_reads.contracts_on([estate.pk]).get(estate.pk)
    lines = property.figures.by_quarter(estate, property.quarters.first_of(clock.today()))
    total = property.figures.total(lines)
    return shapes.estate_shape(estate, now) | {
        "contracts": [shapes.contract_shape(c) for c in contracts],
        "version": estate.version,
        "watchers": shapes.watchers_shape(estate),
        "quarters": [shapes.desk_line_shape(line) for line in lines],
        "subsidies": [shapes.subsidy_shape(row) for row in property.figures.subsidies_of(estate, struck=True)],
        "hired": total.hired,
        "without_work": total.without_work,
        "results": shapes.result_shapes(estate),
        "checks": [
            {"id": c.pk, "on": c.on, "by": c.post.label, "findings": [_finding(f) for f in found]}
            for c, found in property.order_reads.checks_of(estate)
        ],
    }


def _finding(found: Any) -> dict[str, Any]:
    order = getattr(found, "order", None)  # none was issued
    names = ("id", "about", "fine", "words")
    return {name: getattr(found, name) for name in names} | {"order_id": str(order.pk) if order is not None else ""}


@router.post("/property/fees/look", response=shapes.FeesLookedOut)
def look(request: HttpRequest, data: shapes.FeesLookIn) -> Any:
    """What a table of fee income says, row by row; nothing is saved. What can be taken over comes back as `take`."""
    rows = [(n, row.model_dump()) for n, row in enumerate(data.rows, start=1)]
    found = property.imports.look_at(rows, manager(request))
    return {"wrong": sum(one.line is None for one in found), "rows": [_looked(one) for one in found]}


def _looked(one: property.imports.Looked) -> dict[str, Any]:
    line, was = one.line, one.was
    take = None
    if line is not None:
        take = {
            "estate_id": line.estate_id, "quarter": property.quarters.key(line.quarter), "due_fen": line.due,
            "collected_fen": line.collected, "version": line.version,
        }  # fmt: skip
    return {
        "row": one.row, "wrong": one.words, "same": one.same, "was_due_fen": was.due_fen if was else None,
        "was_collected_fen": was.collected_fen if was else None, "take": take,
    }  # fmt: skip


@router.post("/property/fees", response=shapes.FeesTakenOut, auth=ACT)
def take_over(request: HttpRequest, data: shapes.FeesTakeIn, key: Key = "") -> Any:
    """Save what the preview gave, all or nothing. Somebody entered one of the quarters meanwhile: 409."""
    who = manager(request)
    lines = [
        property.IncomeLine(
            row.estate_id, property.quarters.read(row.quarter), row.due_fen, row.collected_fen, row.version
        )
        for row in data.rows
    ]
    act_once(request, lines[0].estate_id, "fees", key, data, lambda: property.money.take_over(lines, actor=who))
    return {"rows": len(lines)}


def managed(request: HttpRequest, estate_id: int, permission: Permission) -> tuple[Any, Actor]:
    """An estate with which who calls may do this. Raises NotFound, Forbidden."""
    who = seer(request)
    estate = property.estate_reads.get(estate_id, who)
    property.estate_reads.require(who, permission, estate)
    return estate, who


@router.post("/property/estates/{estate_id}/subsidies", response=shapes.DeskEstateOut, auth=ACT)
def give(request: HttpRequest, estate_id: s.Id, data: shapes.SubsidyIn, key: Key = "") -> Any:
    """Enter a subsidy towards the fees of a quarter; income stays as it is."""
    estate, who = managed(request, estate_id, Permission.PROPERTY_MANAGE)
    quarter = property.quarters.read(data.quarter)
    draft = property.money.SubsidyDraft(
        quarter, data.giver_id, data.purpose, data.amount_fen, data.given_on, data.words
    )
    made_once(request, f"subsidy:{estate_id}", key, data, lambda: property.money.give(estate, draft, actor=who).pk)
    return desk_sheet(estate)


@router.post("/property/estates/{estate_id}/subsidies/{subsidy_id}/strike", response=shapes.DeskEstateOut, auth=ACT)
def strike(request: HttpRequest, estate_id: s.Id, subsidy_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """A subsidy was entered wrongly: it counts no more, and stays with the reason."""
    estate, who = managed(request, estate_id, Permission.PROPERTY_MANAGE)
    act_once(request, estate_id, f"subsidy-strike:{subsidy_id}", key, data,
             lambda: property.money.strike_subsidy(estate, subsidy_id, why=data.reason, actor=who))  # fmt: skip
    return desk_sheet(estate)


@router.post("/property/estates/{estate_id}/checks", response=shapes.DeskEstateOut, auth=ACT)
def check(request: HttpRequest, estate_id: s.Id, data: shapes.PropertyCheckIn, key: Key = "") -> Any:
    """The third party looked at an estate: what is fine, and in words what is not."""
    estate, who = managed(request, estate_id, Permission.PROPERTY_CHECK)
    found = {one.about: property.checks.Found(one.fine, one.words) for one in data.findings}
    if len(found) != len(data.findings):
        raise Invalid("The same thing stands there twice.", field="findings")
    made_once(request, f"check:{estate_id}", key, data,
              lambda: property.checks.check(estate, data.on, found, actor=who).pk)  # fmt: skip
    return desk_sheet(estate)

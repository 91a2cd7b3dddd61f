"""What the property office enters beside money and orders: estates, contracts, jobs; what it may choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongzhi.access.public import Actor, Permission
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once
from gongzhi.exchange.api.property import office_shapes as shapes
from gongzhi.exchange.api.property.desk import desk_sheet, managed, manager, seer
from gongzhi.exchange.api.property.shapes import DeskEstateOut
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import as_read
from gongzhi.property import public as property

router = Router(tags=["property"], auth=SEE)
MANAGE = Permission.PROPERTY_MANAGE


@router.get("/property/quarters", response=shapes.DeskQuartersOut)
def sums(request: HttpRequest) -> Any:
    """The money and jobs of all estates that one sees, by quarter and year."""
    return shapes.sums_shape(property.estate_reads.visible_to(seer(request)))


@router.get("/property/places", response=list[shapes.ChoiceOut])
def free(request: HttpRequest) -> Any:
    """Places of the own area that could come under the office and have not."""
    return [{"id": pk, "name": name} for pk, name in property.estate_reads.free_places(manager(request))]


@router.get("/property/estates/{estate_id}/choices", response=shapes.ChoicesOut)
def choices(request: HttpRequest, estate_id: s.Id) -> Any:
    """Who may have a contract or give a subsidy here, and what was found wrong that no order is about yet."""
    estate, who = managed(request, estate_id, MANAGE)
    found = property.order_reads.open_findings(estate)
    return {
        "companies": [{"id": b.pk, "name": b.name} for b in property.estate_reads.companies_for(estate, who)],
        "givers": [{"id": b.pk, "name": b.name} for b in property.estate_reads.givers_for(estate)],
        "findings": [{"id": f.pk, "on": f.check_made.on, "about": f.about, "words": f.words} for f in found],
    }


def _changed(
    request: HttpRequest, estate_id: int, verb: str, key: str, data: s.VersionIn, act: Callable[[Any, Actor], object]
) -> Any:
    estate, who = managed(request, estate_id, MANAGE)

    def do() -> None:
        as_read(data.version, estate.version)
        act(estate, who)

    act_once(request, estate_id, verb, key, data, do)
    return desk_sheet(property.estate_reads.get(estate_id, who))


@router.post("/property/estates/{estate_id}/correct", response=DeskEstateOut, auth=ACT)
def correct(request: HttpRequest, estate_id: s.Id, data: shapes.EstateCorrectIn, key: Key = "") -> Any:
    """Area, homes and name as they are; an empty name stays as it was."""
    return _changed(request, estate_id, "estate-correct", key, data, lambda estate, who: property.estates.correct(
        estate, area_m2=data.area_m2, households=data.households, name=data.name, actor=who
    ))  # fmt: skip


@router.post("/property/estates/{estate_id}/contracts", response=DeskEstateOut, auth=ACT)
def contract(request: HttpRequest, estate_id: s.Id, data: shapes.ContractIn, key: Key = "") -> Any:
    """Enter a contract as it was signed; an estate has one at a time."""
    draft = property.estates.ContractDraft(
        data.company_id, data.starts_on, data.ends_on, data.fee_fen, tuple(data.services), data.words
    )
    return _changed(request, estate_id, "contract", key, data,
                    lambda estate, who: property.estates.contract(estate, draft, actor=who))  # fmt: skip


@router.post("/property/estates/{estate_id}/contracts/{contract_id}/end", response=DeskEstateOut, auth=ACT)
def end(request: HttpRequest, estate_id: s.Id, contract_id: s.Id, data: shapes.ContractEndIn, key: Key = "") -> Any:
    """A contract ends before its time; `on` is its last day."""
    return _changed(request, estate_id, f"contract-end:{contract_id}", key, data,
                    lambda estate, who: property.estates.end_contract(
                        estate, contract_id, on=data.on, why=data.reason, actor=who
                    ))  # fmt: skip


@router.post("/property/estates/{estate_id}/jobs", response=DeskEstateOut, auth=ACT)
def jobs(request: HttpRequest, estate_id: s.Id, data: shapes.JobsIn, key: Key = "") -> Any:
    """How many people were taken on in a quarter, how many of them had no work before: numbers, no names.
    Somebody entered others than `was_…` meanwhile: 409."""
    estate, who = managed(request, estate_id, MANAGE)
    quarter = property.quarters.read(data.quarter)
    was = None if data.was_hired is None else (data.was_hired, data.was_without_work or 0)
    act_once(request, estate_id, "jobs", key, data, lambda: property.money.enter_jobs(
        estate, quarter, hired=data.hired, without_work=data.without_work, was=was, actor=who
    ))  # fmt: skip
    return desk_sheet(estate)

"""How estates are managed, for everybody: the ranking of companies, estates with their money, what homes said."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import READ
from gongzhi.exchange.api.property import office_shapes, shapes
from gongzhi.exchange.api.structure.common import After
from gongzhi.kit.paging import paged
from gongzhi.property import public as property

router = Router(tags=["estates"], auth=READ)


@router.get("/estates", response=shapes.EstatePageOut)
def estates(request: HttpRequest, q: Annotated[s.Line, Query("")] = "", after: After = "") -> Any:
    """All estates under a property office, with the company in charge; `q`: part of the name."""
    property.estate_reads.rules()
    rows = property.estate_reads.public()
    text = q.strip()[:40]
    page = paged(rows.filter(name__contains=text) if text else rows, ["place__path", "id"], after=after)
    held = property.estate_reads.contracts_on([e.pk for e in page.items])
    return {"items": [shapes.estate_shape(e, held.get(e.pk)) for e in page.items], "after": page.after}


@router.get("/estates/ranking", response=shapes.RankingOut)
def ranking(request: HttpRequest, quarter: shapes.Quarter = "") -> Any:
    """Companies by the published formula in a quarter that is over (none: the last one); never residents."""
    last = property.quarters.before(property.quarters.first_of(clock.today()))
    asked = shapes.quarter_of(quarter, last)
    formula = [{"key": part.key.value, "weight": part.weight} for part, _words in property.ranking.formula()]
    found = property.ranking.companies(property.estate_reads.public(), asked)
    return {"quarter": property.quarters.key(asked), "formula": formula, "companies": [_placed(*one) for one in found]}


@router.get("/estates/quarters", response=office_shapes.QuartersOut)
def sums(request: HttpRequest) -> Any:
    """Fee income of all estates together by quarter and year, subsidies apart."""
    property.estate_reads.rules()
    return office_shapes.sums_shape(property.estate_reads.public(), public=True)


@router.get("/estates/rules", response=office_shapes.PropertyRulesOut)
def rules(request: HttpRequest) -> Any:
    """What contracts promise, what is checked, asked and paid for here: the keys that other operations speak of."""
    known = property.estate_reads.rules()
    names = ("services", "purposes", "checks", "questions")
    return {name: office_shapes.keys_shape(getattr(known, name)) for name in names} | {
        "order_working_days": known.order_days,
        "objection_working_days": known.objection.days if known.objection is not None else None,
    }


def _placed(placed: Any, company: str, served: list[str]) -> dict[str, Any]:
    n = placed.numbers
    names = ("company_id", "homes", "rating", "orders", "orders_in_time", "requests", "requests_in_time")
    return {name: getattr(n, name) for name in names} | {
        "place": placed.place, "score": placed.score, "company": company, "estates": served,
    }  # fmt: skip


@router.get("/estates/{estate_id}", response=shapes.OpenEstateOut)
def one(request: HttpRequest, estate_id: s.Id) -> Any:
    """One estate: contract, fee income beside its subsidies, jobs, what homes said, orders to mend in numbers."""
    property.estate_reads.rules()
    estate = property.estate_reads.get_public(estate_id)
    lines = property.figures.by_quarter(estate, property.quarters.first_of(clock.today()))
    total = property.figures.total(lines)
    tallied = property.order_reads.tallied(estate)
    held = property.estate_reads.contracts_on([estate.pk]).get(estate.pk)
    return shapes.estate_shape(estate, held) | {
        "watchers": shapes.watchers_shape(estate),
        "quarters": [shapes.line_shape(line) for line in lines],
        "subsidies": [shapes.subsidy_shape(row) for row in property.figures.subsidies_of(estate)[:20]],
        "hired": property.figures.people_shown(total.hired),
        "without_work": property.figures.people_shown(total.without_work),
        "results": shapes.result_shapes(estate),
        "orders_issued": tallied.issued,
        "orders_closed": tallied.closed,
        "orders_objected": tallied.objected,
        "orders_lifted": tallied.lifted,
    }

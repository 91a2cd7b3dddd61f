"""Ratings by homes, each once a quarter: the slips, what came on paper, a home's own rating by its code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gongzhi.access.public import ANONYMOUS, Permission
from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, CREATE, SEE, act_once
from gongzhi.exchange.api.property import office_shapes as shapes
from gongzhi.exchange.api.property.desk import managed, seer
from gongzhi.exchange.api.property.shapes import result_shapes
from gongzhi.exchange.api.residents import Key
from gongzhi.property import public as property

router = Router(tags=["property"], auth=SEE)
SLIPS_MOST = 500


@router.get("/property/estates/{estate_id}/homes", response=shapes.HomesOut)
def homes(request: HttpRequest, estate_id: s.Id) -> Any:
    """How many homes there are, how many have rated in this quarter, and the results of those that are over."""
    return _homes(property.estate_reads.get(estate_id, seer(request)))


def _homes(estate: Any) -> dict[str, Any]:
    now = property.quarters.first_of(clock.today())
    rated, known = property.results.came_in(estate, now)
    return {
        "quarter": property.quarters.key(now), "homes": known, "rated": rated, "results": result_shapes(estate),
    }  # fmt: skip


@router.post("/property/estates/{estate_id}/homes", response=shapes.HomesOut, auth=ACT)
def add(request: HttpRequest, estate_id: s.Id, data: shapes.HomesIn, key: Key = "") -> Any:
    """Add the homes of a building; those that are known stay. Who lives there is not entered."""
    estate, who = managed(request, estate_id, Permission.PROPERTY_MANAGE)
    labels = property.dwellings.labels(data.building, data.units, data.floors, data.doors)
    act_once(request, estate_id, "homes", key, data,
             lambda: property.ratings.add_dwellings(estate, labels, actor=who))  # fmt: skip
    return _homes(estate)


@router.post("/property/estates/{estate_id}/homes/slips", response=shapes.SlipsOut, auth=ACT)
def slips(request: HttpRequest, estate_id: s.Id, data: shapes.SlipsIn) -> Any:
    """The codes for the slips of this quarter, to be printed; that they were given out is recorded."""
    estate, who = managed(request, estate_id, Permission.PROPERTY_MANAGE)
    found = property.ratings.print_slips(estate, "".join(data.building.split()), actor=who)
    now = property.quarters.first_of(clock.today())
    codes = [{"home": d.label, "code": property.results.spoken_code(d, now)} for d in found[:SLIPS_MOST]]
    return {"quarter": property.quarters.key(now), "more": len(found) > SLIPS_MOST, "slips": codes}


# a rating takes no Idempotency-Key: the digest of what was sent would tell what the home answered


@router.post("/property/estates/{estate_id}/ratings", response=shapes.HomesOut, auth=ACT)
def paper(request: HttpRequest, estate_id: s.Id, data: shapes.PaperSlipIn) -> Any:
    """The third party enters a slip that came on paper. The home has rated already, or it was sent twice: 409."""
    estate, who = managed(request, estate_id, Permission.PROPERTY_CHECK)
    property.ratings.rate_on_paper(estate, data.home, data.grades, actor=who)
    return _homes(estate)


@router.post("/estates/slip", response=shapes.SlipLookOut, auth=CREATE, tags=["estates"])
def look(request: HttpRequest, data: shapes.SlipLookIn) -> Any:
    """What the code of a slip is for. It goes in the body: it is a secret of the home."""
    rules = property.estate_reads.rules()
    dwelling, quarter = property.results.home_of(data.code)
    contract = property.estate_reads.contracts_on([dwelling.estate_id]).get(dwelling.estate_id)
    return {
        "estate_id": dwelling.estate_id, "estate": dwelling.estate.name,
        "company": contract.company.name if contract is not None else "", "quarter": property.quarters.key(quarter),
        "rated": property.results.has_rated(dwelling, quarter), "questions": shapes.keys_shape(rules.questions),
    }  # fmt: skip


@router.post("/estates/rate", response={204: None}, auth=CREATE, tags=["estates"])
def rate(request: HttpRequest, data: shapes.RateIn) -> Any:
    """A home rates by the code of its slip, once a quarter; what it answered is only in sums. Rated already, or sent
    twice: 409."""
    property.estate_reads.rules()
    property.ratings.rate(data.code, data.grades, actor=ANONYMOUS)  # by its code, whoever carries it
    return Status(204, None)

"""Premises, estates and signs of a community; portfolios with two lines of business each, surge teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.access.public import Permission
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE, actor
from gongzhi.exchange.api.structure.common import After, PageOut, posted
from gongzhi.structure import public as structure

router = Router(tags=["premises"], auth=SEE)


class RoomAreaOut(s.Plain):
    kind: str
    square_metres: float
    least: int | None
    missing: float


class CommunityPremisesOut(s.Plain):
    place_id: s.OutId
    place: str
    areas: list[RoomAreaOut]
    missing_signs: list[str]
    estates_late: int


class CommunityPageOut(PageOut):
    items: list[CommunityPremisesOut]


class RoomOut(s.Plain):
    id: s.OutId
    kind: str
    name: str
    basis: str
    square_metres: float
    lender: str
    since: date
    until: date | None


class EstateOut(s.Plain):
    id: s.OutId
    name: str
    households: int
    square_metres_due: float
    square_metres_handed_over: float
    missing: float
    expected_on: date
    late: bool
    stages: list[str]
    next_stage: str


class SignOut(s.Plain):
    id: s.OutId
    kind: str
    since: date


class PremisesSheetOut(CommunityPremisesOut):
    rooms: list[RoomOut]
    estates: list[EstateOut]
    signs: list[SignOut]


class PortfolioLineOut(s.Plain):
    line: str = Field(description="A group of requests of the pack.")
    title: str
    leader: str
    office: str
    since: date | None
    first: list[str] = Field(description="Whose own line it is.")
    second: list[str] = Field(description="Who helps out.")


class StaffLinesOut(s.Plain):
    appointment_id: s.OutId
    name: str
    post: str
    first: str
    second: str
    team: str
    gap: bool = Field(description="Fewer than two lines of business.")


class SurgeTeamOut(s.Plain):
    id: s.OutId
    title: str
    line: str
    leader: str
    formed_on: date
    expected_on: date
    released_on: date | None
    outcome: str
    members: list[str]


class PortfoliosOut(s.Plain):
    place_id: s.OutId
    place: str
    lines: list[PortfolioLineOut]
    staff: list[StaffLinesOut]
    teams: list[SurgeTeamOut]


def _community(c: structure.premises_reads.Community) -> dict[str, Any]:
    areas = [
        {"kind": a.kind.key, "square_metres": float(a.have), "least": a.least, "missing": float(a.missing)}
        for a in c.areas
    ]
    return {
        "place_id": c.place.pk,
        "place": c.place.name,
        "areas": areas,
        "missing_signs": [k.key for k in c.missing_signs],
        "estates_late": sum(e.late for e in c.estates),
    }


@router.get("/premises", response=CommunityPageOut)
def communities(request: HttpRequest, q: Annotated[s.Line, Query("")] = "", after: After = "") -> Any:
    """The communities of one's area: square metres against the standards, missing signs, estates that are late."""
    page = structure.premises_reads.communities(posted(request, Permission.ORG_SEE), q=q, after=after)
    found = structure.premises_reads.overview(page.items)
    return {"items": [_community(c) for c in found], "after": page.after}


@router.get("/premises/{place_id}/sheet", response=PremisesSheetOut)
def sheet(request: HttpRequest, place_id: s.Id) -> Any:
    """All rooms, estates and signs of a community."""
    found = structure.premises_of(place_id, actor(request))
    rooms = [
        {
            "id": r.pk, "kind": r.kind, "name": r.name, "basis": r.basis, "square_metres": float(r.square_metres),
            "lender": r.lender.name if r.lender else "", "since": r.since, "until": r.until,
        }
        for r in structure.premises_reads.rooms_of(place_id)[:200]
    ]  # fmt: skip
    estates = [
        {
            "id": e.estate.pk, "name": e.estate.name, "households": e.estate.households,
            "square_metres_due": float(e.due), "square_metres_handed_over": float(e.handed),
            "missing": float(e.missing), "expected_on": e.estate.expected_on, "late": e.late,
            "stages": [r.stage for r in e.reached], "next_stage": e.following,
        }
        for e in found.estates
    ]  # fmt: skip
    return _community(found) | {
        "rooms": rooms, "estates": estates, "signs": structure.premises_reads.signs_of(place_id),
    }  # fmt: skip


@router.get("/portfolios/{place_id}", response=PortfoliosOut)
def portfolios(request: HttpRequest, place_id: s.Id) -> Any:
    """Who answers for which kind of matter at a place, who knows which lines, surge teams."""
    board = structure.portfolio_reads.board(place_id, actor(request))
    lines = [
        {
            "line": line.key, "title": line.title, "first": line.first, "second": line.second,
            "leader": line.portfolio.leader.label if line.portfolio else "",
            "office": line.portfolio.office.name if line.portfolio else "",
            "since": line.portfolio.since if line.portfolio else None,
        }
        for line in board.lines
    ]  # fmt: skip
    staff = [
        {
            "appointment_id": m.appointment.pk, "name": m.appointment.person.name, "post": m.appointment.post.label,
            "first": m.lines.get(1, ""), "second": m.lines.get(2, ""), "team": m.team, "gap": m.gap,
        }
        for m in board.staff
    ]  # fmt: skip
    teams = [
        {
            "id": t.pk, "title": t.title, "line": t.line, "leader": t.leader.label, "formed_on": t.formed_on,
            "expected_on": t.expected_on, "released_on": t.released_on, "outcome": t.outcome,
            "members": [m.appointment.person.name for m in t.members.all()],
        }
        for t in board.teams
    ]  # fmt: skip
    return {"place_id": place_id, "place": board.place.name, "lines": lines, "staff": staff, "teams": teams}

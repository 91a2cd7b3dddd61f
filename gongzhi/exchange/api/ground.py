"""Grids of a community and who is responsible at an address: what anybody may read, as on the public pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import READ
from gongzhi.places import public as places
from gongzhi.structure import public as structure

router = Router(tags=["ground"], auth=READ)


class GridOut(Schema):
    id: s.OutId
    name: str
    code: str
    level: str = Field(description="As the pack names it.")
    above: str
    square_metres: int
    buildings: int
    staff: dict[str, list[str]] = Field(description="Post → who holds it now; empty where it is vacant.")
    geometry: dict[str, Any] | None = Field(description="GeoJSON, WGS 84; null where it has no outline yet.")


class SeatOut(Schema):
    title: str
    names: list[str]
    unnamed: int = Field(description="Holders who have not agreed to be named.")
    vacant: int
    phone: str = Field(description="The work phone; empty where there is none.")


class LinkOut(Schema):
    title: str
    body: str
    place: str
    state: str = Field(description="held, unnamed, vacant, missing, or ask (the place is too vague).")
    seats: list[SeatOut]


class ChainOut(Schema):
    title: str
    source: str
    links: list[LinkOut]


@router.get("/grids", response=list[GridOut])
def grids(request: HttpRequest, community: Annotated[s.Id, Query(description="The community.")]) -> Any:
    """The grids of a community, in the order of the tree."""
    made = structure.overview(structure.community_of(community))
    outlines = {f["id"]: f["geometry"] for kind in made.kinds for f in _drawn(made.community.pk, kind.kind)}
    return [
        {
            "id": str(row.place.pk),
            "name": row.place.name,
            "code": row.place.code,
            "level": row.kind.title,
            "above": row.above,
            "square_metres": row.square_metres,
            "buildings": row.buildings,
            "staff": {one.title: one.names for one in row.staff},
            "geometry": outlines.get(str(row.place.pk)),
        }
        for row in made.rows
    ]


def _drawn(community_id: int, kind: str) -> list[dict[str, Any]]:
    return [f for f in places.outline(community_id, kind)["features"] if f["geometry"]["type"] != "Point"]


@router.get("/responsible", response=list[ChainOut])
def responsible(request: HttpRequest, place: Annotated[s.Id, Query(description="A building, grid or area.")]) -> Any:
    """Who answers for a place, link by link, as the pack names the chain. Neighbours are named only if they agreed."""
    return [
        {
            "title": chain.title,
            "source": chain.source,
            "links": [
                {
                    "title": link.title,
                    "body": link.body,
                    "place": link.place,
                    "state": link.state,
                    "seats": [
                        {
                            "title": seat.title,
                            "names": list(seat.names),
                            "unnamed": seat.unnamed,
                            "vacant": seat.vacant,
                            "phone": seat.phone,
                        }
                        for seat in link.seats
                    ],
                }
                for link in chain.links
            ],
        }
        for chain in structure.resolve(places.get(place))
    ]

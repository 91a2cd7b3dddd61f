"""What anybody may read: types, places, what is near, the boards, the ledger's head and proofs. No token needed."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.core.errors import NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import READ
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import public as requests

router = Router(tags=["open"], auth=READ)
Text = Annotated[s.Line, Query(min_length=1)]
LonQ = Annotated[s.Lon, Query()]
LatQ = Annotated[s.Lat, Query()]


@router.get("/types", response=list[s.TypeOut])
def types(request: HttpRequest) -> Any:
    """The types of requests of the pack in force."""
    return [
        {
            "key": t.key,
            "title": t.title,
            "description": t.description,
            "group": t.group,
            "keywords": list(t.keywords),
            "urgent": t.urgent,
            "needs_place": t.needs_place,
            "attributes": [a.model_dump() for a in t.attributes],
        }
        for t in packs.active().request_types
    ]


@router.get("/types/suggest", response=list[s.SuggestionOut])
def suggest(request: HttpRequest, text: Annotated[s.Words, Query(min_length=1)]) -> Any:
    """The types that the words point at, with reasons."""
    pack = packs.active()
    return [
        {
            "key": f.key,
            "title": pack.request_type(f.key).title,
            "score": f.score,
            "reasons": [str(r) for r in f.reasons],
        }
        for f in requests.suggest_types(text)
    ]


def _place(place: places.Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "id": place.pk,
        "kind": place.kind,
        "name": place.name,
        "code": place.code,
        "lon": place.lon,
        "lat": place.lat,
    }


@router.get("/places", response=s.PlacesOut)
def find_places(request: HttpRequest, q: Text, after: Annotated[s.Line, Query("")] = "") -> Any:
    """Places by name, pinyin, initials, code or address, with the names above each; twenty at a time."""
    page = places.find_page(q, after=after)
    above = places.above(page.items)
    return {"items": [{**(_place(p) or {}), "above": above[p.pk]} for p in page.items], "after": page.after}


@router.get("/places/at", response=s.LocationOut)
def place_at(request: HttpRequest, lon: LonQ, lat: LatQ) -> Any:
    """The grid of a point, and the place that answers for it."""
    found = places.locate(lon, lat)
    known = places.get_many(i for i in (found.grid_id, found.nearest_id) if i is not None)
    return {"grid": _place(known.get(found.grid_id or 0)), "nearest": _place(known.get(found.nearest_id or 0))}


@router.get("/nearby", response=list[s.NearOut])
def nearby(request: HttpRequest, lon: LonQ, lat: LatQ, type: Annotated[s.Line, Query("")] = "") -> Any:
    """Open requests near a point, as strangers may see them."""
    if type and all(t.key != type for t in packs.active().request_types):
        raise NotFound("There is no such type of request.")
    return [near(n) for n in requests.nearby(lon=lon, lat=lat, type_key=type)]


def near(n: requests.Near) -> dict[str, Any]:
    """One of them: never the words of somebody who asked for privacy."""
    return {"number": n.number, "type": n.type_key, "title": n.shown, "metres": n.metres, "days": n.days,
            "likeness": n.likeness}  # fmt: skip


def posting_of(p: disclosure.Posting) -> dict[str, Any]:
    """One of a board."""
    return {"id": p.pk, "board": p.board, "title": p.title, "text": p.text, "question": p.question, "unit": p.unit,
            "published_at": p.published_at, "until": p.until, "withdrawn": p.withdrawn_at is not None}  # fmt: skip


@router.get("/board", response=s.PostingPageOut)
def board(
    request: HttpRequest,
    board: Annotated[s.Line, Query("")] = "",
    q: Annotated[s.Line, Query("")] = "",
    after: Annotated[s.Line, Query("")] = "",
) -> Any:
    """What stands on the boards, the newest first."""
    page = disclosure.list_postings(board=board or None, search=q, after=after)
    return {"items": [posting_of(p) for p in page.items], "after": page.after}


@router.get("/board/{posting_id}", response=s.PostingOut)
def posting(request: HttpRequest, posting_id: s.Id) -> Any:
    """One posting."""
    return posting_of(disclosure.posting(posting_id))


@router.get("/ledger/head", response=dict[str, Any])
def head(request: HttpRequest) -> Any:
    """The latest signed head and the present tree."""
    return ledger.head_json()


Index = Annotated[int, Field(ge=0, lt=2**62)]


@router.get("/ledger/inclusion", response=s.ProofOut)
def inclusion(request: HttpRequest, index: Annotated[Index, Query()], size: Annotated[Index, Query()]) -> Any:
    """The RFC 9162 proof that an entry stands in a tree."""
    return proof(ledger.prove_inclusion(index, size))


@router.get("/ledger/consistency", response=s.ProofOut)
def consistency(request: HttpRequest, first: Annotated[Index, Query()], second: Annotated[Index, Query()]) -> Any:
    """The RFC 9162 proof that a tree grew from an earlier one."""
    return proof(ledger.prove_consistency(first, second))


def proof(p: ledger.Proof) -> dict[str, Any]:
    return {"first": p.first, "size": p.size, "known": p.known, "root": p.root, "path": list(p.path)}

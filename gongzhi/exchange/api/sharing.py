"""Shared rooms and equipment: what is offered, its slots, booking and cancelling; the premises of a community."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from gongzhi.access.public import ANONYMOUS, Actor
from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.edge import ACT, READ, SEE, actor, caller
from gongzhi.exchange.api.residents import Key
from gongzhi.structure import public as structure

router = Router(tags=["sharing"], auth=READ)


class SharedOut(s.Plain):
    id: s.OutId
    name: str
    kind: str
    owner: str
    where: str
    slot_minutes: int
    approval: bool
    residents: bool


class SharedListOut(s.Plain):
    items: list[SharedOut]
    after: str


class SlotOut(s.Plain):
    start: datetime
    end: datetime
    state: Literal["free", "taken", "past"]


class BookIn(s.In):
    starts: Annotated[list[AwareDatetime], Field(min_length=1, max_length=48)]
    purpose: Annotated[str, Field(min_length=1, max_length=120), s.Clean]
    body_id: s.Id | None = None


class BookingOut(s.Plain):
    id: s.OutId
    state: str
    starts_at: datetime
    ends_at: datetime


class CancelIn(s.In):
    reason: Annotated[s.Line, Field()] = ""


class AreaOut(s.Plain):
    kind: str
    square_metres: float
    least: int | None


class PremisesOut(s.Plain):
    place_id: s.OutId
    areas: list[AreaOut]
    missing_signs: list[str]


def _who(request: HttpRequest) -> Actor:
    return actor(request) if hasattr(request, "caller") else ANONYMOUS


@router.get("/shared", response=SharedListOut)
def offers(request: HttpRequest, after: Annotated[s.Line, Query("")] = "") -> Any:
    """What is offered to residents; to a program of staff also what their posts may book."""
    page = structure.shared_offers(_who(request), after=after)
    fields = ("id", "name", "kind", "where", "slot_minutes", "approval", "residents")
    items = [{n: getattr(row, n) for n in fields} | {"owner": row.owner.name} for row in page.items]
    return {"items": items, "after": page.after}


@router.get("/shared/{shared_id}/slots", response=list[SlotOut])
def slots(request: HttpRequest, shared_id: s.Id, first: Annotated[date | None, Query(alias="from")] = None) -> Any:
    """The slots of seven days, free, taken or past."""
    row = structure.shared_offer(shared_id, _who(request))
    today = clock.today()
    begin = min(max(first or today, today), today + timedelta(days=366))
    week = structure.shared_week(row, begin, names=False)
    return [{"start": x.start, "end": x.end, "state": x.state} for _day, found in week for x in found]


@router.post("/shared/{shared_id}/bookings", response=BookingOut, auth=ACT)
def book(request: HttpRequest, shared_id: s.Id, data: BookIn, key: Key = "") -> Any:
    """Book slots that lie side by side, for a body of one's posts. Somebody was faster: 409."""
    who, token = actor(request), caller(request).token_id

    def do() -> Done:
        made = structure.book_shared(shared_id, data.starts, purpose=data.purpose, body_id=data.body_id, actor=who)
        return Done(made.pk)

    done = once(token, f"book:{key}" if key else "", body_of("book", shared_id, data) if key else "", do)
    return structure.booking_of(done.about, who)


@router.post("/bookings/{booking_id}/cancel", response=BookingOut, auth=ACT)
def cancel(request: HttpRequest, booking_id: s.Id, data: CancelIn) -> Any:
    """Give a booking back, or as its owner take it away with a reason."""
    who = actor(request)
    structure.cancel_booking(booking_id, reason=data.reason, actor=who)
    return structure.booking_of(booking_id, who)


@router.get("/premises/{place_id}", response=PremisesOut, auth=SEE)
def premises(request: HttpRequest, place_id: s.Id) -> Any:
    """Square metres of a community by kind of room against the standard, and the signs that are missing."""
    found = structure.premises_of(place_id, actor(request))
    areas = [{"kind": a.kind.key, "square_metres": float(a.have), "least": a.least} for a in found.areas]
    return {"place_id": place_id, "areas": areas, "missing_signs": [k.key for k in found.missing_signs]}

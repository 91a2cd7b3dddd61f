"""Group chats: what was pasted is read and proposed line by line, a person decides, all of it is taken in or none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongzhi.access.public import Actor
from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.channels import shapes as t
from gongzhi.exchange.api.edge import ACT, SEE, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import made_once
from gongzhi.kit.forms import submission_id

router = Router(tags=["chats"], auth=SEE)


def _registering(request: HttpRequest) -> Actor:
    who = actor(request)
    channels.registers(who)
    return who


def _at(place_id: int, who: Actor) -> int:
    """One of the places whose groups the caller reads, as on the page. Raises NotFound."""
    if place_id not in {p.pk for p in channels.areas_of(who)}:
        raise NotFound("There is no such place.")
    return place_id


@router.post("/chats/look", response=t.ReadOut)
def look(request: HttpRequest, data: t.PastedIn) -> Any:
    """What a paste would become, line by line; nothing is kept, telephones are left out."""
    who = _registering(request)
    place = _at(data.place_id, who)
    found = channels.read(data.text, data.day or clock.today(), clock.local(clock.now()).replace(tzinfo=None))
    if not found.said:
        raise Invalid("No message was found in this text.", field="text")
    items = [
        {"act": p.act, "words": p.said.words, "alias": p.said.alias, "where": p.where, "type": p.type_key,
         "at": p.said.at.replace(tzinfo=clock.SHANGHAI) if p.said.at else None, "same_as": p.same_as,
         "same_title": p.same_title}
        for p in channels.chats.propose(found.said, found.topic, place, who)
    ]  # fmt: skip
    return {"items": items, "topic": found.topic, "left_out": found.left_out, "over": found.more}


@router.get("/chats", response=t.BatchesOut)
def batches(request: HttpRequest) -> Any:
    """What the own posts took in lately, and by which channels groups are read."""
    rows = channels.chats.batches_of(_registering(request))
    return {"channels": [c.key for c in channels.chat_channels()], "items": [_batch(row) for row in rows]}


def _batch(row: channels.Batch) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "channel", "at", "taken", "joined")} | {"place": row.place.name}


@router.get("/chats/{batch_id}", response=t.BatchSheetOut)
def batch(request: HttpRequest, batch_id: s.Id) -> Any:
    """The numbers of what was taken in at once, to be told in the group."""
    return _sheet(batch_id, _registering(request))


def _sheet(batch_id: int, who: Actor) -> dict[str, Any]:
    row, found = channels.chats.batch_of(batch_id, who)
    taken = [{"number": r.number, "title": r.matter.title, "said_at": origin.said_at} for origin, r in found]
    return _batch(row) | {"requests": taken}


@router.post("/chats", response=t.BatchSheetOut, auth=ACT)
def take_in(request: HttpRequest, data: t.ChatIn, key: Key = "") -> Any:
    """Take the lines of a group in, all or none; `merge` goes with the same alias's line above."""
    who = _registering(request)
    place = _at(data.place_id, who)
    spots = channels.spots_in(place)
    lines = [
        (x.act, channels.Line(x.words, x.alias, x.at, x.where, x.type, channels.spot_of(x.where, spots), x.same_as, n))
        for n, x in enumerate(data.lines)
    ]
    group = channels.Group(place, data.channel, tuple(channels.merged(lines)))
    made = made_once(request, "chat", key, data, lambda: channels.take_in(
        group, actor=who, submission=submission_id()).pk)  # fmt: skip
    return _sheet(made, who)

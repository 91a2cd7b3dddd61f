"""Boxes for papers (意见箱, 民情观察哨): where they hang, when they were emptied by two, what became of each paper."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.channels import public as channels
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.channels import shapes as t
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, made_once
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.kit.paging import paged
from gongzhi.places import public as places

router = Router(tags=["boxes"], auth=SEE)
PaperNumber = Annotated[int, Path(..., ge=1, le=channels.PAPERS_MOST)]


def _reader(request: HttpRequest) -> Actor:
    who = actor(request)
    channels.boxes.sees(who)
    return who


def _registering(request: HttpRequest) -> Actor:
    who = actor(request)
    channels.registers(who)
    return who


def _row(one: channels.boxes.Hanging) -> dict[str, Any]:
    names = ("id", "title", "place_id", "channel", "where", "starts_on", "ends_on")
    return {name: getattr(one.box, name) for name in names} | {
        "place": one.box.place.name, "channel_title": channels.boxes.channel_words(one.box), "emptied_on": one.last,
        "waiting": one.waiting, "light": one.light,
    }  # fmt: skip


@router.get("/boxes", response=t.BoxesOut)
def boxes(request: HttpRequest, after: After = "") -> Any:
    """The boxes of the own area that hang today."""
    rows = channels.boxes.boxes_of(_reader(request)).select_related("place")
    page = paged(rows, ["place__path", "id"], after=after)
    items = [_row(one) for one in channels.boxes.hanging(list(page.items))]
    return {"channels": [c.key for c in channels.paper_channels()], "items": items, "after": page.after}


@router.post("/boxes", response=t.BoxSheetOut, auth=ACT)
def set_up(request: HttpRequest, data: t.BoxIn, key: Key = "") -> Any:
    """Set a box up from today on."""
    who = _reader(request)
    draft = channels.BoxDraft(**data.model_dump())
    made = made_once(request, "box", key, data, lambda: channels.set_up(draft, actor=who).pk)
    return _sheet(made, who)


@router.get("/boxes/{box_id}", response=t.BoxSheetOut)
def box(request: HttpRequest, box_id: s.Id) -> Any:
    """A box: when it was emptied, by whom, how many papers lay in it."""
    return _sheet(box_id, _reader(request))


def _sheet(box_id: int, who: Actor) -> dict[str, Any]:
    found = channels.boxes.box_of(box_id, who)
    rows = [
        {"id": e.row.pk, "day": e.row.day, "first": e.first, "second": e.second, "papers": e.row.papers,
         "waiting": e.left, "second_says": e.row.second_says, "second_how": e.row.second_how,
         "second_reason": e.row.second_reason}
        for e in channels.boxes.emptyings_of(found)
    ]  # fmt: skip
    (one,) = channels.boxes.hanging([found])
    return _row(one) | {"emptyings": rows}


@router.post("/boxes/{box_id}/away", response=t.BoxSheetOut, auth=ACT)
def away(request: HttpRequest, box_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Take a box away: today is its last day."""
    who = _reader(request)
    found = channels.boxes.box_of(box_id, who)
    act_once(request, box_id, f"box-away:{box_id}", key, data, lambda: channels.take_away(found.pk, actor=who))
    return _sheet(box_id, who)


@router.get("/boxes/{box_id}/seconds", response=list[t.SecondOut])
def seconds(request: HttpRequest, box_id: s.Id) -> Any:
    """The posts of the community whose holder may be the second person."""
    who = _reader(request)
    found = channels.boxes.box_of(box_id, who)
    post_for(who, Permission.REQUEST_REGISTER, places.ancestors(found.place_id))
    return [{"post_id": pk, "post": label} for pk, label in channels.boxes.posts_beside(found.place_id)]


@router.post("/boxes/{box_id}/emptied", response=t.PapersOut, auth=ACT)
def empty(request: HttpRequest, box_id: s.Id, data: t.EmptiedIn, key: Key = "") -> Any:
    """That the caller and somebody else emptied it, and how many papers lay in it. A colleague is asked; without a
    post the other one says so by the code on the paper that the page of the emptying prints."""
    who = _reader(request)
    found = channels.boxes.box_of(box_id, who)
    made = made_once(request, f"box-emptied:{box_id}", key, data,
                     lambda: channels.empty(found.pk, actor=who, **data.model_dump()).pk)  # fmt: skip
    return _papers(channels.boxes.emptying_of(made, who))


@router.get("/boxes/emptied/{emptying_id}", response=t.PapersOut)
def emptied(request: HttpRequest, emptying_id: s.Id) -> Any:
    """The papers of one emptying: which are requests, which are not entered yet."""
    return _papers(channels.boxes.emptying_of(emptying_id, _registering(request)))


def _papers(row: channels.Emptying) -> dict[str, Any]:
    papers = [
        {"paper": n, "number": about.number if about else "", "reason": paper.reason if paper else "",
         "state": "request" if about else "aside" if paper else "waiting"}
        for n, paper, about in channels.boxes.papers_of(row)
    ]  # fmt: skip
    return {
        "id": row.pk, "box_id": row.box_id, "box": row.box.title, "day": row.day, "second_says": row.second_says,
        "papers": papers,
    }  # fmt: skip


@router.get("/boxes/emptied/{emptying_id}/there", response=t.AskedOut)
def asked(request: HttpRequest, emptying_id: s.Id) -> Any:
    """What the second person is asked; nobody else finds it."""
    return _asked(channels.boxes.second_of(emptying_id, actor(request)))


def _asked(row: channels.Emptying) -> dict[str, Any]:
    return {
        "id": row.pk, "box": row.box.title, "day": row.day, "first": row.first.person.name, "papers": row.papers,
        "second_says": row.second_says,
    }  # fmt: skip


@router.post("/boxes/emptied/{emptying_id}/there", response=t.AskedOut, auth=ACT)
def there(request: HttpRequest, emptying_id: s.Id, data: t.ThereIn, key: Key = "") -> Any:
    """The second person says whether it was so; said otherwise before: 409."""
    who = actor(request)
    channels.boxes.second_of(emptying_id, who)
    act_once(request, emptying_id, f"box-there:{emptying_id}", key, data,
             lambda: channels.say_there(emptying_id, there=data.there, reason=data.reason, actor=who))  # fmt: skip
    return _asked(channels.boxes.second_of(emptying_id, who))


def _one(request: HttpRequest, emptying_id: int, paper: int) -> tuple[channels.Emptying, Actor]:
    who = _registering(request)
    row = channels.boxes.emptying_of(emptying_id, who)
    if paper > row.papers:
        raise NotFound("There is no paper of this number.")
    return row, who


@router.post("/boxes/emptied/{emptying_id}/papers/{paper}", response=t.PapersOut, auth=ACT)
def take_paper(request: HttpRequest, emptying_id: s.Id, data: t.PaperIn, paper: PaperNumber, key: Key = "") -> Any:
    """A paper becomes a request, with its scan."""
    row, who = _one(request, emptying_id, paper)
    written = channels.boxes.Written(data.words, data.where, data.type, data.name, data.phone)
    draft = channels.boxes.draft_of(row, written, data.photo_id)
    act_once(request, emptying_id, f"paper:{emptying_id}:{paper}", key, data,
             lambda: channels.take_paper(row.pk, paper, draft, actor=who))  # fmt: skip
    return _papers(row)


@router.post("/boxes/emptied/{emptying_id}/papers/{paper}/aside", response=t.PapersOut, auth=ACT)
def set_aside(request: HttpRequest, emptying_id: s.Id, data: t.AsideIn, paper: PaperNumber, key: Key = "") -> Any:
    """A paper is no request: say why."""
    row, who = _one(request, emptying_id, paper)
    act_once(request, emptying_id, f"paper-aside:{emptying_id}:{paper}", key, data,
             lambda: channels.set_aside(row.pk, paper, reason=data.reason, actor=who))  # fmt: skip
    return _papers(row)

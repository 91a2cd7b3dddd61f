"""Several bodies on one request, questions and holds of supervisors: the verbs of the desk for programs of staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import together_schemas as t
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.staff import do_once
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

router = Router(tags=["together"], auth=ACT)


def _part(part: procedures.Part, about: requests.Request) -> dict[str, Any]:
    fields = {name: getattr(part, name) for name in t.PartOut.model_fields if hasattr(part, name)}
    return fields | {
        "number": about.number,
        "type": about.type_key,
        "place_id": about.matter.place_id,
        "address": about.address,
        "lon": about.lon,
        "lat": about.lat,
    }


@router.get("/work/{number}/together", response=t.TogetherOut, auth=SEE)
def together(request: HttpRequest, number: s.Number) -> Any:
    """The parts of a request, and what its supervisors wait for."""
    who = actor(request)
    about = requests.find(number, who)
    watched = procedures.oversight_of(about.matter, who)
    return {
        "parts": [_part(p, about) for p in procedures.parts_of(about.pk)],
        "question": watched.question if watched else None,
        "hold": watched.hold if watched else None,
    }


@router.post("/work/{number}/join", response=s.WorkOut)
def join(request: HttpRequest, number: s.Number, data: t.PartsIn, key: Key = "") -> Any:
    """Ask several bodies, in a join step; one of them may lead."""
    asks = [(one.post_id, one.words) for one in data.asks]
    return do_once(request, number, "join", key, data,
               lambda about, who: requests.blow(
                   about.pk, asks=asks, lead=data.lead_post_id, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/question", response=s.WorkOut)
def question(request: HttpRequest, number: s.Number, data: s.QuestionIn, key: Key = "") -> Any:
    """Supervisors ask the holder."""
    return do_once(request, number, "question", key, data, lambda about, who: procedures.question(
        about.pk, words=data.question, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/reply", response=s.WorkOut)
def reply(request: HttpRequest, number: s.Number, data: t.WordsOnlyIn, key: Key = "") -> Any:
    """The holder answers the supervisors."""
    return do_once(request, number, "reply", key, data, lambda about, who: procedures.reply(
        about.pk, words=data.words, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/hold", response=s.WorkOut)
def hold(request: HttpRequest, number: s.Number, data: t.HoldIn, key: Key = "") -> Any:
    """Supervisors hold the step until the next level decides."""
    return do_once(request, number, "hold", key, data, lambda about, who: procedures.hold(
        about.pk, reason=data.reason, days=data.days, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/decide", response=s.WorkOut)
def decide(request: HttpRequest, number: s.Number, data: t.DecideIn, key: Key = "") -> Any:
    """The next level decides about a hold."""
    return do_once(request, number, "decide", key, data, lambda about, who: procedures.decide_hold(
        about.pk, reason=data.reason, to_step=data.to_step or None, actor=who, version=data.version))  # fmt: skip


@router.get("/parts", response=t.PartPageOut, auth=SEE)
def parts(
    request: HttpRequest,
    list: Annotated[Literal["mine", "offered", "done"], Query("offered")] = "offered",
    after: Annotated[s.Line, Query("")] = "",
    limit: Annotated[int, Query(50, ge=1, le=200)] = 50,
) -> Any:
    """My parts of other posts' requests, the soonest due first."""
    role = "offered" if list == "offered" else "holder"
    state = procedures.OVER if list == "done" else ("open",)
    page = procedures.list_mine(actor(request), state=state, role=role, kind=procedures.PART, after=after, limit=limit)
    rows = requests.Request.objects.select_related("matter").filter(pk__in=[m.parent_id for m in page.items])
    known = {r.pk: r for r in rows}
    views = procedures.views_of(page.items)
    items = [_part(v, known[m.parent_id]) for v, m in zip(views, page.items, strict=True) if m.parent_id in known]
    return {"items": items, "after": page.next}


@router.get("/parts/{part_id}", response=t.PartOut, auth=SEE)
def one(request: HttpRequest, part_id: s.Id) -> Any:
    """One part."""
    part, about = requests.find_part(part_id, actor(request))
    return _part(procedures.part_of(part), about)


def part_once(
    request: HttpRequest, part_id: int, verb: str, key: str, data: s.In, act: Callable[[int, Actor], Any]
) -> dict[str, Any]:
    """Act on a part that the actor may see, once for a key, and give it back as it is then."""
    who = actor(request)
    requests.find_part(part_id, who)
    act_once(request, part_id, f"part-{verb}:{part_id}", key, data, lambda: act(part_id, who))
    part = procedures.Matter.objects.get(pk=part_id)  # who refused it sees it no more
    assert part.parent_id is not None
    return _part(procedures.part_of(part), requests.read(part.parent_id))


@router.post("/parts/{part_id}/sign", response=t.PartOut)
def sign(request: HttpRequest, part_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Sign in: the part is the body's from now on."""
    return part_once(request, part_id, "sign", key, data,
                lambda pk, who: procedures.take_offer(pk, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/refuse", response=t.PartOut)
def refuse(request: HttpRequest, part_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """Not ours: the holder of the request decides again."""
    return part_once(request, part_id, "refuse", key, data, lambda pk, who: procedures.refuse_part(
        pk, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/answer", response=t.PartOut)
def answer(request: HttpRequest, part_id: s.Id, data: t.WordsOnlyIn, key: Key = "") -> Any:
    """The body's answer, which ends its part."""
    return part_once(request, part_id, "answer", key, data, lambda pk, who: procedures.answer_part(
        pk, words=data.words, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/ask", response=t.PartOut)
def ask(request: HttpRequest, part_id: s.Id, data: t.PartAskIn, key: Key = "") -> Any:
    """Ask another body for a part that nobody has."""
    return part_once(request, part_id, "ask", key, data, lambda pk, who: procedures.ask_other(
        pk, to_post=data.post_id, words=data.words, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/withdraw", response=t.PartOut)
def withdraw(request: HttpRequest, part_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Take the offer to a body back."""
    return part_once(request, part_id, "withdraw", key, data,
                lambda pk, who: procedures.withdraw_offer(pk, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/drop", response=t.PartOut)
def drop(request: HttpRequest, part_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """The holder of the request needs it no more."""
    return part_once(request, part_id, "drop", key, data, lambda pk, who: procedures.drop_part(
        pk, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/note", response=t.PartOut)
def note(request: HttpRequest, part_id: s.Id, data: s.NoteIn, key: Key = "") -> Any:
    """An internal note."""
    return part_once(request, part_id, "note", key, data,
                lambda pk, who: requests.note_part(pk, words=data.text, actor=who))  # fmt: skip

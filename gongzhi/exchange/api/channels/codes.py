"""The code on paper by which a second person without a login says whether a box was emptied by two."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongzhi.access.public import ANONYMOUS
from gongzhi.channels import public as channels
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.channels import shapes as t
from gongzhi.exchange.api.edge import ACT, CREATE, act_once, actor, caller
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.people import public as people

router = Router(tags=["boxes"], auth=CREATE)
TRIES = 30  # a program may send so many wrong codes before it waits, as a network address on the page


@router.post("/boxes/emptied/{emptying_id}/code", response=t.CodeOut, auth=ACT)
def give(request: HttpRequest, emptying_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Give a code out, to be put on paper for the second person; while one is valid it is that one again. Recorded."""
    who = actor(request)
    channels.registers(who)
    row = channels.boxes.emptying_of(emptying_id, who)
    act_once(request, row.pk, f"box-code:{row.pk}", key, data, lambda: channels.print_code(row.pk, actor=who))
    out = channels.boxes.emptying_of(emptying_id, who)
    if out.second_says or channels.is_over(out):
        raise NotFound("No code is out for this box.")
    return {"code": channels.code_of(out), "until": out.code_until}


def _found(request: HttpRequest, code: str) -> channels.Emptying:
    """The emptying of a code; wrong ones are counted. Raises NotFound, TooMany."""
    try:
        return channels.by_code(code)
    except NotFound:
        people.count_try("box-code", f"token-{caller(request).token_id}", tries=TRIES)
        raise


def _told(row: channels.Emptying) -> dict[str, Any]:
    """What stands on the page of the code: no name."""
    return {
        "box": row.box.title, "place": row.box.place.name, "day": row.day, "papers": row.papers,
        "until": row.code_until, "over": channels.is_over(row), "second_says": row.second_says,
    }  # fmt: skip


@router.post("/boxes/codes/look", response=t.ByCodeOut)
def look(request: HttpRequest, data: t.CodeIn) -> Any:
    """What the code of a paper is about. It goes in the body: whoever has it may say so."""
    return _told(_found(request, data.code))


@router.post("/boxes/codes/say", response=t.ByCodeOut)
def say(request: HttpRequest, data: t.CodeSaysIn, key: Key = "") -> Any:
    """Whoever holds the code says whether the box was emptied by two, once; used before: 409."""
    row = _found(request, data.code)
    who = actor(request)
    speaker = who if who.person_id is not None else ANONYMOUS  # who emptied it does not say it for the other one
    act_once(request, row.pk, f"box-say:{row.pk}", key, data, lambda: channels.say_by_code(
        data.code, there=data.there, reason=data.reason, actor=speaker))  # fmt: skip
    row.refresh_from_db()
    return _told(row)

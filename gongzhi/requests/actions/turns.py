"""Keeps what is measured of each body that is asked for a part, in the transaction of the act that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gongzhi.core import clock
from gongzhi.kit.db.change import update
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import PartTurn, Request, TurnState

EFFECTS = ("extended", "handed-in", "offer-withdrawn", "relocated", "ruled", "sent-again", "succeeded", "taken")
OPEN = (TurnState.ASKED, TurnState.SIGNED, TurnState.HANDED_IN)


def minutes(place_id: int, begin: datetime, end: datetime) -> int:
    """Working minutes at a place between two moments."""
    return procedures.calendar_for(place_id).minutes_between(begin, end)


def on_turn(part: procedures.Matter, effect: procedures.Effect, about: Request) -> None:
    """What an effect on a part of `about` means for the turn of the body that has it."""
    if effect.kind in ("offered", "ruled"):
        _begin(part, int(effect.data["to_post" if effect.kind == "offered" else "post"]), about, effect.kind)
        return
    change = CHANGES.get(effect.kind)
    turn = PartTurn.objects.filter(part=part.pk, state__in=OPEN).first() if change else None
    if change is not None and turn is not None and (values := change(turn, part, effect.data)):
        set_turn(turn, **values)


def set_turn(turn: PartTurn, **values: Any) -> None:
    """Write some columns of a turn."""
    update(PartTurn, {"id": turn.pk}, values)
    for name, value in values.items():
        setattr(turn, name, value)


def _begin(part: procedures.Matter, post: int, about: Request, kind: str) -> None:
    now, last = clock.now(), PartTurn.objects.filter(part=part.pk).order_by("-id").first()
    if last is not None and last.state in OPEN:  # an offer in place of an open one
        set_turn(last, **_given_up(last, TurnState.TAKEN_BACK, part))
    holder = about.matter.holder_post_id
    bodies = dict(orgs.Post.objects.filter(pk__in=[post, holder]).values_list("pk", "body_id"))
    ruled = kind == "ruled"
    PartTurn.objects.bulk_create([PartTurn(
        part_id=part.pk, request_id=about.pk, type_key=about.type_key, place_id=part.place_id, post_id=post,
        body_id=bodies[post], asker_id=bodies[holder], lead=last.lead if last else False, asked_at=now, ruled=ruled,
        state=TurnState.SIGNED if ruled else TurnState.ASKED, signed_at=now if ruled else None, due_at=part.due_at,
    )])  # fmt: skip


def _late(turn: PartTurn, now: datetime) -> bool:
    return turn.due_at is not None and now > turn.due_at


def _given_up(turn: PartTurn, state: TurnState, part: procedures.Matter) -> dict[str, Any]:
    now = clock.now()
    return {"state": state, "ended_at": now, "lost_minutes": minutes(part.place_id, turn.asked_at, now)}


def _taken(turn: PartTurn, part: procedures.Matter, data: Mapping[str, Any]) -> dict[str, Any]:
    now = clock.now()
    lost = minutes(part.place_id, turn.asked_at, now)
    late = _late(turn, now)
    return {"state": TurnState.SIGNED, "signed_at": now, "sign_late": late, "lost_minutes": lost, "due_at": part.due_at}


def _handed_in(turn: PartTurn, part: procedures.Matter, data: Mapping[str, Any]) -> dict[str, Any]:
    now = clock.now()
    late = turn.answer_late or _late(turn, now)
    return {"state": TurnState.HANDED_IN, "answered_at": now, "answer_late": late, "due_at": part.due_at}


def _again(turn: PartTurn, part: procedures.Matter, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"state": TurnState.SIGNED, "again": turn.again + 1, "due_at": part.due_at}


def _closed(turn: PartTurn, part: procedures.Matter, data: Mapping[str, Any]) -> dict[str, Any]:
    now = clock.now()
    if data.get("ending") != "answered":
        if turn.state == TurnState.ASKED:
            return _given_up(turn, TurnState.TAKEN_BACK, part)
        return {"state": TurnState.TAKEN_BACK, "ended_at": now}
    answered = {} if turn.answered_at else {"answered_at": now, "answer_late": _late(turn, now)}
    return {"state": TurnState.ENDED, "ended_at": now} | answered


def _succeeded(turn: PartTurn, part: procedures.Matter, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"post_id": data["post"]} if turn.post_id == data.get("from_post") else {}


CHANGES: dict[str, Callable[[PartTurn, procedures.Matter, Mapping[str, Any]], dict[str, Any]]] = {
    "taken": _taken,
    "declined": lambda turn, part, data: _given_up(turn, TurnState.REFUSED, part),
    "sent-back": lambda turn, part, data: _given_up(turn, TurnState.REFUSED, part),
    "offer-withdrawn": lambda turn, part, data: _given_up(turn, TurnState.TAKEN_BACK, part),
    "handed-in": _handed_in,
    "sent-again": _again,
    "closed": _closed,
    "succeeded": _succeeded,
    "extended": lambda turn, part, data: {"due_at": part.due_at},
    "relocated": lambda turn, part, data: {"place_id": part.place_id},
}

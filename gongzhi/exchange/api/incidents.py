"""Levels of requests by programs: what is going on, giving a level, acknowledging, taking over. The same acts and the
same visibility as the pages; things and places, never persons."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router
from pydantic import StringConstraints

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.incidents import public as incidents
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests

router = Router(tags=["incidents"], auth=ACT)


class ToldOut(s.Plain):
    post_id: s.OutId
    post: str
    at: datetime
    watch: bool = Field(description="Told as who kept watch by the duty rota.")
    reached: bool = Field(description="Somebody answered for the post then.")
    acknowledged_at: datetime | None


class StepOut(s.Plain):
    number: int
    level: str
    cause: str = Field(description="table, set, raised, lowered, clock, reopened")
    at: datetime
    due_at: datetime
    rounds: int
    acknowledged_at: datetime | None
    passed_at: datetime | None = Field(description="The minutes ran out and nobody had acknowledged.")
    stopped_at: datetime | None
    told: list[ToldOut]


class IncidentOut(s.Plain):
    """The level of a request; `level` is null where it has none."""

    number: str
    level: str | None = None
    title: str = ""
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    waits: bool = Field(False, description="For somebody to acknowledge it.")
    next_level: str = Field("", description="The title of what comes at `due_at` of the present step; empty: nothing.")
    steps: list[StepOut] = Field(default=[], description="The latest first.")


class IncidentRowOut(s.Plain):
    number: str
    type: str
    place_id: s.OutId
    level: str
    opened_at: datetime
    waits: bool
    due_at: datetime


class LevelIn(s.In):
    level: s.Line
    reason: Annotated[str, StringConstraints(max_length=300), s.Clean] = ""
    step: int | None = Field(None, ge=0, lt=2**15, description="The number of the present step as read, 0 for none.")


def incident_json(about: requests.Request) -> dict[str, Any]:
    """The level of a request with its whole course."""
    known = packs.active().incident_levels
    incident = incidents.of_request(about.pk) if known else None
    if incident is None:
        return {"number": about.number}
    steps = incidents.steps_of([incident], every=True)[incident.pk]
    over = incident.ended_at is not None
    return {
        "number": about.number, "level": incident.level, "title": incidents.level_words(incident.level),
        "opened_at": incident.opened_at, "ended_at": incident.ended_at, "waits": steps[0].waits and not over,
        "next_level": "" if over else steps[0].next_level, "steps": [_step(one) for one in steps],
    }  # fmt: skip


def _step(one: incidents.Shown) -> dict[str, Any]:
    step = one.step
    names = ("number", "level", "cause", "at", "due_at", "rounds", "acknowledged_at", "passed_at", "stopped_at")
    told = [
        {"post_id": line.post_id, "post": line.post, "at": line.at, "watch": line.watch, "reached": line.reached,
         "acknowledged_at": line.acknowledged_at}
        for line in one.told
    ]  # fmt: skip
    return {name: getattr(step, name) for name in names} | {"told": told}


def _done(request: HttpRequest, number: str, verb: str, key: str, data: Any, act: Any) -> dict[str, Any]:
    who = actor(request)
    about = requests.find(number, who)
    act_once(request, about.pk, f"{verb}:{number}", key, data, lambda: act(about.pk, who))
    return incident_json(about)


@router.get("/incidents", response=list[IncidentRowOut], auth=SEE)
def going_on(
    request: HttpRequest,
    level: Annotated[s.Line, Query("")] = "",
    waiting: Annotated[bool, Query(False)] = False,
    limit: Annotated[int, Query(50, ge=1, le=200)] = 50,
) -> Any:
    """What is going on in the places of the own posts, what nobody has first."""
    rows = incidents.present(actor(request), level=level, only_waiting=waiting).order_by(*incidents.ORDER)[:limit]
    found = list(rows)
    steps = incidents.steps_of(found)
    return [
        {"number": i.request.number, "type": i.request.type_key, "place_id": i.request.matter.place_id,
         "level": i.level, "opened_at": i.opened_at, "waits": (now := steps[i.pk][0]).waits, "due_at": now.step.due_at}
        for i in found
    ]  # fmt: skip


@router.get("/work/{number}/incident", response=IncidentOut, auth=SEE)
def one(request: HttpRequest, number: s.Number) -> Any:
    """The level of a request, who was told when, who acknowledged when, what comes next."""
    return incident_json(requests.find(number, actor(request)))


@router.post("/work/{number}/level", response=IncidentOut)
def level(request: HttpRequest, number: s.Number, data: LevelIn, key: Key = "") -> Any:
    """Give a request a level, raise it or lower it."""
    return _done(request, number, "level", key, data, lambda pk, who: incidents.set_level(
        pk, data.level, reason=data.reason, number=data.step, actor=who))  # fmt: skip


@router.post("/work/{number}/acknowledge", response=IncidentOut)
def acknowledge(request: HttpRequest, number: s.Number, data: NothingIn, key: Key = "") -> Any:
    """Who was told has it; the minutes stop."""
    return _done(request, number, "acknowledge", key, data,
                 lambda pk, who: incidents.acknowledge(pk, actor=who))  # fmt: skip


@router.post("/work/{number}/take-over", response=IncidentOut)
def take_over(request: HttpRequest, number: s.Number, data: NothingIn, key: Key = "") -> Any:
    """Who was told becomes the holder, where the level says so."""
    return _done(request, number, "take-over", key, data,
                 lambda pk, who: incidents.take_over(pk, actor=who))  # fmt: skip

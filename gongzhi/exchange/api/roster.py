"""The roster of reception for programs: weekly hours, what is different on single days, who came (row C3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor, Permission, may, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.weeks import WEEK, asked
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import reception_schemas as t
from gongzhi.exchange.api.edge import ACT, SEE, act_once
from gongzhi.exchange.api.reception import Place, unit_of
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import made_once, posted
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.places import public as places
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests

router = Router(tags=["reception"], auth=SEE)


@router.get("/reception/roster", response=t.RosterOut)
def roster(
    request: HttpRequest,
    place: Place = None,
    week: Annotated[date | None, Query(None, description="Any day of it; none: the present one.")] = None,
) -> Any:
    """The receptions of a week at a place, and the hours of every week."""
    who = posted(request)
    return _roster(unit_of(who, place), week, who)


def _roster(place: places.Place, day: date | None, who: Actor) -> dict[str, Any]:
    first = asked(day.isoformat() if day else "", clock.today())
    names = ("id", "weekday", "starts", "ends", "room", "starts_on", "ends_on", "leader_id")
    today = clock.today()
    return {
        "place_id": place.pk, "place": place.name, "week": first,
        "may_plan": may(who, Permission.RECEPTION_EDIT, places.ancestors(place.pk)),
        "hours": [
            {name: getattr(row, name) for name in names} | {"receiver_id": str(row.receiver_id or "")}
            for row in reception.hours_of([place.pk], today, today)
        ],
        "days": [_day(x) for x in reception.roster([place.pk], first, first + WEEK - WEEK / 7)],
    }  # fmt: skip


def _day(x: reception.Shown) -> dict[str, Any]:
    hours = x.day.hours
    return {
        "hours_id": hours.id, "day": x.day.day, "starts": hours.starts, "ends": hours.ends, "room": hours.room,
        "leader": x.leader, "receiver": x.receiver, "off": x.day.off, "changed": x.day.changed, "reason": x.day.reason,
    }  # fmt: skip


@router.get("/reception/roster/posts", response=t.ReceiversOut)
def posts(request: HttpRequest, place: Place = None) -> Any:
    """The posts that may receive at a place, for who plans there."""
    who = posted(request)
    here = unit_of(who, place)
    post_for(who, Permission.RECEPTION_EDIT, places.ancestors(here.pk))
    kept = reception.station(here)
    leaders, receivers = (kept.leaders, kept.receivers) if kept else ((), ())
    return {
        "leaders": [{"id": pk, "post": label} for pk, label in reception.who_may_receive(here, leaders)],
        "receivers": [{"id": pk, "post": label} for pk, label in reception.who_may_receive(here, receivers)],
    }


@router.post("/reception/roster", response=t.RosterOut, auth=ACT)
def add(request: HttpRequest, data: t.WeeklyHoursIn, key: Key = "") -> Any:
    """Set up weekly hours from today on; residents see them."""
    who = posted(request)
    here = unit_of(who, data.place_id)
    draft = reception.HoursDraft(**data.model_dump(exclude={"place_id"}))
    made_once(request, "reception-hours", key, data, lambda: reception.add_hours(here.pk, draft, actor=who).pk)
    return _roster(here, None, who)


@router.post("/reception/roster/{hours_id}/end", response=t.RosterOut, auth=ACT)
def end(request: HttpRequest, hours_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Give weekly hours up: today is the last day."""
    who = posted(request)
    act_once(request, hours_id, f"hours-end:{hours_id}", key, data, lambda: reception.end_hours(hours_id, actor=who))
    row = reception.Hours.objects.select_related("place").get(pk=hours_id)
    return _roster(row.place, None, who)


@router.get("/reception/roster/{hours_id}/days/{day}", response=t.ReceptionSheetOut)
def sheet(request: HttpRequest, hours_id: s.Id, day: s.Day) -> Any:
    """One reception: who receives, who came (requests by their numbers), what the caller may do."""
    who = posted(request)
    return _sheet(*reception.reception_of(hours_id, day, who), who)


def _keeps(row: reception.Hours, found: reception.Day, who: Actor) -> bool:
    try:
        reception.receives(row, found, who)
    except Forbidden:
        return False
    return not found.off and found.day <= clock.today()


def _sheet(row: reception.Hours, found: reception.Day, who: Actor) -> dict[str, Any]:
    on = found.day
    (shown,) = [x for x in reception.roster([row.place_id], on, on) if x.day.hours.id == row.pk]
    keeps = _keeps(row, found, who)
    return _day(shown) | {
        "may_plan": may(who, Permission.RECEPTION_EDIT, places.ancestors(row.place_id)) and on >= clock.today(),
        "may_write": keeps, "types": [x.key for x in reception.types_of(row.place)] if keeps else [],
        "came": [{"at": x.row.at, "number": x.row.request.number if x.row.request else "", "title": x.title, "by": x.by}
                 for x in reception.came(row, on)],
    }  # fmt: skip


Act = Callable[[reception.Hours, Actor], object]


def _act(request: HttpRequest, hours_id: int, day: date, verb: str, key: str, data: s.In, act: Act) -> Any:
    who = posted(request)
    row, _found = reception.reception_of(hours_id, day, who)
    act_once(request, row.pk, f"{verb}:{hours_id}:{day}", key, data, lambda: act(row, who))
    return _sheet(*reception.reception_of(hours_id, day, who), who)


@router.post("/reception/roster/{hours_id}/days/{day}/change", response=t.ReceptionSheetOut, auth=ACT)
def change(request: HttpRequest, hours_id: s.Id, day: s.Day, data: t.DayIn, key: Key = "") -> Any:
    """Another leader or receiver on one day, or no reception."""
    draft = reception.ChangeDraft(**data.model_dump())
    return _act(request, hours_id, day, "day-change", key, data,
                lambda row, who: reception.change_day(row.pk, day, draft, actor=who))  # fmt: skip


@router.post("/reception/roster/{hours_id}/days/{day}/swap", response=t.ReceptionSheetOut, auth=ACT)
def swap(request: HttpRequest, hours_id: s.Id, day: s.Day, data: t.DaySwapIn, key: Key = "") -> Any:
    """Two leaders exchange two receptions of a place."""
    return _act(request, hours_id, day, "day-swap", key, data, lambda row, who: reception.swap(
        row.pk, day, data.with_hours_id, data.with_day, reason=data.reason, actor=who))  # fmt: skip


@router.post("/reception/roster/{hours_id}/days/{day}/restore", response=t.ReceptionSheetOut, auth=ACT)
def restore(request: HttpRequest, hours_id: s.Id, day: s.Day, data: NothingIn, key: Key = "") -> Any:
    """Take a change back: the day is as planned again."""
    return _act(request, hours_id, day, "day-restore", key, data,
                lambda row, who: reception.restore_day(row.pk, day, actor=who))  # fmt: skip


@router.post("/reception/roster/{hours_id}/days/{day}/came", response=t.ReceptionSheetOut, auth=ACT)
def came(request: HttpRequest, hours_id: s.Id, day: s.Day, data: t.CameIn, key: Key = "") -> Any:
    """Somebody came with a matter: a request of who was asked first, with its items. The contact is not given back."""

    def act(row: reception.Hours, who: Actor) -> object:
        if data.type not in {x.key for x in reception.types_of(row.place)}:
            raise Invalid("There is no such type of request.", field="type")
        if data.place_id not in dict(reception.spots_of(row.place)):
            raise Invalid("Choose one of the places.", field="place_id")
        draft = requests.Draft(
            data.description, type_key=data.type, name=data.name, contact_phone=data.phone, place_id=data.place_id,
            keep_private=data.keep_private,
        )  # fmt: skip
        items = "\n".join(" ".join(item.split()) for item in data.items)
        return reception.write_down(row.pk, day, draft, items=items, actor=who)

    return _act(request, hours_id, day, "came", key, data, act)


@router.post("/reception/roster/{hours_id}/days/{day}/told", response=t.ReceptionSheetOut, auth=ACT)
def told(request: HttpRequest, hours_id: s.Id, day: s.Day, data: NothingIn, key: Key = "") -> Any:
    """Somebody came and was told at once: it counts, and nothing is kept of it."""
    return _act(request, hours_id, day, "told", key, data,
                lambda row, who: reception.write_down(row.pk, day, None, actor=who))  # fmt: skip

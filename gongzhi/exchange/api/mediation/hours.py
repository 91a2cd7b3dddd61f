"""Stations of legal and psychological help at the desk: opened, shifts, hours taken and given back. No name is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once
from gongzhi.exchange.api.mediation import shapes as t
from gongzhi.exchange.api.mediation.portal import station_out, stations_here
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import made_once, posted
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.mediation import public as mediation
from gongzhi.orgs import public as orgs

router = Router(tags=["mediation"], auth=SEE)
Act = Callable[[mediation.Station], object]


def _staff(request: HttpRequest) -> Actor:
    stations_here()
    who = posted(request)
    mediation.hours.works(who)
    return who


@router.get("/help-hours/stations", response=t.StationsOut)
def stations(request: HttpRequest) -> Any:
    """The stations of the own area."""
    who = _staff(request)
    found = list(mediation.hours.open_now(mediation.hours.area_of(who))[: mediation.hours.MOST])
    shifts = mediation.hours.shifts_of(found)
    return {"items": [station_out(row, shifts[row.pk]) for row in found]}


@router.get("/help-hours/stations/{station_id}", response=t.StationSheetOut)
def station(request: HttpRequest, station_id: s.Id) -> Any:
    """One station: its shifts, free and taken hours."""
    who = _staff(request)
    return _sheet(station_id, who)


def _sheet(station_id: int, who: Actor) -> dict[str, Any]:
    row = mediation.hours.get(station_id)
    manages, private = mediation.hours.may_manage(who, row.place_id), mediation.hours.is_private(row)
    taken = mediation.hours.taken(row)
    labels = orgs.post_labels(sorted({h.by_post_id for h in taken}))
    return station_out(row, mediation.hours.shifts_of([row])[row.pk]) | {
        "closed_on": row.closed_on, "may_manage": manages, "months": dict(mediation.hours.figures(row)),
        "hours": [
            {"id": h.pk, "number": h.number, "starts_at": h.starts_at, "by": labels.get(h.by_post_id, ""),
             "of": "" if private else _of(h), "may_give_back": manages or h.by_post_id in who.post_ids}
            for h in taken
        ],
    }  # fmt: skip


def _of(hour: mediation.Hour) -> str:
    about = hour.case or hour.request
    return about.number if about is not None else ""


@router.post("/help-hours/stations", response=t.StationSheetOut, auth=ACT)
def open_station(request: HttpRequest, data: t.StationIn, key: Key = "") -> Any:
    """Open a station at a place."""
    who = _staff(request)
    draft = mediation.StationDraft(**data.model_dump())
    made = made_once(request, "station", key, data, lambda: mediation.stations.open_station(draft, actor=who).pk)
    return _sheet(made, who)


def _act(request: HttpRequest, station_id: int, verb: str, key: str, data: s.In, act: Act) -> Any:
    who = _staff(request)
    row = mediation.hours.get(station_id)
    act_once(request, station_id, f"{verb}:{station_id}", key, data, lambda: act(row))
    return _sheet(station_id, who)


@router.post("/help-hours/stations/{station_id}/close", response=t.StationSheetOut, auth=ACT)
def close(request: HttpRequest, station_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """From today on nobody sits there."""
    who = _staff(request)
    return _act(request, station_id, "station-close", key, data,
                lambda row: mediation.stations.close_station(row, actor=who))  # fmt: skip


@router.post("/help-hours/stations/{station_id}/shifts", response=t.StationSheetOut, auth=ACT)
def add_shift(request: HttpRequest, station_id: s.Id, data: t.ShiftIn, key: Key = "") -> Any:
    """Who helps on a day of the week: a post of the chain above, or a helper from outside."""
    who = _staff(request)
    draft = mediation.ShiftDraft(**data.model_dump())

    def act(row: mediation.Station) -> object:
        if draft.post_id is not None and draft.post_id not in dict(mediation.hours.helpers_near(row.place_id)):
            raise Invalid("Choose a post of this place.", field="post_id")
        return mediation.stations.add_shift(row, draft, actor=who)

    return _act(request, station_id, "station-shift", key, data, act)


@router.post("/help-hours/stations/{station_id}/shifts/{shift_id}/end", response=t.StationSheetOut, auth=ACT)
def end_shift(request: HttpRequest, station_id: s.Id, shift_id: s.Id, data: t.ShiftEndIn, key: Key = "") -> Any:
    """The last day of a shift."""
    who = _staff(request)
    return _act(request, station_id, f"shift-end:{shift_id}", key, data, lambda row: mediation.stations.end_shift(
        row, shift_id, until_on=data.until_on, actor=who))  # fmt: skip


@router.post("/help-hours/stations/{station_id}/hours", response=t.StationSheetOut, auth=ACT)
def take(request: HttpRequest, station_id: s.Id, data: t.TakeIn, key: Key = "") -> Any:
    """Take a free hour; its number is told to who comes. Taken meanwhile: 409."""
    who = _staff(request)
    return _act(request, station_id, "station-hour", key, data, lambda row: mediation.stations.take_hour(
        row, data.shift_id, data.starts_at, actor=who, about=data.about))  # fmt: skip


@router.post("/help-hours/stations/{station_id}/hours/{hour_id}/back", response=t.StationSheetOut, auth=ACT)
def back(request: HttpRequest, station_id: s.Id, hour_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Give an hour back before it begins."""
    who = _staff(request)
    return _act(request, station_id, f"hour-back:{hour_id}", key, data,
                lambda row: mediation.stations.give_back(row, hour_id, actor=who))  # fmt: skip

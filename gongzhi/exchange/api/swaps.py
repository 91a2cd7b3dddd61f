"""Shifts that change hands, filling a week from the one before, the duty telephone (row D7)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.duty import public as duty
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import duty_schemas as t
from gongzhi.exchange.api.duty import rota_out, staff
from gongzhi.exchange.api.edge import ACT, SEE, act_once
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import made_once
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.places import public as places

router = Router(tags=["duty"], auth=SEE)


@router.get("/duty/rotas/{place_id}/staff", response=list[t.KeeperOut])
def keepers(request: HttpRequest, place_id: s.Id) -> Any:
    """Who may keep watch at a place, for who plans its rota."""
    who = staff(request)
    place = duty.desk_for(who, place_id)
    post_for(who, Permission.ROTA_PLAN, places.ancestors(place_id))
    return _keepers(place)


def _keepers(place: places.Place, but: int | None = None) -> list[dict[str, Any]]:
    found = duty.staff_of(place, duty.rota_of(place))
    return [{"appointment_id": pk, "name": name} for pk, name in found if pk != but]


@router.post("/duty/rotas/{place_id}/copy", response=t.RotaOut, auth=ACT)
def copy(request: HttpRequest, place_id: s.Id, data: t.CopyIn, key: Key = "") -> Any:
    """Fill the empty seats of a week by who kept the same ones in the week before."""
    who = staff(request)
    duty.desk_for(who, place_id)
    act_once(request, place_id, f"rota-copy:{place_id}", key, data, lambda: duty.copy_week(
        place_id, data.week, actor=who, version=data.version))  # fmt: skip
    return rota_out(who, place_id, data.week)


@router.post("/duty/rotas/{place_id}/phone", response=t.RotaOut, auth=ACT)
def phone(request: HttpRequest, place_id: s.Id, data: t.PhoneIn, key: Key = "") -> Any:
    """The telephone of the duty desk, as everybody sees it; empty: none. Never a mobile one."""
    who = staff(request)
    duty.desk_for(who, place_id)
    act_once(request, place_id, f"rota-phone:{place_id}", key, data,
             lambda: duty.set_phone(place_id, data.phone, actor=who))  # fmt: skip
    return rota_out(who, place_id, None)


@router.get("/duty/shifts/{stint_id}", response=t.ShiftSheetOut)
def shift(request: HttpRequest, stint_id: s.Id) -> Any:
    """One own shift: who is asked to take it, and who may be asked."""
    return _sheet(duty.own(stint_id, staff(request)))


def _shift(row: duty.Stint) -> dict[str, Any]:
    return {
        "stint_id": row.pk, "place_id": row.place_id, "place": row.place.name, "starts_at": row.starts_at,
        "shift": duty.shift_words(row.place, row.shift), "ends_at": row.ends_at,
    }  # fmt: skip


def _sheet(row: duty.Stint) -> dict[str, Any]:
    asked = duty.waiting(row)
    begun = row.starts_at <= clock.now()
    return _shift(row) | {
        "begun": begun,
        "swap": asked and {
            "swap_id": asked.pk, "name": asked.to.person.name,
            "back": duty.shift_line(asked.other) if asked.other else "",
        },
        "staff": [] if begun else _keepers(row.place, row.appointment_id),
        "others": [] if begun else [_shift(o) | {"name": o.appointment.person.name} for o in duty.others(row)],
    }  # fmt: skip


@router.post("/duty/shifts/{stint_id}/ask", response=t.ShiftSheetOut, auth=ACT)
def ask(request: HttpRequest, stint_id: s.Id, data: t.SwapAskIn, key: Key = "") -> Any:
    """Ask somebody to take an own shift, or to change it for one of theirs; it is one's own until they agree."""
    who = staff(request)
    row = duty.own(stint_id, who)
    if (data.appointment_id is None) == (data.stint_id is None):
        raise Invalid("Name the person or the shift, one of both.", field="appointment_id")
    act_once(request, stint_id, f"swap-ask:{stint_id}", key, data, lambda: duty.ask(
        row.pk, to=data.appointment_id, other_id=data.stint_id, actor=who))  # fmt: skip
    return _sheet(row)


@router.get("/duty/swaps", response=list[t.SwapOut])
def swaps(request: HttpRequest) -> Any:
    """Who asks the caller to take a shift, and what they give for it."""
    return _asked(staff(request))


def _asked(who: Actor) -> list[dict[str, Any]]:
    return [{name: getattr(x, name) for name in t.SwapOut.model_fields} for x in duty.asked_of(who)]


@router.post("/duty/swaps/{swap_id}/answer", response=list[t.OwnShiftOut], auth=ACT)
def answer(request: HttpRequest, swap_id: s.Id, data: t.SwapAnswerIn, key: Key = "") -> Any:
    """Agree, and the shifts change hands at once, or decline. Gives the own shifts of the next four weeks."""
    who = staff(request)
    made_once(request, f"swap-answer:{swap_id}", key, data,
              lambda: duty.answer(swap_id, agree=data.agrees, actor=who).pk)  # fmt: skip
    return [_shift(row) for row in duty.mine(who)]


@router.post("/duty/swaps/{swap_id}/drop", response=list[t.OwnShiftOut], auth=ACT)
def drop(request: HttpRequest, swap_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Who asked asks no more."""
    who = staff(request)
    act_once(request, swap_id, f"swap-drop:{swap_id}", key, data, lambda: duty.drop(swap_id, actor=who))
    return [_shift(row) for row in duty.mine(who)]

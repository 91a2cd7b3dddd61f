"""Duty for programs: who is on duty now, rotas, notes from shift to shift, the ledgers (row D7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.duty import public as duty
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import duty_schemas as t
from gongzhi.exchange.api.edge import ACT, READ, SEE, act_once
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, made_once, posted
from gongzhi.kit.paging import listed, paged
from gongzhi.packs import public as packs

router = Router(tags=["duty"], auth=SEE)
SIZE, AHEAD_DAYS = 50, 7
Month = Annotated[s.Line, Query("", description="Such as 2026-03; none: the present one.")]


def staff(request: HttpRequest) -> Actor:
    """Who acts. Raises Forbidden for who holds no post, NotFound where the pack has no rota."""
    who = posted(request)
    if not packs.active().duty_rotas:
        raise NotFound("No duty rota is kept here.")
    return who


def _seat(seat: duty.Seat, shift: str) -> dict[str, Any]:
    names = ("number", "name", "post", "state")
    return {name: getattr(seat, name) for name in names} | {
        "shift": shift,
        "starts_at": seat.span.starts_at,
        "ends_at": seat.span.ends_at,
        "on": seat.span.on,
        "key": seat.span.key,
        "stint_id": str(seat.stint_id or ""),
        "appointment_id": str(seat.appointment_id or ""),
    }


@router.get("/duty/now", response=t.OpenDesksOut, auth=READ)
def now(request: HttpRequest, q: Annotated[s.Line, Query("")] = "", after: After = "") -> Any:
    """Whom to call at each community now: post and telephone, never a name; `q`: part of the community's name."""
    if not packs.active().duty_rotas:
        raise NotFound("No duty rota is kept here.")
    rows, text = duty.desks_of(None), q.strip()[:40]
    page = paged(rows.filter(name__contains=text) if text else rows, ["path"], after=after, size=SIZE)
    on, phones = duty.now_on(page.items), duty.phones(p.pk for p in page.items)
    items = [
        {"place_id": p.pk, "place": p.name, "phone": phones.get(p.pk, ""),
         "now": [_seat(x, duty.shift_words(p, x.span.key)) for x in on.get(p.pk, []) if x.filled]}
        for p in page.items
    ]  # fmt: skip
    return {"items": items, "after": page.after}


@router.get("/duty/rotas", response=t.DutyDesksOut)
def desks(request: HttpRequest, after: After = "") -> Any:
    """The places of the own area with a rota: who is on duty now, what is empty, what was not taken over."""
    page = paged(duty.desks_of(staff(request)), ["path"], after=after, size=SIZE)
    here = list(page.items)
    on, phones, late = duty.now_on(here), duty.phones(p.pk for p in here), duty.not_taken(here)
    empty = {
        r.place.pk: sum(x.span.ends_at > clock.now() for x in r.empty)
        for r in duty.rotas(here, clock.today(), AHEAD_DAYS)
    }
    items = [
        {"place_id": p.pk, "place": p.name, "phone": phones.get(p.pk, ""),
         "now": [_seat(x, duty.shift_words(p, x.span.key)) for x in on.get(p.pk, [])],
         "empty": empty.get(p.pk, 0), "not_taken": late.get(p.pk, 0)}
        for p in here
    ]  # fmt: skip
    return {"items": items, "after": page.after}


@router.get("/duty/rotas/{place_id}", response=t.RotaOut)
def rota(
    request: HttpRequest,
    place_id: s.Id,
    week: Annotated[date | None, Query(None, description="Any day of it; none: the present one.")] = None,
) -> Any:
    """A place's week, seat by seat."""
    return rota_out(staff(request), place_id, week)


def rota_out(who: Actor, place_id: int, day: date | None) -> dict[str, Any]:
    """A place's week, for who sees its desk."""
    place = duty.desk_for(who, place_id)
    week = duty.asked_week(day.isoformat() if day else "", clock.today())
    (found,) = duty.rotas([place], week, 7)
    desk = duty.Desk.objects.filter(place=place_id).first()
    seats = [_seat(x, duty.shift_words(place, x.span.key)) for x in found.seats]
    return {
        "place_id": place_id, "place": place.name, "week": week, "version": desk.version if desk else 0,
        "seats": seats,
    }  # fmt: skip


@router.post("/duty/rotas/{place_id}/plan", response=t.RotaOut, auth=ACT)
def plan(request: HttpRequest, place_id: s.Id, data: t.PlanIn, key: Key = "") -> Any:
    """Who keeps the seats of a week; shifts that are over stay. Somebody else planned meanwhile: 409."""
    who = staff(request)
    duty.desk_for(who, place_id)
    wanted = {(x.on, x.key, x.number): x.appointment_id for x in data.seats}
    act_once(request, place_id, f"rota-plan:{place_id}", key, data, lambda: duty.plan_week(
        place_id, data.week, wanted, actor=who, version=data.version))  # fmt: skip
    return rota_out(who, place_id, data.week)


@router.get("/duty/shifts", response=list[t.OwnShiftOut])
def shifts(request: HttpRequest) -> Any:
    """The own shifts of the next four weeks."""
    return [
        {"stint_id": x.pk, "place_id": x.place_id, "place": x.place.name,
         "shift": duty.shift_words(x.place, x.shift), "starts_at": x.starts_at, "ends_at": x.ends_at}
        for x in duty.mine(staff(request))
    ]  # fmt: skip


@router.get("/duty/rotas/{place_id}/notes", response=list[t.HandedOut])
def notes(request: HttpRequest, place_id: s.Id) -> Any:
    """What the shifts of the last week handed over, and who signed; the newest first."""
    who = staff(request)
    return [_handed(row) for row in duty.handed(duty.desk_for(who, place_id), who)]


def _handed(row: duty.Handed) -> dict[str, Any]:
    note, span = row.note, row.span
    left = [{name: getattr(x, name) for name in ("number", "title", "light", "ended")} for x in row.left]
    return {
        "on": span.on, "key": span.key, "shift": row.title, "starts_at": span.starts_at, "ends_at": span.ends_at,
        "kept_by": row.who, "state": row.state, "late": row.late, "note_id": str(note.pk) if note else "",
        "words": note.words if note else "", "things": note.things if note else "", "by": row.by,
        "taken_by": row.taken_by, "taken_at": note.taken_at if note else None, "remark": note.remark if note else "",
        "left": left, "may_write": row.writes, "may_sign": row.signs,
    }  # fmt: skip


@router.post("/duty/rotas/{place_id}/notes", response=list[t.HandedOut], auth=ACT)
def write(request: HttpRequest, place_id: s.Id, data: t.NoteOfShiftIn, key: Key = "") -> Any:
    """The note of an own shift that has begun; requests left open by their numbers."""
    who = staff(request)
    duty.desk_for(who, place_id)
    made_once(request, f"duty-note:{place_id}", key, data, lambda: duty.write(
        place_id, data.on, data.key, words=data.words, things=data.things, numbers=" ".join(data.numbers),
        actor=who).pk)  # fmt: skip
    return notes(request, place_id)


@router.post("/duty/rotas/{place_id}/notes/{note_id}/take", response=list[t.HandedOut], auth=ACT)
def take(request: HttpRequest, place_id: s.Id, note_id: s.Id, data: t.TakenIn, key: Key = "") -> Any:
    """Sign that a shift was taken over: who keeps the next one, or who plans the rota."""
    who = staff(request)
    place = duty.desk_for(who, place_id)
    if not duty.Note.objects.filter(pk=note_id, place=place).exists():
        raise NotFound("There is no such note.")
    act_once(request, note_id, f"duty-take:{note_id}", key, data,
             lambda: duty.take(note_id, remark=data.remark, actor=who))  # fmt: skip
    return notes(request, place_id)


@router.get("/duty/ledgers", response=t.LedgersPageOut)
def ledgers(request: HttpRequest, after: After = "") -> Any:
    """The communities of the own area, each with its ledgers."""
    page = paged(duty.ledgers.places_of(_reader(request)), ["path"], after=after, size=SIZE)
    items = [
        {"place_id": p.pk, "place": p.name,
         "ledgers": [{"key": w.key, "title": packs.named(w)} for w in duty.ledgers.ledgers_of(p)]}
        for p in page.items
    ]  # fmt: skip
    return {"items": items, "after": page.after}


def _reader(request: HttpRequest) -> Actor:
    who = posted(request)
    duty.ledgers.reads(who)
    return who


@router.get("/duty/ledgers/{place_id}/{key}", response=t.WorkLinesOut)
def ledger(
    request: HttpRequest,
    place_id: s.Id,
    key: t.Slug,
    month: Month = "",
    show: Annotated[Literal["", "late"], Query("")] = "",
    after: After = "",
) -> Any:
    """A month of a ledger, the oldest line first; `late`: what is past its day alone."""
    place, one = duty.ledgers.find(_reader(request), place_id, key)
    first = duty.ledgers.month_of(month)
    rows = duty.ledgers.lines(place, one, first)
    shown = [r for r in rows if r.late] if show else rows
    page = listed(shown, lambda r: (r.on, r.matter_id), after=after, size=SIZE)
    return {
        "month": first, "all": len(rows), "done": sum(r.ended is not None for r in rows),
        "late": sum(r.late for r in rows), "items": [_line(r) for r in page.items],
        "after": page.after,
    }  # fmt: skip


def _line(row: Any) -> dict[str, Any]:
    names = ("matter_id", "source", "number", "on", "kind", "title", "place", "holder", "result", "light", "late",
             "note", "note_by")  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"due_at": row.due, "ended_at": row.ended}


@router.post("/duty/ledgers/{place_id}/{key}/lines/{matter_id}", response={204: None}, auth=ACT)
def note_line(
    request: HttpRequest, place_id: s.Id, key: t.Slug, matter_id: s.Id, data: t.LineNoteIn, idempotency: Key = ""
) -> Any:
    """Write beside a line."""
    who = _reader(request)
    duty.ledgers.find(who, place_id, key)
    act_once(request, matter_id, f"line-note:{key}:{matter_id}", idempotency, data,
             lambda: duty.note_line(place_id, key, matter_id, data.words, actor=who))  # fmt: skip
    return Status(204, None)

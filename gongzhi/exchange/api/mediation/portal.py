"""Mediation for everybody: what is offered here, applying, the own application; hours of help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gongzhi.access.public import ANONYMOUS, ActorKind
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.edge import CREATE, READ, actor
from gongzhi.exchange.api.mediation import shapes as t
from gongzhi.exchange.api.residents import Key, Secret
from gongzhi.exchange.api.structure.common import made_once
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.mediation import public as mediation
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs

router = Router(tags=["mediation"])


def ways_here() -> list[packs.Mediation]:
    """The ways in use. Raises NotFound where nobody mediates."""
    found = mediation.cases.ways()
    if not found:
        raise NotFound("Nobody mediates here yet.")
    return found


def way_with(kind: str) -> packs.Mediation:
    """The way that has such a kind of dispute, else the first (which says that it has none)."""
    found = ways_here()
    return next((w for w in found if kind in {k.key for k in w.kinds}), found[0])


@router.get("/mediation/ways", response=list[t.WayOut], auth=READ)
def ways(request: HttpRequest) -> Any:
    """What mediation is here: the kinds of disputes, the steps."""
    return [
        {"key": w.key, "title": packs.named(w), "note": w.note,
         "kinds": [{"key": k.key, "title": packs.named(k)} for k in w.kinds],
         "steps": [packs.named(x) for x in packs.active().procedure(w.procedure).steps]}
        for w in ways_here()
    ]  # fmt: skip


@router.post("/mediation", response={201: t.AppliedOut}, auth=CREATE)
def apply(request: HttpRequest, data: t.ApplyIn, key: Key = "") -> Any:
    """Apply for a mediation; the other side is asked, and only who mediates reads the words."""
    who = actor(request)
    sides = (mediation.SideDraft(data.name, data.phone, agrees=True), mediation.SideDraft(data.other, data.other_phone))
    draft = mediation.CaseDraft(way_with(data.kind).key, data.kind, data.place_id, data.words, sides, channel="open311")
    speaker = ANONYMOUS if who.kind is ActorKind.STAFF else who  # posts do not count for what one asks oneself
    made = made_once(request, "mediation", key, data, lambda: mediation.opening.apply(draft, actor=speaker).pk)
    case = mediation.Case.objects.get(pk=made)
    secret = mediation.cases.secret_of(case)
    return Status(201, {"number": case.number, "secret": secret, "link": mediation.cases.link_of(case)})


def _own(case: mediation.Case) -> dict[str, Any]:
    return {
        "number": case.number, "kind": mediation.cases.kind_words(case), "now": mediation.cases.now_words(case),
        "mediator": orgs.post_label(case.matter.holder_post_id),
        "may_withdraw": mediation.cases.may_withdraw(case),
        "sittings": [{"starts_at": x.starts_at, "venue": x.venue} for x in mediation.cases.coming(case)],
    }  # fmt: skip


@router.get("/mediation/{number}/own", response=t.OwnCaseOut)
def own(request: HttpRequest, number: s.Number, secret: Secret) -> Any:
    """How the own application goes on."""
    return _own(mediation.cases.own(number, secret))


@router.post("/mediation/{number}/own/withdraw", response=t.OwnCaseOut)
def withdraw(request: HttpRequest, number: s.Number, data: NothingIn, secret: Secret, key: Key = "") -> Any:
    """Take the own application back."""
    case = mediation.cases.own(number, secret)

    def do() -> Done:
        mediation.steps.withdraw(case, actor=ANONYMOUS)
        return Done(case.pk)

    once(None, f"mediation:{case.pk}:withdraw:{key}" if key else "", body_of(data) if key else "", do)
    return _own(mediation.cases.own(number, secret))


def station_out(row: mediation.Station, sittings: list[mediation.hours.Sitting]) -> dict[str, Any]:
    """A station with who helps when, and what is free."""
    names = ("id", "kind", "title", "place_id", "venue", "phone")
    shifts = [
        {"shift_id": x.shift.pk, "weekday": x.shift.weekday, "starts": x.shift.starts, "ends": x.shift.ends,
         "who": x.who, "free": list(x.free)}
        for x in sittings
    ]  # fmt: skip
    return {n: getattr(row, n) for n in names} | {"private": mediation.hours.is_private(row), "shifts": shifts}


def stations_here() -> None:
    """Raise NotFound where the pack names no stations of help."""
    if not packs.active().help_stations:
        raise NotFound("There are no such stations here.")


@router.get("/help-hours", response=t.StationsOut, auth=READ)
def help_hours(request: HttpRequest, kind: s.Line = "") -> Any:
    """Stations of legal and psychological help: who sits where and when."""
    stations_here()
    rows = mediation.hours.open_now()
    found = list((rows.filter(kind=kind) if kind else rows)[: mediation.hours.MOST])
    shifts = mediation.hours.shifts_of(found)
    return {"items": [station_out(row, shifts[row.pk]) for row in found]}

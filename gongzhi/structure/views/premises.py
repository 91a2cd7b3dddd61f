"""Premises of communities: areas against their standards, rooms (row A13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, may, require
from gongzhi.core import clock
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions import premises as actions
from gongzhi.structure.forms import premises as forms
from gongzhi.structure.queries import premises as queries
from gongzhi.structure.queries.bodies import bodies_near
from gongzhi.structure.views import shared
from gongzhi.structure.views.words import body_names, hours_words, named_of

GET_POST = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The communities of one's part of the tree, with what is below its standard."""
    q = " ".join(request.GET.get("q", "").split())[:40]
    page = queries.communities(actor_of(request), q=q, after=request.GET.get("after", ""))
    if len(page.items) == 1 and not q and not page.after and not page.started_after:
        return redirect("structure:premises", page.items[0].pk)
    kinds = [k for k in packs.active().room_kinds if k.least_square_metres is not None]
    context = {
        "page": page,
        "rows": queries.overview(page.items),
        "q": q,
        "kinds": kinds,
        "has_rule": queries.estate_rule(),
    }
    return render(request, "structure/premises_index.html", context)


def may_edit(request: HttpRequest, place_id: int) -> bool:
    """Whether the actor enters rooms, estates and signs here."""
    return may(actor_of(request), Permission.PREMISES_EDIT, places.ancestors(place_id))


@login_required
@require_safe
def one(request: HttpRequest, place_id: int) -> HttpResponse:
    """One community: areas, rooms, estates, signs."""
    place = queries.community(place_id, actor_of(request))
    past = request.GET.get("past") == "1"
    context = {
        "place": place,
        "about": queries.overview([place])[0],
        "rooms": _rooms(place_id, past=past),
        "signs": [(s, named_of("sign_kinds", s.kind)) for s in queries.signs_of(place_id)],
        "stages": packs.active().estate_stages,
        "past": past,
        "rule": queries.estate_rule(),
        "may_edit": may_edit(request, place_id),
    }
    return render(request, "structure/premises.html", context)


def _rooms(place_id: int, *, past: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "room": r,
            "kind": named_of("room_kinds", r.kind),
            "basis": named_of("room_bases", r.basis),
            "hours": hours_words(r),
        }
        for r in queries.rooms_of(place_id, past=past)[: queries.MOST]
    ]


@login_required
@require_safe
def export(request: HttpRequest, place_id: int) -> FileResponse:
    """The register of rooms as a table."""
    actor = actor_of(request)
    place = queries.community(place_id, actor)
    heads = [
        _("No."), _("Name of the room"), _("Kind of room"), _("Square metres"), _("Address"), _("How it was come by"),
        _("Lent by"), _("There since"), _("Last day of use"), _("Opening hours"), _("Note"),
    ]  # fmt: skip
    rows = (
        [
            n, row["room"].name, row["kind"], Decimal(row["room"].square_metres), row["room"].address, row["basis"],
            row["room"].lender.name if row["room"].lender else "", row["room"].since, row["room"].until or "",
            row["hours"], row["room"].note,
        ]
        for n, row in enumerate(_rooms(place_id, past=True), start=1)
    )  # fmt: skip
    title = _("Register of rooms of %(place)s") % {"place": place.name}
    return shared.table(actor, title, heads, (6, 22, 16, 10, 30, 18, 24, 12, 12, 24, 24), rows)


@login_required
@require_http_methods(GET_POST)
def new_room(request: HttpRequest, place_id: int) -> HttpResponse:
    """Enter a room."""
    actor = actor_of(request)
    place = queries.community(place_id, actor)
    needs(request, place_id)
    form = forms.RoomForm(request.POST or None, bodies=bodies_near(place_id), initial={"since": clock.today()})
    return shared.act(
        request, form, lambda data: actions.add_room(place_id, _draft(data), actor=actor),
        title=_("Enter a room of %(place)s") % {"place": place.name}, back=at(place_id), button=_("Enter the room"),
        done=_("The room is entered."),
    )  # fmt: skip


def at(place_id: int) -> str:
    """The page of the community."""
    return reverse("structure:premises", args=[place_id])


def needs(request: HttpRequest, place_id: int) -> None:
    """Raise Forbidden unless `may_edit`."""
    require(actor_of(request), Permission.PREMISES_EDIT, places.ancestors(place_id))


def _draft(data: dict[str, Any]) -> actions.RoomDraft:
    data = dict(data)
    data.pop("version", None)
    return actions.RoomDraft(lender_id=data.pop("lender"), **data)


@login_required
@require_safe
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    """A room and its history."""
    found = queries.room(room_id, actor_of(request))
    entries = ledger.entries_of(room_id)
    lenders = body_names(int(str(e.codes["lender"])) for e in entries if e.codes.get("lender"))
    history = [
        (e, [(_(label), _shown(key, e.codes[key], lenders)) for key, label in HISTORY if e.codes.get(key)])
        for e in reversed(entries)
    ]
    row = {
        "room": found, "kind": named_of("room_kinds", found.kind), "basis": named_of("room_bases", found.basis),
        "hours": hours_words(found),
    }  # fmt: skip
    context = {"row": row, "history": history, "may_edit": may_edit(request, found.place_id)}
    return render(request, "structure/room.html", context)


HISTORY = [
    ("kind", gettext_noop("Kind of room")), ("square_metres", gettext_noop("Square metres")),
    ("basis", gettext_noop("How it was come by")), ("lender", gettext_noop("Lent by")),
    ("since", gettext_noop("There since")), ("until", gettext_noop("Last day of use")),
]  # fmt: skip


def _shown(key: str, value: object, lenders: dict[int, str]) -> object:
    lists = {"kind": "room_kinds", "basis": "room_bases"}
    if key == "lender":
        return lenders.get(int(str(value)), "")
    return named_of(lists[key], str(value)) if key in lists else value


@login_required
@require_http_methods(GET_POST)
def change_room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Change a room."""
    actor = actor_of(request)
    found = queries.room(room_id, actor)
    needs(request, found.place_id)
    names = ("name", "kind", "square_metres", "address", "basis", "since", "opens", "closes", "note", "version")
    initial = {n: getattr(found, n) for n in names} | {"days": list(found.days), "lender": found.lender_id}
    form = forms.RoomForm(request.POST or None, bodies=bodies_near(found.place_id), initial=initial)
    return shared.act(
        request, form,
        lambda data: actions.change_room(room_id, _draft(data), version=data["version"] or 0, actor=actor),
        title=_("Change %(name)s") % {"name": found.name}, back=reverse("structure:room", args=[room_id]),
        button=_("Save"), done=_("Saved."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def end_room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Give a room up."""
    actor = actor_of(request)
    found = queries.room(room_id, actor)
    needs(request, found.place_id)
    form = forms.EndForm(request.POST or None, initial={"until": clock.today()})
    return shared.act(
        request, form, lambda data: actions.end_room(room_id, until=data["until"], actor=actor),
        title=_("Give up %(name)s") % {"name": found.name}, back=reverse("structure:room", args=[room_id]),
        button=_("Give the room up"), done=_("Saved."),
    )  # fmt: skip

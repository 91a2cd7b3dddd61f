"""Pages of the place tree for staff, and what maps and address fields ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, may, require, staff_of
from gongzhi.core.errors import DomainError, Invalid, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import paged
from gongzhi.places import forms
from gongzhi.places import public as places
from gongzhi.places.models import Place
from gongzhi.places.queries.gaps import gaps_of
from gongzhi.places.queries.tree import in_force, light
from gongzhi.places.rules.kinds import AREAS, PlaceKind

_PUBLIC_KINDS = frozenset(k.value for k in (*AREAS, PlaceKind.GRID, PlaceKind.BUILDING))
_FORMS: dict[str, tuple[type[Form], Any]] = {
    "rename": (forms.RenameForm, gettext_lazy("Rename")),
    "move": (forms.MoveForm, gettext_lazy("Move to another parent")),
    "close": (forms.CloseForm, gettext_lazy("Close this place")),
    "add": (forms.AddForm, gettext_lazy("Add a place below")),
    "figure": (forms.FigureForm, gettext_lazy("Enter households or residents")),
    "outline": (forms.OutlineForm, gettext_lazy("Change the outline")),
}


def kind_word(kind: str) -> str:
    """The kind in the reader's language; a pack's own word as it stands."""
    return str(next((word for known, word in forms.KIND_WORDS.items() if known == kind), kind))


def _row(place: Place) -> dict[str, Any]:
    return {"place": place, "kind": kind_word(place.kind)}


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """The roots of the tree, or what a search finds."""
    staff_of(request)
    words = " ".join(request.GET.get("q", "").split())[:80]
    page = places.find_page(words, after=request.GET.get("after", ""), size=50) if words else None
    found = page.items if page else places.children(None)
    above = places.above(found)
    rows = [{**_row(p), "above": above[p.pk]} for p in found]
    return render(request, "places/tree.html", {"rows": rows, "q": words, "page": page})


@require_safe
def detail(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place: what stands above and below, its former names, its outline, gaps between its grids."""
    actor = staff_of(request)
    chain = places.chain(place_id)
    place = chain[-1]
    below = paged(
        light().filter(in_force(), parent_id=place_id), ("code", "id"), after=request.GET.get("after", ""), size=100
    )
    editable = may(actor, Permission.PLACE_EDIT, place.ancestors)
    area = place.kind in (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
    context = {
        "place": place,
        "kind": kind_word(place.kind),
        "chain": chain[:-1],
        "page": below,
        "below": [_row(p) for p in below.items],
        "history": [{"row": v, "kind": kind_word(v.kind)} for v in places.history(place_id)],
        "gaps": gaps_of(place_id) if area else None,
        "verbs": [(verb, title) for verb, (_form, title) in _FORMS.items()] if editable else [],
        "facts": [
            (_("Kind"), kind_word(place.kind)),
            (_("Code"), place.code),
            (_("Address"), place.address),
            (_("From"), place.starts_on),
            (_("Until"), place.ends_on),
            *_figures(place_id),
            (_("Point"), f"{place.lon:.6f}, {place.lat:.6f}" if place.lon is not None else ""),
        ],
    }
    return render(request, "places/detail.html", context)


def _figures(place_id: int) -> list[tuple[str, str]]:
    """The latest number of each kind with its day and source; nothing where none was entered."""
    words = {"households": _("Number of households"), "residents": _("Number of residents")}
    latest = {f.kind: f for f in reversed(places.figures_of(place_id))}
    return [
        (word, f"{f.value:,}（{f.on:%Y-%m-%d}，{f.source}）")
        for kind, word in words.items()
        if (f := latest.get(kind)) is not None
    ]


def _do(verb: str, place: Place, data: dict[str, Any], actor: Actor) -> Place:
    acts: dict[str, Callable[[], Place]] = {
        "rename": lambda: places.rename(place.pk, data["name"], actor=actor, on=data["on"], version=data["version"]),
        "move": lambda: places.move(
            place.pk, _parent(data["parent"]), actor=actor, on=data["on"], version=data["version"]
        ),
        "close": lambda: places.close_place(place.pk, actor=actor, on=data["on"], version=data["version"]),
        "add": lambda: places.add_place(parent_id=place.pk, actor=actor, **data),
        "figure": lambda: places.set_figure(place.pk, actor=actor, **data).place,
        "outline": lambda: places.set_geometry(
            place.pk, data["geometry"] or None, actor=actor, version=data["version"]
        ),
    }
    return acts[verb]()


def _parent(code: str) -> int:
    try:
        return int(places.by_code(code.strip()).pk)
    except NotFound as error:
        raise Invalid(error.message, field="parent", **error.params) from None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, place_id: int, verb: str) -> HttpResponse:
    """One dated change; a refusal stands beside the field, what was typed stays."""
    actor = staff_of(request)
    if verb not in _FORMS:
        raise NotFound("There is no such page.")
    place = places.get(place_id)
    require(actor, Permission.PLACE_EDIT, place.ancestors)
    kind, title = _FORMS[verb]
    form = kind(request.POST or None, place=place)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = _do(verb, place, form.cleaned_data, actor)
            except DomainError as error:
                status = add_to_form(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("places:detail", place_id=changed.pk)
    return render(request, "places/edit.html", {"place": place, "form": form, "title": title}, status=status)


@require_safe
def outline_json(request: HttpRequest, place_id: int) -> HttpResponse:
    """GeoJSON of a place, or of the places of `?kind=` below it; areas and grids alone, for everybody."""
    kind = request.GET.get("kind") or None
    if (kind or places.get(place_id).kind) not in _PUBLIC_KINDS:
        raise NotFound("There is no such outline.")
    response = JsonResponse(places.outline(place_id, kind), content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def find_json(request: HttpRequest) -> HttpResponse:
    """`?q=` (and `within=`): at most ten places with the names above them; for address fields."""
    within = request.GET.get("within", "")
    inside = int(within) if within.isascii() and within.isdigit() and len(within) < 20 else None
    found = places.find_address(request.GET.get("q", "")[:80], within=inside, most=10)
    above = places.above(found)
    rows = [
        {
            "id": str(p.pk),
            "name": p.name,
            "kind": p.kind,
            "above": above[p.pk],
            "address": p.address,
            "lon": p.lon,
            "lat": p.lat,
        }
        for p in found
    ]
    return JsonResponse({"places": rows})


@require_safe
def at_json(request: HttpRequest) -> HttpResponse:
    """`?lon=&lat=` (WGS 84): the grid of a point and the names above it."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        raise Invalid("The coordinates cannot be read.", field="lon") from None
    where = places.locate(lon, lat)
    known = places.get_many(where.ancestors)
    return JsonResponse(
        {
            "grid": str(where.grid_id) if where.grid_id else None,
            "place": str(where.nearest_id) if where.nearest_id else None,
            "names": [known[i].name for i in where.ancestors],
        }
    )

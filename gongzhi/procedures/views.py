"""Pages: procedures with their charts, the working calendar."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden, Invalid
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as engine
from gongzhi.procedures.forms import DayForm
from gongzhi.procedures.queries.calendars import days_of
from gongzhi.procedures.queries.drawings import draw, limit_words, step_views, supervision_words, who_words


@require_GET
def procedure_list(request: HttpRequest) -> HttpResponse:
    """All procedures of the pack in force."""
    rows = [
        {"key": d.key, "title": packs.named(d), "note": d.note, "limit": limit_words(d.limit), "steps": len(d.steps)}
        for d in engine.all_current()
    ]
    return render(request, "procedures/list.html", {"rows": rows})


@require_GET
def desk_procedure_list(request: HttpRequest) -> HttpResponse:
    """The same list on the desk, for those who hold a post."""
    _staff(request)
    rows = [
        {
            "key": d.key,
            "title": packs.named(d),
            "limit": limit_words(d.limit),
            "offer": limit_words(d.offer_limit),
            "returns": d.max_returns,
            "late": _(", ").join(who_words(lv.to) for lv in d.on_breach),
        }
        for d in engine.all_current()
    ]
    return render(request, "procedures/desk_list.html", {"rows": rows, "nobody": engine.nobody(_actor(request))})


@require_GET
def procedure_page(request: HttpRequest, key: str) -> HttpResponse:
    """One procedure: chart, steps, limits, sources. Public."""
    definition = engine.current(key)
    context = {
        "definition": definition,
        "chart": draw(definition),
        "supervision": supervision_words(definition),
        "steps": step_views(definition),
        "limit": limit_words(definition.limit),
        "offer_limit": limit_words(definition.offer_limit),
    }
    return render(request, "procedures/page.html", context)


@require_http_methods(["GET", "POST"])
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The days of a year that differ, for the whole installation or one place; edited with `calendar:edit`."""
    actor = _staff(request)
    year = _number(request.GET.get("year"), clock.today().year)
    year = min(max(year, 2004), 2100)
    place_id = _number(request.GET.get("place"), 0) or None
    editable = places.get_many(scopes(actor, Permission.CALENDAR_EDIT))
    may_all = any(p.parent_id is None for p in editable.values())
    if place_id is None and editable and not may_all:
        place_id = min(editable)
    form = DayForm(request.POST if request.POST.get("what") == "day" else None)
    if request.method == "POST":
        try:
            if _change(request, form, actor, year, place_id):
                return redirect(request.get_full_path())
        except DomainError as error:
            if not form.is_bound:
                raise
            form.add_error(error.field if error.field in form.fields else None, _(error.message) % error.params)
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "known": year in engine.calendar_for(place_id or _root()).known_years,
        "days": days_of(year, place_id),
        "place": places.get(place_id) if place_id else None,
        "editable": list(editable.values()),
        "may_edit": bool(editable),
        "may_all": may_all,
        "form": form,
    }
    return render(request, "procedures/calendar.html", context, status=422 if form.errors else 200)


def _change(request: HttpRequest, form: DayForm, actor: Actor, year: int, place_id: int | None) -> bool:
    what = request.POST.get("what")
    if what == "year":
        changed = engine.import_year(year, actor=actor)
        told = _("The official calendar was entered; %(n)s due dates were recomputed.") % {"n": changed}
        messages.success(request, told)
        return True
    if what == "clear":
        try:
            day = date.fromisoformat(request.POST.get("date", ""))
        except ValueError:
            raise Invalid("Give a date.", field="date") from None
        engine.clear_day(day, actor=actor, place_id=place_id)
        return True
    if not form.is_valid():
        return False
    data = form.cleaned_data
    engine.set_day(
        data["date"], data["kind"], actor=actor, hours=data["hours"], source=data["source"], place_id=place_id
    )
    messages.success(request, _("The day was saved."))
    return True


def _actor(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None else orgs.actor_of(request.user)  # type: ignore[arg-type]


def _staff(request: HttpRequest) -> Actor:
    actor = _actor(request)
    if not actor.posts:
        raise Forbidden("This page is for staff who hold a post.")
    return actor


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else default


def _root() -> int:
    root = places.Place.objects.filter(parent=None).order_by("id").values_list("id", flat=True).first()
    return root or 0

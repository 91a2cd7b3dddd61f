"""The page of figures of an area (issue: the leader's page)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.insight.forms import AskForm
from gongzhi.insight.public import Figures, Period, PeriodKind, figures, period_of, places_of
from gongzhi.insight.queries.figures import NO_PAGE
from gongzhi.insight.rules import links, periods
from gongzhi.insight.views import rows
from gongzhi.insight.views.words import days_words, span_words
from gongzhi.places.public import Place
from gongzhi.standards import public as standards

TYPES_MOST = 20


def asked(request: HttpRequest) -> tuple[Actor, AskForm, Figures, list[Place]]:
    """Who asks, for what, the figures, and the topmost places that they may see. Raises Forbidden, NotFound."""
    actor = actor_of(request)
    if not scopes(actor, Permission.INSIGHT_SEE):
        raise Forbidden("None of your posts sees the figures of an area.")
    tops = places_of(actor)
    form = AskForm(request.GET)
    form.is_valid()  # what cannot be read falls back to this month and says so beside its field
    wanted = form.cleaned_data
    return actor, form, figures(actor, wanted.get("place") or tops[0].pk, wanted["span"]), tops


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything about one place and one period; a place too small for it opens its list."""
    actor, form, found, tops = asked(request)
    if found.place.kind in NO_PAGE:
        return redirect(links.address_of({"state": "live", "place": str(found.place.pk)}))
    sort = form.cleaned_data.get("sort") or ""
    make = rows.maker(actor, found)
    short = len(found.types) > TYPES_MOST and not request.GET.get("all")
    types = rows.by_type(make, sort, TYPES_MOST) if short else rows.by_type(make, sort)
    below, steps = rows.by_place(make, sort), rows.by_time(make)
    here = scopes(actor, Permission.INSIGHT_SEE)
    context = {
        "form": form,
        "found": found,
        "chain": _chain(found, here),
        "tops": [(p.name, rows.address(p.pk, found.period), p.pk in found.place.ancestors) for p in tops],
        "span": span_words(found.period),
        "days": days_words(found.period),
        "earlier": days_words(found.earlier),
        "tabs": _tabs(found),
        "steps_nav": _around(found),
        "groups": rows.tiles(make),
        "grades": rows.by_grade(make),
        "types": types,
        "types_number": len(found.types),
        "all_types": rows.address(found.place.pk, found.period, sort=sort, all="1") if short else "",
        "total": make.line("", found.total),
        "places": below,
        "steps": steps,
        "step_heads": [make.heads[key] for key in rows.STEP_COLUMNS],
        "heads": [(label, rows.address(found.place.pk, found.period, sort=key), key == sort)
                  for key, label in make.heads.items()],
        "charts": rows.charts(types, below, steps),
        "custom": found.period.kind is PeriodKind.CUSTOM,
        "query": request.GET.urlencode(),
        "gaps": standards.short_at(actor, found.place.pk) if scopes(actor, Permission.ORG_SEE) else None,
        "may_export": bool(scopes(actor, Permission.REQUEST_EXPORT) & set(found.place.ancestors)),
    }  # fmt: skip
    return render(request, "insight/page.html", context)


def _chain(found: Figures, seen: frozenset[int]) -> list[tuple[str, str]]:
    """The way down to the place, from the topmost that the reader may open."""
    first = next((n for n, place in enumerate(found.chain) if place.pk in seen), len(found.chain) - 1)
    return [(place.name, rows.address(place.pk, found.period)) for place in found.chain[first:-1]]


def _tabs(found: Figures) -> list[dict[str, Any]]:
    """This week, month, quarter, year: of today, except that the kind shown stays where it is."""
    words = {
        PeriodKind.WEEK: _("Week"),
        PeriodKind.MONTH: _("Month"),
        PeriodKind.QUARTER: _("Quarter"),
        PeriodKind.YEAR: _("Year"),
    }
    tabs = []
    for kind, label in words.items():
        current = kind is found.period.kind
        href = rows.address(found.place.pk, found.period if current else period_of(kind, clock.today()))
        tabs.append({"label": label, "href": href, "current": current})
    return tabs


def _around(found: Figures) -> list[tuple[str, str]]:
    """The period before and the one behind, where that is not all in the future."""
    around: list[tuple[str, Period]] = [(_("Earlier"), periods.before(found.period))]
    later = periods.after(found.period)
    if later.first <= clock.today():
        around.append((_("Later"), later))
    return [(label, rows.address(found.place.pk, period)) for label, period in around]

"""The desk's pages of standards and gaps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden
from gongzhi.kit.errors import add_to_form
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.standards.actions.exempt import count_again, exempt
from gongzhi.standards.forms import ExemptForm, ListForm
from gongzhi.standards.models import Gap
from gongzhi.standards.policies import gap_for, may_exempt
from gongzhi.standards.queries import lists
from gongzhi.standards.views import words

PLACES_MOST = 400


@login_required
@require_safe
def clauses(request: HttpRequest) -> HttpResponse:
    """Every clause with how many units fall short, and the last twelve months."""
    actor, pack = staff_of(request), packs.active()
    rows = [(c, words.asked(c.standard)) for c in lists.by_clause(pack, actor)]
    trend = lists.trend(actor)
    most = max((n for _day, n in trend), default=0)
    context = {
        "rows": rows,
        "short": sum(c.short for c, _asked in rows),
        "mine": lists.number_of(actor),
        "unmeasured": sum(not c.measured for c, _asked in rows),
        "trend": [(day, n, round(100 * n / most) if most else 0) for day, n in trend],
    }
    return render(request, "standards/clauses.html", context)


def asked(request: HttpRequest, actor: Actor) -> tuple[ListForm, lists.Wanted]:
    """The form of the list's filters as sent, and what it asks for; what cannot be read is left out."""
    rules = [(s.key, packs.named(s)) for s in packs.active().standards]
    tops = places.subtree(scopes(actor, Permission.ORG_SEE), places.AREAS, most=PLACES_MOST)
    form = ListForm(request.GET, rules=rules, places=[(str(p.pk), p.name) for p in tops])
    form.is_valid()
    data = form.cleaned_data
    wanted = lists.Wanted(
        rule=data.get("rule") or "",
        state=data.get("state") or "open",
        place_id=int(data["place"]) if data.get("place") else None,
        mine=bool(data.get("mine")),
        sort=data.get("sort") or "since",
    )
    return form, wanted


@login_required
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The gaps one by one, by page."""
    actor = staff_of(request)
    form, wanted = asked(request, actor)
    page = lists.page_of(actor, wanted, after=request.GET.get("after", ""))
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "form": form,
        "page": page,
        "rows": words.lines(packs.active(), page.items),
        "state": wanted.state,
        "query": query.urlencode(),
    }
    return render(request, "standards/gaps.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gap(request: HttpRequest, gap_id: int) -> HttpResponse:
    """One gap: the clause in the document's words, what is so and what is asked, the evidence; its exemption."""
    actor = staff_of(request)
    found = gap_for(gap_id, actor)
    allowed = may_exempt(found, actor)
    form = ExemptForm(request.POST if request.method == "POST" and "again" not in request.POST else None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if "again" in request.POST:
                count_again(gap_id, actor=actor)
                messages.success(request, _("It counts again."))
                return redirect("standards:gap", gap_id=gap_id)
            if not allowed:
                raise Forbidden("A post above decides about exemptions.")
            if form.is_valid():
                exempt(gap_id, **form.cleaned_data, actor=actor)
                messages.success(request, _("Exempted."))
                return redirect("standards:gap", gap_id=gap_id)
        except Forbidden:
            raise
        except DomainError as error:
            status = add_to_form(form, error)
    return render(request, "standards/gap.html", _gap_context(found, form, allowed=allowed), status=status)


def _gap_context(found: Gap, form: ExemptForm, *, allowed: bool) -> dict[str, Any]:
    pack = packs.active()
    standard = next((s for s in pack.standards if s.key == found.rule), None)
    (line,) = words.lines(pack, [found])
    facts = [
        (_("Unit"), found.unit),
        (_("Place"), found.place.name),
        (_("Is"), line.value),
        (_("Required"), line.required),
        (_("What is missing"), found.detail),
        (_("Since when"), f"{found.since:%Y-%m-%d}"),
        (_("Seen first"), f"{clock.local(found.opened_at):%Y-%m-%d}"),
        (_("Must mend it"), line.owner or _("no post found")),
    ]
    if found.closed_at:
        facts.append((_("Mended on"), f"{line.mended_on:%Y-%m-%d}"))
    return {
        "gap": found,
        "line": line,
        "standard": standard,
        "asked": words.asked(standard) if standard else "",
        "facts": facts,
        "form": form,
        "allowed": allowed,
        "exempt": line.exempt_until,
        "list": f"{reverse('standards:gaps')}?rule={found.rule}",
    }

"""`/desk/property/`: the estates of one's area or company, one of them with what is entered there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.kit import excel
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.property import forms
from gongzhi.property.actions import estates as acts
from gongzhi.property.models import Estate
from gongzhi.property.queries import estates, labels, money, orders, ranking, ratings
from gongzhi.property.rules import money as amounts
from gongzhi.property.rules import quarters, tabs
from gongzhi.property.views import charts
from gongzhi.property.views.panels import Panels


def asked_quarter(request: HttpRequest) -> date:
    """The quarter that the page shows: `?quarter=2026-Q3`; none or a future one: the present one."""
    now = quarters.first_of(clock.today())
    try:
        return min(quarters.read(request.GET.get("quarter", "")), now)
    except Invalid:
        return now


def seer(request: HttpRequest) -> Actor:
    """Who may see some estate. Raises Forbidden, NotFound (nothing of the kind in the rules in force)."""
    actor = staff_of(request)
    estates.require_some(actor)
    return actor


def _narrowed(request: HttpRequest, actor: Actor, quarter: date) -> tuple[forms.ListForm, Any, list[str]]:
    form = forms.ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = estates.narrowed(actor, quarter, text=asked.get("q", "").strip(), contract=asked.get("contract", ""))
    return form, rows, estates.SORTS[asked.get("sort", "")]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The estates with company, end of the contract, and the money of a quarter."""
    actor = seer(request)
    quarter = asked_quarter(request)
    form, rows, order = _narrowed(request, actor, quarter)
    page = paged(rows, order, after=request.GET.get("after", ""), size=40)
    seen = estates.visible_to(actor)
    lines = money.by_quarter(seen, quarter)
    context = {
        "form": form, "page": page, "rows": _rows(page.items, quarter), "quarter": labels.quarter_words(quarter),
        "narrowed": any(request.GET.get(n) for n in ("q", "contract")),
        "earlier": quarters.key(quarters.before(quarter)), "key": quarters.key(quarter),
        "later": quarters.key(quarters.following(quarter)) if quarters.following(quarter) <= clock.today() else "",
        "may_manage": bool(scopes(actor, Permission.PROPERTY_MANAGE)), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "property/desk_list.html", context | charts.shown(lines))


def _rows(found: Any, quarter: date) -> list[dict[str, Any]]:
    held = estates.contracts_on([e.pk for e in found])
    lines = money.of_quarter(list(found), quarter)
    return [
        {
            "estate": e, "contract": held.get(e.pk), "light": labels.contract_light(held.get(e.pk)),
            "line": lines[e.pk],
        }
        for e in found
    ]  # fmt: skip


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook; amounts in yuan, subsidies in a column of their own."""
    actor = seer(request)
    quarter = asked_quarter(request)
    _form, rows, order = _narrowed(request, actor, quarter)
    name, book = _("Property"), excel.new()
    heads = [
        _("No."), _("Estate"), _("Company"), _("Contract until"), _("Fee (yuan/m²/month)"), _("Due (yuan)"),
        _("Paid by residents (yuan)"), _("Rate"), _("Subsidies, apart (yuan)"), _("Remark"),
    ]  # fmt: skip
    sheet = excel.begin(
        book, name, title=f"{name} {labels.quarter_words(quarter)}", heads=heads, footer=_("Page &P of &N"),
        by_line=_("Date: %(day)s") % {"day": f"{clock.today():%Y-%m-%d}"},
        widths=(6, 26, 26, 14, 16, 18, 18, 10, 18, 12),
    )  # fmt: skip
    for n, row in enumerate(_rows(list(rows.order_by(*order)[: excel.ROWS_MOST]), quarter), start=1):
        c, line = row["contract"], row["line"]
        excel.append(sheet, [
            n, row["estate"].name, c.company.name if c else "", c.ends_on if c else "",
            amounts.yuan(c.fee_fen) if c else "", amounts.yuan(line.due), amounts.yuan(line.collected),
            "" if line.rate is None else line.rate, amounts.yuan(line.subsidies),
            _("Entered after the fact") if line.after_fact else "",
        ])  # fmt: skip
    return excel.download(book, name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An estate comes under the office."""
    actor = seer(request)
    if not scopes(actor, Permission.PROPERTY_MANAGE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PROPERTY_MANAGE)
    free = estates.free_places(actor)
    form = forms.NewEstateForm(request.POST or None, places=free)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            made = acts.take_in(
                d["place"], area_m2=d["area_m2"], households=d["households"], name=d["name"], actor=actor
            )
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The estate is under the property office now. Enter its contract next."))
            return redirect("property:desk-estate", made.pk)
    return render(request, "property/desk_new.html", {"form": form, "free": free}, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, estate_id: int) -> HttpResponse:
    """An estate. Raises NotFound."""
    actor = seer(request)
    estate = estates.get(estate_id, actor)
    tab = request.GET.get("tab", "")
    return page(request, estate, actor, tab if tab in tabs.VERBS else "contract", asked_quarter(request))


def page(
    request: HttpRequest, estate: Estate, actor: Actor, tab: str, quarter: date, bound: tuple[str, Form] | None = None
) -> HttpResponse:
    """A part of the page of an estate; `bound` is a form that is shown again."""
    panels = Panels(estate, actor, quarter)
    at = reverse("property:desk-estate", args=[estate.pk])
    names = {
        "contract": _("Contracts"), "money": _("Fee income, subsidies, jobs"), "homes": _("Ratings by homes"),
        "watch": _("Checks and orders"),
    }  # fmt: skip
    held = estates.contracts_on([estate.pk]).get(estate.pk)
    context: dict[str, Any] = {
        "estate": estate, "tab": tab, "panels": panels.of_tab(tab, bound), "contract": held,
        "light": labels.contract_light(held), "may_manage": panels.may[Permission.PROPERTY_MANAGE],
        "tabs": [{"href": f"{at}?tab={k}", "label": v, "current": k == tab} for k, v in names.items()],
        "quarter": labels.quarter_words(quarter), "key": quarters.key(quarter), "rules": panels.rules,
    }  # fmt: skip
    context |= {"contract": _contracts, "money": _money, "homes": _homes, "watch": _watch}[tab](estate, quarter)
    return render(request, "property/desk_estate.html", context, status=422 if bound else 200)


def _contracts(estate: Estate, quarter: date) -> dict[str, Any]:
    services = estates.rules().services
    return {
        "contracts": [
            (c, labels.contract_light(c), "、".join(estates.named(services, s) for s in c.services),
             c.ended_on is None and c.ends_on > clock.today())
            for c in estates.contracts_of(estate)
        ],
        "watchers": estates.watchers(estate),
    }  # fmt: skip


def _money(estate: Estate, quarter: date) -> dict[str, Any]:
    lines = money.by_quarter(estate, quarters.first_of(clock.today()))
    purposes = estates.rules().purposes
    return {
        **charts.shown(lines),
        "subsidies": [
            (s, estates.named(purposes, s.purpose), labels.quarter_words(s.quarter))
            for s in money.subsidies_of(estate, struck=True)
        ],
        "choices": [(quarters.key(q), labels.quarter_words(q))
                    for q in reversed(quarters.row(clock.today(), money.SHOWN))],
    }  # fmt: skip


def _homes(estate: Estate, quarter: date) -> dict[str, Any]:
    now = quarters.first_of(clock.today())
    rated, homes = ratings.came_in(estate, now)
    return {
        "rated": rated, "homes": homes, "now": labels.quarter_words(now), "slips": forms.SlipsForm(),
        "questions": [packs.named(q) for q in estates.rules().questions], "results": result_rows(estate),
    }  # fmt: skip


def result_rows(estate: Estate) -> list[tuple[str, ratings.Result, list[tuple[str, float | None]]]]:
    """(quarter, result, (question, mean) in the order of the questions), the newest first."""
    asked = [(q.key, packs.named(q)) for q in estates.rules().questions]
    return [
        (labels.quarter_words(r.quarter), r, [(words, r.means.get(k) if r.means else None) for k, words in asked])
        for r in ratings.results_of(estate)
    ]


def _watch(estate: Estate, quarter: date) -> dict[str, Any]:
    checks = estates.rules().checks
    return {
        "checks": [(c, [(f, estates.named(checks, f.about)) for f in found]) for c, found in orders.checks_of(estate)],
        "orders": [
            (o, estates.named(checks, o.about), labels.step_words(o.matter.step, o.result))
            for o in orders.of_estate(estate)
        ],
        "formula": ranking.formula(),
    }  # fmt: skip


@login_required
@require_POST
def act(request: HttpRequest, estate_id: int, verb: str) -> HttpResponse:
    """Whatever is entered on the page of an estate. Raises NotFound, Forbidden."""
    actor = actor_of(request)
    estate = estates.get(estate_id, actor)
    tab = tabs.tab_of(verb)
    if tab is None:
        raise NotFound("There is no such action.")
    estates.require(actor, tabs.VERBS[tab][verb], estate)
    quarter = _posted_quarter(request)
    panels = Panels(estate, actor, quarter)
    form = panels.form(verb, request.POST)
    if form is None:
        raise NotFound("There is no such action.")
    if form.is_valid():
        try:
            said = panels.perform(verb, form.cleaned_data, form)
        except Invalid as error:
            add_to_form(form, error)
        except (Conflict, NotAllowed) as error:
            messages.error(request, text_of(error))
        else:
            messages.success(request, said)
    if form.errors:
        return page(request, estate, actor, tab, quarter, (verb, form))
    back = reverse("property:desk-estate", args=[estate.pk])
    return redirect(f"{back}?tab={tab}&quarter={quarters.key(quarter)}")


def _posted_quarter(request: HttpRequest) -> date:
    try:
        return min(quarters.read(request.POST.get("quarter", "")), quarters.first_of(clock.today()))
    except Invalid:
        return quarters.first_of(clock.today())

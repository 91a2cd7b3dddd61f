"""`/property/`: how estates are managed, for everybody; a home rates by the code of its slip."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.property import forms
from gongzhi.property.actions import ratings as acts
from gongzhi.property.queries import estates, labels, money, orders, ranking, ratings
from gongzhi.property.rules import quarters
from gongzhi.property.views import charts
from gongzhi.property.views.desk import result_rows

GET_POST = ["GET", "HEAD", "POST"]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ranking of companies with its numbers, the money of all estates, the list of estates."""
    rules = estates.rules()
    last = quarters.before(quarters.first_of(clock.today()))
    try:
        quarter = min(quarters.read(request.GET.get("quarter", "")), last)
    except Invalid:
        quarter = last
    rows = estates.public()
    text = request.GET.get("q", "").strip()[:40]
    page = paged(rows.filter(name__contains=text) if text else rows, ["place__path", "id"],
                 after=request.GET.get("after", ""), size=30)  # fmt: skip
    held = estates.contracts_on([e.pk for e in page.items])
    lines = money.by_quarter(rows, quarters.first_of(clock.today()))
    following = quarters.following(quarter)
    context = {
        "rules": rules, "quarter": labels.quarter_words(quarter), "ranked": ranking.companies(rows, quarter),
        "formula": ranking.formula(), "earlier": quarters.key(quarters.before(quarter)),
        "later": quarters.key(following) if following <= last else "", "page": page, "text": text,
        "rows": [(e, held.get(e.pk)) for e in page.items], **charts.shown(lines),
    }  # fmt: skip
    return render(request, "property/index.html", context)


@require_safe
def show(request: HttpRequest, estate_id: int) -> HttpResponse:
    """An estate: contract, fee income beside subsidies, jobs, ratings, orders. Raises NotFound."""
    rules = estates.rules()
    estate = estates.get_public(estate_id)
    contract = estates.contracts_on([estate.pk]).get(estate.pk)
    lines = money.by_quarter(estate, quarters.first_of(clock.today()))
    total = money.total(lines)
    context = {
        "estate": estate, "contract": contract, "light": labels.contract_light(contract),
        "services": [estates.named(rules.services, s) for s in contract.services] if contract else [],
        **charts.shown(lines),
        "subsidies": [
            (s, estates.named(rules.purposes, s.purpose), labels.quarter_words(s.quarter))
            for s in money.subsidies_of(estate)[:20]
        ],
        "hired": money.people_shown(total.hired), "without_work": money.people_shown(total.without_work),
        "results": result_rows(estate), "questions": [packs.named(q) for q in rules.questions],
        "orders": orders.tallied(estate), "watchers": estates.watchers(estate), "pacts": packs.active().pacts,
    }  # fmt: skip
    return render(request, "property/estate.html", context)


@require_http_methods(GET_POST)
def code(request: HttpRequest) -> HttpResponse:
    """Type the code of the slip."""
    estates.rules()
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dwelling, quarter = ratings.home_of(form.cleaned_data["code"])
        except NotFound:
            form.add_error("code", _("There is no such code. Please look at your slip once more."))
        except Invalid as error:
            add_to_form(form, error)
        else:
            return redirect("property:rate", ratings.code_of(dwelling, quarter))
    return render(request, "property/code.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """A home rates. Raises NotFound."""
    rules = estates.rules()
    dwelling, quarter = ratings.home_of(code)
    done = ratings.has_rated(dwelling, quarter)
    contract = estates.contracts_on([dwelling.estate_id]).get(dwelling.estate_id)
    form = forms.QuestionsForm(request.POST or None, questions=rules.questions)
    if request.method == "POST" and form.is_valid():
        try:
            acts.rate(code, form.grades, actor=ANONYMOUS)
        except Conflict:
            done = True
        except (Invalid, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Thank you. Your grades were counted."))
            return redirect("property:estate", dwelling.estate_id)
    context = {
        "form": form, "dwelling": dwelling, "quarter": labels.quarter_words(quarter), "done": done,
        "contract": contract,
    }  # fmt: skip
    status = 409 if done and request.method == "POST" else 422 if form.errors else 200
    response = render(request, "property/rate.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the code is in the address
    return response

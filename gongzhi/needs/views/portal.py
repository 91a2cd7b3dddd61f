"""`/needs/`: what units offer and what residents need and nobody took yet; entering a line; the owner's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import visitor_of
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import clean_number
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged
from gongzhi.needs import forms
from gongzhi.needs import public as needs
from gongzhi.needs.actions.shared import link_of
from gongzhi.needs.queries import lines
from gongzhi.needs.rules.lines import Side
from gongzhi.needs.views.page import LinePage, row_of

GET_POST = ["GET", "HEAD", "POST"]
PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is left over of both lists, and since when. Raises NotFound where the pack has no lists."""
    rules, titles = lines.rules(), lines.titles()
    form = forms.FindForm(request.GET, kinds=list(titles.items()), places=lines.places_of())
    data = form.cleaned_data if form.is_valid() else {}
    side = Side.NEED if data.get("side") == Side.NEED else Side.SERVICE
    rows = lines.public_lines(side, kind=data.get("kind", ""), place_id=data.get("place"), text=data.get("q", ""))
    page = paged(rows, ["-shown_at", "-id"], after=request.GET.get("after", ""), size=PAGE)
    names = {Side.NEED: _title(rules.need_list, rules.need_list_en),
             Side.SERVICE: _title(rules.service_list, rules.service_list_en)}  # fmt: skip
    context = {
        "page": page, "rows": [row_of(line, titles) for line in page.items], "form": form, "side": side.value,
        "narrowed": any(data.get(n) for n in ("kind", "place", "q")), "source": rules.source,
        "tabs": [{"label": names[s], "href": f"?side={s.value}", "current": s is side} for s in names],
        "title": names[side],
    }  # fmt: skip
    return render(request, "needs/index.html", context)


def _title(chinese: str, english: str) -> str:
    from django.utils.translation import get_language

    return english if (get_language() or "").startswith("en") else chinese


@require_http_methods(GET_POST)
def new(request: HttpRequest, side: str) -> HttpResponse:
    """Somebody needs something, or a unit offers something."""
    if side not in set(Side):
        raise NotFound("There is no such list.")
    places = lines.places_of()
    form = forms.LineForm(
        request.POST or None, side=side, kinds=list(lines.titles().items()), places=places, reaches=places
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = needs.entering.offer(
                form.draft("web"), actor=visitor_of(request), submission=form.cleaned_data["submission"]
            )
        except (Invalid, Conflict, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Taken in. Keep the address of this page: it is the key to your line."))
            return redirect(link_of(made))
    context = {"form": form, "side": side, "rules": lines.rules()}
    return render(request, "needs/new.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, number: str) -> LinePage:
    try:
        plain = clean_number(number)
    except Invalid:
        raise NotFound("There is no such line.") from None
    key = request.GET.get("key", "")
    line = lines.own(plain, key)
    back = f"{reverse('needs:own', args=[plain])}?key={key}"
    return LinePage(request, line, visitor_of(request), own=True, back=back)


@never_cache
@require_safe
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One's own line: what fits it, who said what, what came of it. Raises NotFound without the link."""
    return _own(request, number).show()


@never_cache
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One of the acts of the owner."""
    return _own(request, number).act(verb)

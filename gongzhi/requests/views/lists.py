"""All requests that the actor may see; jump to a number; the print view (issue item 4, rules 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gongzhi.access.public import Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.kit.paging import Page, encode
from gongzhi.packs import public as packs
from gongzhi.requests import queries, rules
from gongzhi.requests.queries import marks
from gongzhi.requests.queries.listing import key_of
from gongzhi.requests.queries.one import find
from gongzhi.requests.queries.rows import Row
from gongzhi.requests.templatetags.request_words import light_of
from gongzhi.requests.views import listing
from gongzhi.requests.views.work import state_words, type_title

PAGE = 50
PRINT_MOST = 500
MORE = ("channel", "holder", "since", "until", "place", "done_since", "done_until", "kept", "rated", "entered",
        "reopened", "here")  # fmt: skip


def row_of(row: Row, pack: packs.Pack) -> dict[str, Any]:
    """A row of a list as its template shows it."""
    state = state_words(row.state)
    return {
        "number": rules.spoken(row.number),
        "href": queries.desk_link(row.number),
        "locate": f"/desk/unlocated/{row.number}/",
        "late": row.light == "red" and row.state == "open",
        "light": light_of(row, state),
        "title": row.title,
        "located": row.located,
        "address": row.address,
        "kind": type_title(pack, row.type_key),
        "place": row.place,
        "holder": row.holder,
        "state": state,
        "received_at": row.reported_at or row.created_at,
        "entered_at": row.created_at if row.reported_at else None,
        "due_at": row.due_at,
    }


def marked(found: Sequence[Row], pack: packs.Pack) -> list[dict[str, Any]]:
    """The rows with what higher contexts mark them with. One query a mark."""
    told = marks.words_of([r.pk for r in found])
    return [row_of(r, pack) | {"marks": [words[r.pk] for _label, words in told if r.pk in words]} for r in found]


def page_of(found: listing.Listed, after: str) -> Page[Row]:
    """The page as the pager shows it."""
    return Page(found.items, encode(found.after) if found.after else "", after, found.total)


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The list; every filter stands in the address, so that it can be kept and sent on."""
    actor = actor_of(request)
    form = listing.filter_form(request.GET, actor)
    form.is_valid()  # a filter that cannot be read narrows nothing and says so beside its field
    wanted = form.cleaned_data
    after = request.GET.get("after", "")
    page = page_of(listing.listed(actor, wanted, after=key_of(after), size=PAGE), after)
    pack = packs.active()
    kept = request.GET.copy()
    kept.pop("after", None)
    context = {
        "form": form,
        "page": page,
        "rows": marked(page.items, pack),
        "narrowed": any(v for k, v in wanted.items() if k != "sort"),
        "more": any(wanted.get(k) for k in MORE),
        "query": kept.urlencode(),
        "may_export": bool(scopes(actor, Permission.REQUEST_EXPORT)),
    }
    return render(request, "requests/list.html", context)


@login_required
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The same list on paper, A4: title, unit, who printed it and when; no person who reported."""
    actor = actor_of(request)
    form = listing.filter_form(request.GET, actor)
    form.is_valid()
    wanted = form.cleaned_data
    found = listing.listed(actor, wanted, size=PRINT_MOST)
    pack = packs.active()
    context = {
        "rows": marked(found.items, pack),
        "cut": PRINT_MOST if found.after else 0,
        "entered": sum(r.reported_at is not None for r in found.items),
        "now": clock.now(),
    }
    return render(request, "requests/print.html", context)


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A number opens its request; words go to the list."""
    text = request.GET.get("q", "").strip()[:80]
    try:
        about = find(text, actor_of(request))
        return redirect("requests:sheet", number=about.number)
    except (Invalid, NotFound):
        return redirect(f"/desk/requests/?{urlencode({'q': text, 'state': 'all'})}")

"""My work: what is offered to me, what I hold, what waits, what my area holds; lights, counts, bulk acceptance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor
from gongzhi.core.errors import DomainError
from gongzhi.kit.errors import text_of
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from gongzhi.requests.rules import spoken

TABS = ("mine", "offered", "waiting", "area", "done")
BULK_MAX = 50


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person with all posts held now."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _page(actor: Actor, tab: str, light: str, after: str) -> procedures.Page:
    if tab == "offered":
        return procedures.list_mine(actor, role="offered", light=light or None, kind="request", after=after)
    if tab == "waiting":
        return procedures.list_mine(actor, state="waiting", role="holder", kind="request", after=after)
    if tab == "area":
        return procedures.list_mine(actor, light=light or None, kind="request", area=True, after=after)
    if tab == "done":
        return procedures.list_mine(actor, state=("closed", "archived"), role="holder", kind="request", after=after)
    return procedures.list_mine(actor, role="holder", light=light or None, kind="request", after=after)


def rows_of(matters: list[procedures.Matter]) -> list[dict[str, Any]]:
    """Matters as rows of a list, with their request, type, holder; two queries whatever the number."""
    about = Request.objects.in_bulk([m.pk for m in matters])
    labels = orgs.post_labels(sorted({m.holder_post_id for m in matters}))
    pack = packs.active()
    rows = []
    for matter in matters:
        request = about.get(matter.pk)
        if request is None:
            continue
        rows.append(
            {
                "matter": matter,
                "about": request,
                "number": spoken(request.number),
                "kind": type_title(pack, request.type_key),
                "holder": labels.get(matter.holder_post_id, ""),
            }
        )
    return rows


def type_title(pack: packs.Pack, key: str) -> str:
    """The title of a type; its key where the pack in force does not know it any more."""
    try:
        return pack.request_type(key).title
    except KeyError:
        return key


@login_required
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """The list that staff begin the day with."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "")
    counts = procedures.counts(actor)
    if tab not in TABS:
        tab = "offered" if counts.offered else "mine"
    light = request.GET.get("light", "")
    page = _page(actor, tab, light if light in ("green", "yellow", "red") else "", request.GET.get("after", ""))
    labels = {
        "offered": _("Offered to me"),
        "mine": _("I hold"),
        "waiting": _("Waiting for the resident"),
        "area": _("My area"),
        "done": _("Done"),
    }
    numbers = {"offered": counts.offered, "mine": counts.green + counts.yellow + counts.red, "waiting": counts.waiting}
    tabs = [
        {"href": f"?tab={t}", "label": labels[t], "count": numbers.get(t), "current": t == tab}
        for t in ("offered", "mine", "waiting", "area", "done")
    ]
    context = {
        "tabs": tabs,
        "tab": tab,
        "light": light,
        "counts_by_light": counts,
        "rows": rows_of(page.items),
        "next": page.next,
        "actor": actor,
    }
    return render(request, "requests/work.html", context)


@login_required
@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept all that were ticked; what somebody else took meanwhile is told, the rest goes through."""
    actor = actor_of(request)
    ids = [i for i in map(id_of, request.POST.getlist("matter")) if i is not None][:BULK_MAX]
    done, problems = 0, []
    for matter_id in ids:
        try:
            procedures.accept(matter_id, actor=actor)
            done += 1
        except DomainError as error:
            number = Request.objects.filter(pk=matter_id).values_list("number", flat=True).first()
            problems.append(f"{spoken(number) if number else matter_id}: {text_of(error)}")
    if done:
        messages.success(request, ngettext("%(n)s request accepted.", "%(n)s requests accepted.", done) % {"n": done})
    for problem in problems:
        messages.error(request, problem)
    if not ids:
        messages.info(request, _("Tick the requests first."))
    return redirect("/desk/?tab=mine" if done else "/desk/")

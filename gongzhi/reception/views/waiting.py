"""`/desk/reception/waiting/`: what was planned with a day, what is on the list; a look at one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.reception import forms
from gongzhi.reception import public as reception
from gongzhi.reception.queries.waits import waiting_in, waiting_of
from gongzhi.requests import public as requests

TABS = ("due", "list", "planned")


def how_words(how: str) -> str:
    """What a look gave, as pages say it."""
    return {
        "kept": _("It is done"), "still": _("It waits on"), "again": _("Taken up again"),
        "ended": _("Ended after review"), "": _("waits"),
    }.get(how, how)  # fmt: skip


def ending_words(key: str) -> str:
    """The title of an ending."""
    try:
        return packs.named(packs.active().ending(key))
    except KeyError:
        return key


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the earliest first."""
    actor = actor_of(request)
    if not actor.posts:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "due"
    today = clock.today()
    page = paged(waiting_in(actor, tab), ["due_on", "id"], after=request.GET.get("after", ""), size=40)
    labels = orgs.post_labels({w.request.matter.holder_post_id for w in page.items})
    names = {"due": _("Due now"), "list": _("On the list"), "planned": _("Planned with a day")}
    context = {
        "page": page, "tab": tab, "today": today,
        "tabs": [{"href": f"?tab={t}", "label": names[t], "current": t == tab} for t in TABS],
        "rows": [
            (w, requests.spoken(w.request.number), ending_words(w.ending),
             labels.get(w.request.matter.holder_post_id, ""))
            for w in page.items
        ],
    }  # fmt: skip
    return render(request, "reception/waiting.html", context)


def _may(actor: Actor, about: requests.Request) -> bool:
    held = actor.holding(about.matter.holder_post_id)
    if held is not None and Permission.REQUEST_HANDLE in held.permissions:
        return True
    return may(actor, Permission.REQUEST_ANSWER, places.ancestors(about.matter.place_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """One that waits: what was answered, the looks before, a form for this one."""
    actor = actor_of(request)
    row = waiting_of(waiting_id, actor)
    about = requests.find(row.request.number, actor)
    offered = [(h.value, how_words(h)) for h in reception.choices(row.listed)]
    form = forms.LookForm(request.POST or None, choices=offered, listed=row.listed)
    if request.method == "POST":
        if not _may(actor, about):
            raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_ANSWER)
        if form.is_valid():
            data: dict[str, Any] = form.cleaned_data
            try:
                now = reception.look(
                    row.pk, reception.Look(data["how"], data["words"], data.get("due_on")), actor=actor
                )
            except DomainError as error:
                add_to_form(form, error)
            else:
                messages.success(request, _("The look is recorded."))
                if data["how"] == "again":
                    return redirect("requests:sheet", now.number)
                return redirect("reception:waiting")
    before = list(reception.Waiting.objects.filter(request=about.pk).exclude(how="").order_by("id"))
    context = {
        "row": row, "about": about, "number": requests.spoken(about.number), "ending": ending_words(row.ending),
        "form": form if row.how == "" and _may(actor, about) else None, "today": clock.today(),
        "before": [(w, ending_words(w.ending), how_words(w.how)) for w in before],
    }  # fmt: skip
    return render(request, "reception/waiting_one.html", context, status=422 if form.errors else 200)

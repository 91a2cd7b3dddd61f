"""Fee income from a table: looked at first, taken over whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.tables import open_table
from gongzhi.property import forms
from gongzhi.property.actions import money as acts
from gongzhi.property.queries import imports
from gongzhi.property.rules.lines import IncomeLine
from gongzhi.property.views.desk import seer

SALT = "property.import"
MOST_BYTES = 2 * 1024 * 1024
AGE = 3600  # seconds in which what was shown may be taken over


def _manager(request: HttpRequest) -> Actor:
    actor = seer(request)
    if not scopes(actor, Permission.PROPERTY_MANAGE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PROPERTY_MANAGE)
    return actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a table and look at what it says; nothing is saved."""
    actor = _manager(request)
    form = forms.FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data["file"]
            if sent.size > MOST_BYTES:
                raise Invalid("The file is larger than %(most)s MB. Split it.", field="file", most=2)
            looked = imports.look(open_table(sent.read()), actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            signed = signing.dumps([_plain(r.line) for r in looked if r.line is not None], salt=SALT)
            context |= {
                "looked": looked, "wrong": sum(r.line is None for r in looked),
                "take": forms.TakeOverForm(initial={"rows": signed}),
            }  # fmt: skip
    return render(request, "property/import.html", context, status=422 if form.errors else 200)


def _plain(line: IncomeLine) -> list[Any]:
    return [line.estate_id, line.quarter.isoformat(), line.due, line.collected, line.version]


@login_required
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Save what was shown, all or nothing."""
    actor = _manager(request)
    form = forms.TakeOverForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("Please choose the file again.")
        rows = signing.loads(form.cleaned_data["rows"], salt=SALT, max_age=AGE)
        lines = [IncomeLine(e, date.fromisoformat(q), d, c, v) for e, q, d, c, v in rows]
        n = acts.take_over(lines, actor=actor)
    except signing.BadSignature:
        messages.error(request, _("Please choose the file again."))
        return redirect("property:import")
    except (Invalid, Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect("property:import")
    messages.success(request, _("%(n)s rows were saved.") % {"n": n})
    return redirect("property:desk")

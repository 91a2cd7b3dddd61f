"""`/desk/chats/`: what was written in a group is pasted, looked through, and taken in all at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.channels import forms
from gongzhi.channels.actions import chats as acts
from gongzhi.channels.queries import chats as queries
from gongzhi.channels.queries.places import areas_of, chat_channels, registers, spots_in
from gongzhi.channels.rules.chats import Pasted, read
from gongzhi.channels.rules.sent import Group, merged
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs


def registering(request: HttpRequest) -> Actor:
    """The signed-in person, who must hold a post that registers. Raises Forbidden."""
    actor = actor_of(request)
    registers(actor)
    return actor


def _choices(actor: Actor) -> dict[str, Any]:
    areas = [(p.pk, p.name) for p in areas_of(actor)]
    return {"places": areas, "channels": [(c.key, packs.named(c)) for c in chat_channels()]}


def types() -> list[tuple[str, Any]]:
    """Every type of the pack by its group, for a select box; empty: going by the words."""
    pack = packs.active()
    groups = [
        (packs.named(g), [(t.key, packs.named(t)) for t in pack.request_types if t.group == g.key])
        for g in pack.request_groups
    ]
    return [("", _("Going by the words")), *groups]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Paste; look through what was read; take in what is marked."""
    actor = registering(request)
    choices = _choices(actor)
    if "rows" in request.POST:
        return _take(request, actor, choices)
    form = forms.PasteForm(request.POST or None, **choices)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        found = read(d["text"], d["day"], clock.local(clock.now()).replace(tzinfo=None))
        if found.said:
            proposals = queries.propose(found.said, found.topic, d["place"], actor)
            initial = {"place": d["place"], "channel": d["channel"]} | forms.TakeForm.initial_of(proposals)
            review = forms.TakeForm(rows=len(proposals), types=types(), initial=initial, **choices)
            return _review(request, review, found)
        form.add_error("text", _("No message was found in this text."))
    context = {"form": form, "ready": bool(choices["channels"]), "batches": queries.batches_of(actor)}
    return render(request, "channels/paste.html", context, status=422 if form.errors else 200)


def _review(request: HttpRequest, form: forms.TakeForm, found: Pasted | None = None, status: int = 200) -> HttpResponse:
    names = dict(form.fields["place"].choices)  # type: ignore[attr-defined]
    at = id_of(form["place"].value())
    context = {"form": form, "rows": form.table(), "found": found, "place": names.get(at, "")}
    return render(request, "channels/review.html", context, status=status)


def _take(request: HttpRequest, actor: Actor, choices: dict[str, Any]) -> HttpResponse:
    form = forms.TakeForm(request.POST, rows=id_of(request.POST.get("rows")) or 0, types=types(), **choices)
    if form.is_valid():
        d = form.cleaned_data
        try:
            lines = merged(form.lines(spots_in(d["place"])))
            group = Group(d["place"], d["channel"], tuple(lines))
            batch = acts.take_in(group, actor=actor, submission=d["submission"])
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Taken in."))
            return redirect("channels:chat", batch_id=batch.pk)
    return _review(request, form, status=422)


@login_required
@require_safe
def done(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The numbers of what was taken in, to be told in the group."""
    batch, rows = queries.batch_of(batch_id, registering(request))
    found = [(spoken(about.number), about, origin) for origin, about in rows]
    return render(request, "channels/batch.html", {"batch": batch, "rows": found})

"""`/desk/structure/`: the place tree and the body tree together, today or as on a day; bodies are edited here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, may, require
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.forms import bodies as forms
from gongzhi.structure.queries import tree

TITLES: dict[str, Any] = {
    "rename": gettext_lazy("Rename the body"),
    "above": gettext_lazy("Change the body above"),
    "close": gettext_lazy("Close the body"),
    "post": gettext_lazy("Add a post"),
    "new": gettext_lazy("Add a body"),
    "close-post": gettext_lazy("Close the post"),
}


def day_asked(request: HttpRequest) -> date:
    """The day of `?on=`; today where none is given. Raises Invalid."""
    text = request.GET.get("on", "").strip()
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise Invalid("The date cannot be read: write it as 2026-03-01.", field="on") from None


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One place: what stands above and below it, its bodies and posts, the pack's composites; on a day."""
    actor = actor_of(request)
    tops = tree.tops(actor)
    place_id = id_of(request.GET.get("at")) or tops[0]
    tree.require_seen(actor, place_id)
    on = day_asked(request)
    spot = tree.spot(place_id, on)
    today, above = clock.today(), places.ancestors(place_id)
    alive = on == today and (spot.place.ends_on is None or spot.place.ends_on > today)
    context = {
        "spot": spot,
        "on": on,
        "today": today,
        "past": on != today,
        "tops": places.get_many(tops).values() if len(tops) > 1 else [],
        "edit_places": alive and may(actor, Permission.PLACE_EDIT, above),
        "edit_bodies": alive and may(actor, Permission.ORG_APPOINT, above),
        "adjust": may(actor, Permission.STRUCTURE_ADJUST, above),
    }
    return render(request, "structure/tree.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_body(request: HttpRequest, body_id: int, verb: str) -> HttpResponse:
    """Rename, hang elsewhere or close a body; add a post to it. A refusal stands beside the field."""
    body = orgs.Body.objects.select_related("place").filter(pk=body_id).first()
    if body is None or verb not in ("rename", "above", "close", "post"):
        raise NotFound("There is no such page.")
    return _edit(request, verb, body.place_id, body)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_body(request: HttpRequest, place_id: int) -> HttpResponse:
    """A new body at a place."""
    places.get(place_id)
    return _edit(request, "new", place_id, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """A post ends; refused while work is open with it."""
    post = orgs.Post.objects.select_related("body").filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    return _edit(request, "close-post", post.place_id, post.body, post)


def _edit(
    request: HttpRequest, verb: str, place_id: int, body: orgs.Body | None, post: orgs.Post | None = None
) -> HttpResponse:
    actor = actor_of(request)
    require(actor, Permission.ORG_APPOINT, places.ancestors(place_id))
    form = _form(request, verb, place_id, body)
    back = f"{reverse('structure:tree')}?at={place_id if post is None or body is None else body.place_id}"
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _do(request, verb, place_id, body, post, form.cleaned_data)
            except DomainError as error:
                status = add_to_form(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(back)
    named = post.label if post else body.name if body else places.get(place_id).name
    context = {"form": form, "title": TITLES[verb], "named": named, "back": back}
    return render(request, "structure/edit.html", context, status=status)


def _form(request: HttpRequest, verb: str, place_id: int, body: orgs.Body | None) -> Form:
    data, pack = request.POST or None, packs.active()
    if verb == "rename" and body:
        return forms.RenameForm(data, initial={"name": body.name})
    if verb in ("close", "close-post"):
        return forms.CloseForm(data)
    if verb == "post" and body:
        kinds = [(k.key, k.title) for k in pack.post_kinds if body.kind in k.body_kinds]
        return forms.AddPostForm(data, kinds=kinds)
    others = [
        (str(b.body_id), b.name)
        for b in orgs.bodies_then(places.ancestors(place_id), clock.today())
        if body is None or b.body_id != body.pk
    ]
    if verb == "new":
        kinds = [(k.key, k.title) for k in pack.body_kinds]
        return forms.AddBodyForm(data, kinds=kinds, bodies=others)
    return forms.AboveForm(data, bodies=others, initial={"above": str(body.parent_id or "") if body else ""})


def _do(
    request: HttpRequest, verb: str, place_id: int, body: orgs.Body | None, post: orgs.Post | None, data: dict[str, Any]
) -> None:
    actor, on = actor_of(request), data["on"]
    if post is not None:
        orgs.close_post(post.pk, actor=actor, on=on)
    elif body is None:
        above = int(data["above"]) if data["above"] else None
        orgs.add_body(
            actor=actor, kind=data["kind"], name=data["name"], place_id=place_id, parent_id=above, starts_on=on
        )
    elif verb == "rename":
        orgs.change_body(body.pk, actor=actor, on=on, name=data["name"])
    elif verb == "above":
        orgs.change_body(body.pk, actor=actor, on=on, parent_id=int(data["above"] or 0))
    elif verb == "close":
        orgs.close_body(body.pk, actor=actor, on=on)
    else:
        orgs.add_post(
            actor=actor, body_id=body.pk, kind=data["kind"], title=data["title"], seats=data["seats"],
            leads=data["leads"], starts_on=on,
        )  # fmt: skip

"""`/desk/sounds/`: recordings to be heard and written down."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.channels import forms
from gongzhi.channels.actions import sounds as acts
from gongzhi.channels.queries import sounds as queries
from gongzhi.core.errors import DomainError, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    queries.hears(actor)
    return actor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The queue, the soonest due first."""
    actor = _actor(request)
    page = paged(queries.waiting(actor), ["due_at", "id"], after=request.GET.get("after", ""), size=50)
    rows = [(row, queries.light(row)) for row in page.items]
    return render(request, "channels/sounds.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, speech_id: int) -> HttpResponse:
    """Hear one and write it down."""
    actor = _actor(request)
    row, about = queries.one_for(speech_id, actor)
    form = forms.WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.write_down(row.pk, form.cleaned_data["words"], actor=actor)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Written down. Whoever spoke sees the words and may put them right."))
            return redirect("channels:sounds")
    context = {"row": row, "about": about, "form": form, "number": spoken(about.number), "light": queries.light(row)}
    return render(request, "channels/sound.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def sound(request: HttpRequest, speech_id: int) -> HttpResponse:
    """The recording itself."""
    actor = _actor(request)
    row, _about = queries.one_for(speech_id, actor)
    if row.sound is None:
        raise NotFound("The recording is deleted.")
    acts.hear(row, actor=actor)
    return files.serve(files.get(row.sound), request)

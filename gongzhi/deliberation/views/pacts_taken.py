"""`/desk/pacts/…/take-over/`: a pact that was in force before the platform is entered; its scan, for the office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.core.errors import NotFound
from gongzhi.deliberation.actions.pact_takeover import take_over
from gongzhi.deliberation.forms.pacts import TakeForm
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.views.desk import runner
from gongzhi.deliberation.views.pacts_desk import pact_of
from gongzhi.deliberation.views.panels import photos_of
from gongzhi.files import public as files
from gongzhi.kit.errors import refusals_to


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, pact_id: int) -> HttpResponse:
    """Enter what is in force, or correct what was entered."""
    runner(request)
    pact, actor = pact_of(request, pact_id)
    old = queries.taken(pact)
    initial: dict[str, Any] = {}
    if old is not None:
        initial = {"text": old.text, "on": old.in_force_on, "passed_by": old.passed_by, "source": old.source}
    form = TakeForm(request.POST or None, request.FILES or None, initial=initial, again=old is not None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_to(form):
            made = take_over(
                pact, data["text"].splitlines(), data["on"], passed_by=data["passed_by"], source=data["source"],
                scans=photos_of(data, actor), actor=actor,
            )  # fmt: skip
            messages.success(request, _("Entered. Residents read it now."))
            return redirect("deliberation:desk-draft", pact.pk, made.pk)
    context = {"pact": pact, "form": form, "old": old, "open": queries.may_take(queries.versions(pact))}
    return render(request, "deliberation/desk_pact_take.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def scan(request: HttpRequest, pact_id: int, file_id: int) -> HttpResponse:
    """The paper of what was entered, for who runs the pacts there."""
    runner(request)
    pact, _actor = pact_of(request, pact_id)
    old = queries.taken(pact)
    found = next((f for f in files.files_of(old.pk) if f.pk == file_id), None) if old is not None else None
    if found is None:
        raise NotFound("There is no such file.")
    return files.serve(found, request)

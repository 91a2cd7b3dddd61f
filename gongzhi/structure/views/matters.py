"""`/desk/structure/matters/ID/`: a matter of the structure, its steps and what happened; the next step."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core.errors import Invalid
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.outcomes import OutcomeForm
from gongzhi.procedures import public as procedures
from gongzhi.structure.queries import matters

# by the button, by forms of their own
HIDDEN = ("take", "accept", "appointed", "proposed", "established", "published")


@login_required
@require_safe
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The page. Raises NotFound, also where one may not see it."""
    return _page(request, matters.sheet(matter_id, actor_of(request)))


def _page(request: HttpRequest, sheet: matters.Sheet, form: OutcomeForm | None = None) -> HttpResponse:
    open_ = sheet.mine and sheet.matter.state == "open"
    if form is None and open_:
        form = OutcomeForm(outcomes=sheet.step.outcomes, hidden=HIDDEN)
    context = {"sheet": sheet, "form": form if open_ and form and form.outcomes else None}
    return render(request, "structure/matter.html", context, status=422 if form and form.errors else 200)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """`accept` takes it in hand, `note` adds words, `step` goes on by an outcome."""
    actor = actor_of(request)
    sheet = matters.sheet(matter_id, actor)
    if verb == "accept":
        procedures.accept(matter_id, actor=actor)
    elif verb == "note":
        procedures.comment(matter_id, actor=actor, internal_text=request.POST.get("words", "")[:2000])
    else:
        form = OutcomeForm(request.POST, outcomes=sheet.step.outcomes, hidden=HIDDEN)
        if not form.is_valid():
            return _page(request, sheet, form)
        words, outcome = form.cleaned_data["words"], form.outcomes[form.cleaned_data["outcome"]]
        text = {"public_text" if "answer" in outcome.needs else "internal_text": words}
        try:
            procedures.choose(
                matter_id, outcome=outcome.key, actor=actor, planned_on=form.cleaned_data.get("day"), **text
            )
        except Invalid as error:
            add_to_form(form, error)
            return _page(request, sheet, form)
    messages.success(request, _("Done."))
    return redirect(procedures.page_of(sheet.matter.kind, matter_id))

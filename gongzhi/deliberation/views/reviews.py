"""`/desk/reviews/`: the yearly review for who runs it and who is reviewed; `/reviews/`: for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.deliberation.actions import reviews as acts
from gongzhi.deliberation.forms import reviews as forms
from gongzhi.deliberation.models import Review, Reviewed
from gongzhi.deliberation.queries import reviews as queries
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The reviews that one runs or is part of; begin one."""
    actor = staff_of(request)
    bodies = [(str(b.pk), b.name) for b in queries.bodies_to_review(actor)]
    form = forms.StartForm(request.POST or None, bodies=bodies, years=queries.years())
    if request.method == "POST":
        if not bodies:
            raise Forbidden("The supervisory committee runs this review.")
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = acts.start(int(data["body"]), year=data["year"], no_kin=data["no_kin"], actor=actor)
            except Invalid as error:
                add_to_form(form, error)
            else:
                messages.success(request, _("The members were told to report."))
                return redirect("deliberation:desk-review", made.pk)
    rows = queries.visible(actor)
    page = paged(rows, ["-year", "-matter_id"], after=request.GET.get("after", ""), size=30)
    context = {"page": page, "form": form if bodies else None}
    return render(request, "deliberation/desk_reviews.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def desk(request: HttpRequest, review_id: int) -> HttpResponse:
    """A review at the desk. Raises NotFound."""
    actor = actor_of(request)
    return _page(request, queries.get(review_id, actor), actor)


def _page(request: HttpRequest, review: Review, actor: Actor, **given: Any) -> HttpResponse:
    members = queries.members_of(review)
    rule, step = queries.rule_of(review), review.matter.step
    persons = {m.appointment.person_id for m in members}
    runs = actor.person_id not in persons and queries.post_to_run(actor, review.body, rule) is not None
    rows = queries.results(review, members)
    for row in rows:
        member = row["row"]
        own = member.appointment.person_id == actor.person_id
        if step == "report" and (runs or own):
            row["form"] = given.get(f"report-{member.pk}") or forms.ReportForm(
                prefix=str(member.pk), initial={"text": member.report}
            )
    registers = queries.registers_for(review)
    ready = runs and step == "report" and all(m.report for m in members)
    context = {
        "review": review, "rule": rule, "rows": rows, "runs": runs, "step": step, "registers": registers,
        "ballots": given.get("ballots") or (forms.BallotsForm(registers=registers) if ready and registers else None),
        "ready": ready, "over": review.closes_at is not None and review.closes_at <= clock.now(),
    }  # fmt: skip
    status = 422 if any(f.errors for f in given.values()) else 200
    return render(request, "deliberation/desk_review.html", context, status=status)


@login_required
@require_POST
def report(request: HttpRequest, review_id: int, member_id: int) -> HttpResponse:
    """The report of a member."""
    actor = actor_of(request)
    review = queries.get(review_id, actor)
    member = next((m for m in queries.members_of(review) if m.pk == member_id), None)
    if member is None:
        raise NotFound("There is no such member.")
    form = forms.ReportForm(request.POST, prefix=str(member_id))
    if form.is_valid():
        try:
            acts.write_report(member, form.cleaned_data["text"], actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The report is kept."))
            return redirect("deliberation:desk-review", review_id)
    return _page(request, review, actor, **{f"report-{member_id}": form})


@login_required
@require_POST
def act(request: HttpRequest, review_id: int, verb: str) -> HttpResponse:
    """`ballots`: open them; `release`: count and publish."""
    actor = actor_of(request)
    review = queries.get(review_id, actor)
    if verb == "release":
        acts.release(review, actor=actor)
        messages.success(request, _("The result is public."))
        return redirect("deliberation:desk-review", review_id)
    if verb != "ballots":
        raise NotFound("There is no such act.")
    form = forms.BallotsForm(request.POST, registers=queries.registers_for(review))
    if form.is_valid():
        data = form.cleaned_data
        try:
            acts.open_ballots(
                review, register_id=data["register"], closes_at=data["closes_at"], channels=data["channels"],
                actor=actor,
            )  # fmt: skip
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The ballots are open."))
            return redirect("deliberation:desk-review", review_id)
    return _page(request, review, actor, ballots=form)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Reviews under way and their results, the newest first."""
    page = paged(queries.public(), ["-year", "-matter_id"], after=request.GET.get("after", ""), size=20)
    return render(request, "deliberation/reviews.html", {"page": page})


@require_safe
def public_one(request: HttpRequest, review_id: int) -> HttpResponse:
    """One review: reports, where to vote, and once released the result with the check."""
    review = queries.public_review(review_id)
    members: list[Reviewed] = queries.members_of(review)
    context = {"review": review, "rule": queries.rule_of(review), "rows": queries.results(review, members)}
    return render(request, "deliberation/review.html", context)

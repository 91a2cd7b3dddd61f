"""Agreements with units: signed, ended, commitments and what was given, secondments (row A9)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.files import public as files
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import cobuilding as actions
from gongzhi.structure.forms import cobuilding as forms
from gongzhi.structure.models import Agreement, Commitment
from gongzhi.structure.queries import cobuilding as queries
from gongzhi.structure.queries import premises
from gongzhi.structure.queries.bodies import PARTNERS, bodies_near, speakers
from gongzhi.structure.views import shared
from gongzhi.structure.views.cobuilding import GET_POST, STATES, needs, titles_of
from gongzhi.structure.views.words import named_of


@login_required
@require_http_methods(GET_POST)
def new_agreement(request: HttpRequest, place_id: int) -> HttpResponse:
    """Enter a signed agreement."""
    actor = actor_of(request)
    premises.community(place_id, actor)
    needs(actor, place_id)
    ours = bodies_near(place_id, groups=("party", "autonomy", "service", "deliberation"), above=False)
    units = bodies_near(place_id, groups=PARTNERS)
    initial = {"signed_on": clock.today(), "starts_on": clock.today()}
    form = forms.AgreementForm(request.POST or None, request.FILES or None, ours=ours, units=units, initial=initial)

    def do(data: dict[str, Any]) -> Agreement:
        ids = shared.photo(data.pop("photo"), actor)
        sides = {"body_id": data.pop("body"), "unit_id": data.pop("unit")}
        return actions.sign_agreement(place_id, actor=actor, file_ids=ids, **sides, **data)

    return shared.act(
        request, form, do, title=_("Enter an agreement"), back=reverse("structure:cobuilding", args=[place_id]),
        button=_("Enter the agreement"), done=_("The agreement is entered."),
        intro=_("A unit that is not in the list is first entered among the bodies."),
        to=lambda made: reverse("structure:agreement", args=[made.pk]),
    )  # fmt: skip


@login_required
@require_safe
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """An agreement with what was promised and given under it."""
    actor = actor_of(request)
    row = queries.agreement(agreement_id, actor)
    colour, state = STATES[queries.standing_of(row)]
    told = speakers([row.body_id, row.unit_id]) if row.told_on else {}
    context = {
        "told": [_persons(told.get(b, [])) for b in (row.body_id, row.unit_id)],
        "row": row, "colour": colour, "state": state, "kind": named_of("agreement_kinds", row.kind),
        "together": titles_of("together", row.together), "scans": files.files_of(row.pk),
        "commitments": [_line(c, m, actor) for c, m in queries.commitments_of(agreement_id)],
        "secondments": queries.secondments_of(agreement_id),
        "may_edit": may(actor, Permission.COBUILDING_EDIT, places.ancestors(row.place_id)),
        "live": queries.standing_of(row) != "ended",
    }  # fmt: skip
    return render(request, "structure/agreement.html", context)


def _persons(ids: list[int]) -> str:
    return _("%(n)s persons") % {"n": len(ids)} if ids else ""


def _line(row: Commitment, matter: procedures.Matter | None, actor: Actor) -> dict[str, Any]:
    open_ = row.done_on is None and row.dropped_on is None
    return {
        "row": row, "support": named_of("supports", row.support), "open": open_,
        "light": matter.light if matter is not None and open_ else "",
        "mine": open_ and matter is not None and matter.holder_post_id in actor.post_ids,
    }  # fmt: skip


@login_required
@require_safe
def scan(request: HttpRequest, agreement_id: int, file_id: int) -> HttpResponse:
    """A scan of an agreement, or of the evidence of what was given under it."""
    row = queries.agreement(agreement_id, actor_of(request))
    stored = files.get(file_id)
    if stored.about is None or stored.about not in {row.pk, *(c.pk for c, _m in queries.commitments_of(row.pk))}:
        raise NotFound("There is no such file.")
    return files.serve(stored, request)


def _own(request: HttpRequest, agreement_id: int) -> tuple[Actor, Agreement, str]:
    actor = actor_of(request)
    row = queries.agreement(agreement_id, actor)
    needs(actor, row.place_id)
    return actor, row, reverse("structure:agreement", args=[agreement_id])


def _sides(row: Agreement) -> dict[str, Any]:
    sides = [(row.unit_id, row.unit.name), (row.body_id, row.body.name)]
    return {"sides": sides, "together": row.together}


def _given(data: dict[str, Any]) -> actions.Given:
    return actions.Given(
        giver_id=data["giver"], together=data["together"], support=data["support"], words=data["words"],
        amount=data["amount"], unit=data["unit"],
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def commit(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Enter a commitment that is due on a day."""
    actor, row, back = _own(request, agreement_id)
    form = forms.CommitForm(request.POST or None, posts=queries.posts_of(row, answering=True), **_sides(row))
    return shared.act(
        request, form,
        lambda data: actions.commit(
            agreement_id, _given(data), due_on=data["due_on"], post_id=data["post"], actor=actor
        ),
        title=_("Enter a commitment"), back=back, button=_("Enter the commitment"),
        done=_("The commitment is entered and stands in the work of the post."),
        intro=_("It goes to My work of the post and is late from the day on which it is due."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def give(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Enter what was given already."""
    actor, row, back = _own(request, agreement_id)
    form = forms.GivenForm(
        request.POST or None, request.FILES or None, initial={"done_on": clock.today()}, **_sides(row)
    )

    def do(data: dict[str, Any]) -> None:
        ids = shared.photo(data["photo"], actor)
        actions.record_given(
            agreement_id, _given(data), done_on=data["done_on"], evidence=data["evidence"], actor=actor, file_ids=ids
        )

    return shared.act(
        request, form, do, title=_("Enter what was given"), back=back, button=_("Enter"), done=_("Saved."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def finish(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """The post that answers for a commitment says how it ended."""
    actor = actor_of(request)
    row = queries.commitment(commitment_id, actor)
    form = forms.FinishForm(request.POST or None, request.FILES or None)

    def do(data: dict[str, Any]) -> None:
        ids = shared.photo(data["photo"], actor)
        actions.finish(commitment_id, kept=data["kept"] == "yes", words=data["words"], actor=actor, file_ids=ids)

    return shared.act(
        request, form, do, title=row.words, back=reverse("structure:agreement", args=[row.agreement_id]),
        button=_("Close the commitment"), done=_("Saved."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def second(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Somebody serves on the other side for a time."""
    actor, row, back = _own(request, agreement_id)
    require(actor, Permission.ORG_APPOINT, places.ancestors(row.place_id))
    form = forms.SecondForm(
        request.POST or None, posts=queries.posts_of(row, answering=False),
        initial={"starts_on": clock.today(), "ends_on": row.ends_on},
    )  # fmt: skip

    def do(data: dict[str, Any]) -> None:
        actions.second(agreement_id, post_id=data.pop("post"), actor=actor, **data)

    return shared.act(
        request, form, do, title=_("Enter a secondment"), back=back, button=_("Enter the secondment"), done=_("Saved."),
        intro=_("The person holds the post, with its rights, until the last day."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def end(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """End an agreement before its time."""
    from gongzhi.structure.forms.premises import ReasonForm

    actor, row, back = _own(request, agreement_id)
    return shared.act(
        request, ReasonForm(request.POST or None),
        lambda data: actions.end_agreement(agreement_id, reason=data["reason"], actor=actor),
        title=_("End “%(title)s”") % {"title": row.title}, back=back, button=_("End the agreement"), done=_("Saved."),
    )  # fmt: skip

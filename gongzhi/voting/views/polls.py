"""Pages of polls, for staff: lists, one poll with its turnout, opening, closing, release."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.kit.forms import Form, id_of
from gongzhi.places import public as places
from gongzhi.voting import forms
from gongzhi.voting import public as voting
from gongzhi.voting.models import Poll, Tally
from gongzhi.voting.policies import owner_of, registers_of, require_within
from gongzhi.voting.queries import polls as queries
from gongzhi.voting.queries.rules import rule_choices, rule_set_on
from gongzhi.voting.rules.words import BATCH_LEAST, PollState, RegisterState, Secrecy
from gongzhi.voting.views.shared import GET_POST, act, can

STATES, SECRECY, CHANNELS = dict(forms.POLL_STATES), dict(forms.SECRECY), dict(forms.CHANNELS)


def at(poll_id: int) -> str:
    """The address of a poll's desk page."""
    return reverse("voting:poll", args=[poll_id])


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The polls of one's places."""
    form = forms.ListForm(request.GET or None, states=forms.POLL_STATES)
    given = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    page = queries.polls(actor_of(request), q=given["q"], state=given["state"], after=request.GET.get("after", ""))
    rows = [(p, SECRECY[p.secrecy], STATES[p.state]) for p in page.items]
    may_hold = bool(scopes(actor_of(request), Permission.VOTE_HOLD))
    context = {"page": page, "rows": rows, "form": form, "may_hold": may_hold, "here": "polls"}
    return render(request, "voting/polls.html", context)


@login_required
@require_safe
def one(request: HttpRequest, poll_id: int) -> HttpResponse:
    """One poll: who took part, what waits for a second person, the next step; the result once it is public."""
    found = queries.poll_for(poll_id, actor_of(request))
    rule = rule_set_on(found.rule, clock.local(found.closes_at).date())
    waits, turnout = queries.undone(poll_id), voting.turnout_of(found)
    context = {
        "poll": found, "register": found.electorate, "state": STATES[found.state], "secrecy": SECRECY[found.secrecy],
        "channels": [CHANNELS[c] for c in found.channels], "rule": rule, "running": queries.is_running(found),
        "begun": clock.now() >= found.opens_at, "over": clock.now() >= found.closes_at,
        "turnout": turnout, "by_channel": [(CHANNELS[c], n) for c, n in turnout.channels.items()],
        "waits": waits, "person": actor_of(request).person_id,
        "tallies": Tally.objects.filter(poll=found).order_by("id"),
        "may_hold": can(request, Permission.VOTE_HOLD, found.electorate),
        "outcome": voting.result(poll_id) if found.state == PollState.RELEASED else None,
        "owner": owner_of(found),
        "small": queries.is_small(found, BATCH_LEAST), "words": CHANNELS,
    }  # fmt: skip
    return render(request, "voting/poll.html", context)


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Open a poll by a frozen register."""
    actor = actor_of(request)
    if not scopes(actor, Permission.VOTE_HOLD):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)
    frozen = registers_of(actor).filter(state=RegisterState.FROZEN.value).order_by("-id")[:200]
    choices = [(r.pk, r.title) for r in frozen]
    initial = {"electorate": id_of(request.GET.get("register")), "channels": ["paper"]}
    form = forms.PollForm(request.POST or None, registers=choices, rules=rule_choices(clock.today()), initial=initial)
    if not choices:
        form.fields["electorate"].help_text = _(
            "No register is frozen yet. Make one under Registers of voters, publish it and freeze it first."
        )

    def do(data: dict[str, Any]) -> Poll:
        options = {"options": data["options"]} if data["options"] else {}
        return voting.open_poll(
            electorate=data["electorate"], rule=data["rule"], question=data["question"], secrecy=data["secrecy"],
            channels=data["channels"], opens_at=data["opens_at"], closes_at=data["closes_at"], most=data["most"],
            seats=data["seats"], actor=actor, **options,
        )  # fmt: skip

    return act(
        request, form, do, title=_("New vote"), back=reverse("voting:polls"), button=_("Open the vote"),
        to=lambda made: at(made.pk),
        intro=_("A vote is by a frozen register. Question, choices, register and rule cannot be changed afterwards."),
    )  # fmt: skip


VERBS = {"close", "cancel", "release", "override"}


@login_required
@require_http_methods(GET_POST)
def verb(request: HttpRequest, poll_id: int, verb: str) -> HttpResponse:
    """Close, call off, release, set aside."""
    actor = actor_of(request)
    found = queries.poll_for(poll_id, actor)
    require(actor, Permission.VOTE_HOLD, places.ancestors(found.electorate.place_id))
    if verb not in VERBS:
        raise NotFound("There is no such step.")
    require_within(actor, found, None)
    back, post = at(poll_id), request.POST or None
    if verb == "close":
        small = found.secrecy == Secrecy.SECRET
        return act(
            request, forms.CloseForm(post),
            lambda data: voting.close_poll(poll_id, present=data["present"], actor=actor),
            title=_("Close the vote"), back=back, button=_("Close the vote"), done=_("The vote is closed."),
            intro=_("Nobody can vote any more. The last ballots are mixed in and the key is destroyed.") if small
            else _("Nobody can vote any more."),
        )  # fmt: skip
    if verb == "cancel":
        return act(
            request, forms.ReasonForm(post),
            lambda data: voting.cancel_poll(poll_id, reason=data["reason"], actor=actor),
            title=_("Call the vote off"), back=back, button=_("Call off"), done=_("The vote is called off."),
        )  # fmt: skip
    if verb == "release":
        return act(
            request, Form(request.POST), lambda data: voting.release(poll_id, actor=actor), back=back,
            title=_("Make the result public"), button=_("Count and make public"), done=_("The result is public."),
            intro=_("Until now nobody could see any count. It is counted, the rule of the day says what it means, and"
                    " both go into the ledger."),
        )  # fmt: skip
    return act(
        request, forms.OverrideForm(post),
        lambda data: voting.override_result(poll_id, passed=data["passed"] == "1", reason=data["reason"], actor=actor),
        title=_("Set the verdict aside"), back=back, button=_("Set aside"), done=_("Saved."),
        intro=_("The counts stay. Your post and your reason stand beside the result for everybody."),
    )  # fmt: skip

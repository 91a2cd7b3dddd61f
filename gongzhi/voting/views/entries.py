"""Entering voices that came on paper, by phone, at the door, in the meeting; the second entry; counts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core.errors import NotFound
from gongzhi.files import public as files
from gongzhi.kit.forms import Form, id_of
from gongzhi.voting import forms
from gongzhi.voting import public as voting
from gongzhi.voting.actions.voices import require_entry
from gongzhi.voting.models import Poll, Proxy, Tally, Voice
from gongzhi.voting.policies import require_within
from gongzhi.voting.queries import polls as queries
from gongzhi.voting.queries import registers
from gongzhi.voting.rules.words import PollState, Secrecy, VoiceState
from gongzhi.voting.views.polls import at
from gongzhi.voting.views.shared import GET_POST, act, photo


def _entered(request: HttpRequest, poll_id: int) -> Poll:
    found = queries.poll_for(poll_id, actor_of(request))
    require_entry(found, actor_of(request))
    require_within(actor_of(request), found, None, papers=True)
    return found


@login_required
@require_http_methods(GET_POST)
def enter(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Find the voter, then type what the paper says; of a secret vote: note that a ballot paper was given."""
    found = _entered(request, poll_id)
    chosen = id_of(request.GET.get("elector"))
    if chosen is None:
        q = " ".join(request.GET.get("q", "").split())[:40]
        page = registers.rows_of(found.electorate_id, q=q, after=request.GET.get("after", ""))
        voted = _voted(found, [e.pk for e in page.items])
        rows = [(e, voted.get(e.pk, "")) for e in page.items]
        context = {"poll": found, "q": q, "page": page, "rows": rows, "secret": found.secrecy == Secrecy.SECRET}
        return render(request, "voting/enter.html", context)
    elector = registers.elector(chosen, found.electorate_id)
    holder = Proxy.objects.filter(giver=elector).select_related("holder").first()
    by = holder.holder_id if holder else None
    back = reverse("voting:enter", args=[poll_id])
    title = f"{elector.name} {elector.household}"
    intro = _("%(name)s holds the proxy and votes.") % {"name": holder.holder.name} if holder else ""
    actor = actor_of(request)
    if found.secrecy == Secrecy.SECRET:
        return act(
            request, Form(request.POST), lambda data: voting.give_paper(poll_id, chosen, actor=actor, by_proxy=by),
            title=_("Ballot paper for %(name)s") % {"name": title}, back=back, button=_("Paper given"),
            done=_("Noted. No other way to vote is open to this voter any more."), intro=intro,
        )  # fmt: skip
    form = forms.EntryForm(request.POST or None, request.FILES or None, poll=found)

    def do(data: dict[str, Any]) -> Voice:
        return voting.cast_named(
            poll_id, chosen, form.chosen(), channel=data["channel"], actor=actor, by_proxy=by,
            scan=photo(data["photo"], actor),
        )  # fmt: skip

    return act(
        request, form, do, title=_("Vote of %(name)s") % {"name": title}, back=back, button=_("Enter"),
        done=_("Entered. What came on paper, by phone or at the door counts when a second person has typed it too."),
        intro=intro,
    )  # fmt: skip


def _voted(poll: Poll, elector_ids: list[int]) -> dict[int, str]:
    """How these have voted (the way, never what)."""
    ways = dict(forms.CHANNELS)
    rows = Voice.objects.filter(poll=poll, elector__in=elector_ids).order_by("id")
    return {v.elector_id: str(ways[v.channel]) for v in rows}


def _second_said(found: Voice) -> str:
    if found.state == VoiceState.DISPUTED:
        return _("The two entries differ. Somebody else settles it by the paper; until then it does not count.")
    return _("Both entries agree: the vote counts.")


def _voice(request: HttpRequest, voice_id: int) -> Voice:
    found = Voice.objects.select_related("elector").filter(pk=voice_id).first()
    if found is None:
        raise NotFound("There is no such entry.")
    found.poll = _entered(request, found.poll_id)
    return found


@login_required
@require_http_methods(GET_POST)
def voice(request: HttpRequest, voice_id: int, verb: str) -> HttpResponse:
    """The second entry (without showing the first), settling a discrepancy, striking."""
    found = _voice(request, voice_id)
    actor, back, post = actor_of(request), at(found.poll_id), request.POST or None
    name = f"{found.elector.name} {found.elector.household}"
    scan = reverse("voting:scan", args=[voice_id]) if found.scan else ""
    if verb == "confirm":
        form: forms.ChoiceForm = forms.ChoiceForm(post, poll=found.poll)
        return act(
            request, form, lambda data: voting.confirm_voice(voice_id, form.chosen(), actor=actor),
            title=_("Second entry: %(name)s") % {"name": name}, back=back, button=_("Enter"), done=_second_said,
            intro=_("Type what the paper says. What the first person typed is not shown."), extra={"scan": scan},
        )  # fmt: skip
    if verb == "settle":
        settle = forms.SettleForm(post, poll=found.poll)
        return act(
            request, settle,
            lambda data: voting.settle_voice(voice_id, settle.chosen(), reason=data["reason"], actor=actor),
            title=_("Settle: %(name)s") % {"name": name}, back=back, button=_("Settle"), done=_("Saved."),
            intro=_("Two people typed it differently. Look at the paper."), extra={"scan": scan},
        )  # fmt: skip
    if verb == "strike":
        return act(
            request, forms.ReasonForm(post),
            lambda data: voting.strike_voice(voice_id, reason=data["reason"], actor=actor),
            title=_("Strike the entry: %(name)s") % {"name": name}, back=back, button=_("Strike"), done=_("Struck."),
        )  # fmt: skip
    raise NotFound("There is no such step.")


@login_required
@require_safe
def scan(request: HttpRequest, voice_id: int) -> HttpResponse:
    """The photo of a paper."""
    found = _voice(request, voice_id)
    if not found.scan:
        raise NotFound("There is no such file.")
    return files.serve(files.get(found.scan), request)


def _ways(poll: Poll) -> list[tuple[str, Any]]:
    return [(k, w) for k, w in forms.CHANNELS if k in poll.channels and k != "online"]


@login_required
@require_http_methods(GET_POST)
def counts(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Enter a show of hands, or what was in the ballot box."""
    found = _entered(request, poll_id)
    if found.secrecy == Secrecy.NAMED or found.state != PollState.OPEN:
        raise NotFound("There is no such step.")
    form = forms.CountsForm(request.POST or None, poll=found, channels=_ways(found))
    return act(
        request, form,
        lambda data: voting.enter_counts(poll_id, form.counts(), channel=data["channel"], actor=actor_of(request)),
        title=_("Enter the counts"), back=at(poll_id), button=_("Enter"), done=_("Entered."), intro=found.question,
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def tally(request: HttpRequest, tally_id: int, verb: str) -> HttpResponse:
    """The second count, or counting anew."""
    row = Tally.objects.filter(pk=tally_id).first()
    if row is None:
        raise NotFound("There is no such entry.")
    found = _entered(request, row.poll_id)
    actor = actor_of(request)
    if verb == "confirm":
        form = forms.CountsForm(request.POST or None, poll=found, channels=[])
        return act(
            request, form, lambda data: voting.confirm_counts(tally_id, form.counts(), actor=actor),
            title=_("Second count"), back=at(found.pk), button=_("Enter"), done=_("Entered."),
            intro=_("Count the papers yourself. What the first person counted is not shown."),
        )  # fmt: skip
    if verb == "recount":
        return act(
            request, Form(request.POST), lambda data: voting.recount(tally_id, actor=actor), back=at(found.pk),
            title=_("Count anew"), button=_("Put both counts aside"), done=_("Saved."),
            intro=_("The two counts differ. Both are put aside; two people count again."),
        )  # fmt: skip
    raise NotFound("There is no such step.")

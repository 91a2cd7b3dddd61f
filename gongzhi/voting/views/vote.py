"""A voter's pages: who may vote, voting under one's name, asking for the right to a secret ballot, the result."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core.errors import DomainError, Invalid, NotFound
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form, status_of, text_of
from gongzhi.people import public as people
from gongzhi.voting import forms
from gongzhi.voting import public as voting
from gongzhi.voting.actions.secret import bytes_of
from gongzhi.voting.models import Elector, Poll
from gongzhi.voting.queries import polls as queries
from gongzhi.voting.queries import registers
from gongzhi.voting.rules.words import BATCH_LEAST, Channel, PollState, RegisterState, Secrecy
from gongzhi.voting.views.shared import GET_POST

SALT, TICKET_SECONDS = "gongzhi.voting.ticket", 3600
CODE_TRIES = 20


def _ticket(poll: Poll, speaker: Elector, elector: Elector) -> str:
    proxy = speaker.pk if speaker.pk != elector.pk else None
    return signing.dumps([poll.pk, elector.pk, proxy], salt=SALT)


def _of_ticket(poll: Poll, ticket: str) -> tuple[int, int | None]:
    """(elector, holder of the proxy). Raises Invalid for another poll's, or an old one."""
    try:
        poll_id, elector_id, proxy = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        raise Invalid("This took too long. Please begin again with your code.") from None
    if poll_id != poll.pk:
        raise Invalid("This took too long. Please begin again with your code.")
    return elector_id, proxy


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Votes that are open now, and results of late."""
    page_ = queries.public_polls(after=request.GET.get("after", ""))
    words = dict(forms.POLL_STATES)
    rows = [(p, words[p.state], queries.is_running(p)) for p in page_.items]
    return render(request, "voting/index.html", {"page": page_, "rows": rows})


@require_http_methods(GET_POST)
def page(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The question; who one is (account or code of the letter); the ballot; after the release what it came to."""
    poll = queries.poll(poll_id)
    context: dict[str, Any] = {
        "poll": poll, "register": poll.electorate, "running": queries.is_running(poll),
        "secret": poll.secrecy == Secrecy.SECRET, "online": Channel.ONLINE in poll.channels,
        "small": queries.is_small(poll, BATCH_LEAST), "channels": [dict(forms.CHANNELS)[c] for c in poll.channels],
        "outcome": voting.result(poll_id) if poll.state == PollState.RELEASED else None,
    }  # fmt: skip
    if not context["running"] or not context["online"]:
        return render(request, "voting/vote.html", context)
    form = forms.CodeForm(request.POST if "letter" in request.POST else None)
    speakers = registers.electors_of_person(actor_of(request).person_id, poll.electorate_id)
    status = 200
    if form.is_bound and form.is_valid():
        found = registers.elector_of_code(form.cleaned_data["letter"], poll.electorate_id)
        if found is None:
            people.count_try("vote-code", address_of(request), tries=CODE_TRIES)
            form.add_error("letter", _("This code does not belong to this vote. Look at the letter again."))
        else:
            speakers = [found]
    if form.errors:
        status = 422
    free = forms.ChoiceForm(poll=poll, auto_id="free_%s")
    context |= {"code": form, "mine": _ballots(poll, speakers), "free": free}
    return render(request, "voting/vote.html", context, status=status)


def _ballots(poll: Poll, speakers: list[Elector]) -> list[dict[str, Any]]:
    """For whom this voter votes, each with a form, or with the way by which the vote came already."""
    made = []
    for speaker in speakers:
        for elector in registers.speaks_for(speaker):
            voice = queries.voice_of(poll.pk, elector.pk)
            ticket = "" if voice else _ticket(poll, speaker, elector)
            form = forms.ChoiceForm(poll=poll, initial={"ticket": ticket}, auto_id=f"e{elector.pk}_%s")
            way = dict(forms.CHANNELS)[voice.channel] if voice else ""
            entry = {"elector": elector, "form": form, "ticket": ticket, "way": way, "voice": voice}
            made.append(entry | {"proxy": speaker.pk != elector.pk})
    return made


@require_POST
def cast(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Give a named voice on line."""
    poll = queries.poll(poll_id)
    form = forms.ChoiceForm(request.POST, poll=poll)
    if form.is_valid():
        try:
            elector_id, proxy = _of_ticket(poll, form.cleaned_data["ticket"])
            voting.cast_named(
                poll_id,
                elector_id,
                form.chosen(),
                channel=Channel.ONLINE.value,
                actor=actor_of(request),
                by_proxy=proxy,
            )
        except Invalid as error:
            add_to_form(form, error)
        else:
            return redirect("voting:thanks", poll_id)
    context = {"poll": poll, "form": form, "mine": [{"form": form}], "again": True}
    return render(request, "voting/cast.html", context, status=422)


@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The vote has arrived."""
    return render(request, "voting/thanks.html", {"poll": queries.poll(poll_id)})


@require_POST
def right(request: HttpRequest, poll_id: int) -> JsonResponse:
    """Give out the right to a secret ballot: the signature over a blinded message, as JSON."""
    try:
        poll = queries.poll(poll_id)
        elector_id, proxy = _of_ticket(poll, request.POST.get("ticket", ""))
        signed = voting.issue(poll_id, elector_id, bytes_of(request.POST.get("blinded", "")), by_proxy=proxy)
    except DomainError as error:
        return JsonResponse({"error": text_of(error)}, status=status_of(error))
    return JsonResponse({"signed": base64.urlsafe_b64encode(signed).decode()})


@csrf_exempt  # without a session there is nothing that another site could use
@require_POST
def ballot(request: HttpRequest, poll_id: int) -> JsonResponse:
    """Take a secret ballot. No session, no cookie, no token of a form comes with it, and nothing of the caller is read:
    neither address nor browser; the site lets `/ballots/` pass by all that would look."""
    if request.content_type != "application/json":  # a form of another site cannot send this
        return JsonResponse({"error": _("The ballot did not arrive whole.")}, status=415)
    try:
        given = json.loads(request.body[:8192])
        message, signature, choice = given["message"], given["signature"], given["choice"]
        if not isinstance(choice, list) or not all(isinstance(v, str) for v in (message, signature, *choice)):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("The ballot did not arrive whole.")}, status=422)
    try:
        new = voting.cast_secret(poll_id, bytes_of(message), bytes_of(signature), choice)
    except DomainError as error:
        return JsonResponse({"error": text_of(error)}, status=status_of(error))
    return JsonResponse({"new": new})


@require_http_methods(GET_POST)
def register(request: HttpRequest, register_id: int) -> HttpResponse:
    """A published register: names masked but for who looks for the own one; objections while their days last."""
    found = registers.register(register_id)
    if found.state not in (RegisterState.PUBLISHED, RegisterState.FROZEN):
        raise NotFound("There is no such register.")
    name = " ".join(request.GET.get("name", "").split())[:60]
    hits = list(Elector.objects.filter(electorate=found, name=name).order_by("household", "id")[:50]) if name else []
    form = forms.ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.count_try("vote-object", address_of(request), tries=CODE_TRIES)
        try:
            voting.object_to(register_id, by_name=form.cleaned_data["by_name"], text=form.cleaned_data["text"],
                             actor=actor_of(request))  # fmt: skip
        except DomainError as error:
            form.add_error(None, text_of(error))
        else:
            return render(request, "voting/objected.html", {"register": found})
    page_ = registers.rows_of(register_id, after=request.GET.get("after", ""))
    rows = [(people.mask_name(e.name), e.household) for e in page_.items]
    context = {
        "register": found, "name": name, "hits": hits, "page": page_, "rows": rows, "form": form,
        "size": registers.size_of(register_id).rows,
        "rulings": [o for o in registers.objections_of(register_id) if o.ruling],
    }  # fmt: skip
    return render(request, "voting/roll.html", context, status=422 if form.errors else 200)

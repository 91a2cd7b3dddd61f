"""A resident's own request behind its link: every step in plain words, add words, rate, reopen; find it again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.files import public as files
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.actions import add_words, rate, reopen
from gongzhi.requests.actions.calls import Said, answer_message, open_call, refuse_calls
from gongzhi.requests.actions.intake import claim
from gongzhi.requests.actions.reporter import is_asked, may_reopen
from gongzhi.requests.forms import AddForm, RateForm, ReopenForm, TrackForm
from gongzhi.requests.forms.calls import OwnCallForm
from gongzhi.requests.models import Rating, Reporter, Request
from gongzhi.requests.policies import waits_for
from gongzhi.requests.queries.beside import beside_own
from gongzhi.requests.views.lines import public_lines, under_way
from gongzhi.requests.views.report import take_photos

TRACK_TRIES = 30  # a network address may guess so often before it waits


def resident(reporter: Reporter) -> Actor:
    """Whoever holds the link acts as the reporter, and as nobody else."""
    return Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")


def _reporter(request: HttpRequest, number: str) -> Reporter:
    return queries.by_number(rules.clean_number(number), request.GET.get("k", ""))


def _forms(reporter: Reporter) -> dict[str, Any]:
    about = reporter.request
    open_ = about.matter.state in procedures.LIVE
    can_rate = about.answered_at is not None and about.matter.state == "closed"
    return {
        "add": AddForm() if open_ else None,
        "rate": RateForm() if can_rate else None,
        "reopen": ReopenForm() if may_reopen(about) else None,
        "call": OwnCallForm(prefix="call") if packs.active().callbacks and open_call(reporter) else None,
    }


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The request as its reporter sees it."""
    return _page(request, _reporter(request, number), {})


def _page(request: HttpRequest, reporter: Reporter, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    about = reporter.request
    pack = packs.active()
    kind = pack.request_type(about.type_key)
    lines = public_lines(about, reporter)
    others = others_of(reporter)
    said = beside_own(reporter)
    context = {
        "about": about,
        "matter": about.matter,
        "reporter": reporter,
        "number": rules.spoken(about.number),
        "kind": kind,
        "title": about.matter.title if reporter.first else queries.shown_title(about),
        "where": (about.address if reporter.first else "") or places.get(about.matter.place_id).name,
        "steps": progress(about),
        "together": together(about),
        "lines": lines,
        "under_way": about.matter.state in procedures.LIVE and under_way(lines),
        "photos": photos_for(reporter, others),
        "asked": is_asked(about),
        "waits": waits_for(about) if about.matter.state == procedures.Status.WAITING else "",
        "ending": pack.ending(about.ending) if about.ending and about.answered_at else None,
        "rating": Rating.objects.filter(reporter=reporter, round=about.round).first(),
        "merged": merged_into(reporter),
        "beside": said.lines,
        "others": len(others),
        "panels": said.panels,
        "query": f"k={queries.secret_of(reporter.pk)}",
        **_forms(reporter),
        **forms,
    }
    response = render(request, "requests/own.html", context, status=status)
    # The secret stays with us: not "no-referrer", under which a browser sends `Origin: null` with the forms below.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def others_of(reporter: Reporter) -> list[int | None]:
    """Who else reported it."""
    rows = Reporter.objects.filter(request=reporter.request_id).exclude(pk=reporter.pk)
    return list(rows.order_by("id").values_list("person_id", flat=True))


def photos_for(reporter: Reporter, others: list[int | None]) -> list[files.StoredFile]:
    """The reporter's own photos, to the first one also what staff added; those of others are nobody else's."""
    return [
        photo
        for photo in files.files_of(reporter.request_id)
        if (photo.by_person_id is not None and photo.by_person_id == reporter.person_id)
        or (reporter.first and (photo.by_person_id is None or photo.by_person_id not in others))
    ]


def merged_into(reporter: Reporter) -> dict[str, str] | None:
    """Where the reporter's request went on, where it was joined with another."""
    target = reporter.request.joined_to
    if target is None:
        return None
    while target.joined_to is not None:  # that one was joined with a third
        target = target.joined_to
    there = Reporter.objects.filter(request=target, person_id=reporter.person_id).first()
    link = queries.link_of(target.number, there.pk) if there else ""
    return {"number": rules.spoken(target.number), "link": link}


def progress(about: Request) -> list[dict[str, Any]]:
    """Received, taken up, being handled, answered: where it stands, for the bar of steps."""
    matter = about.matter
    first = procedures.definition(matter.revision_id, matter.procedure).steps[0].key
    answered = matter.state in procedures.OVER
    at = 3 if answered else 1 if matter.step == first and about.round == 1 else 2
    labels = [_("We have it"), _("Being taken up"), _("Being handled"), _("Answered")]
    return [
        {"label": label, "state": "done" if i < at or (answered and i == at) else "current" if i == at else "todo"}
        for i, label in enumerate(labels)
    ]


def together(about: Request) -> list[str]:
    """The bodies that work on it together now, by name; one query where there are none."""
    if not about.matter.open_children:
        return []
    posts = [p.post_id for p in procedures.parts_of(about.pk) if p.state in ("asked", "working")]
    named = orgs.Post.objects.filter(pk__in=posts).order_by("id").values_list("body__name", flat=True)
    return list(dict.fromkeys(named))


def _act(request: HttpRequest, number: str, name: str, form: Any, do: Callable[[Reporter, Any], None]) -> HttpResponse:
    """Check the form, act, go back to the page; a refusal stands beside its field and nothing typed is lost."""
    reporter = _reporter(request, number)
    if form.is_valid():
        try:
            with transaction.atomic():
                if not _claimed(reporter, name, form.cleaned_data):
                    do(reporter, form.cleaned_data)
                if not form.is_valid():
                    raise Invalid("")  # its fields say what; the number of the form stays unused
        except Invalid as error:
            if form.is_valid():
                add_to_form(form, error)
        if form.is_valid():
            return redirect(f"{queries.link_of(reporter.request.number, reporter.pk)}#now")
    return _page(request, reporter, {name: form}, status=422)


def _claimed(reporter: Reporter, name: str, data: dict[str, Any]) -> bool:
    """Whether this form was taken before (a second click): then it is done. Raises Conflict (other words in it)."""
    if not data["submission"]:
        return False
    key = queries.key_digest(f"own-{name}-{reporter.pk}", data["submission"])
    body = hashlib.sha256(repr(sorted(data.items())).encode()).hexdigest()
    return claim(key, body, for_reporter=reporter.pk) is not None


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add words or a photo."""
    form = AddForm(request.POST)

    def do(reporter: Reporter, data: dict[str, Any]) -> None:
        photos = take_photos(request, form, resident(reporter))
        if form.is_valid():
            add_words(reporter, words=data["words"], actor=resident(reporter), file_ids=tuple(photos))

    return _act(request, number, "add", form, do)


@require_POST
def rate_it(request: HttpRequest, number: str) -> HttpResponse:
    """Rate the answer."""
    form = RateForm(request.POST)

    def do(reporter: Reporter, data: dict[str, Any]) -> None:
        rate(reporter, stars=data["stars"], solved=data["solved"], comment=data["comment"], actor=resident(reporter))

    return _act(request, number, "rate", form, do)


@require_POST
def reopen_it(request: HttpRequest, number: str) -> HttpResponse:
    """Have it handled again."""
    form = ReopenForm(request.POST)

    def do(reporter: Reporter, data: dict[str, Any]) -> None:
        reopen(reporter, reason=data["reason"], actor=resident(reporter))

    return _act(request, number, "reopen", form, do)


@require_POST
def call_it(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the questions of a call back."""

    def do(reporter: Reporter, data: dict[str, Any]) -> None:
        said = Said(True, content=data["content"], manner=data["manner"], words=data["words"])
        answer_message(reporter, said, actor=resident(reporter))

    return _act(request, number, "call", OwnCallForm(request.POST, prefix="call"), do)


@require_POST
def no_calls(request: HttpRequest, number: str) -> HttpResponse:
    """Do not call me."""
    reporter = _reporter(request, number)
    refuse_calls(reporter, actor=resident(reporter))
    return redirect(f"{queries.link_of(reporter.request.number, reporter.pk)}#now")


@require_safe
def photo(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """A photo of the own request."""
    reporter = _reporter(request, number)
    for stored in photos_for(reporter, others_of(reporter)):
        if stored.pk == file_id:
            return files.serve(stored, request)
    raise NotFound("There is no such photo.")


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Find an own request again: the number and the phone that was given; the link opens."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        try:
            number = rules.clean_number(form.cleaned_data["number"])
            people.count_try("track", address_of(request), tries=TRACK_TRIES)
            people.count_try("track-number", number, tries=TRACK_TRIES)  # many addresses, one request
            reporter = queries.reporter_by_phone(number, form.cleaned_data["phone"])
            if reporter is None:
                raise Invalid("The number and the phone do not belong together.", field="number")
            return redirect(queries.link_of(number, reporter.pk))
        except Invalid as error:
            add_to_form(form, error)
    return render(request, "requests/track.html", {"form": form})

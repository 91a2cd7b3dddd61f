"""One request on one page: facts, timeline, place, and everything that this actor may do with it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core.errors import DomainError, Invalid, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.disclosure import public as disclosure
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.actions import answer, ask, change_type, extend, release, relocate
from gongzhi.requests.actions.answer import path_to
from gongzhi.requests.forms import (
    AnswerForm,
    AskForm,
    ExtendForm,
    NoteForm,
    OfferForm,
    PlaceForm,
    ReasonForm,
    ReleaseForm,
    RetypeForm,
    RevealForm,
    StepForm,
)
from gongzhi.requests.models import Request
from gongzhi.requests.views.lines import staff_lines
from gongzhi.requests.views.report import place_choices, type_groups
from gongzhi.requests.views.work import actor_of, type_title


def find(number: str, actor: Actor) -> Request:
    """The request of that number, if the actor may see it. Raises NotFound either way."""
    about = Request.objects.select_related("matter").filter(number=rules.clean_number(number)).first()
    if about is None:
        raise NotFound("There is no such request.")
    about.matter = procedures.get(about.pk, actor)
    return about


def endings_of(about: Request) -> list[tuple[str, str]]:
    """The honest endings that the present step can lead to, in the order of the pack."""
    found = []
    for ending in packs.active().endings:
        try:
            path_to(about, ending.key)
        except DomainError:
            continue
        found.append((ending.key, ending.title))
    return found


def outcomes_of(about: Request) -> list[tuple[str, str]]:
    """Outcomes of the present step that lead on without an ending."""
    matter = about.matter
    definition = procedures.definition(matter.revision_id, matter.procedure)
    step = definition.step(matter.step)
    return [(o.key, o.title) for o in step.outcomes if not o.endings and not o.needs and o.next != "end"]


def offers_of(about: Request, actor: Actor) -> list[tuple[str, str]]:
    """Posts to which it may be handed on, the ones that its type is routed to first."""
    ancestors = places.ancestors(about.matter.place_id)
    choices = orgs.posts_to_offer(actor, ancestors, procedure=about.matter.procedure)
    return [
        (str(c.post_id), f"{c.label} · {c.holder_name or _('vacant')}")
        for c in choices
        if c.post_id != about.matter.holder_post_id
    ]


def suggested_post(about: Request) -> int | None:
    """The post to which the type is routed here; a person decides."""
    try:
        kinds = packs.active().request_type(about.type_key).routes_to
    except KeyError:
        return None
    found = orgs.find_post(kinds, places.ancestors(about.matter.place_id))
    return None if found == about.matter.holder_post_id else found


def forms_for(about: Request, actor: Actor) -> dict[str, Any]:
    """The forms of what the actor may do now, by verb; absent where it is not allowed or makes no sense."""
    matter = about.matter
    holds = matter.holder_post_id in actor.post_ids
    live = matter.state in ("open", "waiting")
    forms: dict[str, Any] = {}
    if live and matter.offered_post_id in actor.post_ids:
        forms["decline"] = ReasonForm(prefix="decline")
    if live and holds:
        forms |= _holder_forms(about, actor)
    if _releasable(about) and may(actor, Permission.REQUEST_RELEASE, places.ancestors(matter.place_id)):
        initial = {"title": matter.title, "question": about.description, "answer_text": about.answer}
        forms["release"] = ReleaseForm(prefix="release", initial=initial)
    if may(actor, Permission.PERSON_REVEAL, places.ancestors(matter.place_id)):
        forms["reveal"] = RevealForm(prefix="reveal")
    forms["note"] = NoteForm(prefix="note")
    return forms


def _releasable(about: Request) -> bool:
    if about.answered_at is None or about.released_at is not None or about.keep_private:
        return False
    try:
        return packs.active().request_type(about.type_key).publishable
    except KeyError:
        return False


def _holder_forms(about: Request, actor: Actor) -> dict[str, Any]:
    matter = about.matter
    forms: dict[str, Any] = {
        "offer": OfferForm(posts=offers_of(about, actor), initial={"to_post": suggested_post(about)}, prefix="offer"),
        "answer": AnswerForm(endings=endings_of(about), prefix="answer"),
        "retype": RetypeForm(groups=type_groups(), initial={"type_key": about.type_key}, prefix="retype"),
        "place": PlaceForm(initial={"lon": about.lon, "lat": about.lat, "address": about.address}, prefix="place"),
        "extend": ExtendForm(prefix="extend"),
    }
    if matter.state == "open":
        forms["ask"] = AskForm(prefix="ask")
        if outcomes := outcomes_of(about):
            forms["step"] = StepForm(outcomes=outcomes, prefix="step")
    if matter.previous_post_id is not None:
        forms["return"] = ReasonForm(prefix="return")
    return forms


@login_required
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one request."""
    return _page(request, find(number, actor_of(request)), {})


def _page(request: HttpRequest, about: Request, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    matter = about.matter
    ancestors = places.ancestors(matter.place_id)
    posts = orgs.post_labels(sorted({p for p in (matter.holder_post_id, matter.offered_post_id) if p is not None}))
    reporters = queries.reporters_of(about.pk)
    shown = may(actor, Permission.REQUEST_SEE_COMPLAINANT, ancestors)
    contacts = people.contacts_of([r.person_id for r in reporters]) if shown else {}
    definition = procedures.definition(matter.revision_id, matter.procedure)
    step_titles = [(s.key, s.title) for s in definition.steps]
    at = [k for k, _t in step_titles].index(matter.step)
    context = {
        "about": about,
        "matter": matter,
        "number": rules.spoken(about.number),
        "kind": type_title(packs.active(), about.type_key),
        "channel": packs.active().channel(about.channel).title,
        "chain": places.chain(matter.place_id),
        "holder": posts.get(matter.holder_post_id, ""),
        "offered": posts.get(matter.offered_post_id or 0, ""),
        "offered_to_me": matter.offered_post_id in actor.post_ids,
        "holds": matter.holder_post_id in actor.post_ids,
        "live": matter.state in ("open", "waiting"),
        "can_accept": matter.holder_post_id in actor.post_ids and matter.holder_person_id is None,
        "reporters": [(r, contacts.get(r.person_id)) for r in reporters] if shown else [],
        "reporters_number": len(reporters),
        "lines": staff_lines(about),
        "photos": files.files_of(about.pk),
        "ratings": list(about.ratings.order_by("-at")),
        "postings": disclosure.postings_about(about.pk),
        "steps": [
            {"label": t, "state": "done" if i < at else "current" if i == at else "todo"}
            for i, (_k, t) in enumerate(step_titles)
        ],
        "forms": forms_for(about, actor) | bound,
        "open_form": next(iter(bound), ""),
    }
    return render(request, "requests/sheet.html", context, status=status)


def _bound(verb: str, about: Request, actor: Actor, request: HttpRequest) -> Any:
    """The form of a verb filled with what was posted."""
    data = request.POST
    makers: dict[str, Callable[[], Any]] = {
        "decline": lambda: ReasonForm(data, prefix=verb),
        "return": lambda: ReasonForm(data, prefix=verb),
        "ask": lambda: AskForm(data, prefix=verb),
        "extend": lambda: ExtendForm(data, prefix=verb),
        "note": lambda: NoteForm(data, prefix=verb),
        "reveal": lambda: RevealForm(data, prefix=verb),
        "release": lambda: ReleaseForm(data, prefix=verb),
        "offer": lambda: OfferForm(data, posts=offers_of(about, actor), prefix=verb),
        "answer": lambda: AnswerForm(data, endings=endings_of(about), prefix=verb),
        "retype": lambda: RetypeForm(data, groups=type_groups(), prefix=verb),
        "step": lambda: StepForm(data, outcomes=outcomes_of(about), prefix=verb),
        "place": lambda: PlaceForm(
            data, choices=place_choices(places.find_address(data.get("place-address", "").strip() or "-")), prefix=verb
        ),
    }
    if verb not in makers:
        raise NotFound("There is no such action.")
    return makers[verb]()


SIMPLE = {
    "accept": (procedures.accept, "Accepted."),
    "take": (procedures.take_offer, "Taken over."),
    "withdraw": (procedures.withdraw_offer, "The offer was withdrawn."),
    "resume": (procedures.resume, "The clock runs again."),
}


@login_required
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one thing with a request. A refusal stands beside its form, with everything typed still there."""
    actor = actor_of(request)
    about = find(number, actor)
    version = id_of(request.POST.get("version"))
    if verb in SIMPLE:
        do, said = SIMPLE[verb]
        try:
            do(about.pk, actor=actor, version=version)
            messages.success(request, _(said))
        except DomainError as error:
            messages.error(request, text_of(error))
        return redirect("requests:sheet", number=about.number)
    form = _bound(verb, about, actor, request)
    if verb == "place" and "search" in request.POST:
        return _page(request, about, {verb: form})
    if form.is_valid():
        try:
            said = VERBS[verb](about, form.cleaned_data, actor, version)
        except Invalid as error:
            add_to_form(form, error)
        except DomainError as error:
            form.add_error(None, text_of(error))
        else:
            messages.success(request, said)
            if verb == "reveal":  # in this answer alone: a message kept for the next page would lie in a cookie
                shown = _page(request, find(number, actor), {})
                shown["Cache-Control"] = "no-store"
                return shown
            return redirect("requests:sheet", number=about.number)
    return _page(request, find(number, actor), {verb: form}, status=422)


Do = Callable[[Request, dict[str, Any], Actor, int | None], str]


def _decline(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    procedures.decline_offer(about.pk, reason=data["reason"], actor=actor, version=version)
    return _("The offer was declined.")


def _return(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    procedures.send_back(about.pk, reason=data["reason"], actor=actor, version=version)
    return _("Sent back.")


def _ask(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    ask(about.pk, question=data["question"], actor=actor, version=version)
    return _("The resident was asked; the clock waits.")


def _extend(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    limit = Limit(data["working_days"], Unit.WORKING_DAYS)
    extend(about.pk, limit=limit, reason=data["reason"], actor=actor, version=version)
    return _("Extended.")


def _note(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    procedures.comment(about.pk, internal_text=data["note"], actor=actor)
    return _("Note kept.")


def _offer(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    procedures.offer(about.pk, to_post=data["to_post"], note=data["note"], actor=actor, version=version)
    return _("Offered. It stays yours until it is taken.")


def _answer(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    answer(about.pk, actor=actor, version=version, **data)
    return _("Answered; the resident hears it.")


def _retype(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    change_type(about.pk, type_key=data["type_key"], actor=actor, version=version)
    return _("The type was changed; elapsed time is kept.")


def _step(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    procedures.choose(
        about.pk, outcome=data["outcome"], internal_text=data["internal_text"], actor=actor, version=version
    )
    return _("One step further.")


def _place(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    relocate(about.pk, place_id=data["place_id"], lon=data["lon"], lat=data["lat"], actor=actor, version=version)
    return _("The place was corrected.")


def _reveal(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    reporter = queries.reporters_of(about.pk)[0]
    ancestors = places.ancestors(about.matter.place_id)
    clear = people.reveal(reporter.person_id, data["field"], reason=data["reason"], actor=actor, ancestors=ancestors)
    return _("Shown once, and kept in the trace: %(value)s") % {"value": clear or _("not known")}


def _release(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    release(about.pk, actor=actor, **data)
    return _("Released to the board.")


VERBS: dict[str, Do] = {
    "decline": _decline,
    "return": _return,
    "ask": _ask,
    "extend": _extend,
    "note": _note,
    "offer": _offer,
    "answer": _answer,
    "retype": _retype,
    "step": _step,
    "place": _place,
    "reveal": _reveal,
    "release": _release,
}


@login_required
@require_safe
def photo(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """A photo of a request that the actor may see."""
    about = find(number, actor_of(request))
    stored = files.get(file_id)
    if stored.about != about.pk:
        raise NotFound("There is no such photo.")
    return files.serve(stored, request)

"""What staff do with one request, one verb a form. A refusal stands beside its form, with everything typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Conflict, DomainError, NotAllowed, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.actions import answer, ask, change_type, extend, leave_out, merge, put_up, release, relocate
from gongzhi.requests.forms import (
    AnswerForm,
    AskForm,
    ExtendForm,
    NoteForm,
    OfferForm,
    PlaceForm,
    PutUpForm,
    ReasonForm,
    ReleaseForm,
    RetypeForm,
    RevealForm,
    StepForm,
)
from gongzhi.requests.models import Request
from gongzhi.requests.queries.one import find
from gongzhi.requests.views import together
from gongzhi.requests.views.desk_forms import AssignForm, MergeForm
from gongzhi.requests.views.report import place_choices, type_groups
from gongzhi.requests.views.sheet import answers_of, dispatch_form, offers_of, outcomes_of, page

KIND_WORDS = {
    "mobile": gettext_noop("Mobile number"),
    "landline": gettext_noop("Telephone number"),
    "identity": gettext_noop("Identity number"),
    "bank_card": gettext_noop("Bank card number"),
    "email": gettext_noop("E-mail address"),
    "account": gettext_noop("Account of a messenger"),
    "plate": gettext_noop("Number plate"),
    "home": gettext_noop("Home of a resident"),
    "name": gettext_noop("Name"),
}
FIELDS = {"text": ("answer_text", "text"), "title": ("title",), "question": ("question",)}  # of a posting -> of forms


def _bound(verb: str, about: Request, actor: Actor, request: HttpRequest) -> Any:
    """The form of a verb filled with what was posted."""
    data = request.POST
    makers: dict[str, Callable[[], Any]] = {
        "decline": lambda: ReasonForm(data, prefix=verb),
        "return": lambda: ReasonForm(data, prefix=verb),
        "ask": lambda: AskForm(data, prefix=verb),
        "extend": lambda: ExtendForm(data, prefix=verb),
        "note": lambda: NoteForm(data, prefix=verb),
        "merge": lambda: MergeForm(data, prefix=verb),
        "assign": lambda: AssignForm(data, posts=offers_of(about, actor), prefix=verb),
        "reveal": lambda: RevealForm(data, prefix=verb),
        "release": lambda: ReleaseForm(data, prefix=verb),
        "dispatch": lambda: dispatch_form(about, actor, data) or ReasonForm(data, prefix=verb),
        "publish": lambda: PutUpForm(data, prefix=verb),
        "withhold": lambda: ReasonForm(data, prefix=verb),
        "offer": lambda: OfferForm(data, posts=offers_of(about, actor), prefix=verb),
        "answer": lambda: AnswerForm(data, endings=answers_of(about), prefix=verb),
        "retype": lambda: RetypeForm(data, groups=type_groups(), prefix=verb),
        "step": lambda: StepForm(data, outcomes=outcomes_of(about), prefix=verb),
        "place": lambda: PlaceForm(
            data, choices=place_choices(places.find_address(data.get("place-address", "").strip() or "-")), prefix=verb
        ),
    }
    if (form := together.bound(verb, about, actor, data)) is not None:
        return form
    if verb not in makers:
        raise NotFound("There is no such action.")
    return makers[verb]()


SIMPLE = {
    "accept": (procedures.accept, gettext_noop("Accepted.")),
    "take": (procedures.take_offer, gettext_noop("Taken over.")),
    "withdraw": (procedures.withdraw_offer, gettext_noop("The offer was withdrawn.")),
    "resume": (procedures.resume, gettext_noop("The clock runs again.")),
}


def _onwards(about: Request, actor: Actor) -> HttpResponse:
    """The request's page; the list of work where it went to others, who alone see it now (an offer declined)."""
    try:
        return redirect("requests:sheet", number=find(about.number, actor).number)
    except NotFound:
        return redirect("requests:work")


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
        return _onwards(about, actor)
    form = _bound(verb, about, actor, request)
    if verb == "place" and "search" in request.POST:
        return page(request, about, {verb: form})
    if form.is_valid():
        try:
            if verb in together.VERBS:
                said = together.VERBS[verb](about, form, actor, version)
            else:
                said = VERBS[verb](about, form.cleaned_data, actor, version)
        except disclosure.PersonalDataFound as error:
            _name(form, error)
        except Conflict as error:
            form.add_error(None, f"{text_of(error)} {_('Look at what is new; what you typed is still here.')}")
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, said)
            if verb == "reveal":  # in this answer alone: a message kept for the next page would lie in a cookie
                shown = page(request, find(number, actor), {})
                shown["Cache-Control"] = "no-store"
                return shown
            return _onwards(about, actor)
    return page(request, find(number, actor), {verb: form}, status=422)


def _name(form: Any, error: disclosure.PersonalDataFound) -> None:
    """Each finding beside the words that it stands in: what it is, where, and whether it must go."""
    form.add_error(None, text_of(error))
    for where, findings in error.findings.items():
        for hit in findings:
            values = {"kind": _(KIND_WORDS.get(hit.kind, "Name")), "excerpt": hit.excerpt}
            said = (
                _("%(kind)s: %(excerpt)s (must be taken out)")
                if hit.blocks
                else _("%(kind)s: %(excerpt)s (take it out, or say why it may stand)")
            )
            field = next((name for name in FIELDS.get(where, ()) if name in form.fields), None)
            form.add_error(field, said % values)


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


def _dispatch(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    if "outcome" not in data:
        raise NotAllowed("It does not stand in a step that names the next holder.")
    to_post, why = data["to_post"], data["reason"]
    procedures.choose(
        about.pk, outcome=data["outcome"], to_post=to_post, internal_text=why, reason=why, actor=actor, version=version
    )
    if to_post == about.matter.holder_post_id:
        return _("One step further.")
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


def _put_up(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    put_up(about.pk, actor=actor, version=version, **data)
    return _("It stands on the board now.")


def _leave_out(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    leave_out(about.pk, actor=actor, version=version, reason=data["reason"])
    return _("It goes on without the board.")


def _merge(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    target = merge(about.pk, into=data["into"], actor=actor, version=version)
    return _("Joined with %(number)s.") % {"number": rules.spoken(target.number)}


def _assign(about: Request, data: dict[str, Any], actor: Actor, version: int | None) -> str:
    procedures.assign(about.pk, to_post=data["to_post"], reason=data["reason"], actor=actor, version=version)
    return _("Decided; the new post holds it now.")


VERBS: dict[str, Do] = {
    "merge": _merge,
    "assign": _assign,
    "decline": _decline,
    "return": _return,
    "ask": _ask,
    "extend": _extend,
    "note": _note,
    "offer": _offer,
    "dispatch": _dispatch,
    "answer": _answer,
    "retype": _retype,
    "step": _step,
    "place": _place,
    "reveal": _reveal,
    "release": _release,
    "publish": _put_up,
    "withhold": _leave_out,
}

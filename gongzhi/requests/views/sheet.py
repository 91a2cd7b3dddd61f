"""One request on one page: facts, timeline, place, and everything that this actor may do with it now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.files import public as files
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.actions.answer import path_to
from gongzhi.requests.actions.merge import ENDING
from gongzhi.requests.actions.release import is_private
from gongzhi.requests.forms import (
    AnswerForm,
    AskForm,
    DispatchForm,
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
from gongzhi.requests.policies import waits_for
from gongzhi.requests.queries import routing
from gongzhi.requests.queries.alike import alike
from gongzhi.requests.queries.beside import beside
from gongzhi.requests.queries.one import find
from gongzhi.requests.queries.orders import return_is_over, return_window
from gongzhi.requests.queries.phone import last_urged
from gongzhi.requests.views import paper, together, traces
from gongzhi.requests.views.desk_forms import AssignForm, MergeForm
from gongzhi.requests.views.lines import bar, staff_lines
from gongzhi.requests.views.report import type_groups
from gongzhi.requests.views.work import state_words, type_title


def endings_of(about: Request) -> list[tuple[str, str]]:
    """The honest endings that the present step can lead to, in the order of the pack."""
    found = []
    for ending in packs.active().endings:
        try:
            path_to(about, ending.key)
        except DomainError:
            continue
        found.append((ending.key, packs.named(ending)))
    return found


def answers_of(about: Request) -> list[tuple[str, str]]:
    """The endings that an answer may choose; joining with another request has a form of its own, and an order of
    another office goes back within its window alone."""
    gone = {e.key for e in packs.active().endings if "target" in e.needs} if return_is_over(about) else set()
    return [(key, title) for key, title in endings_of(about) if key != ENDING and key not in gone]


def needs_of() -> str:
    """Which fields an ending of the pack needs beside the words, for the script: `planned:planned_on not_ours:…`."""
    fields = {"date": "planned_on", "target": "goes_to"}
    return " ".join(f"{e.key}:{fields[n]}" for e in packs.active().endings for n in e.needs if n in fields)


def holder_words(post_id: int, label: str) -> str:
    """Who answers for the post now; while A is away it says who stands in."""
    holder = orgs.holder_of(post_id)
    if holder.person_id is None:
        return f"{label} ({_('vacant')})"
    name = people.Person.objects.filter(pk=holder.person_id).values_list("name", flat=True).first() or ""
    return f"{label} · {name}{_(' (standing in)') if holder.standing_in else ''}"


def outcomes_of(about: Request) -> list[tuple[str, str]]:
    """Outcomes of the present step that lead on without an ending."""
    matter = about.matter
    definition = procedures.definition(matter.revision_id, matter.procedure)
    step = definition.step(matter.step)
    if step.kind in (procedures.StepKind.PUBLICATION, procedures.StepKind.DISPATCH):
        return []  # the one ends by itself, once it was put up; the other has a form of its own
    return [(o.key, packs.named(o)) for o in step.outcomes if not o.endings and not o.needs and o.next != "end"]


def offers_of(about: Request, actor: Actor) -> list[tuple[str, str]]:
    """Posts to which it may be handed on, the ones that its type is routed to first."""
    ancestors = places.ancestors(about.matter.place_id)
    choices = orgs.posts_to_offer(actor, ancestors, procedure=about.matter.procedure)
    return [
        (str(c.post_id), f"{c.label} · {c.holder_name or _('vacant')}")
        for c in choices
        if c.post_id != about.matter.holder_post_id
    ]


def dispatch_form(about: Request, actor: Actor, data: Any = None) -> DispatchForm | None:
    """Whom it goes to, where it stands in a dispatch step (派单); else None."""
    step = procedures.step_of(about.matter)
    if step.kind is not procedures.StepKind.DISPATCH:
        return None
    ways = [
        (o.key, packs.named(o))
        for o in step.outcomes
        if not o.endings and {"reason", "note", "target"}.issuperset(o.needs)
    ]
    posts = [*offers_of(about, actor), (str(about.matter.holder_post_id), _("I handle it myself"))]
    initial = {"to_post": suggested_post(about)}
    return DispatchForm(data, posts=posts, outcomes=ways, initial=initial, prefix="dispatch")


def _on_need_list(about: Request, actor: Actor) -> bool:
    """Whether a request of this type may be put on the list of needs (row C8) by the actor."""
    rules = packs.active().needs
    if rules is None or not any(about.type_key in kind.request_types for kind in rules.kinds):
        return False
    near = places.ancestors(about.matter.place_id)
    return any(may(actor, p, near) for p in (Permission.NEEDS_RUN, Permission.REQUEST_REGISTER))


def suggested_post(about: Request) -> int | None:
    """The post that the decision table names; a person decides."""
    found = routing.routed(about)
    return None if found is None or found.post_id == about.matter.holder_post_id else found.post_id


def forms_for(about: Request, actor: Actor, watched: procedures.Oversight | None = None) -> dict[str, Any]:
    """The forms of what the actor may do now, by verb; absent where it is not allowed or makes no sense."""
    matter = about.matter
    holds = matter.holder_post_id in actor.post_ids
    live = matter.state in procedures.LIVE
    forms: dict[str, Any] = {}
    if live and matter.offered_post_id in actor.post_ids:
        forms["decline"] = ReasonForm(prefix="decline")
    if live and holds:
        forms |= _holder_forms(about, actor)
    elif live and orgs.superior_of(matter.holder_post_id) in actor.post_ids:
        forms["assign"] = AssignForm(posts=offers_of(about, actor), prefix="assign")
    if procedures.unposted(matter) and may(actor, Permission.BOARD_PUBLISH, places.ancestors(matter.place_id)):
        if is_private(about):
            forms["withhold"] = ReasonForm(prefix="withhold")
        else:
            initial = {"title": next((t.title for t in packs.active().request_types if t.key == about.type_key), "")}
            forms["publish"] = PutUpForm(prefix="publish", initial=initial)
    if _releasable(about) and may(actor, Permission.REQUEST_RELEASE, places.ancestors(matter.place_id)):
        initial = {"title": matter.title, "question": about.description, "answer_text": about.answer}
        forms["release"] = ReleaseForm(prefix="release", initial=initial)
    if may(actor, Permission.PERSON_REVEAL, places.ancestors(matter.place_id)):
        forms["reveal"] = RevealForm(prefix="reveal")
    forms["note"] = NoteForm(prefix="note")
    forms |= together.forms_for(about, actor, watched)
    if watched is not None and watched.hold is not None:
        forms = {verb: form for verb, form in forms.items() if verb in together.HELD}
    return forms


def _joined(about: Request, definition: procedures.Definition) -> bool:
    """Whether it may have parts: its procedure joins."""
    return about.matter.open_children > 0 or any(s.kind is procedures.StepKind.JOIN for s in definition.steps)


def _published(definition: procedures.Definition) -> bool:
    """Whether its procedure puts something on a board."""
    return any(s.kind is procedures.StepKind.PUBLICATION for s in definition.steps)


def _releasable(about: Request) -> bool:
    return about.answered_at is not None and about.released_at is None and not is_private(about)


def _holder_forms(about: Request, actor: Actor) -> dict[str, Any]:
    matter = about.matter
    sent = dispatch_form(about, actor)
    offer = OfferForm(posts=offers_of(about, actor), initial={"to_post": suggested_post(about)}, prefix="offer")
    forms: dict[str, Any] = {
        **({"dispatch": sent} if sent else {"offer": offer}),
        "retype": RetypeForm(groups=type_groups(), initial={"type_key": about.type_key}, prefix="retype"),
        "place": PlaceForm(initial={"lon": about.lon, "lat": about.lat, "address": about.address}, prefix="place"),
        "extend": ExtendForm(prefix="extend"),
    }
    if endings := answers_of(about):
        forms["answer"] = AnswerForm(endings=endings, prefix="answer")
    if matter.state == "open":
        forms["ask"] = AskForm(prefix="ask")
        if outcomes := together.open_outcomes(about, outcomes_of(about)):
            forms["step"] = StepForm(outcomes=outcomes, prefix="step")
    if any(key == ENDING for key, _title in endings_of(about)):
        forms["merge"] = MergeForm(prefix="merge")
    if matter.previous_post_id is not None:
        forms["return"] = ReasonForm(prefix="return")
    return forms


@login_required
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one request."""
    return page(request, find(number, actor_of(request)), {})


def page(request: HttpRequest, about: Request, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    matter = about.matter
    ancestors, chain = places.ancestors(matter.place_id), places.chain(matter.place_id)
    named = {matter.holder_post_id, matter.offered_post_id, *traces.posts_of(about)}
    posts = orgs.post_labels(sorted(p for p in named if p is not None))
    reporters = queries.reporters_of(about.pk)
    shown = may(actor, Permission.REQUEST_SEE_COMPLAINANT, ancestors)
    contacts = people.contacts_of([r.person_id for r in reporters]) if shown else {}
    definition = procedures.definition(matter.revision_id, matter.procedure)
    watched = procedures.oversight_of(matter, actor)
    forms = forms_for(about, actor, watched) | bound
    said = beside(about, actor)
    context = {
        "about": about,
        "urged": last_urged(about.pk),
        "matter": matter,
        "number": rules.spoken(about.number),
        "back_by": return_window(about),
        "now": clock.now(),
        "kind": type_title(packs.active(), about.type_key),
        "channel": packs.named(packs.active().channel(about.channel)),
        "chain": chain,
        "chain_then": places.former_chain(chain, clock.local(matter.opened_at).date()),
        "holder": holder_words(matter.holder_post_id, posts.get(matter.holder_post_id, "")),
        "offered": posts.get(matter.offered_post_id or 0, ""),
        "offered_to_me": matter.offered_post_id in actor.post_ids,
        "holds": matter.holder_post_id in actor.post_ids,
        "live": matter.state in procedures.LIVE,
        "state": state_words(matter.state),
        "needs": needs_of(),
        "slip": reporters[0].pk if reporters else None,
        "can_accept": matter.holder_post_id in actor.post_ids and matter.holder_person_id is None,
        "reporters": [(r, contacts.get(r.person_id)) for r in reporters] if shown else [],
        "reach": reach_words(contacts.values()),
        "reporters_number": len(reporters),
        "lines": staff_lines(about),
        "photos": files.files_of(about.pk),
        "ratings": list(about.ratings.order_by("-at")) if about.answered_at or about.round > 1 else [],
        "postings": disclosure.postings_about(about.pk) if about.released_at or _published(definition) else [],
        "trace": traces.trace_of(about, posts),
        "steps": bar(definition, matter.step),
        "forms": forms,
        "alike": alike(about, actor) if "merge" in forms else [],
        "watched": watched,
        "beside": said.lines,
        "waits": waits_for(about) if matter.state == procedures.Status.WAITING else "",
        "held": watched is not None and watched.hold is not None,
        "parts": together.part_rows(procedures.parts_of(matter.pk)) if _joined(about, definition) else [],
        "open_form": next(iter(bound), ""),
        "panels": said.panels,
        "takes": paper.may_take(about, actor),
        "need_list": _on_need_list(about, actor),
    }
    return render(request, "requests/sheet.html", context, status=status)


def reach_words(contacts: Iterable[people.MaskedContact]) -> str:
    """By which ways the reporters hear the answer; empty where nobody left one."""
    known = list(contacts)
    ways = [
        (_("WeChat"), any(c.wechat for c in known)),
        (_("SMS"), any(c.phone and not c.wechat for c in known)),
        (_("E-mail"), any(c.email and not c.wechat for c in known)),
    ]
    return "、".join(word for word, used in ways if used)


@login_required
@require_safe
def photo(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """A photo of a request that the actor may see."""
    about = find(number, actor_of(request))
    stored = files.get(file_id)
    if stored.about != about.pk:
        raise NotFound("There is no such photo.")
    return files.serve(stored, request)

"""The inbox of a liaison officer over all communities, with batch sign-in and reply; the arbiter's page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Conflict, DomainError
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.actions.disputes import find_dispute, rule
from gongzhi.requests.forms.whistle import BatchForm, RuleForm
from gongzhi.requests.models import Dispute, Request
from gongzhi.requests.queries.turns import last_turns, rulings, turns_of
from gongzhi.requests.views.together import STATES, bodies_of
from gongzhi.requests.views.work import type_title

TABS = {"offered": "offered", "mine": "holder"}
BATCH_MOST = 50


def _steps_of(part: procedures.Matter) -> str:
    """What is next, in words."""
    words = {"arrive": _("To the spot"), "answer": _("To be answered"), "accept": _("Waits to be accepted")}
    return words.get(part.step, _("Waits for the sign-in") if part.offered_post_id else _("Refused the part"))


def _rows(parts: list[procedures.Matter]) -> list[dict[str, Any]]:
    """A page of parts as rows, with the last rulings on disputes about the same type. Four queries."""
    about = {r.pk: r for r in Request.objects.filter(pk__in=[p.parent_id for p in parts])}
    turns, pack = last_turns([p.pk for p in parts]), packs.active()
    above = {p.pk: places.ancestors(p.place_id)[-3:] for p in parts}
    names = {pk: p.name for pk, p in places.get_many({i for ids in above.values() for i in ids}).items()}
    ruled = rulings([about[p.parent_id].type_key for p in parts if p.parent_id in about])
    rows = []
    for part in parts:
        request = about.get(part.parent_id or 0)
        if request is None:
            continue
        rows.append({
            "part": part,
            "number": rules.spoken(request.number),
            "kind": type_title(pack, request.type_key),
            "where": " › ".join(names.get(i, "") for i in above[part.pk]),
            "next": _steps_of(part),
            "light": procedures.light_words(part.light),
            "turn": turns.get(part.pk),
            "rulings": ruled.get(request.type_key, []),
            "batch": part.offered_post_id is not None or part.step == "answer",
        })  # fmt: skip
    return rows


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All that my posts are asked for, whatever community asks, the soonest due first."""
    return _inbox(request, BatchForm(prefix="batch"), [])


def _inbox(request: HttpRequest, form: BatchForm, ticked: list[int], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    tab = request.GET.get("tab", "") or request.POST.get("tab", "")
    tab = tab if tab in TABS else "offered"
    page = procedures.list_mine(actor, role=TABS[tab], kind=procedures.PART, after=request.GET.get("after", ""))
    labels = {"offered": _("Asked, to be signed"), "mine": _("In hand")}
    context = {
        "tabs": [{"href": f"?tab={key}", "label": label, "current": key == tab} for key, label in labels.items()],
        "tab": tab,
        "rows": _rows(list(page.items)),
        "next": f"?{urlencode({'tab': tab, 'after': page.next})}" if page.next else "",
        "form": form,
        "ticked": ticked,
    }
    return render(request, "requests/whistle.html", context, status=status)


@login_required
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Sign in to all that are ticked, or answer them with the same words; what is refused is told."""
    actor, signs = actor_of(request), "sign" in request.POST
    wanted = list(dict.fromkeys(i for i in map(id_of, request.POST.getlist("part")) if i is not None))[:BATCH_MOST]
    form = BatchForm(request.POST, prefix="batch")
    if not wanted:
        messages.info(request, _("Tick the parts first."))
        return _inbox(request, form if not signs else BatchForm(prefix="batch"), [], status=422)
    if not signs and not form.is_valid():
        return _inbox(request, form, wanted, status=422)
    words = "" if signs else form.cleaned_data["answer"]
    done = _each(request, actor, wanted, words, signs)
    if done and signs:
        messages.success(request, ngettext("%(n)s part signed.", "%(n)s parts signed.", done) % {"n": done})
    elif done:
        messages.success(request, ngettext("%(n)s part answered.", "%(n)s parts answered.", done) % {"n": done})
    return redirect(f"/desk/whistle/?tab={'mine' if done or not signs else 'offered'}")


def _each(request: HttpRequest, actor: Actor, wanted: list[int], words: str, signs: bool) -> int:
    titles = dict(procedures.visible_to(actor).filter(pk__in=wanted, kind=procedures.PART).values_list("pk", "title"))
    done = 0
    for part_id in wanted:
        try:
            if signs:
                procedures.take_offer(part_id, actor=actor)
            else:
                procedures.answer_part(part_id, words=words, actor=actor)
            done += 1
        except DomainError as error:
            messages.error(request, f"{titles.get(part_id) or _('Part')}: {text_of(error)}")
    return done


# -- the arbiter -----------------------------------------------------------------------------------------------


def rule_form(dispute: Dispute, actor: Actor, data: Any = None) -> RuleForm:
    """Bodies that may have the duty: those that handle matters here; who refused first."""
    refused = [turn.post_id for turn in turns_of(dispute.request_id) if turn.part_id == dispute.part_id]
    choices = bodies_of(dispute.part, actor, set())
    choices.sort(key=lambda choice: int(choice[0]) not in refused)
    return RuleForm(data, posts=choices, prefix="rule")


def _dispute(request: HttpRequest, dispute: Dispute, form: RuleForm | None, status: int = 200) -> HttpResponse:
    actor, about = actor_of(request), dispute.request
    mine = dispute.ruled_at is None and dispute.matter.holder_post_id in actor.post_ids
    lines = [
        e for e in procedures.timeline(dispute.part_id) if e.verb in ("open", "offer", "decline-offer", "send-back")
    ]
    said = {"open": _("Asked to work on it"), "offer": _("Asked to work on it")}
    sees = procedures.sees(actor, about.matter)
    context = {
        "dispute": dispute,
        "matter": dispute.matter,
        "part": dispute.part,
        "number": rules.spoken(about.number),
        "about": about if sees else None,
        "kind": type_title(packs.active(), dispute.type_key),
        "chain": places.chain(dispute.part.place_id),
        "state": STATES["disputed"],
        "light": procedures.light_words(dispute.matter.light),
        "lines": [
            {"title": f"{said.get(e.verb, _('Refused the part'))}{f' → {e.to}' if e.verb in said and e.to else ''}",
             "who": e.who, "at": e.at, "text": e.internal_text, "kind": ""} for e in reversed(lines)
        ],
        "reason": next((e.internal_text for e in procedures.timeline(dispute.pk) if e.verb == "open"), ""),
        "rulings": [r for r in rulings([dispute.type_key])[dispute.type_key] if r.pk != dispute.pk],
        "form": form or (rule_form(dispute, actor) if mine else None),
        "open_form": "rule",
    }  # fmt: skip
    return render(request, "requests/dispute.html", context, status=status)


@login_required
@require_safe
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """A disputed duty, with why each body refused and how the same was ruled before."""
    return _dispute(request, find_dispute(dispute_id, actor_of(request)), None)


@login_required
@require_POST
def rule_it(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """The arbiter's ruling."""
    actor = actor_of(request)
    found = find_dispute(dispute_id, actor)
    form = rule_form(found, actor, request.POST)
    if form.is_valid():
        version = id_of(request.POST.get("version"))
        try:
            data = form.cleaned_data
            rule(found.pk, to_post=data["to_post"] or None, words=data["words"], actor=actor, version=version)
        except Conflict as error:
            form.add_error(None, f"{text_of(error)} {_('Look at what is new; what you typed is still here.')}")
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Ruled; the units hear it."))
            return redirect("requests:dispute", dispute_id=found.pk)
    return _dispute(request, find_dispute(dispute_id, actor), form, status=422)

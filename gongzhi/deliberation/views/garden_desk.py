"""`/desk/gardens/ID/`: what a project needs, what is offered, came in and was used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.deliberation.actions import gardens as acts
from gongzhi.deliberation.actions import pledges
from gongzhi.deliberation.forms import gardens as forms
from gongzhi.deliberation.models import Garden, Gift, Pledge, Spending
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.deliberation.rules.gardens import GardenState, GiftState, PledgeDraft, PledgeState
from gongzhi.deliberation.views import garden_papers
from gongzhi.deliberation.views.panels import Panel, bound, perform, photos_of, verb_of
from gongzhi.files import public as files
from gongzhi.kit import papers
from gongzhi.kit.errors import text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs

PLANNED, OPEN, BUILT, ENDED = (s.value for s in GardenState)


@login_required
@require_safe
def show(request: HttpRequest, garden_id: int) -> HttpResponse:
    """A project for who runs it. Raises NotFound, also where one may not see it."""
    actor = actor_of(request)
    return _page(request, queries.get(garden_id, actor), actor)


def _needs(garden: Garden, *, left: bool = False) -> list[tuple[int, str]]:
    return [
        (r.need.pk, f"{r.need.title}（{_('left')} {r.left}）" if left else f"{r.need.title}（{r.unit}）")
        for r in queries.needs(garden)
        if not left or r.need.received > r.need.used
    ]


def _offers(garden: Garden) -> list[tuple[int, str]]:
    rows = Pledge.objects.filter(garden=garden, state=PledgeState.OFFERED).select_related("need").order_by("id")
    return [
        (p.pk, f"{spoken(p.number)} {queries.name_of(p, staff=True)} {p.need.title} "
               f"{queries.amount_words(p.need, p.amount - p.received)}")
        for p in rows[:300]
    ]  # fmt: skip


def _posts(garden: Garden) -> list[tuple[int, str]]:
    rows = [*orgs.posts_within(garden.place_id)]
    return [(p.post_id, f"{p.body} {p.title}") for p in rows if p.holders]


def _makers(garden: Garden) -> dict[str, tuple[Any, Callable[..., Form], Any, tuple[str, ...]]]:
    """Verb → (heading, form, button, states in which it is offered)."""
    rules = queries.rules()
    live, counted = (PLANNED, OPEN), (OPEN, BUILT)
    needs = partial(_needs, garden)
    return {
        "need": (_("Say what is needed"), lambda *a, **k: forms.NeedForm(
            *a, units=queries.titles(rules.units).items(), **k), _("Enter it"), live),
        "change-need": (_("More or less of it is needed"), lambda *a, **k: forms.ChangeNeedForm(
            *a, needs=needs(), **k), _("Change it"), live),
        "member": (_("Add to the preparatory group"), lambda *a, **k: forms.MemberForm(
            *a, posts=_posts(garden), **k), _("Add"), (*live, BUILT)),
        "open": (_("Open it to the public"), Form, _("Open it"), (PLANNED,)),
        "pledge": (_("Enter an offer"), lambda *a, **k: forms.EnterPledgeForm(
            *a, needs=needs(), givers=queries.titles(rules.givers).items(), **k), _("Enter it"), (OPEN,)),
        "receive": (_("Something came in"), lambda *a, **k: forms.ReceiveForm(
            *a, pledges=_offers(garden), initial={"on": clock.today()}, **k), _("Enter it"), counted),
        "spend": (_("Something was used"), lambda *a, **k: forms.SpendForm(
            *a, needs=needs(left=True), initial={"on": clock.today()}, **k), _("Enter it"), counted),
        "built": (_("It is built"), lambda *a, **k: forms.WordsForm(
            *a, label=_("What was built"), **k), _("It is built"), (OPEN,)),
        "settle": (_("Close the accounts"), forms.LeftForm, _("Close and publish"), (BUILT,)),
    }  # fmt: skip


def _panels(garden: Garden, given: dict[str, Form]) -> list[Panel]:
    made = []
    for verb, (title, make, button, states) in _makers(garden).items():
        if garden.state not in states:
            continue
        form = given.get(verb) or make(prefix=verb)
        asks = [f for f in form.fields.values() if hasattr(f, "choices") and f.required]
        if any(not list(f.choices) for f in asks):  # nothing to choose from: nothing to do
            continue
        made.append(Panel(verb, title, form, button))
    return made


def _page(request: HttpRequest, garden: Garden, actor: Actor, **given: Form) -> HttpResponse:
    after = request.GET.get("after", "")
    word = request.GET.get("q", "")[:40].strip()
    rows = Pledge.objects.filter(garden=garden).select_related("need")
    if word:
        rows = rows.filter(Q(name__icontains=word) | Q(number=word.replace(" ", "")) | Q(need__title__icontains=word))
    offers = paged(rows, ["-id"], after=after, size=40)
    waiting = Gift.objects.filter(pledge__garden=garden, state=GiftState.WAITING).select_related("pledge__need")
    gifts = Gift.objects.filter(pledge__in=[p.pk for p in offers.items]).exclude(state=GiftState.WAITING).order_by("id")
    of: dict[int, list[Gift]] = {}
    for gift in gifts:
        of.setdefault(gift.pledge_id, []).append(gift)
    givers = queries.titles(queries.rules().givers)
    context = {
        "garden": garden, "needs": queries.needs(garden), "members": queries.members(garden), "page": offers, "q": word,
        "offers": [
            {"row": p, "number": spoken(p.number), "who": queries.name_of(p, staff=True),
             "giver": givers.get(p.giver, p.giver), "amount": queries.amount_words(p.need, p.amount),
             "received": queries.amount_words(p.need, p.received),
             "gifts": [(g, queries.amount_words(p.need, g.amount)) for g in of.get(p.pk, [])]}
            for p in offers.items
        ],
        "waiting": [
            (g, queries.amount_words(g.pledge.need, g.amount), queries.name_of(g.pledge, staff=True),
             g.first_by == actor.person_id)
            for g in waiting.order_by("id")
        ],
        "spendings": queries.spendings(garden, struck=True), "panels": _panels(garden, given),
        "kind": queries.titles(queries.rules().kinds).get(garden.kind, garden.kind), "ended": garden.state == ENDED,
        "open_panel": next(iter(given), ""), "holder": orgs.post_label(garden.post_id),
        "public": garden.state != PLANNED,
    }  # fmt: skip
    return render(request, "deliberation/desk_garden.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, garden_id: int, verb: str) -> HttpResponse:
    """One act on a project: those of the forms, and those of a row (`row` is its id)."""
    actor = actor_of(request)
    garden = queries.get(garden_id, actor)
    row, reason = id_of(request.POST.get("row")) or 0, request.POST.get("reason", "")
    of_rows: dict[str, Callable[[], object]] = {
        "confirm": lambda: pledges.confirm(garden, row, actor=actor),
        "strike-gift": lambda: pledges.strike_gift(garden, row, reason=reason, actor=actor),
        "strike-spending": lambda: pledges.strike_spending(garden, row, reason=reason, actor=actor),
        "withdraw": lambda: pledges.withdraw(_pledge(garden, row), actor=actor),
        "remove-member": lambda: acts.remove_member(garden, row, actor=actor),
    }
    if verb in of_rows:
        try:
            of_rows[verb]()
        except (Invalid, NotAllowed) as error:
            messages.error(request, text_of(error))
        else:
            messages.success(request, _("Done."))
        return redirect("deliberation:desk-garden", garden_id)
    made = verb_of(_makers(garden), verb)
    form = bound(made[1], request, verb)
    if not perform(form, lambda data: _run(verb, garden, data, actor)):
        return _page(request, garden, actor, **{verb: form})
    messages.success(request, _("Done."))
    return redirect("deliberation:desk-garden", garden_id)


def _pledge(garden: Garden, pledge_id: int) -> Pledge:
    found = Pledge.objects.filter(garden=garden, pk=pledge_id).select_related("garden").first()
    if found is None:
        raise NotFound("There is no such offer.")
    return found


def _run(verb: str, garden: Garden, data: dict[str, Any], actor: Actor) -> object:
    """What a form of the page does."""
    if verb == "pledge":
        draft = PledgeDraft(
            need_id=data["need"], amount=data["amount"], giver=data["giver"], name=data["name"],
            phone=data.get("phone", ""), shown=data["shown"], words=data["words"], channel=data["channel"],
            source=data["source"], submission=data["submission"],
        )  # fmt: skip
        return pledges.pledge(garden, draft, actor=actor)
    if verb == "receive":
        return pledges.receive(garden, data["pledge"], amount=data["amount"], on=data["on"],
                               submission=data["submission"], actor=actor)  # fmt: skip
    if verb == "spend":
        return pledges.spend(garden, data["need"], amount=data["amount"], on=data["on"], words=data["words"],
                             photos=photos_of(data, actor), submission=data["submission"], actor=actor)  # fmt: skip
    if verb == "need":
        return acts.need(garden, kind=data["kind"], title=data["title"], quantity=data["quantity"],
                         unit=data["unit"], actor=actor)  # fmt: skip
    if verb == "change-need":
        return acts.change_need(garden, data["need"], quantity=data["quantity"], actor=actor)
    if verb == "member":
        return acts.add_member(garden, post_id=data["post"], name=data["name"], task=data["task"],
                               agreed=data["agreed"], actor=actor)  # fmt: skip
    if verb == "built":
        return acts.built(garden, words=data["words"], actor=actor)
    return acts.settle(garden, left=data["left"], actor=actor) if verb == "settle" else acts.open_(garden, actor=actor)


@login_required
@require_safe
def photo(request: HttpRequest, garden_id: int, file_id: int) -> HttpResponse:
    """A voucher, or a picture of a week of care, for who runs the garden."""
    garden = queries.get(garden_id, actor_of(request))
    stored = files.StoredFile.objects.filter(pk=file_id).first()
    about = stored.about if stored else None
    known = about is not None and (
        Spending.objects.filter(pk=about, need__garden=garden).exists() or garden.turns.filter(pk=about).exists()
    )
    if stored is None or not known:
        raise NotFound("There is no such file.")
    return files.serve(stored, request, thumb="thumb" in request.GET)


@login_required
@require_safe
def paper(request: HttpRequest, garden_id: int, kind: str, about: int, form: str) -> HttpResponse | FileResponse:
    """The receipt of a gift, the agreement of an adoption, the account of the project, for who runs it."""
    garden = queries.get(garden_id, actor_of(request))
    if kind not in garden_papers.BUILDERS or form not in papers.FORMS:
        raise NotFound("There is no such paper.")
    return papers.download(garden_papers.BUILDERS[kind](garden, about), form)

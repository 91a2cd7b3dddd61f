"""Residents: the gardens, what each needs, got and used; offer something freely; adopt a bed and keep its rota."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, visitor_of
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import clean_number, spoken
from gongzhi.deliberation.actions import adoptions as adopting
from gongzhi.deliberation.actions import care, pledges
from gongzhi.deliberation.forms import gardens as forms
from gongzhi.deliberation.models import Adoption, Gift, Pledge, Swap
from gongzhi.deliberation.queries import adoptions
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.deliberation.rules.gardens import AdoptDraft, AdoptionState, GardenState, GiftState, PledgeDraft
from gongzhi.deliberation.views import garden_papers
from gongzhi.deliberation.views.panels import Panel, bound, perform, photos_of, verb_of
from gongzhi.kit import papers
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The gardens that stand in public, the newest first."""
    form = forms.FindForm(request.GET, places=queries.places_of(queries.rules().levels))
    form.is_valid()
    data = form.cleaned_data
    rows = queries.narrowed(
        queries.listed(), text=data.get("q", ""), place_id=data.get("place"), state=data.get("state", "")
    )
    page = paged(rows, ["-id"], after=request.GET.get("after", ""), size=20)
    return render(request, "deliberation/gardens.html", {"page": page, "form": form, "narrowed": any(data.values())})


@require_safe
def show(request: HttpRequest, garden_id: int) -> HttpResponse:
    """A garden: what is needed, what came in, what it was used for, who cares for it."""
    garden = queries.public(garden_id)
    ready = garden.state in adoptions.READY
    context = {
        "garden": garden, "needs": queries.needs(garden), "members": queries.members(garden),
        "given": queries.given(garden), "spendings": queries.spendings(garden), "ready": ready,
        "plots": adoptions.plots(garden) if ready else [], "rota": adoptions.rota(garden) if ready else [],
        "kind": queries.titles(queries.rules().kinds).get(garden.kind, ""),
        "source": queries.rules().source, "may_give": garden.state == GardenState.OPEN,
        "free": ready and bool(adoptions.free(garden)),
    }  # fmt: skip
    return render(request, "deliberation/garden.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, garden_id: int) -> HttpResponse:
    """Offer something, freely."""
    garden = queries.public(garden_id)
    if garden.state != GardenState.OPEN:
        raise NotAllowed("Nothing is collected for this garden now.")
    who = visitor_of(request)
    needs = [(r.need.pk, f"{r.need.title}（{r.unit}）") for r in queries.needs(garden)]
    form = forms.PledgeForm(
        request.POST or None, needs=needs, givers=queries.titles(queries.rules().givers).items(),
        signed_in=who.person_id is not None, initial={"need": id_of(request.GET.get("need"))},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = PledgeDraft(
            need_id=data["need"], amount=data["amount"], giver=data["giver"], name=data["name"],
            phone=data.get("phone", ""), shown=data["shown"], words=data["words"], submission=data["submission"],
        )  # fmt: skip
        try:
            made = pledges.pledge(garden, draft, actor=who)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Thank you. Keep the address of this page: here you see what comes of it."))
            return redirect(_own("deliberation:garden-offer", made))
    context = {"garden": garden, "form": form}
    return render(request, "deliberation/garden_give.html", context, status=422 if form.errors else 200)


def _own(name: str, row: Any) -> str:
    return f"{reverse(name, args=[row.number])}?k={queries.secret_of(row.pk)}"


def _pledge(request: HttpRequest, number: str) -> Pledge:
    found = Pledge.objects.filter(number=clean_number(number)).select_related("garden__place", "need").first()
    if found is None or not queries.is_own(found, request.GET.get("k", ""), visitor_of(request).person_id):
        raise NotFound("There is no such offer.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, number: str) -> HttpResponse:
    """One's own offer: what came of it, its receipts; taken back without a reason."""
    found = _pledge(request, number)
    if request.method == "POST":
        pledges.withdraw(found, actor=visitor_of(request), own=True)
        messages.success(request, _("Taken back. Nothing follows from it."))
        return redirect(_own("deliberation:garden-offer", found))
    gifts = Gift.objects.filter(pledge=found).exclude(state=GiftState.STRUCK).order_by("id")
    context = {
        "offer": found, "number": spoken(found.number), "amount": queries.amount_words(found.need, found.amount),
        "gifts": [(g, queries.amount_words(found.need, g.amount)) for g in gifts], "k": request.GET.get("k", ""),
    }  # fmt: skip
    return render(request, "deliberation/garden_offer.html", context)


@require_safe
def receipt(request: HttpRequest, number: str, gift_id: int, form: str) -> HttpResponse | FileResponse:
    """The receipt of one's own gift."""
    found = _pledge(request, number)
    if form not in papers.FORMS or not Gift.objects.filter(pk=gift_id, pledge=found).exists():
        raise NotFound("There is no such paper.")
    return papers.download(garden_papers.receipt(found.garden, gift_id), form)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, garden_id: int) -> HttpResponse:
    """Ask to adopt a bed."""
    garden = queries.public(garden_id)
    if garden.state not in adoptions.READY:
        raise NotAllowed("Beds are adopted once the garden is built.")
    who = visitor_of(request)
    rules = queries.rules()
    form = forms.AdoptForm(
        request.POST or None, plots=adoptions.free(garden), adopters=queries.titles(rules.adopters).items(),
        signed_in=who.person_id is not None, initial={"plot": id_of(request.GET.get("plot"))},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = AdoptDraft(
            plot_id=data["plot"], adopter=data["adopter"], name=data["name"], phone=data.get("phone", ""),
            shown=data["shown"], submission=data["submission"],
        )  # fmt: skip
        try:
            made = adopting.ask(garden, draft, actor=who)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Thank you. Somebody calls you to sign the agreement. Keep this page."))
            return redirect(_own("deliberation:garden-adoption", made))
    context = {"garden": garden, "form": form, "rules": rules, "tasks": "、".join(queries.titles(rules.tasks).values())}
    return render(request, "deliberation/garden_adopt.html", context, status=422 if form.errors else 200)


def _adoption(request: HttpRequest, number: str) -> Adoption:
    found = adoptions.by_number(clean_number(number))
    if not queries.is_own(found, request.GET.get("k", ""), visitor_of(request).person_id):
        raise NotFound("There is no such adoption.")
    return found


@require_safe
def adoption(request: HttpRequest, number: str) -> HttpResponse:
    """One's own adoption: its term, its weeks, changes with others."""
    return _page(request, _adoption(request, number))


def _makers(row: Adoption) -> dict[str, tuple[Any, Callable[..., Form], Any]]:
    """Verb → (heading, form, button)."""
    weeks = adoptions.turns_of(row)
    due = [(w["turn"].pk, f"{w['turn'].week:%Y-%m-%d} {w['tasks']}") for w in weeks
           if w["started"] and w["turn"].state != "done"]  # fmt: skip
    coming = [(w["turn"].pk, f"{w['turn'].week:%Y-%m-%d}") for w in weeks
              if not w["started"] and w["turn"].state == "due"]  # fmt: skip
    return {
        "done": (_("I have done my week"), lambda *a, **k: forms.DoneForm(*a, turns=due[::-1], **k), _("It was done")),
        "swap": (_("Change weeks with another"), lambda *a, **k: forms.SwapForm(
            *a, turns=coming, others=adoptions.others(row), **k), _("Ask the other")),
    }  # fmt: skip


def _page(request: HttpRequest, row: Adoption, **given: Form) -> HttpResponse:
    live = row.state == AdoptionState.SIGNED
    panels = []
    for verb, (title, make, button) in _makers(row).items() if live else ():
        form = given.get(verb) or make(prefix=verb)
        if all(list(f.choices) for f in form.fields.values() if hasattr(f, "choices")):
            panels.append(Panel(verb, title, form, button, second=False))
    context = {
        "row": row, "number": spoken(row.number), "weeks": adoptions.turns_of(row), "panels": panels, "live": live,
        "swaps": adoptions.swaps(row), "k": request.GET.get("k", ""), "open_panel": next(iter(given), ""),
        "held": row.state in ("asked", "signed"), "renewable": row.asked_renewal_at is not None,
    }  # fmt: skip
    return render(request, "deliberation/garden_adoption.html", context, status=422 if given else 200)


@require_POST
def adoption_act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """`done`, `swap`, `agree`, `refuse`, `drop` (a change of weeks), `renew`, `end`: by the adopter."""
    row = _adoption(request, number)
    who = visitor_of(request)
    swap_id = id_of(request.POST.get("row")) or 0
    plain: dict[str, Callable[[], object]] = {
        "agree": lambda: care.answer_swap(_swap(other__adoption=row, pk=swap_id), agree=True, actor=who),
        "refuse": lambda: care.answer_swap(_swap(other__adoption=row, pk=swap_id), agree=False, actor=who),
        "drop": lambda: care.drop_swap(_swap(turn__adoption=row, pk=swap_id)),
        "renew": lambda: adopting.renew(row.garden, row.pk, actor=who, own=True),
        "end": lambda: adopting.end(row.garden, row.pk, actor=who, own=True),
    }
    try:
        if verb in plain:
            plain[verb]()
        else:
            form = bound(verb_of(_makers(row), verb)[1], request, verb)
            if not perform(form, lambda data: _run(verb, row, data, who)):
                return _page(request, row, **{verb: form})
    except NotAllowed as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Done."))
    return redirect(_own("deliberation:garden-adoption", row))


def _swap(**which: Any) -> Swap:
    found = Swap.objects.filter(**which).select_related("turn", "other").first()
    if found is None:
        raise NotFound("There is no such request to change.")
    return found


def _run(verb: str, row: Adoption, data: dict[str, Any], who: Actor) -> object:
    turn = care.turn_of(row.garden, data["turn"])
    if turn.adoption_id != row.pk:
        raise NotFound("There is no such week.")
    if verb == "swap":
        return care.ask_swap(turn, data["other"], actor=who)
    photos = photos_of(data, who, only_images=True)
    return care.done(turn, words=data["words"], photos=photos, actor=who, own=True)


@require_safe
def agreement(request: HttpRequest, number: str, form: str) -> HttpResponse | FileResponse:
    """The agreement of one's own adoption."""
    row = _adoption(request, number)
    if form not in papers.FORMS:
        raise NotFound("There is no such paper.")
    return papers.download(garden_papers.agreement(row.garden, row.pk), form)

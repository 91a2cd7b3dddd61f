"""Pages of the registers, for staff: lists, one register, its entries."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.forms import Form
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.voting import forms
from gongzhi.voting import public as voting
from gongzhi.voting.loader import draft_of
from gongzhi.voting.models import Elector, Electorate
from gongzhi.voting.policies import may_vouch
from gongzhi.voting.queries import registers as queries
from gongzhi.voting.queries.rules import rule_choices
from gongzhi.voting.rules.words import RegisterKind
from gongzhi.voting.views.shared import GET_POST, act, can

KINDS, STATES = dict(forms.KINDS), dict(forms.STATES)


def at(register_id: int) -> str:
    """The address of a register's page."""
    return reverse("voting:register", args=[register_id])


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The registers of one's places."""
    form = forms.ListForm(request.GET or None, states=forms.STATES)
    given = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    page = queries.registers(actor_of(request), q=given["q"], state=given["state"], after=request.GET.get("after", ""))
    rows = [(r, KINDS[r.kind], STATES[r.state]) for r in page.items]
    may_edit = bool(scopes(actor_of(request), Permission.ELECTORATE_EDIT))
    context = {"page": page, "rows": rows, "form": form, "may_edit": may_edit, "here": "registers"}
    return render(request, "voting/registers.html", context)


@login_required
@require_safe
def one(request: HttpRequest, register_id: int) -> HttpResponse:
    """One register with its entries, objections and what can be done next."""
    found = queries.register_for(register_id, actor_of(request))
    q = " ".join(request.GET.get("q", "").split())[:40]
    page = queries.rows_of(register_id, q=q, after=request.GET.get("after", ""))
    size = queries.size_of(register_id)
    context = {
        "register": found, "kind": KINDS[found.kind], "state": STATES[found.state], "page": page, "q": q, "size": size,
        "objections": queries.objections_of(register_id), "may_edit": can(request, Permission.ELECTORATE_EDIT, found),
        "may_hold": can(request, Permission.VOTE_HOLD, found), "owners": found.kind == RegisterKind.OWNERS,
        "changes": found.state in ("draft", "published"), "polls": found.polls.order_by("-id")[:20],
        "may_vouch": may_vouch(actor_of(request), found),
        "papers": reverse("voting:roll-paper", args=[register_id, "page"]),
        "square": f"{size.area / 100:.2f}" if size.area else "",
    }  # fmt: skip
    return render(request, "voting/register.html", context)


def _places_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The places where the reader keeps registers, and the bodies there."""
    found: list[tuple[str, str]] = []
    own = sorted(scopes(actor_of(request), Permission.ELECTORATE_EDIT))
    for place_id in own:
        found.append((f"p{place_id}", places.get(place_id).name))
        found += [(f"b{b.pk}", f"　{b.name}") for b in orgs.bodies_at([place_id])]
    return found


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a register."""
    actor = actor_of(request)
    if not scopes(actor, Permission.ELECTORATE_EDIT):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.ELECTORATE_EDIT)
    form = forms.RegisterForm(request.POST or None, places=_places_of(request), rules=rule_choices(clock.today()))

    def do(data: dict[str, Any]) -> Electorate:
        where = int(data["where"][1:])
        body = orgs.Body.objects.get(pk=where) if data["where"].startswith("b") else None
        return voting.open_register(
            place_id=body.place_id if body else where, body_id=body.pk if body else None, kind=data["kind"],
            title=data["title"], rule=data["rule"], actor=actor,
        )  # fmt: skip

    return act(
        request, form, do, title=_("New register of voters"), back=reverse("voting:registers"), button=_("Begin it"),
        to=lambda made: at(made.pk),
        intro=_("A register holds names, households and, of owners, areas. Nothing else belongs in it; it is deleted a"
                " year after the archive of its last vote."),
    )  # fmt: skip


VERBS = {"add", "members", "publish", "freeze"}


@login_required
@require_http_methods(GET_POST)
def verb(request: HttpRequest, register_id: int, verb: str) -> HttpResponse:
    """A step of a register: enter somebody, its members, publish, freeze."""
    actor = actor_of(request)
    found = queries.register_for(register_id, actor)
    require(actor, Permission.ELECTORATE_EDIT, places.ancestors(found.place_id))
    if verb not in VERBS:
        raise NotFound("There is no such step.")
    back, post = at(register_id), request.POST or None
    if verb == "add":
        form = forms.RowForm(post, owners=found.kind == RegisterKind.OWNERS, initial={"version": found.version})
        return act(
            request, form, lambda data: voting.add_rows(register_id, [_draft(data, found)], actor=actor),
            title=_("Enter a voter"), back=back, button=_("Enter"), done=_("Entered."),
        )  # fmt: skip
    if verb == "members":
        return act(
            request, Form(request.POST), lambda data: voting.add_members(register_id, actor=actor), back=back,
            title=_("Enter the members of the body"), button=_("Enter"), done=_("Entered."),
            intro=_("Everybody who holds a post of %(body)s today is entered.") % {"body": found.body or "—"},
        )  # fmt: skip
    if verb == "publish":
        boards = [("", _("Choose a board"))] + [
            (b.key, b.title_en if get_language() == "en" and b.title_en else b.title) for b in disclosure.boards()
        ]
        notice = forms.PublishForm(post, boards=boards, initial={"on": clock.today()})
        return act(
            request, notice,
            lambda data: voting.publish_register(register_id, board=data["board"], on=data["on"], actor=actor),
            title=_("Publish the register"), back=back, button=_("Publish the register"), done=_("It is public now."),
            intro=_("Print the list and hang it up first. On the board stands only where to look it up, no names."),
        )  # fmt: skip
    return act(
        request, Form(request.POST), lambda data: voting.freeze_register(register_id, actor=actor), back=back,
        title=_("Freeze the register"), button=_("Freeze"), done=_("It is frozen."),
        intro=_("From then on nobody can be added, taken out or changed. Its hash goes into the ledger."),
    )  # fmt: skip


def _draft(data: dict[str, Any], register: Electorate) -> voting.RowDraft:
    owners = register.kind == RegisterKind.OWNERS
    return draft_of(
        name=data["name"], household=data["household"], area=data.get("area", ""), phone=data["phone"], owners=owners
    )


ROW_VERBS = {"change", "move", "strike", "link", "proxy", "end-proxy", "vouch"}


@login_required
@require_http_methods(GET_POST)
def row(request: HttpRequest, elector_id: int, verb: str) -> HttpResponse:
    """A step of an entry."""
    actor = actor_of(request)
    found = queries.elector(elector_id)
    register = found.electorate
    if verb == "vouch" and may_vouch(actor, register):
        return _vouch(request, elector_id)
    queries.register_for(register.pk, actor)
    require(actor, Permission.ELECTORATE_EDIT, places.ancestors(register.place_id))
    if verb not in ROW_VERBS:
        raise NotFound("There is no such step.")
    back, post, owners = at(register.pk), request.POST or None, register.kind == RegisterKind.OWNERS
    title = f"{found.name} {found.household}"
    if verb == "change":
        area = f"{found.area / 100:.2f}" if found.area else ""
        initial = {"name": found.name, "household": found.household, "area": area, "version": register.version}
        form = forms.RowForm(post, owners=owners, initial=initial)
        return act(
            request, form,
            lambda data: voting.change_row(elector_id, _draft(data, register), version=data["version"], actor=actor),
            title=title, back=back, button=_("Save"), done=_("Saved."),
        )  # fmt: skip
    if verb == "move":
        return _move(request, found)
    if verb == "strike":
        return act(
            request, forms.ReasonForm(post),
            lambda data: voting.strike_row(elector_id, reason=data["reason"], actor=actor),
            title=_("Take %(name)s out") % {"name": title}, back=back,
            button=_("Take out of the register"), done=_("Taken out."),
        )  # fmt: skip
    if verb == "link":
        return act(
            request, forms.LinkForm(post),
            lambda data: voting.link_person(elector_id, data["username"], actor=actor),
            title=title, back=back, button=_("Link with the account"), done=_("Saved."),
        )  # fmt: skip
    if verb == "end-proxy":
        return act(
            request, Form(request.POST), lambda data: voting.end_proxy(elector_id, actor=actor), title=title, back=back,
            button=_("End the proxy"), done=_("Saved."),
        )  # fmt: skip
    others = queries.rows_of(register.pk, q=request.GET.get("q", ""), size=200).items
    holders = [(e.pk, f"{e.name} {e.household}") for e in others if e.pk != elector_id]
    return act(
        request, forms.ProxyForm(post, holders=holders),
        lambda data: voting.give_proxy(elector_id, data["holder"], paper=data["paper"], actor=actor),
        title=_("Proxy of %(name)s") % {"name": title}, back=back, button=_("Enter the proxy"), done=_("Saved."),
        intro=_("Written, at most three for one holder, not passed on, never to a candidate."),
        extra={"find": True, "q": request.GET.get("q", "")},
    )  # fmt: skip


def _move(request: HttpRequest, found: Elector) -> HttpResponse:
    """To the register of the new home."""
    actor = actor_of(request)
    choices = [(r.pk, f"{r.title} · {r.place.name}") for r in queries.others_to_move_to(found.electorate, actor)]
    return act(
        request, forms.MoveForm(request.POST or None, registers=choices),
        lambda data: voting.move_row(
            found.pk, data["to"], household=data["household"], reason=data["reason"], actor=actor
        ),
        title=_("%(name)s has moved") % {"name": f"{found.name} {found.household}"}, back=at(found.electorate_id),
        button=_("Move the entry"), done=_("Moved."),
        intro=_("The entry leaves this register and stands in the other one. Its proxies end.")
        if choices else _("You keep no other register of this kind that still changes: take the entry out here, and"
                          " ask the community of the new home to enter it."),
    )  # fmt: skip


def _vouch(request: HttpRequest, elector_id: int) -> HttpResponse:
    """A new code on the spot, shown once."""
    found = queries.elector(elector_id)
    title = _("Vouch for %(name)s") % {"name": f"{found.name} {found.household}"}
    back = at(found.electorate_id) if queries.sees(actor_of(request), found.electorate) else "/desk/"
    if request.method == "POST":
        code = voting.vouch(elector_id, actor=actor_of(request))
        context = {"letters": [(found, code)], "register": found.electorate, "site": request.get_host()}
        return render(request, "voting/letters.html", context)
    return act(
        request, Form(), lambda data: None, title=title, back=back, button=_("I know this voter: give a new code"),
        intro=_("The code is shown once, for the voter alone. An earlier one is void. That you vouched is recorded."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def objection(request: HttpRequest, register_id: int, objection_id: int) -> HttpResponse:
    """Rule on an objection."""
    actor = actor_of(request)
    found = queries.register_for(register_id, actor)
    row_ = next((o for o in queries.objections_of(register_id) if o.pk == objection_id), None)
    if row_ is None:
        raise NotFound("There is no such objection.")
    return act(
        request, forms.RulingForm(request.POST or None),
        lambda data: voting.rule_on(objection_id, accepted=data["accepted"] == "1", ruling=data["ruling"], actor=actor),
        title=_("Objection of %(name)s") % {"name": row_.by_name}, back=at(found.pk), button=_("Rule on it"),
        done=_("Saved."), intro=row_.text,
    )  # fmt: skip

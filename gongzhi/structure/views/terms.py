"""`/desk/structure/terms/`: bodies, their posts and terms; concurrent members appointed, replaced, renewed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, scopes
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.kit import excel
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form, id_of
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions import renewals
from gongzhi.structure.actions import terms as acts
from gongzhi.structure.actions.papers import note
from gongzhi.structure.forms import terms as forms
from gongzhi.structure.queries import terms
from gongzhi.structure.queries.body_lines import lines_of
from gongzhi.structure.rules.grids import UNDO_DAYS
from gongzhi.structure.views import term_sheet
from gongzhi.structure.views.forming import formed_of

ROWS_MOST = 2000  # bodies in an Excel table


def _see(actor: Actor) -> None:
    if not scopes(actor, Permission.ORG_SEE):
        raise Forbidden("Your posts do not allow this here.")


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The bodies of the own area, by page."""
    actor = actor_of(request)
    _see(actor)
    form = forms.AskForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    page = terms.bodies(actor, words=data.get("q", ""), show=data.get("show", ""), after=request.GET.get("after", ""))
    context = {"page": page, "form": form, "rules": packs.active().concurrent, "bases": term_sheet.bases()}
    return render(request, "structure/terms.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as an Excel table. Raises Invalid past the row limit."""
    actor = actor_of(request)
    _see(actor)
    form = forms.AskForm(request.GET)
    form.is_valid()
    rows = terms.asked(actor, words=form.cleaned_data.get("q", ""), show=form.cleaned_data.get("show", ""))
    rows = rows.select_related("place").defer("place__geometry", "place__search").order_by("place__path", "id")
    found = list(rows[: ROWS_MOST + 1])
    if len(found) > ROWS_MOST:
        raise Invalid("These are more than %(most)s bodies. Narrow the list by a name.", most=ROWS_MOST)
    book = term_sheet.book_of(lines_of(found), actor)
    note(actor=actor, kind="terms", form="excel", about=0, place_id=actor.posts[0].place_id)
    return excel.download(book, _("Bodies and terms"), dated=False)


@login_required
@require_safe
def body(request: HttpRequest, body_id: int) -> HttpResponse:
    """A body whole: seats, members, changes, duties, who was there before."""
    return _page(request, body_id)


def _members(sheet: terms.BodySheet) -> list[tuple[int, str]]:
    return [(s.appointment_id, s.name) for p in sheet.line.posts if p.member for s in p.seats]


def _form(
    verb: str, sheet: terms.BodySheet, rules: packs.Concurrent, actor: Actor, data: Any = None, may_: bool = True
) -> Form | None:
    """The form of a verb; None where it has no use on this body for this actor."""
    members = _members(sheet)
    if verb == "duty":
        own = {p.appointment_id for p in actor.posts}
        members = members if may_ else [m for m in members if m[0] in own]
        return forms.DutyForm(data, rules=rules, members=members) if members and rules.duties else None
    if not may_ or not any(p.member for p in sheet.line.posts):
        return None
    if verb == "appoint":
        matters = [(c.matter_id, c.matter.title) for c in sheet.changes if c.matter.step == "appoint"]
        return forms.MemberForm(data, rules=rules, matters=matters)
    if verb == "change":
        return forms.ChangeForm(data, members=members) if rules.procedure else None
    if verb == "describe":
        return forms.DescribeForm(data, rules=rules)
    return None


def _page(request: HttpRequest, body_id: int, **given: Form) -> HttpResponse:
    actor = actor_of(request)
    sheet = terms.body_sheet(body_id, actor)
    rules = packs.active().concurrent
    allowed = may(actor, Permission.ORG_APPOINT, places.ancestors(sheet.body.place_id))
    shown: dict[str, Form | None] = {}
    if rules is not None:
        for verb in ("appoint", "change", "duty", "describe"):
            shown[verb] = given.get(verb) or _form(verb, sheet, rules, actor, may_=allowed)
    if allowed:
        if sheet.legal is not None:
            shown["status"] = given.get("status") or forms.StatusForm(initial={"status": sheet.legal})
        shown["election"] = given.get("election") or forms.ElectionForm(initial={"next_on": sheet.line.election})
    context = {
        "sheet": sheet, "line": sheet.line, "rules": rules, "forms": shown, "may": allowed,
        "bases": term_sheet.bases(), "duties": _duties(rules), "statuses": dict(forms.STATUSES),
        "reasons": dict(forms.REASONS), "undo_days": UNDO_DAYS, **formed_of(body_id),
        "undoable": terms.undoable(body_id) if allowed else None,
    }  # fmt: skip
    return render(request, "structure/terms_body.html", context, status=422 if given else 200)


def _duties(rules: packs.Concurrent | None) -> dict[str, str]:
    return {d.key: d.title for d in rules.duties} if rules else {}


@login_required
@require_POST
def act(request: HttpRequest, body_id: int, verb: str) -> HttpResponse:
    """`appoint`, `change`, `duty`, `election`, `undo-renewal`; `describe` with the appointment. Errors stand beside
    the form."""
    actor = actor_of(request)
    sheet = terms.body_sheet(body_id, actor)
    rules = packs.active().concurrent
    form: Form | None
    if verb == "undo-renewal":
        renewals.undo_renewal(body_id, actor=actor)
        messages.success(request, _("The renewal is taken back: all is as it was before."))
        return redirect("structure:terms-body", body_id)
    if verb == "election":
        form = forms.ElectionForm(request.POST)
    elif verb == "status":
        form = forms.StatusForm(request.POST)
    elif rules is None:
        raise NotFound("The rules in force know no concurrent members.")
    else:
        form = _form(verb, sheet, rules, actor, request.POST)
    if form is None:
        raise NotFound("There is no such page.")
    if form.is_valid():
        try:
            done = _perform(verb, sheet, form.cleaned_data, actor, request)
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, done)
            return redirect("structure:terms-body", body_id)
    return _page(request, body_id, **{verb: form})


def _perform(verb: str, sheet: terms.BodySheet, data: dict[str, Any], actor: Actor, request: HttpRequest) -> str:
    body_id = sheet.body.pk
    if verb == "appoint":
        person = people.find_known(data.pop("person"))
        matter_id = data.pop("matter", None)
        made = acts.appoint_member(actor=actor, body_id=body_id, person_id=person.pk, matter_id=matter_id, **data)
        return _("Appointed until %(day)s.") % {"day": made.appointment.ends_on}
    if verb == "change":
        acts.begin_change(actor=actor, body_id=body_id, leaves_id=data.pop("leaves"), **data)
        return _("The procedure has begun; it stands in My work.")
    if verb == "duty":
        acts.note_duty(data.pop("appointment"), actor=actor, **data)
        return _("Noted.")
    if verb == "describe":
        acts.describe_member(id_of(request.POST.get("appointment")) or 0, actor=actor, **data)
        return _("Saved.")
    if verb == "status":
        acts.set_legal_status(body_id, status=data["status"], actor=actor)
        return _("Saved.")
    acts.set_election(body_id, next_on=data["next_on"], actor=actor)
    return _("Saved.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, body_id: int) -> HttpResponse:
    """All posts of the body for a new term in one act: the committee and its concurrent members."""
    actor = actor_of(request)
    sheet = terms.body_sheet(body_id, actor)
    if not may(actor, Permission.ORG_APPOINT, places.ancestors(sheet.body.place_id)):
        raise Forbidden("Your posts do not allow this here.")
    holders = [(s.appointment_id, f"{s.name} · {p.title}") for p in sheet.line.posts for s in p.seats]
    start = {"starts_on": sheet.line.election, "continuing": [pk for pk, _label in holders]}
    form = forms.RenewForm(request.POST or None, holders=holders, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            stay, leave = renewals.renew(
                body_id, actor=actor, starts_on=data["starts_on"], continuing=data["continuing"], months_=data["months"]
            )
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            words = ngettext("%(n)s goes on", "%(n)s go on", stay) % {"n": stay}
            more = ngettext("%(n)s leaves", "%(n)s leave", leave) % {"n": leave}
            messages.success(request, _("The new term is entered: %(go)s, %(leave)s.") % {"go": words, "leave": more})
            return redirect("structure:terms-body", body_id)
    rules = packs.active().concurrent
    context = {"sheet": sheet, "form": form, "rules": rules}
    return render(request, "structure/terms_renew.html", context, status=422 if form.errors else 200)

"""`/desk/structure/duties/`: responsibility lists of one's area; and what everybody sees of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.excel import ROWS_MOST
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.structure.actions import duties as actions
from gongzhi.structure.forms.duties import DraftForm, DutyFilter, ItemForm, ProofForm
from gongzhi.structure.models import DutyItem, DutyProof, DutySheet
from gongzhi.structure.queries import duties as queries
from gongzhi.structure.queries import meeting_lists as lists
from gongzhi.structure.views.shared import table

SAID = {
    "write": gettext_noop("The entry is saved."),
    "remove": gettext_noop("The entry is taken out."),
    "issue": gettext_noop("The list stands."),
    "report": gettext_noop("The progress is entered."),
    "withdraw": gettext_noop("The report is taken back."),
}


def _filter(request: HttpRequest, actor: Actor) -> DutyFilter:
    templates = [(t.key, packs.named(t)) for t in packs.active().duty_lists]
    form = DutyFilter(request.GET, years=queries.years(), templates=templates, places=lists.areas(actor))
    form.is_valid()
    return form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The lists, the latest year first; a POST drafts those that are missing."""
    actor = staff_of(request)
    may_draft = bool(scopes(actor, Permission.DUTY_EDIT))
    if request.method == "POST" and not may_draft:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.DUTY_EDIT)
    posted = request.POST if request.method == "POST" else None
    draft = DraftForm(posted, years=queries.years(), initial={"year": clock.today().year})
    if posted is not None and draft.is_valid():
        made = actions.draft(
            actor=actor, year=draft.cleaned_data["year"], from_last_year=draft.cleaned_data["source"] == "last"
        )
        words = (
            ngettext("%(n)s draft is made.", "%(n)s drafts are made.", made) if made else _("All are there already.")
        )
        messages.success(request, words % {"n": made} if made else words)
        return redirect("structure:duties")
    form = _filter(request, actor)
    page = paged(
        queries.narrowed(actor, form.cleaned_data), ["-year", "-id"], after=request.GET.get("after", ""), size=30
    )
    context = {
        "page": page, "rows": queries.sheet_rows(page.items), "form": form, "query": request.GET.urlencode(),
        "draft": draft if may_draft and packs.active().duty_lists else None, "known": bool(packs.active().duty_lists),
        "narrowed": any(form.cleaned_data.values()),
    }  # fmt: skip
    return render(request, "structure/duties.html", context, status=422 if draft.errors else 200)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Every entry of the narrowed lists as an Excel table."""
    actor = staff_of(request)
    sheets = list(queries.narrowed(actor, _filter(request, actor).cleaned_data).order_by("-year", "-id")[:ROWS_MOST])
    items = queries.items_of(sheets)
    heads = [_("No."), _("Year"), _("List"), _("Whose"), _("What is to be done"), _("How many"), _("Counted in"),
             _("Done"), _("To be done by"), _("State"), _("Evidence")]  # fmt: skip
    rows: list[list[Any]] = []
    for sheet in sheets:
        rows += [
            [len(rows) + n, sheet.year, sheet.title, sheet.body.name, r.item.title, r.item.number, r.item.unit, r.done,
             r.item.due_on, state_words(r), _evidence(r)]
            for n, r in enumerate(items[sheet.pk], start=1)
        ]  # fmt: skip
    return table(actor, _("Responsibility lists"), heads, (6, 8, 28, 24, 34, 10, 10, 8, 12, 10, 40), rows)


def _evidence(row: queries.ItemRow) -> str:
    return "；".join([*(e.title for e in row.evidence), *(p.proof.words for p in row.proofs)])


def state_words(row: queries.ItemRow) -> str:
    """How an entry stands, in a word."""
    return _("done") if row.full else _("past its day") if row.late else _("under way")


@login_required
@require_safe
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """One list: entries with progress and evidence; it prints as it stands."""
    actor = actor_of(request)
    return _page(request, queries.find(sheet_id, actor), actor)


def _page(
    request: HttpRequest, found: DutySheet, actor: Actor, *, wrong: Form | None = None, of: int | None = None
) -> HttpResponse:
    rows = queries.items_of([found])[found.pk]
    draft = found.state == "draft"
    edits = draft and queries.edits(actor, found)
    reports = not draft and queries.reports(actor, found)
    records = queries.records_to_link(found) if reports else []
    shown = []
    for row in rows:
        form: Form | None = None
        if of == row.item.pk:
            form = wrong
        elif edits:
            item = row.item
            first = {"title": item.title, "number": item.number, "unit": item.unit, "due_on": item.due_on}
            form = ItemForm(initial=first, prefix=f"i{item.pk}")
        elif reports and not row.item.records:
            form = ProofForm(records=records, prefix=f"i{row.item.pk}")
        shown.append((row, state_words(row), form))
    new = (wrong if of is None and wrong else ItemForm(prefix="new")) if edits else None
    context = {
        "sheet": found, "rows": shown, "draft": draft, "edits": edits, "reports": reports, "new": new,
        "full": sum(r.full for r in rows), "late": sum(r.late for r in rows),
    }  # fmt: skip
    return render(request, "structure/duty.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def act(request: HttpRequest, sheet_id: int, verb: str) -> HttpResponse:
    """Write or take out an entry, issue the list, report progress, take a report back."""
    actor = actor_of(request)
    found = queries.find(sheet_id, actor)
    if verb not in SAID:
        raise NotFound("There is no such action.")
    item_id = id_of(request.POST.get("item"))
    form: Any = None
    if verb == "write":
        form = ItemForm(request.POST, prefix=f"i{item_id}" if item_id else "new")
    elif verb == "report":
        form = ProofForm(request.POST, request.FILES, records=queries.records_to_link(found), prefix=f"i{item_id}")
    if form is not None and not form.is_valid():
        return _page(request, found, actor, wrong=form, of=item_id)
    try:
        _do(verb, found, actor, form, item_id, request)
    except Invalid as error:
        if form is None:
            messages.error(request, text_of(error))
            return redirect("structure:duty", sheet_id)
        add_to_form(form, error)
        return _page(request, found, actor, wrong=form, of=item_id)
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect("structure:duty", sheet_id)
    messages.success(request, _(SAID[verb]))
    return redirect("structure:duty", sheet_id)


def _do(verb: str, found: DutySheet, actor: Actor, form: Any, item_id: int | None, request: HttpRequest) -> None:
    if verb == "write":
        actions.write_item(found, actor=actor, item_id=item_id, **form.cleaned_data)
    elif verb == "remove":
        actions.remove_item(found, item_id or 0, actor=actor)
    elif verb == "issue":
        actions.issue(found, actor=actor)
    elif verb == "report":
        data = form.cleaned_data
        item = DutyItem.objects.filter(pk=item_id or 0, sheet=found).select_related("sheet").first()
        if item is None:
            raise NotFound("There is no such entry.")
        photos = [files.accept_document(data[n], actor=actor).pk for n in ("photo1", "photo2") if data.get(n)]
        actions.report(
            item, actor=actor, amount=data["amount"], words=data["words"], record_id=data.get("record"), photos=photos
        )
    else:
        wanted = id_of(request.POST.get("proof")) or 0
        proof = DutyProof.objects.filter(pk=wanted, item__sheet=found).select_related("item__sheet").first()
        if proof is None:
            raise NotFound("There is no such report.")
        actions.withdraw(proof, actor=actor)


@login_required
@require_safe
def photo(request: HttpRequest, sheet_id: int, proof_id: int, number: int) -> HttpResponse:
    """The `number`th picture of a report (from 1), for who sees the list."""
    found = queries.find(sheet_id, actor_of(request))
    if not DutyProof.objects.filter(pk=proof_id, item__sheet=found, withdrawn_at=None).exists():
        raise NotFound("There is no such file.")
    stored = files.files_of(proof_id)
    if not 1 <= number <= len(stored):
        raise NotFound("There is no such file.")
    return files.serve(stored[number - 1], request)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """`/structure/duties/`: the lists of a year that the rules open to everybody, with their progress, without
    pictures and words of reports."""
    years = queries.years()
    year = id_of(request.GET.get("year"))
    year = year if year in years else clock.today().year
    page = paged(queries.published(year), ["id"], after=request.GET.get("after", ""), size=20)
    items = queries.items_of(page.items)
    rows = [(s, [(r, state_words(r)) for r in items[s.pk]]) for s in page.items]
    return render(request, "structure/duties_public.html", {"page": page, "rows": rows, "years": years, "year": year})

"""`/desk/property/orders/`: orders to mend, for the office, the third party and the company."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.files import public as files
from gongzhi.kit import excel, papers
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.property import forms
from gongzhi.property.actions import orders as acts
from gongzhi.property.models import Order
from gongzhi.property.queries import estates, labels, orders
from gongzhi.property.rules.words import MEND, RECHECK
from gongzhi.property.views.desk import seer


def _checks() -> list[tuple[str, str]]:
    return [(c.key, packs.named(c)) for c in estates.rules().checks]


def _narrowed(request: HttpRequest, actor: Actor) -> tuple[forms.OrdersForm, Any, bool]:
    form = forms.OrdersForm(request.GET, checks=_checks())
    asked = form.cleaned_data if form.is_valid() else {}
    rows = orders.narrowed(
        orders.visible_to(actor), text=asked.get("q", ""), state=asked.get("state", ""), about=asked.get("about", "")
    )
    return form, rows, any(asked.values())


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Orders of one's area or company, the newest first."""
    actor = seer(request)
    form, rows, narrowed = _narrowed(request, actor)
    page = paged(rows, ["-matter_id"], after=request.GET.get("after", ""), size=40)
    checks = estates.rules().checks
    context = {
        "form": form, "page": page, "narrowed": narrowed, "query": request.GET.urlencode(),
        "rows": [
            (o, spoken(o.number), estates.named(checks, o.about), labels.step_words(o.matter.step, o.result))
            for o in page.items
        ],
    }  # fmt: skip
    return render(request, "property/orders.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    actor = seer(request)
    _form, rows, _narrowed_ = _narrowed(request, actor)
    name, book, checks = _("Orders to mend"), excel.new(), estates.rules().checks
    heads = [
        _("No."), _("Number"), _("Estate"), _("Company"), _("Subject of the order"), _("Orders issued"),
        _("Mend it by"), _("State"), _("Sent back"),
    ]  # fmt: skip
    by_line = _("Date: %(day)s") % {"day": f"{clock.today():%Y-%m-%d}"}
    sheet = excel.begin(book, name, title=name, by_line=by_line, heads=heads, footer=_("Page &P of &N"),
                        widths=(6, 16, 24, 24, 16, 14, 14, 26, 10))  # fmt: skip
    for n, o in enumerate(rows.order_by("-matter_id")[: excel.ROWS_MOST], start=1):
        due = clock.local(o.matter.due_at).date() if o.matter.due_at else ""
        excel.append(sheet, [
            n, spoken(o.number), o.contract.estate.name, o.contract.company.name, estates.named(checks, o.about),
            clock.local(o.matter.opened_at).date(), due, labels.step_words(o.matter.step, o.result), o.rounds,
        ])  # fmt: skip
    return excel.download(book, name)


def _form(verb: str, order: Order, data: Any = None, uploads: Any = None) -> Form:
    if verb == "reply":
        return forms.ReplyForm(data, uploads)
    step = procedures.step_of(order.matter)
    return forms.RecheckForm(data, outcomes=[(o.key, packs.named(o)) for o in step.outcomes])


@login_required
@require_safe
def show(request: HttpRequest, matter_id: int) -> HttpResponse:
    """An order with what can be done next. Raises NotFound."""
    actor = actor_of(request)
    return _page(request, orders.get(matter_id, actor), actor)


def _page(request: HttpRequest, order: Order, actor: Actor, bound: Form | None = None) -> HttpResponse:
    matter = order.matter
    mine = matter.state == "open" and matter.holder_post_id in actor.post_ids
    verb = {MEND: "reply", RECHECK: "recheck"}.get(matter.step, "") if mine else ""
    rows = estates.rules()
    context = {
        "order": order, "matter": matter, "number": spoken(order.number), "verb": verb,
        "form": bound or (_form(verb, order) if verb else None), "about": estates.named(rows.checks, order.about),
        "now": labels.step_words(matter.step, order.result), "holder": orgs.post_label(matter.holder_post_id),
        "issuer": orgs.post_label(order.issuer_id), "proofs": files.files_of(matter.pk),
        "timeline": procedures.lines_of(matter),
    }  # fmt: skip
    return render(request, "property/order.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """Reply with proof; close it, send it back, lift it. Raises NotFound, Forbidden."""
    actor = actor_of(request)
    order = orders.get(matter_id, actor)
    if verb not in ("reply", "recheck"):
        raise NotFound("There is no such action.")
    form = _form(verb, order, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, order, actor, form)
    d = form.cleaned_data
    try:
        if verb == "reply":
            sent = [d[n] for n in ("photo1", "photo2", "photo3") if d.get(n)]
            photos = [files.accept_document(one, actor=actor).pk for one in sent]
            acts.reply(order, d["words"], photos, actor=actor)
        else:
            acts.recheck(order, d["outcome"], d["words"], actor=actor)
    except Invalid as error:
        add_to_form(form, error)
        return _page(request, order, actor, form)
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("property:order", matter_id)


@login_required
@require_safe
def proof(request: HttpRequest, matter_id: int, file_id: int) -> HttpResponse:
    """A picture or document of the proof, for who sees the order."""
    order = orders.get(matter_id, actor_of(request))
    stored = next((f for f in files.files_of(order.pk) if f.pk == file_id), None)
    if stored is None:
        raise NotFound("There is no such file.")
    return files.serve(stored, request, thumb="thumb" in request.GET)


@login_required
@require_safe
def paper(request: HttpRequest, matter_id: int, form: str) -> HttpResponse | FileResponse:
    """The order on paper (整改通知书). Raises NotFound."""
    order = orders.get(matter_id, actor_of(request))
    matter, contract = order.matter, order.contract
    until = f"{clock.local(matter.due_at):%Y-%m-%d %H:%M}" if matter.due_at else "—"
    issuer = orgs.post_label(order.issuer_id)
    sections = [
        papers.Section(_("What is to be mended, and where"), [order.words]),
        papers.Section(_("Notes"), [
            _("Mend it by the time above and report it with proof (photos). It is looked at again on the spot; what is "
              "not mended is sent back."),
            estates.rules().source.quote or "",
        ]),
    ]  # fmt: skip
    if order.reply:
        sections.insert(1, papers.Section(_("Reply of the company"), [order.reply]))
    made = papers.Paper(
        title=_("Order to mend"), number=spoken(order.number),
        facts=[
            (_("To the company"), contract.company.name), (_("Estate"), contract.estate.name),
            (_("Subject of the order"), estates.named(estates.rules().checks, order.about)), (_("Mend it by"), until),
            (_("State"), labels.step_words(matter.step, order.result)),
        ],
        sections=sections, signatures=[papers.Signature(_("Received by the company"))], by=issuer,
        day=clock.local(matter.opened_at).date(),
    )  # fmt: skip
    return papers.download(made, form)

"""`/desk/property/orders/`: orders to mend, for the office, the third party and the company."""

from __future__ import annotations

from dataclasses import dataclass
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
from gongzhi.kit import excel
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.property import forms
from gongzhi.property.actions import objections as objecting
from gongzhi.property.actions import orders as acts
from gongzhi.property.models import Order
from gongzhi.property.queries import estates, labels, objections, orders
from gongzhi.property.rules.words import MEND, OBJECTION, RECHECK
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
        _("Mend it by"), _("State"), _("Sent back"), _("Objection of the company"),
    ]  # fmt: skip
    by_line = _("Date: %(day)s") % {"day": f"{clock.today():%Y-%m-%d}"}
    sheet = excel.begin(book, name, title=name, by_line=by_line, heads=heads, footer=_("Page &P of &N"),
                        widths=(6, 16, 24, 24, 16, 14, 14, 26, 10, 24))  # fmt: skip
    for n, o in enumerate(rows.order_by("-matter_id")[: excel.ROWS_MOST], start=1):
        due = clock.local(o.matter.due_at).date() if o.matter.due_at else ""
        raised = getattr(o, "objection", None)  # none was raised
        excel.append(sheet, [
            n, spoken(o.number), o.contract.estate.name, o.contract.company.name, estates.named(checks, o.about),
            clock.local(o.matter.opened_at).date(), due, labels.step_words(o.matter.step, o.result), o.rounds,
            labels.decision_words(raised.decision) if raised is not None else "",
        ])  # fmt: skip
    return excel.download(book, name)


def _next(order: Order, actor: Actor) -> list[str]:
    """What the actor can do with the order now."""
    matter = order.matter
    if matter.state != "open" or matter.holder_post_id not in actor.post_ids:
        return []
    if matter.step == MEND:
        return ["reply", *(["object"] if objections.may_be_raised(order) else [])]
    if matter.step == OBJECTION:
        return [] if objections.issued(order, actor) else ["decide"]
    return ["recheck"] if matter.step == RECHECK else []


def _form(verb: str, order: Order, data: Any = None, uploads: Any = None) -> Form:
    if verb == "reply":
        return forms.ReplyForm(data, uploads)
    if verb == "object":
        return forms.ObjectionForm(data)
    definition = procedures.definition(order.matter.revision_id, order.matter.procedure)
    step = definition.step(RECHECK if verb == "recheck" else OBJECTION)
    made = forms.RecheckForm if verb == "recheck" else forms.DecisionForm
    return made(data, outcomes=[(o.key, packs.named(o)) for o in step.outcomes])


@dataclass(frozen=True, slots=True)
class Ask:
    """A form of the page with its words; `quiet`: folded up until it is wanted."""

    verb: str
    title: str
    button: str
    form: Form
    hint: str = ""
    quiet: bool = False


def _ask(verb: str, order: Order, form: Form) -> Ask:
    hint = ""
    if verb == "object":
        hint = _("Once, until %(until)s. The time to mend waits meanwhile; %(decider)s decides.") % {
            "until": f"{clock.local(objections.until(order) or clock.now()):%Y-%m-%d %H:%M}",
            "decider": named_post(objections.decider(order)),
        }  # fmt: skip
    words = {
        "reply": (_("Report it as mended"), _("Report it mended")),
        "object": (_("Object to the order"), _("Send the objection")),
        "decide": (_("Decide on the objection"), _("Decide")),
        "recheck": (_("Look at it again"), _("Save")),
    }  # fmt: skip
    return Ask(verb, *words[verb], form, hint, quiet=verb == "object" and not form.errors)


def named_post(post_id: int | None) -> str:
    return orgs.post_label(post_id) if post_id is not None else "—"


@login_required
@require_safe
def show(request: HttpRequest, matter_id: int) -> HttpResponse:
    """An order with what can be done next. Raises NotFound."""
    actor = actor_of(request)
    return _page(request, orders.get(matter_id, actor), actor)


def _page(
    request: HttpRequest, order: Order, actor: Actor, bound: tuple[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The order; `bound` is a form that is shown again, also where its act is not possible any more."""
    matter, given = order.matter, dict([bound] if bound else [])
    verbs = _next(order, actor)
    verbs += [v for v in given if v not in verbs]
    raised = objections.of(order)
    context = {
        "order": order, "matter": matter, "number": spoken(order.number),
        "asks": [_ask(v, order, given.get(v) or _form(v, order)) for v in verbs],
        "about": estates.named(estates.rules().checks, order.about),
        "now": labels.step_words(matter.step, order.result), "holder": orgs.post_label(matter.holder_post_id),
        "issuer": orgs.post_label(order.issuer_id), "proofs": files.files_of(matter.pk),
        "objection": raised, "decided": labels.decision_words(raised.decision) if raised else "",
        "decider": named_post(raised.decider_id) if raised else "", "timeline": procedures.lines_of(matter),
    }  # fmt: skip
    return render(request, "property/order.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """Reply with proof, object; decide on that; close it, send it back, lift it. Raises NotFound, Forbidden."""
    actor = actor_of(request)
    order = orders.get(matter_id, actor)
    if verb not in ("reply", "object", "decide", "recheck"):
        raise NotFound("There is no such action.")
    form = _form(verb, order, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, order, actor, (verb, form), 422)
    try:
        said = _perform(verb, order, form, actor)
    except Invalid as error:
        add_to_form(form, error)
        return _page(request, order, actor, (verb, form), 422)
    except (Conflict, NotAllowed) as error:
        if verb in ("object", "decide"):  # what was typed is long, and is kept
            form.add_error(None, text_of(error))
            return _page(request, orders.get(matter_id, actor), actor, (verb, form), 409)
        messages.error(request, text_of(error))
    else:
        messages.success(request, said)
    return redirect("property:order", matter_id)


def _perform(verb: str, order: Order, form: Form, actor: Actor) -> str:
    """Do it; the words that say so. Raises what the act raises."""
    d = form.cleaned_data
    if verb == "object":
        objecting.object_to(order, d["words"], actor=actor, submission=d["submission"])
        return _("The objection was sent. The time to mend waits until it is decided.")
    if verb == "decide":
        objecting.decide(order, d["outcome"], d["words"], actor=actor)
        return _("Decided. The company and the office were told.")
    if verb == "recheck":
        acts.recheck(order, d["outcome"], d["words"], actor=actor)
    else:
        sent = [d[n] for n in ("photo1", "photo2", "photo3") if d.get(n)]
        photos = [files.accept_document(one, actor=actor).pk for one in sent]
        acts.reply(order, d["words"], photos, actor=actor)
    return _("Saved.")

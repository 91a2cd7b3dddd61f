"""An order on paper (整改通知书), and the proof that came with the reply."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.numbers import spoken
from gongzhi.files import public as files
from gongzhi.kit import papers
from gongzhi.orgs import public as orgs
from gongzhi.property.models import Order
from gongzhi.property.queries import estates, labels, objections, orders
from gongzhi.property.views.orders import named_post


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
    sections[1:1] = _objected(order)
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


def _objected(order: Order) -> list[papers.Section]:
    """Of the paper: what was said against the order, or until when something may be said."""
    raised = objections.of(order)
    if raised is not None:
        said = [raised.words, labels.decision_words(raised.decision), raised.answer]
        return [papers.Section(_("Objection of the company"), [s for s in said if s])]
    last = objections.until(order)
    if last is None or order.replied_at is not None:
        return []
    words = _("The company may object once, with reasons, until %(until)s. The time to mend waits meanwhile; "
              "%(decider)s decides, not who issued the order.")  # fmt: skip
    named = {"until": f"{clock.local(last):%Y-%m-%d %H:%M}", "decider": named_post(objections.decider(order))}
    return [papers.Section(_("Objecting to the order"), [words % named])]

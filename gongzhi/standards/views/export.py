"""The list of gaps as an Excel table and on paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import staff_of
from gongzhi.core import clock
from gongzhi.kit import excel
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.standards.events import EXPORTED
from gongzhi.standards.queries import lists
from gongzhi.standards.views import words
from gongzhi.standards.views.page import asked

MOST = 5000
PRINT_MOST = 500
WIDTHS = (6, 30, 12, 26, 18, 14, 16, 12, 8, 26, 30)


@login_required
@require_safe
def table(request: HttpRequest) -> FileResponse:
    """The list as filtered, as .xlsx; at most 5,000 rows, which the table says."""
    actor = staff_of(request)
    _form, wanted = asked(request, actor)
    found = list(lists.find(actor, wanted).order_by(*lists.ORDERS[wanted.sort])[: MOST + 1])
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    book = excel.new()
    name = _("Gaps to standards")
    values = {"unit": next(iter(labels.values()), ""), "day": f"{clock.today():%Y-%m-%d}"}
    sheet = excel.begin(
        book,
        name,
        title=name,
        by_line=_("Compiled by: %(unit)s    Date: %(day)s") % values,
        heads=[
            _("No."), _("Standard"), _("Clause"), _("Unit"), _("Place"), _("Is"), _("Required"), _("Since when"),
            _("Days"), _("Must mend it"), _("What is missing"),
        ],
        widths=WIDTHS,
        footer=_("Page &P of &N"),
    )  # fmt: skip
    for n, line in enumerate(words.lines(packs.active(), found[:MOST]), start=1):
        cells = [line.rule, line.clause, line.unit, line.place, line.value, line.required, line.since, line.days]
        excel.append(sheet, [n, *cells, line.owner, line.detail])
    if len(found) > MOST:
        text = _("Only the first %(most)s are in this table. Narrow the list.") % {"most": MOST}
        sheet.append([excel.cell(sheet, text, bold=True)])
    with transaction.atomic():
        ledger.record(EXPORTED, stream=actor.posts[0].place_id, actor=actor, codes={"rows": len(found[:MOST])})
    return excel.download(book, name)


@login_required
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The list as filtered on paper, A4 across."""
    actor = staff_of(request)
    _form, wanted = asked(request, actor)
    found = list(lists.find(actor, wanted).order_by(*lists.ORDERS[wanted.sort])[: PRINT_MOST + 1])
    context = {
        "rows": words.lines(packs.active(), found[:PRINT_MOST]),
        "cut": PRINT_MOST if len(found) > PRINT_MOST else 0,
        "now": clock.now(),
    }
    return render(request, "standards/print.html", context)

"""What came in as orders of another office (12345) goes back as a table, by their own number, nothing retyped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core.errors import NotAllowed
from gongzhi.kit import excel
from gongzhi.packs import public as packs
from gongzhi.requests.actions.imports import own
from gongzhi.requests.models import ImportRun, OutsideOrder, Request
from gongzhi.requests.views.export import _by_line, _local
from gongzhi.requests.views.imports import _find
from gongzhi.requests.views.work import state_words, type_title

WIDTHS = (22, 14, 17, 17, 20, 10, 20, 26, 50, 17)
WIDTH_KEPT = 18


def headings() -> list[str]:
    """The head of the table: what the import reads, in its words."""
    return [
        _("Number there"), _("Number"), _("Reported on"), _("Due"), _("Type"), _("State"), _("How it ended"),
        _("Where it goes"), _("Official answer"), _("Answered on"),
    ]  # fmt: skip


@login_required
@require_safe
def answers(request: HttpRequest, run_id: int) -> FileResponse:
    """Every order of the list as it stands now, for the office from which it came: what we say, and the columns of
    its own that we did not read, unchanged. Nobody who reported is in what we say.

    Raises Forbidden, NotFound (another post's list), NotAllowed (not taken over yet)."""
    run = _find(request, run_id)
    if run.state != "done":
        raise NotAllowed("This list was not taken over yet.")
    sheet_name = _("Answers")
    others = own.others(run) if own.are_orders(run) else []
    book = excel.new()
    sheet = excel.begin(
        book, sheet_name, title=_("Answers to the orders of %(source)s") % {"source": run.source},
        by_line=_by_line(actor_of(request)), heads=[*headings(), *(name for _at, name in others)],
        widths=[*WIDTHS, *[WIDTH_KEPT] * len(others)], footer=_("Page &P of &N"),
    )  # fmt: skip
    for values, kept in _values(run, [at for at, _name in others]):
        excel.append(sheet, values, kept=kept)
    return excel.download(book, _("Answers to the orders of %(source)s") % {"source": run.source})


def _values(run: ImportRun, places: list[int]) -> Iterator[tuple[list[Any], list[Any]]]:
    pack = packs.active()
    endings = {e.key: packs.named(e) for e in pack.endings}
    rows = Request.objects.filter(imported=run).select_related("matter", "outside_order")
    rows = rows.order_by("outside_number", "matter_id")
    for about in rows.iterator(chunk_size=500):
        number = "" if about.outside_number.startswith("#") else about.outside_number
        said = [
            number, about.number, _local(about.reported_at or about.created_at), _local(about.matter.due_at),
            type_title(pack, about.type_key), state_words(about.matter.state), endings.get(about.ending, about.ending),
            about.goes_to, about.answer, _local(about.answered_at),
        ]  # fmt: skip
        order = getattr(about, "outside_order", None) if places else None
        cells = own.cells_of(order) if isinstance(order, OutsideOrder) else {}
        yield said, [cells.get(at) for at in places]

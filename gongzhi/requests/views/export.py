"""The list as an Excel table, as offices print it (rules 4): no person who reported is in it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.requests.models import Request
from gongzhi.requests.views import listing
from gongzhi.requests.views.work import actor_of, state_words, type_title

if TYPE_CHECKING:  # at run time where a table is made: every serving process would hold openpyxl otherwise
    from openpyxl.cell import Cell
    from openpyxl.styles import Border

ROWS_MOST = 5000
HEAD_ROWS = 3
WIDTHS = (6, 14, 17, 14, 20, 34, 16, 30, 10, 10, 17, 17, 16)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def headings() -> list[str]:
    """The head of the table."""
    return [
        _("No."), _("Number"), _("Received on"), _("Channel"), _("Type"), _("Request"), _("Place"), _("Responsible"),
        _("State"), _("Light"), _("Due"), _("Answered on"), _("Result"),
    ]  # fmt: skip


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The filtered list as a file. Raises Forbidden without `request:export`, Invalid past the row limit."""
    actor = actor_of(request)
    allowed = sorted(scopes(actor, Permission.REQUEST_EXPORT))
    if not allowed:
        raise Forbidden("None of your posts may take lists out.")
    form = listing.filter_form(request.GET, actor)
    form.is_valid()
    rows = listing.narrowed(listing.visible(actor).filter(listing.within(allowed)), form.cleaned_data)
    if rows.order_by()[: ROWS_MOST + 1].count() > ROWS_MOST:
        raise Invalid("These are more than %(most)s rows. Narrow the list, for example by month.", most=ROWS_MOST)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write(file, rows.order_by("created_at", "matter_id"), actor)
    file.seek(0)
    name = f"{_('Requests')}-{clock.today():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def write(file: Any, rows: QuerySet[Request], actor: Actor) -> None:
    """Write the workbook row by row; memory does not grow with the rows."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Requests"))
    heads = headings()
    last = get_column_letter(len(heads))
    for i, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = f"A{HEAD_ROWS + 1}"
    sheet.print_title_rows = f"{HEAD_ROWS}:{HEAD_ROWS}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = _("Page &P of &N")
    for n in (1, 2):
        sheet.merged_cells.add(f"A{n}:{last}{n}")
    sheet.append([_cell(sheet, _("Register of requests"), bold=True, size=16, centre=True)])
    sheet.append([_cell(sheet, _by_line(actor))])
    sheet.append([_cell(sheet, text, bold=True, centre=True, box=True) for text in heads])
    for values in _values(rows):
        sheet.append([_cell(sheet, value, box=True) for value in values])
    book.save(file)
    book.close()


def _by_line(actor: Actor) -> str:
    """Unit, who made the table, when: one line under the title."""
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    unit = next(iter(labels.values()), "")
    named = people.Person.objects.filter(pk=actor.person_id or 0).values_list("name", flat=True).first()
    now = clock.local(clock.now())
    values = {"unit": unit, "name": named or "", "day": f"{now:%Y-%m-%d %H:%M}"}
    return _("Unit: %(unit)s    Filled in by: %(name)s    Date: %(day)s") % values


def _values(rows: QuerySet[Request]) -> Iterator[list[Any]]:
    pack = packs.active()
    channels = {c.key: c.title for c in pack.channels}
    endings = {e.key: e.title for e in pack.endings}
    lights = {"red": _("Overdue"), "yellow": _("Due soon"), "green": _("On time")}
    for n, about in enumerate(rows.iterator(chunk_size=500), start=1):
        matter, post = about.matter, about.matter.holder_post
        kind = type_title(pack, about.type_key)
        yield [
            n,
            about.number,
            _local(about.created_at),
            channels.get(about.channel, about.channel),
            kind,
            kind if disclosure.scan(matter.title) else matter.title,
            matter.place.name,
            f"{post.body.name} {post.title}",
            state_words(matter.state),
            lights.get(matter.light, "") if matter.state == "open" else "",
            _local(matter.due_at),
            _local(about.answered_at),
            endings.get(about.ending, about.ending),
        ]


def _local(moment: datetime | None) -> datetime | None:
    """A real date for Excel, which knows no zones: the time in Shanghai."""
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None


@cache
def _box() -> Border:
    from openpyxl.styles import Border, Side

    line = Side(style="thin")
    return Border(left=line, right=line, top=line, bottom=line)


def _cell(
    sheet: Any, value: Any, *, bold: bool = False, size: int = 11, centre: bool = False, box: bool = False
) -> Cell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, _CONTROL.sub("", value) if text else value)
    if text:
        cell.data_type, cell.number_format = "s", "@"  # a number stays text, and nothing typed becomes a formula
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    cell.font = Font(name="宋体", bold=bold, size=size)
    cell.alignment = Alignment(horizontal="center" if centre else None, vertical="center", wrap_text=box)
    if box:
        cell.border = _box()
    return cell

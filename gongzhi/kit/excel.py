"""Excel tables as offices print them: A4 across, title and by-line, a head on every page, boxed cells in 宋体."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import FileResponse

from gongzhi.core import clock

if TYPE_CHECKING:  # at run time where a table is made: every serving process would hold openpyxl otherwise
    from openpyxl.cell import Cell
    from openpyxl.styles import Border

HEAD_ROWS = 3
ROWS_MOST = 5000  # of a table that a person takes away
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def new() -> Any:
    """A workbook that is written row by row; memory does not grow with the rows."""
    from openpyxl import Workbook

    return Workbook(write_only=True)


def download(book: Any, title: str, *, dated: bool = True) -> FileResponse:
    """The workbook as a file called by its title and (`dated`) today's day."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(file)
    book.close()
    file.seek(0)
    name = f"{title}-{clock.today():%Y%m%d}" if dated else title
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def begin(
    book: Any, name: str, *, title: str, by_line: str, heads: Sequence[str], widths: Sequence[int], footer: str
) -> Any:
    """A new sheet of a write-only workbook, with its title, the line below it and the head of the table; rows are
    appended by `append`. `footer` is Excel's code, like "Page &P of &N"."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = f"A{HEAD_ROWS + 1}"
    sheet.print_title_rows = f"{HEAD_ROWS}:{HEAD_ROWS}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = footer
    last = get_column_letter(len(heads))
    for n in (1, 2):
        sheet.merged_cells.add(f"A{n}:{last}{n}")
    sheet.append([cell(sheet, title, bold=True, size=16, centre=True)])
    sheet.append([cell(sheet, by_line)])
    append(sheet, heads, bold=True, centre=True)
    return sheet


def append(
    sheet: Any,
    values: Iterable[Any],
    *,
    bold: bool = False,
    centre: bool = False,
    share: str = "0.0%",
    kept: Iterable[Any] = (),
) -> None:
    """A row of boxed cells; a float is a share and shown in percent. `kept`: cells after them, as they came."""
    row = [cell(sheet, value, bold=bold, centre=centre, box=True) for value in values]
    for one in row:
        if isinstance(one.value, float):
            one.number_format = share
    sheet.append(row + [cell(sheet, value, box=True) for value in kept])


def cell(
    sheet: Any, value: Any, *, bold: bool = False, size: int = 11, centre: bool = False, box: bool = False
) -> Cell:
    """One cell; a text stays text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    text = isinstance(value, str)
    made = WriteOnlyCell(sheet, _CONTROL.sub("", value) if text else value)
    if text:
        made.data_type, made.number_format = "s", "@"  # a number stays text, and nothing typed becomes a formula
    elif isinstance(value, Decimal):
        made.number_format = "0.0"
    elif isinstance(value, datetime):
        made.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        made.number_format = "yyyy-mm-dd"
    made.font = Font(name="宋体", bold=bold, size=size)
    made.alignment = Alignment(horizontal="center" if centre else None, vertical="center", wrap_text=box)
    if box:
        made.border = _box()
    return made


@cache
def _box() -> Border:
    from openpyxl.styles import Border, Side

    line = Side(style="thin")
    return Border(left=line, right=line, top=line, bottom=line)

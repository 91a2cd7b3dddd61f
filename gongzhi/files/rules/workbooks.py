"""What may be stored as a workbook (.xlsx), and how it is made harmless: the values of its cells alone are written
anew, without formulas, macros, links, pictures or names. Pure: bytes in, bytes out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from gongzhi.core.errors import Invalid
from gongzhi.kit.tables import open_table

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHEETS = 20
MOST_CELLS = 50_000
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Workbook:
    """The clean file and the words in its cells, a line a row."""

    xlsx: bytes
    text: str


def is_workbook(head: bytes) -> bool:
    """Whether the first bytes may be a workbook's (any zip)."""
    return head.startswith(b"PK\x03\x04")


def clean(data: bytes) -> Workbook:
    """The values of a workbook, written anew. Raises Invalid (field `photo`) in words for a person."""
    try:
        open_table(data)
    except Invalid as error:
        raise Invalid(error.message, field="photo", **error.params) from None
    from openpyxl import Workbook as Book
    from openpyxl import load_workbook

    made, lines, left = Book(write_only=True), [], MOST_CELLS
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets[: MOST_SHEETS + 1]
        if len(sheets) > MOST_SHEETS:
            raise _too_large()
        for sheet in sheets:
            new = made.create_sheet(sheet.title)
            for row in sheet.iter_rows(values_only=True):
                cells = [_plain(value) for value in row[:MOST_COLUMNS]]
                while cells and cells[-1] in (None, ""):
                    cells.pop()
                left -= len(cells) + 1
                if left < 0:
                    raise _too_large()
                new.append([_as_text(new, value) for value in cells])
                lines.append(" ".join(str(v) for v in cells if v not in (None, "")))
        book.close()
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - whatever a damaged workbook makes the reader do
        raise Invalid("The Excel file is damaged.", field="photo") from None
    out = io.BytesIO()
    made.save(out)
    return Workbook(out.getvalue(), "\n".join(line for line in lines if line))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(c for c in value if c.isprintable() or c == "\n")[:2000]
    return value


def _as_text(sheet: Any, value: Any) -> Any:
    """A cell that stays text whatever it begins with."""
    if not (isinstance(value, str) and value[:1] in "=+-@"):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _too_large() -> Invalid:
    return Invalid("The Excel file is too large when unpacked. Split it.", field="photo")

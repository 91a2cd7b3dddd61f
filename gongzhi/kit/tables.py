"""Tables as people bring them: .xlsx and CSV (UTF-8, GB18030), row by row; and the same form written again.

What is no table, is too large, or would blow up in memory is refused with a sentence. openpyxl is loaded where a
workbook is read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from gongzhi.core.errors import Invalid

MOST_COLUMNS = 100
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TEXTS = 100 * 1024 * 1024  # of a workbook's shared texts, which are held in memory
MOST_RATIO = 200
CELL_MAX = 32_767  # Excel's own
_HEAD_WITHIN = 20  # the row with the names of the columns stands among the first ones
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read: `kind` xlsx or csv; `header` the names of its columns; `head_row` where they stand."""

    data: bytes
    kind: str
    encoding: str
    header: tuple[str, ...]
    head_row: int

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(number as the program shows it, cells) of every row below the header that is not empty. Raises Invalid."""
        width = len(self.header)
        for row, cells in _rows(self.data, self.kind, self.encoding):
            if row > self.head_row and any(c not in (None, "") for c in cells):
                yield row, [*cells[:width], *[None] * (width - len(cells))]


def open_table(data: bytes) -> Table:
    """What kind of table the bytes are, and the names of its columns. Raises Invalid in plain words."""
    kind = _kind(data)
    encoding = "" if kind == "xlsx" else _encoding(data)
    best: tuple[int, tuple[int, tuple[str, ...]]] | None = None
    for seen, (row, cells) in enumerate(_rows(data, kind, encoding)):
        names = [text_of(c) for c in cells[:MOST_COLUMNS]]
        while names and not names[-1]:
            names.pop()
        filled = sum(1 for n in names if n)
        if filled and (best is None or filled > best[0]):  # above a header there may be a title in one cell
            best = filled, (row, tuple(names))
        if seen >= _HEAD_WITHIN or filled >= 3:
            break
    if best is None:
        raise Invalid("The file is empty.", field="file")
    return Table(data, kind, encoding, best[1][1], best[1][0])


def _kind(data: bytes) -> str:
    if not data:
        raise Invalid("The file is empty.", field="file")
    if data[:4] == b"PK\x03\x04":
        _check_zip(data)
        return "xlsx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Invalid("This is an old or protected Excel file. Save it as .xlsx without a password.", field="file")
    if data[:5] == b"%PDF-" or (b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise Invalid("This is no table. Choose an Excel file (.xlsx) or CSV.", field="file")
    return "csv"


def _check_zip(data: bytes) -> None:
    """Refuse what is no workbook, and what grows beyond measure when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = {p.filename: p.file_size for p in packed.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Invalid("The Excel file is damaged.", field="file") from None
    if "xl/workbook.xml" not in parts:
        raise Invalid("This is no table. Choose an Excel file (.xlsx) or CSV.", field="file")
    total = sum(parts.values())
    if total > MOST_UNPACKED or parts.get("xl/sharedStrings.xml", 0) > MOST_TEXTS or (
        total > 10 * 1024 * 1024 and total > MOST_RATIO * len(data)
    ):  # fmt: skip
        raise Invalid("The Excel file is too large when unpacked. Split it.", field="file")


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for name in ("utf-8-sig", "gb18030"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    raise Invalid("The letters of the file cannot be read. Save it as “CSV UTF-8”.", field="file")


def _rows(data: bytes, kind: str, encoding: str) -> Iterator[tuple[int, Cells]]:
    return _xlsx(data) if kind == "xlsx" else _csv(data, encoding)


def _xlsx(data: bytes) -> Iterator[tuple[int, Cells]]:
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write them wrong
            yield from enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1)
        finally:
            book.close()
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, SyntaxError,
            zipfile.BadZipFile, InvalidFileException, ParseError, OSError) as error:  # fmt: skip
        raise Invalid("The Excel file is damaged.", field="file") from error


def _csv(data: bytes, encoding: str) -> Iterator[tuple[int, Cells]]:
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as lines:
        first = lines.readline()
        lines.seek(0)
        delimiter = max(",\t;，", key=first.count)
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            yield from enumerate(reader, start=1)
        except (csv.Error, UnicodeDecodeError) as error:
            raise Invalid("The file cannot be read as CSV: %(why)s.", field="file", why=error) from None


def text_of(cell: object) -> str:
    """The cell as one text: no control characters, whole numbers without “.0”, no blanks around."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _CONTROL.sub("", str(cell)).strip()


def write_table(kind: str, rows: Iterable[Sequence[object]], out: BinaryIO) -> None:
    """Write rows as .xlsx or as CSV (UTF-8 with BOM, which Excel reads); nothing in a cell becomes a formula."""
    if kind != "xlsx":
        lines = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
        csv.writer(lines).writerows([[_harmless(text_of(c)) for c in row] for row in rows])
        lines.detach()
        return
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, text_of(value)[:CELL_MAX])
            cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    book.save(out)
    book.close()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not re.fullmatch(r"[-+]?[\d.]+", text) else text


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises Invalid where there is none, or more than `most` bytes."""
    if not path.is_file():
        raise Invalid("There is no such file.", field="file")
    if path.stat().st_size > most:
        raise Invalid("The file is larger than %(most)s MB. Split it.", field="file", most=most // 1024 // 1024)
    return path.read_bytes()

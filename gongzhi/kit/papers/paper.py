"""What a paper says, whatever it is written on: texts only, already in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.core import clock

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # neither XML nor fonts know them


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; `widths` are parts of the whole, in any unit (equal where none are given)."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[int] = ()

    @property
    def shares(self) -> list[float]:
        """The widths in percent of the whole."""
        given = self.widths or [1] * len(self.head)
        return [round(100 * w / sum(given), 2) for w in given]

    @property
    def texts(self) -> list[list[str]]:
        """The rows as they are written."""
        return [[text_of(value) for value in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, as wide as the text or narrower; `words` say what it shows."""

    png: bytes
    words: str
    width_mm: int = 150

    @property
    def width_px(self) -> int:
        """The width as pages count it: 96 to an inch."""
        return round(self.width_mm * 96 / 25.4)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (may be empty), then paragraphs, a picture, tables."""

    heading: str = ""
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    picture: Picture | None = None

    @property
    def lines(self) -> list[str]:
        """The paragraphs, those that were typed in several lines as several."""
        return [line for text in self.paragraphs for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on: the role, who it is where known, and what was signed already without paper."""

    role: str
    name: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. `number`: the line below the title; `facts`: (label, words) above the sections; `by`: who issues it,
    above the day, at the end on the right; `across`: A4 across, for wide tables; `files`: whether its page
    offers Word and PDF."""

    title: str
    number: str = ""
    facts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = ()
    signatures: Sequence[Signature] = ()
    by: str = ""
    day: date | None = None
    footer: str = ""
    across: bool = False
    files: bool = True

    @property
    def rows(self) -> int:
        """How many rows its tables have together."""
        return sum(len(t.rows) for s in self.sections for t in s.tables)


def parts_of(paper: Paper, most: int) -> list[Paper]:
    """A paper of one table as several of at most so many rows each, which say below their title which part they are."""
    (section,) = paper.sections
    (table,) = section.tables
    cut = [table.rows[at : at + most] for at in range(0, len(table.rows), most)]
    made = []
    for n, rows in enumerate(cut, 1):
        words = _("Part %(n)s of %(all)s") % {"n": n, "all": len(cut)}
        only = replace(section, tables=[replace(table, rows=rows)])
        made.append(replace(paper, number=f"{paper.number} {words}".strip(), sections=[only]))
    return made


def text_of(value: object) -> str:
    """A value as papers write it: days as 2026-03-02, moments to the minute in Shanghai's time, nothing as a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)


def clean(text: str) -> str:
    """The text without characters that no paper can hold."""
    return _CONTROL.sub("", text)


def day_words(day: date) -> str:
    """A day as it stands below a paper: 2026年3月2日, in another language 2026-03-02."""
    if not _in_chinese():
        return f"{day:%Y-%m-%d}"
    return f"{day.year}年{day.month}月{day.day}日"


def headings(paper: Paper) -> list[str]:
    """The headings of its sections, numbered (一、二、 in Chinese) where there are two or more."""
    found = [s.heading for s in paper.sections]
    if sum(map(bool, found)) < 2:
        return found
    chinese = _in_chinese()
    made, n = [], 0
    for heading in found:
        n += bool(heading)
        mark = f"{_chinese(n)}、" if chinese else f"{n}. "
        made.append(f"{mark}{heading}" if heading else "")
    return made


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _chinese(n: int) -> str:
    """1 to 99 as papers number their parts: 一, 十二, 二十三."""
    digits = "零一二三四五六七八九"
    tens, rest = divmod(n, 10)
    if n > 99:
        return str(n)
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[rest] if rest or not n else "")

"""What no answer may say to whom, and what each must carry: asked of every answer of a walk."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from tests.hostile.conftest import EMAIL, INTERNAL, NAME, PHONE

CLEAR = (PHONE, NAME, EMAIL, f"+86{PHONE}", f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}")
KNOWS_NOBODY = ("anonymous", "resident", "elsewhere", "worker", "department", "supervisor", "admin")
OUTSIDE = ("anonymous", "resident")


def text_of(answer: Any) -> str:
    """What an answer says; a workbook cell by cell."""
    if "spreadsheet" in answer.get("Content-Type", ""):
        return "\n".join(str(c) for row in cells(answer) for c in row if c is not None)
    return _body(answer).decode(errors="replace")


def cells(answer: Any) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(_body(answer)))
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def told_to(role: str, text: str) -> list[str]:
    """What of the reporter of `lamp` a text tells that role: nobody reads it in clear, most not even masked."""
    found = [secret for secret in CLEAR if secret in text]
    if role in KNOWS_NOBODY:
        found += [name for name in ("欧阳",) if name in text] + re.findall(rf"\*{PHONE[-4:]}", text)
    if role in OUTSIDE:
        found += [INTERNAL] if INTERNAL in text else []
    return found


def missing(answer: Any) -> Iterator[str]:
    """Headers that an answer lacks, and what its policy would not let a browser do."""
    said = answer.headers
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
                        ("Referrer-Policy", "same-origin")):  # fmt: skip
        if said.get(name) != value:
            yield name
    policy = said.get("Content-Security-Policy", "")
    if not re.search("default-src '(self|none)'", policy) or "unsafe" in policy:
        yield "Content-Security-Policy"
    if said.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode()
        if "frame-ancestors 'none'" not in policy:
            yield "frame-ancestors"
        for inline in (r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", r"<[^>]+\son\w+\s*=",
                       r'(?:src|action)="(?:https?:)?//'):  # fmt: skip
            yield from re.findall(inline, page)

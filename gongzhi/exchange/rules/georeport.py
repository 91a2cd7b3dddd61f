"""Open311 GeoReport v2 without a database: parameters in, XML and JSON out (contract: docs/api.md). Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
TYPES = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
SPAN_DAYS = 90
MOST = 1000
DESCRIPTION_MAX = 4000
IDS_MAX = 1000
MASK = "＊＊＊"
# plural element -> the element of each member; JSON has the member list alone
MEMBERS = {
    "discovery": "",
    "endpoints": "endpoint",
    "formats": "format",
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "notes": "note",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HTML = re.compile(r"<\s*[a-zA-Z!/][^>]*>")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: `status` is the HTTP code (404, 403 or 400; 429 as an extension)."""

    status: int
    description: str


class Refused(Exception):
    """All that is wrong with a call."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("; ".join(m.description for m in mistakes))

    @property
    def status(self) -> int:
        """The HTTP code of several: no access first, then what is not there, then the rest."""
        found = {m.status for m in self.mistakes}
        return next((code for code in (429, 403, 404) if code in found), 400)


class Check:
    """Collects mistakes, so that a program hears of all at once."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def bad(self, description: str, status: int = 400) -> None:
        self.mistakes.append(Mistake(status, description))

    def done(self) -> None:
        """Raise Refused if anything was wrong."""
        if self.mistakes:
            raise Refused(self.mistakes)


def given(values: Mapping[str, str], name: str) -> str:
    """A parameter; an empty one is an absent one."""
    return values.get(name, "").strip()


def listed(values: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated parameter, without empty members and repeats."""
    return list(dict.fromkeys(part.strip() for part in given(values, name).split(",") if part.strip()))


def moment(check: Check, values: Mapping[str, str], name: str) -> datetime | None:
    """A W3C date with a zone (`Z` or `±HH:MM`); a blank stands for the `+` that a client forgot to encode."""
    text = given(values, name)
    if not text:
        return None
    fixed = re.sub(r" (\d\d:\d\d)$", r"+\1", text)
    try:
        found = datetime.fromisoformat(fixed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or "T" not in fixed:
        check.bad(f"{name} is not a W3C date with a zone, such as 2026-03-02T09:00:00Z")
        return None
    try:
        return found.astimezone(UTC)
    except OverflowError:
        check.bad(f"{name} is out of range")
        return None


def span(check: Check, values: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """The time asked for: the last 90 days where nothing is said, never more than 90 days."""
    start, end = moment(check, values, "start_date"), moment(check, values, "end_date")
    days = timedelta(days=SPAN_DAYS)
    try:
        if start is None and end is None:
            start, end = now - days, now
        elif start is None and end is not None:
            start = end - days
        elif end is None and start is not None:
            end = start + days
    except OverflowError:
        check.bad("start_date or end_date is out of range")
        return now - days, now
    assert start is not None
    assert end is not None
    if end < start:
        check.bad("end_date lies before start_date")
    elif end - start > days:
        check.bad(f"start_date and end_date may span at most {SPAN_DAYS} days")
    return start, end


def number(check: Check, values: Mapping[str, str], name: str, low: float, high: float) -> float | None:
    """A decimal number in a range."""
    text = given(values, name)
    if not text:
        return None
    try:
        found = float(text) if re.fullmatch(r"[+-]?\d{1,4}(\.\d{0,20})?", text, re.ASCII) else math.nan
    except ValueError:
        found = math.nan
    if not low <= found <= high:
        check.bad(f"{name} is not a number between {low:g} and {high:g}")
        return None
    return found


def whole(check: Check, values: Mapping[str, str], name: str, default: int, high: int) -> int:
    """A whole number from 1 on."""
    text = given(values, name)
    if not text:
        return default
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not 1 <= int(text) <= high:
        check.bad(f"{name} is not a number between 1 and {high}")
        return default
    return int(text)


def plain_text(check: Check, values: Mapping[str, str], name: str, most: int) -> str:
    """A text within its length and without HTML."""
    text = given(values, name)
    if len(text) > most:
        check.bad(f"{name} is too long: {len(text)} characters, at most {most}")
    if _HTML.search(text):
        check.bad(f"{name} must not hold HTML")
    return text


def person_name(first: str, last: str) -> str:
    """One name of two: Chinese names put the family name first, without a blank."""
    if any("\u3400" <= c <= "\u9fff" for c in first + last):
        return f"{last}{first}"
    return f"{first} {last}".strip()


def attribute_values(
    check: Check, code: str, datatype: str, sent: Sequence[str], allowed: Sequence[str], *, required: bool
) -> tuple[str, ...]:
    """The answers to one attribute of a service, checked."""
    found = tuple(dict.fromkeys(v.strip() for v in sent if v.strip()))
    if not found:
        if required:
            check.bad(f"attribute[{code}] required")
        return ()
    if len(found) > 1 and datatype != "multivaluelist":
        check.bad(f"attribute[{code}] takes one value")
    if datatype in ("singlevaluelist", "multivaluelist"):
        if unknown := [v for v in found if v not in allowed]:
            check.bad(f"attribute[{code}] has no value {unknown[0][:40]}")
    elif datatype == "number" and not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", found[0], re.ASCII):
        check.bad(f"attribute[{code}] is not a number")
    elif datatype == "datetime":
        moment(check, {f"attribute[{code}]": found[0]}, f"attribute[{code}]")
    elif any(len(v) > (200 if datatype == "string" else DESCRIPTION_MAX) for v in found):
        check.bad(f"attribute[{code}] is too long")
    return found


def masked(text: str, findings: Iterable[tuple[int, int]]) -> str:
    """The text with the found parts hidden."""
    for start, end in sorted(findings, reverse=True):
        text = text[:start] + MASK + text[end:]
    return text


def w3c(at: datetime | None) -> str | None:
    """A date as programs read it: UTC, whole seconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def render(fmt: str, root: str, value: object) -> str:
    """The body of an answer. `root` names the XML element; JSON is the value alone."""
    if fmt == "json":
        return json.dumps(value, ensure_ascii=False)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _xml(root, value)


def _xml(tag: str, value: object) -> str:
    if value is None or value == "":
        return f"<{tag}/>"
    if isinstance(value, Mapping):
        inner = "".join(_xml(str(k), v) for k, v in value.items())
    elif isinstance(value, list | tuple):
        inner = "".join(_xml(MEMBERS.get(tag, "item"), v) for v in value)
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        inner = escape(_NOT_XML.sub("", str(value)))
    return f"<{tag}>{inner}</{tag}>"


def errors(mistakes: Iterable[Mistake]) -> list[dict[str, object]]:
    """The error body."""
    return [{"code": m.status, "description": m.description} for m in mistakes]

"""Public documents that anybody may check: contexts above say how each kind is tied to its entry of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.core.errors import NotFound
from gongzhi.ledger.rules.canonical import Code


@dataclass(frozen=True, slots=True)
class Document:
    """A public document as it is shown NOW, and the entry that published it: the first one in `stream` with `tag` and
    the codes `match`.

    `fields`: texts that the entry committed to, by field, as shown. `digests`: code → the text whose SHA-256 (hex) the
    entry holds under it. `codes`: further closed values of the entry. `labels`: field or code → what it is called on
    pages. `gone`: what was taken off the page in the open, as the ledger tells; it is not compared. `doubts`: what
    the context itself found on the page that the ledger does not hold (words). `published`: when, as the page says.
    """

    kind: str
    id: int
    title: str
    address: str
    published: datetime
    stream: int
    tag: str
    match: Mapping[str, Code] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


_finders: dict[str, Callable[[int], Document]] = {}


def register_document(kind: str, finder: Callable[[int], Document]) -> None:
    """`finder(id)` gives the document of that kind if it is public, else raises NotFound (wired by `site`)."""
    _finders[kind] = finder


def document(kind: str, number: int) -> Document:
    """A public document. Raises NotFound."""
    finder = _finders.get(kind)
    if finder is None:
        raise NotFound("There is no such document.")
    return finder(number)

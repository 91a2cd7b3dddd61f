"""Reading entries: of a stream, or behind an index of the tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from gongzhi.ledger.events import registered
from gongzhi.ledger.models import Entry, Opening, moment_of
from gongzhi.ledger.rules.canonical import Code


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as readers see it. `texts` holds what is still open (empty for `since`)."""

    id: int
    index: int | None
    stream: int
    seq: int
    at: datetime
    tag: str
    actor_kind: str
    appointment_id: int | None
    codes: Mapping[str, Code]
    texts: Mapping[str, str]
    hash: str

    @property
    def label(self) -> str | Promise:
        """What happened, in words (translated)."""
        return label_of(self.tag)


def label_of(tag: str) -> str | Promise:
    """The words of a tag, translated; the tag itself where a later version no longer knows it."""
    try:
        return gettext_lazy(registered(tag).text)
    except LookupError:
        return tag


def recorded(entry: Entry, texts: Mapping[str, str]) -> Recorded:
    """The reader's view of a row."""
    return Recorded(
        entry.id,
        entry.index,
        entry.stream,
        entry.seq,
        entry.at,
        entry.tag,
        entry.actor_kind,
        entry.appointment_id,
        json.loads(entry.codes),
        texts,
        bytes(entry.hash).hex(),
    )


def entries_of(stream: int) -> list[Recorded]:
    """All entries of a stream in order, with the openings that were not erased. Two queries. The caller decides who may
    read the texts."""
    entries = list(Entry.objects.filter(stream=stream).order_by("seq"))
    opened: dict[int, dict[str, str]] = {}
    for entry_id, field, text in Opening.objects.filter(entry__stream=stream).values_list("entry_id", "field", "text"):
        opened.setdefault(entry_id, {})[field] = text
    return [recorded(entry, opened.get(entry.id, {})) for entry in entries]


def since(index: int, tags: Iterable[str] = (), limit: int = 500) -> list[Recorded]:
    """The entries from `index` on (it included), in order of the index; only of `tags` where some are given. A reader
    that goes on behind the last index it got loses none and sees none twice."""
    rows = Entry.objects.filter(index__gte=index).order_by("index")
    if wanted := sorted(set(tags)):
        rows = rows.filter(tag__in=wanted)
    return [recorded(entry, {}) for entry in rows[:limit]]


def streams_since(index: int, limit: int = 2000) -> list[tuple[int, int, datetime]]:
    """(index, stream, when) of the entries from `index` on, in order: for readers that look the rest up themselves."""
    rows = Entry.objects.filter(index__gte=index).order_by("index").values_list("index", "stream", "at_ms")[:limit]
    return [(number, stream, moment_of(at_ms)) for number, stream, at_ms in rows if number is not None]

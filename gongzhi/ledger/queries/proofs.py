"""A public document with everything that proves it, checked: what the page shows and what is taken away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.ledger.models import Entry, Opening
from gongzhi.ledger.queries.export import entry_json, signed_json
from gongzhi.ledger.queries.heads import SignedHead, latest_head, public_keys
from gongzhi.ledger.queries.tree import prove_consistency, prove_inclusion
from gongzhi.ledger.rules.documents import Document
from gongzhi.ledger.rules.verify_ledger import Finding, Seal, check_heads, check_proof


@dataclass(frozen=True, slots=True)
class Proven:
    """A document, its entry (None: the ledger holds none), what was compared, and the proof (None while it is not
    sealed). `under`: the seal it was compared with; `older`: an older one, where somebody brought it."""

    document: Document
    entry: Entry | None
    findings: Sequence[Finding]
    bundle: dict[str, Any] | None
    under: SignedHead | None
    older: Seal | None

    @property
    def good(self) -> bool:
        """Nothing that was compared differs."""
        return self.entry is not None and all(f.ok for f in self.findings)

    @property
    def wrong(self) -> list[Finding]:
        """What differs."""
        return [f for f in self.findings if not f.ok]


def entry_of(document: Document) -> Entry | None:
    """The entry that published a document: the first of its stream that says so."""
    for row in Entry.objects.filter(stream=document.stream, tag=document.tag).order_by("seq"):
        codes = json.loads(row.codes)
        if all(codes.get(name) == value for name, value in document.match.items()):
            return row
    return None


def prove(document: Document, older: Seal | None = None) -> Proven:
    """Compare a document with the ledger. Five queries and the proof's."""
    row = entry_of(document)
    if row is None:
        return Proven(document, None, [Finding("entry", "", ok=False)], None, None, older)
    head = latest_head()
    sealed = head is not None and row.index is not None and row.index < head.size
    bundle = _bundle(document, row)
    doubts = [Finding("doubt", words, ok=False) for words in document.doubts]
    if not sealed or head is None:
        return Proven(document, row, [*_unsealed(bundle), *doubts], None, None, older)
    try:
        path = prove_inclusion(row.index or 0, head.size).path
    except NotFound:  # leaves or nodes are lacking: the check says so
        path = []
    bundle |= {"path": list(path), "head": signed_json(head), "keys": [key.hex() for key in public_keys()]}
    if older is not None:
        bundle["consistency"] = {str(older.size): grown(older, head)}
    return Proven(document, row, [*check_proof(bundle, public_keys(), older), *doubts], bundle, head, older)


def _bundle(document: Document, row: Entry) -> dict[str, Any]:
    shown = {name: text for name, text in document.fields.items() if name not in document.gone}
    salts = {
        name: bytes(salt).hex()
        for name, salt in Opening.objects.filter(entry=row, field__in=sorted(shown)).values_list("field", "salt")
    }
    return {
        "gongzhi_proof": 1,
        "document": {
            "kind": document.kind,
            "title": document.title,
            "address": document.address,
            "published": clock.local(document.published).isoformat(timespec="milliseconds"),
            "tag": document.tag,
            "fields": shown,
            "salts": salts,
            "digests": dict(document.digests),
            "codes": {**document.match, **document.codes},
        },
        "entry": entry_json(row),
    }


def _unsealed(bundle: dict[str, Any]) -> list[Finding]:
    """What can be compared before the first seal above the entry: all but place and seal."""
    empty = {"size": 1, "root": "00" * 32, "at": bundle["entry"]["at"], "day": None, "key": "00" * 32}
    found = check_proof({**bundle, "path": [], "head": {**empty, "signature": "00" * 64}})
    return [f for f in found if f.what not in ("place", "seal", "key", "older")]


def grown(older: Seal, head: SignedHead) -> list[str]:
    """The consistency path between an older seal and a head; empty where there is none."""
    first, second = sorted((older.size, head.size))
    try:
        return list(prove_consistency(first, second).path)
    except NotFound:
        return []


def seal_of(head: SignedHead) -> Seal:
    """A head as it stands in a QR code."""
    day = head.day.isoformat() if head.day else ""
    parts = (bytes.fromhex(text) for text in (head.root, head.key, head.signature))
    root, key, signature = parts
    return Seal(head.size, root, head.at_ms, day, key, signature)


def check_seal(seal: Seal) -> tuple[bool, SignedHead | None]:
    """(whether our ledger only grew since that seal and one of our keys signed it, the head compared with)."""
    head = latest_head()
    if head is None:
        return False, None
    path = [bytes.fromhex(step) for step in grown(seal, head)]
    return check_heads(seal, seal_of(head), path, public_keys()), head

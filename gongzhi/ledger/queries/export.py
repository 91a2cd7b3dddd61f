"""The ledger as lines of JSON for a stranger: heads, entries without openings, leaves. docs/ledger.md."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gongzhi.core import clock
from gongzhi.ledger.models import Entry, moment_of
from gongzhi.ledger.queries import rows
from gongzhi.ledger.queries.heads import SignedHead, all_heads, latest_head, public_keys
from gongzhi.ledger.queries.tree import head as present
from gongzhi.ledger.rules.chunks import chunks

_NAMES = ("entry", "stream", "seq", "at", "tag", "actor", "appointment", "codes", "commitments", "prev", "hash")


def _time(at_ms: int) -> str:
    return clock.local(moment_of(at_ms)).isoformat(timespec="milliseconds")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def export_lines(last: SignedHead) -> Iterator[str]:
    """The lines of an export up to the signed head `last`."""
    heads = all_heads(last.size)
    keys = [key.hex() for key in public_keys()]
    yield _line({"gongzhi_ledger": 1, "entries": last.size, "heads": len(heads), "keys": keys, "at": _time(last.at_ms)})
    for head in heads:
        known = signed_json(head)
        yield _line({"head": known.pop("size"), **known})
    for index, number, stream, seq, at_ms, *words, prev, digest in rows.entries(last.size):
        values = (number, stream, seq, _time(at_ms), *words, bytes(prev).hex(), bytes(digest).hex())
        yield _line({"index": index, **dict(zip(_NAMES, values, strict=True))})
    for part in chunks(rows.leaves(last.size), 500):
        yield _line({"leaves": part[0][0], "rows": [[row[1], row[2], bytes(row[3]).hex()] for row in part]})


def entry_json(row: Entry) -> dict[str, object]:
    """An entry as an export tells it."""
    words = (row.tag, row.actor_kind, row.appointment_id, row.codes, row.commitments)
    values = (row.pk, row.stream, row.seq, _time(row.at_ms), *words, bytes(row.prev).hex(), bytes(row.hash).hex())
    return {"index": row.index, **dict(zip(_NAMES, values, strict=True))}


def signed_json(head: SignedHead) -> dict[str, object]:
    """A signed head for machines; with `head_message` and the key its signature can be checked."""
    return {
        "size": head.size,
        "root": head.root,
        "at": _time(head.at_ms),
        "day": head.day.isoformat() if head.day else None,
        "key": head.key,
        "signature": head.signature,
    }


def head_json() -> dict[str, object]:
    """The latest signed head and the present size for machines: `/ledger/head.json`."""
    last, tree = latest_head(), present()
    return {
        "signed": signed_json(last) if last else None,
        "size": tree.size,
        "root": tree.root,
        "keys": [key.hex() for key in public_keys()],
    }

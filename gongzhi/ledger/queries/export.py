"""The ledger as lines of JSON for a stranger: heads, entries without openings, leaves. docs/ledger.md."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gongzhi.core import clock
from gongzhi.ledger.models import moment_of
from gongzhi.ledger.queries import rows
from gongzhi.ledger.queries.heads import SignedHead, all_heads, public_keys
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
        day = head.day.isoformat() if head.day else None
        yield _line(
            {
                "head": head.size,
                "root": head.root,
                "at": _time(head.at_ms),
                "day": day,
                "key": head.key,
                "signature": head.signature,
            }
        )
    for index, number, stream, seq, at_ms, *words, prev, digest in rows.entries(last.size):
        values = (number, stream, seq, _time(at_ms), *words, bytes(prev).hex(), bytes(digest).hex())
        yield _line({"index": index, **dict(zip(_NAMES, values, strict=True))})
    for part in chunks(rows.leaves(last.size), 500):
        yield _line({"leaves": part[0][0], "rows": [[row[1], row[2], bytes(row[3]).hex()] for row in part]})

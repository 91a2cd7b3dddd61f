"""Checks an export of a Gongzhi ledger. One file, the standard library alone."""

from __future__ import annotations

import hashlib
import struct

ZERO = bytes(32)  # what the first entry of a stream has as `prev`
_FIXED = struct.Struct(">5q4I")
_sha256 = hashlib.sha256


def entry_hash(
    number: int,
    stream: int,
    seq: int,
    at_ms: int,
    tag: str,
    actor_kind: str,
    appointment: int | None,
    codes: str,
    commitments: str,
    prev: bytes,
) -> bytes:
    """SHA-256 over the canonical bytes of an entry: five signed 64-bit numbers (id, stream, seq, at_ms, appointment;
    0 for none), the lengths in bytes of the four texts as unsigned 32-bit numbers, all big-endian, then the texts (tag,
    actor_kind, codes, commitments) in UTF-8, then the hash of the entry before in the stream."""
    a, b, c, d = tag.encode(), actor_kind.encode(), codes.encode(), commitments.encode()
    fixed = _FIXED.pack(number, stream, seq, at_ms, appointment or 0, len(a), len(b), len(c), len(d))
    return _sha256(fixed + a + b + c + d + prev).digest()

"""The one source of chance: secrets, salts, id tails. A story replaces it by a seeded one, so that the
same seed gives the same ledger head; nothing else may."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

_seeded: random.Random | None = None


def token_bytes(n: int) -> bytes:
    """`n` unpredictable bytes."""
    return _seeded.randbytes(n) if _seeded is not None else secrets.token_bytes(n)


def below(n: int) -> int:
    """An unpredictable whole number in [0, n)."""
    return _seeded.randrange(n) if _seeded is not None else secrets.randbelow(n)


def token_urlsafe(n: int) -> str:
    """A URL-safe text of `n` bytes of chance."""
    import base64

    return base64.urlsafe_b64encode(token_bytes(n)).rstrip(b"=").decode()


def is_seeded() -> bool:
    """Whether a story replaced chance (then ids are sequential too)."""
    return _seeded is not None


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Replace chance by a seeded generator for the block (stories only; never in a server)."""
    global _seeded
    before, _seeded = _seeded, random.Random(seed)  # noqa: S311 - reproducible on purpose
    try:
        yield
    finally:
        _seeded = before

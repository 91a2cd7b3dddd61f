"""Sort and search keys of Chinese names. pypinyin costs 58 MB, so it is loaded by writers only."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_SUFFIXES = ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "居委会", "村委会", "街道办事处", "社区")


class Keys(NamedTuple):
    """Pinyin without tones or spaces, and the initials, both in lower case and cut to 120 and 40."""

    pinyin: str
    initials: str


@lru_cache(maxsize=40_000)
def _syllables(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(s.lower() for s in lazy_pinyin(text, errors="default"))


def keys(name: str) -> Keys:
    """The keys of a name; common endings are looked up once (an import has 600,000 of them)."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            parts = _syllables(name[: -len(suffix)]) + _syllables(suffix)
            break
    else:
        parts = _syllables(name)
    kept = [s for s in ("".join(c for c in p if c.isascii() and c.isalnum()) for p in parts) if s]
    initials = "".join(s if s.isdigit() else s[0] for s in kept)
    return Keys("".join(kept)[:120], initials[:40])


def haystack(name: str, pinyin: str, initials: str, code: str, address: str) -> str:
    """What a search looks through: one lower-case text, the same on every database."""
    joined = "|".join((name, pinyin, initials, code, address))
    return "".join(joined.split()).lower()[:400]

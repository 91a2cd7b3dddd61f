"""Sort and search keys of Chinese names. pypinyin costs 58 MB, so it is loaded by writers only."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from operator import add
from typing import NamedTuple

_SUFFIXES = ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "居委会", "村委会", "街道办事处", "社区")
_HAN = re.compile("[一-鿿]+")


class Keys(NamedTuple):
    """Pinyin without tones or spaces, and the initials, both in lower case and cut to 120 and 40."""

    pinyin: str
    initials: str


def keys(name: str) -> Keys:
    """The keys of a name; common endings are looked up once (an import has 600,000 of them)."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            pinyin, initials = _of(name[: -len(suffix)])
            more, ends = _asked(suffix)
            return Keys((pinyin + more)[:120], (initials + ends)[:40])
    pinyin, initials = _of(name)
    return Keys(pinyin[:120], initials[:40])


def _of(text: str) -> tuple[str, str]:
    """Character by character where that is what pypinyin would say: Chinese alone, and no phrase with own readings."""
    if _HAN.fullmatch(text):
        pairs = map(add, text, text[1:])
        if _own_readings().isdisjoint(pairs):
            return text.translate(_SYLLABLES), text.translate(_INITIALS)
    return _asked(text)


@lru_cache(maxsize=10_000)
def _asked(text: str) -> tuple[str, str]:
    from pypinyin import lazy_pinyin

    parts = (_clean(s) for s in lazy_pinyin(text, errors="default"))
    kept = [s for s in parts if s]
    return "".join(kept), "".join(s if s.isdigit() else s[0] for s in kept)


def _clean(syllable: str) -> str:
    return "".join(c for c in syllable.lower() if c.isascii() and c.isalnum())


class _Table(dict[int, str]):
    """What `str.translate` asks for, each character once."""

    def __init__(self, part: int) -> None:
        self._part = part

    def __missing__(self, character: int) -> str:
        self[character] = found = _asked(chr(character))[self._part]
        return found


_SYLLABLES, _INITIALS = _Table(0), _Table(1)


@cache
def _own_readings() -> frozenset[str]:
    """The first two characters of each phrase of pypinyin that reads otherwise than its characters one by one."""
    from pypinyin import Style
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.style import convert

    plain: dict[str, str] = {}
    found = set()
    for phrase, readings in PHRASES_DICT.items():
        syllables = []
        for reading, *_others in readings:
            if (said := plain.get(reading)) is None:
                plain[reading] = said = _clean(convert(reading, Style.NORMAL, strict=True))
            syllables.append(said)
        if "".join(syllables) != phrase.translate(_SYLLABLES):
            found.add(phrase[:2])
    return frozenset(found)


def haystack(name: str, pinyin: str, initials: str, code: str, address: str) -> str:
    """What a search looks through: one lower-case text, the same on every database."""
    joined = "|".join((name, pinyin, initials, code, address))
    return "".join(joined.split()).lower()[:400]

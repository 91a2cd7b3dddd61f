"""Words in an index: pairs of neighbouring characters, the same answers on every database. Pure.

Chinese has no blanks between words, and people type two characters; so every pair of neighbours is a token, and the
last character of a run is one alone. A query asks for all pairs of a word (a single character: for tokens that begin
with it); what the index finds is a superset, which `folded` text then decides. Tokens are written in hexadecimal, so
that no tokenizer of a database has an opinion on them.
"""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[\s,，、。;；]+")
WORDS_MOST = 6


def folded(text: str) -> str:
    """The text as it is compared: width and case do not matter; blanks are single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(typed: str) -> list[str]:
    """The words of what somebody typed, folded; at most six."""
    return [w for w in _BREAK.split(folded(typed)) if w][:WORDS_MOST]


def tokens(text: str) -> list[str]:
    """The tokens of a folded text for the index, each once, in their order."""
    found: dict[str, None] = {}
    for run in _RUN.findall(text):
        signs = [f"{ord(c):04x}" for c in run]
        for first, second in zip(signs, [*signs[1:], ""], strict=True):
            found[first + second] = None
    return list(found)


def asked(word: str) -> list[tuple[str, bool]]:
    """What to ask the index for a folded word: (token, whether it is only the beginning of one); all must be there.

    Empty where the word holds neither letter, ideograph nor digit: then only the text itself can tell."""
    found: dict[tuple[str, bool], None] = {}
    for run in _RUN.findall(word):
        if len(run) == 1:
            found[_hex(run), True] = None
        for i in range(len(run) - 1):
            found[_hex(run[i : i + 2]), False] = None
    return list(found)


def _hex(characters: str) -> str:
    return "".join(f"{ord(c):04x}" for c in characters)

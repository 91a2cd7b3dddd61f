"""Texts of pacts: articles, where they stand, how two of them differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from gongzhi.core.errors import Invalid
from gongzhi.core.texts import check_length

ARTICLE_MAX, ARTICLES_MAX, TEXT_MAX = 500, 60, 3600  # the whole text fits on a board
_NUMBER = re.compile(r"^\s*(?:第[一二三四五六七八九十百零\d]{1,5}条|\d{1,2}\s*[.、．)）](?!\d))[\s:：]*")
ALIKE = 0.5  # from this share of common characters an article was changed, not replaced


class PactState(StrEnum):
    """draft: written; proposed: a topic; lost: its topic ended without a vote for it; adopted: voted, without a day;
    coming: its day is ahead; force; ended: replaced or repealed; dropped."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    LOST = "lost"
    ADOPTED = "adopted"
    COMING = "coming"
    FORCE = "force"
    ENDED = "ended"
    DROPPED = "dropped"


def state_of(
    today: date, *, dropped: bool, topic_open: bool | None, adopted: bool, on: date | None, ended: date | None
) -> PactState:
    """Where a version stands; `topic_open` None: no topic yet."""
    if dropped:
        return PactState.DROPPED
    if on is not None:
        if ended is not None and ended <= today:
            return PactState.ENDED
        return PactState.COMING if on > today else PactState.FORCE
    if adopted:
        return PactState.ADOPTED
    if topic_open is None:
        return PactState.DRAFT
    return PactState.PROPOSED if topic_open else PactState.LOST


def cleaned(texts: Iterable[str]) -> list[str]:
    """Articles as they are kept: without empty ones and without the number that somebody typed before them.

    Raises Invalid (`article-N` names the one, from 0)."""
    kept: list[str] = []
    for n, text in enumerate(texts):
        plain = _NUMBER.sub("", " ".join(text.split()))
        check_length(plain, ARTICLE_MAX, field=f"article-{n}")
        if plain:
            kept.append(plain)
    if len(kept) > ARTICLES_MAX:
        raise Invalid("A pact has at most %(max)s articles.", field="articles", max=ARTICLES_MAX)
    if len(text_of(kept)) > TEXT_MAX:
        raise Invalid(
            "The whole text is too long for a board: %(length)s characters, at most %(max)s.",
            field="articles", length=len(text_of(kept)), max=TEXT_MAX,
        )  # fmt: skip
    return kept


def chinese(n: int) -> str:
    """1 to 99 in Chinese numerals."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def number_words(n: int) -> str:
    """第N条."""
    return f"第{chinese(n)}条"


def text_of(articles: Sequence[str]) -> str:
    """The whole text, one line an article."""
    return "\n".join(f"{number_words(n)}　{text}" for n, text in enumerate(articles, start=1))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an article: same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """An article beside its counterpart; numbers from 1, None where it has none. `kind`: same, changed, new, gone."""

    kind: str
    old_number: int | None
    new_number: int | None
    old: tuple[Part, ...]
    new: tuple[Part, ...]


def compare(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Two texts side by side in the order of the new one; what is gone stands where it stood."""
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [_same(i + 1, c + n + 1, old[i]) for n, i in enumerate(range(a, b))]
        else:
            rows += _between(old, range(a, b), new, range(c, d))
    return rows


def _same(i: int, k: int, text: str) -> Row:
    part = (Part("same", text),)
    return Row("same", i, k, part, part)


def _between(old: Sequence[str], there: range, new: Sequence[str], here: range) -> list[Row]:
    """Changed articles find their counterpart in order, the most alike first come first."""
    rows: list[Row] = []
    left = list(there)
    for k in here:
        alike = [(_ratio(old[i], new[k]), -i) for i in left]
        best = max(alike, default=(0.0, 0))
        if best[0] < ALIKE:
            rows.append(Row("new", None, k + 1, (), (Part("new", new[k]),)))
            continue
        i = -best[1]
        rows += [_gone(old, n) for n in left if n < i]
        left = [n for n in left if n > i]
        before, after = _parts(old[i], new[k])
        rows.append(Row("changed", i + 1, k + 1, before, after))
    return rows + [_gone(old, n) for n in left]


def _gone(old: Sequence[str], n: int) -> Row:
    return Row("gone", n + 1, None, (Part("gone", old[n]),), ())


def _ratio(a: str, b: str) -> float:
    found = SequenceMatcher(None, a, b, autojunk=False)
    return found.ratio() if found.real_quick_ratio() >= ALIKE and found.quick_ratio() >= ALIKE else 0.0


def _parts(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    before: list[Part] = []
    after: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a < b:
            before.append(Part("same" if tag == "equal" else "gone", old[a:b]))
        if c < d:
            after.append(Part("same" if tag == "equal" else "new", new[c:d]))
    return tuple(before), tuple(after)


def doubts(articles: Sequence[str], words: Sequence[tuple[Sequence[str], str]]) -> dict[int, list[str]]:
    """Advice by article (from 0): the word that was found and why it had better not stand there. `words`: (words, why)
    of the pack."""
    found: dict[int, list[str]] = {}
    for n, text in enumerate(articles):
        for some, why in words:
            hit = next((w for w in some if w in text), None)
            if hit is not None:
                found.setdefault(n, []).append(f"“{hit}”：{why}")
    return found

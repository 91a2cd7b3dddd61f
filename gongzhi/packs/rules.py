"""Which request type a text is about: an index over the pack's words and the installation's own closed requests. Pure.

No model and no training: every suggestion can be explained by the words it rests on. A person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

TEXT_MAX = 2000  # characters looked at; the rest of a long text adds nothing
_BIGRAM_SHARE = 0.12  # of a bigram of the pack against a keyword
_OWN_SHARE = 0.35  # of a bigram of closed requests
_INSIDE_SHARE = 0.4  # of a keyword that only stands inside a longer one found
_LEAST = 0.6  # below this there is nothing to suggest


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A type, its score (comparable within one text only), the words found, and how many closed requests of the
    installation share words with the text."""

    key: str
    score: float
    reasons: tuple[str, ...]
    similar: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """What a pack says about one type."""

    key: str
    keywords: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Index:
    """Built once for a pack (and again when closed requests were learnt); look-ups take well under 5 ms."""

    keywords: Mapping[str, tuple[tuple[str, float], ...]]  # word -> (type, weight)
    bigrams: Mapping[str, tuple[tuple[str, float], ...]]
    own: Mapping[str, tuple[tuple[str, float, int], ...]]  # bigram -> (type, weight, closed requests)


def bigrams(text: str) -> list[str]:
    """Neighbouring characters that are letters, digits or ideographs, small letters."""
    text = text.lower()
    return [a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum()]


def build_index(types: Sequence[Words], closed: Iterable[tuple[str, str]] = ()) -> Index:
    """An index over the pack's `types` and over (type key, text) of `closed` requests."""
    order = {t.key: n for n, t in enumerate(types)}
    by_word: dict[str, list[str]] = defaultdict(list)
    by_pair: dict[str, dict[str, int]] = defaultdict(dict)
    for kind in types:
        for word in dict.fromkeys(w.lower() for w in kind.keywords):
            by_word[word].append(kind.key)
        for pair, times in Counter(bigrams(kind.text)).items():
            by_pair[pair][kind.key] = times
    total = max(len(types), 2)
    keywords = {
        word: tuple((key, _rarity(total, len(keys)) * _length(word)) for key in keys) for word, keys in by_word.items()
    }
    pairs = {
        pair: tuple((key, _BIGRAM_SHARE * _rarity(total, len(found)) * min(n, 3)) for key, n in found.items())
        for pair, found in by_pair.items()
        if len(found) <= total / 3
    }
    return Index(keywords, pairs, _learn(order, closed))


def _learn(
    order: Mapping[str, int], closed: Iterable[tuple[str, str]]
) -> dict[str, tuple[tuple[str, float, int], ...]]:
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for key, text in closed:
        if key in order:
            for pair in set(bigrams(text[:TEXT_MAX])):
                seen[pair][key] += 1
    own: dict[str, tuple[tuple[str, float, int], ...]] = {}
    for pair, counts in seen.items():
        everywhere = sum(counts.values())
        ranked = sorted(counts.items(), key=lambda c: (-c[1], order[c[0]]))[:5]
        rows = [
            (key, _OWN_SHARE * (n / everywhere) * log(1 + n), n)
            for key, n in ranked
            if n >= 2 and n / everywhere >= 0.25  # once is chance, a quarter says something
        ]
        if rows:
            own[pair] = tuple(rows)
    return own


def suggest(index: Index, text: str, limit: int = 3) -> list[Suggestion]:
    """The likeliest types, best first; empty where the words point at nothing."""
    text = text[:TEXT_MAX].lower()
    scores: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[tuple[float, str]]] = defaultdict(list)
    similar: dict[str, int] = defaultdict(int)
    covered = text
    found = [w for w in index.keywords if w in text]
    found.sort(key=lambda w: (-len(w), w))
    for word in found:
        share = 1.0 if word in covered else _INSIDE_SHARE
        covered = covered.replace(word, "\0" * len(word))
        for key, weight in index.keywords[word]:
            scores[key] += weight * share
            reasons[key].append((weight * share, word))
    for pair in dict.fromkeys(bigrams(text)):
        for key, weight in index.bigrams.get(pair, ()):
            scores[key] += weight
        for key, weight, times in index.own.get(pair, ()):
            scores[key] += weight
            similar[key] = max(similar[key], times)
    best = sorted(((-round(s, 6), k) for k, s in scores.items() if s >= _LEAST))[:limit]
    return [Suggestion(key, -score, _top(reasons[key]), similar[key]) for score, key in best]


def _top(found: list[tuple[float, str]]) -> tuple[str, ...]:
    return tuple(word for _, word in sorted(found, key=lambda f: (-f[0], f[1]))[:3])


def _rarity(total: int, having: int) -> float:
    return log(1 + total / having) / log(1 + total)


def _length(word: str) -> float:
    return {1: 0.35, 2: 1.0, 3: 1.35}.get(len(word), 1.6)

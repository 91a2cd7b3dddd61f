"""Look-up of a place by what a person types: name, pinyin, initials, code or address."""

from __future__ import annotations

import re

from django.db.models import Case, IntegerField, Q, Value, When

from gongzhi.places.models import Place
from gongzhi.places.queries.tree import get, in_force, light, under

_AFTER = "z" * 20  # an upper end for prefixes of letters and digits, the same under every collation
_MOST = 20


def find_address(text: str, within: int | None = None, kinds: tuple[str, ...] = (), most: int = _MOST) -> list[Place]:
    """Places that fit the text, best first (exact name, then beginning, then inside); at most `most`.

    `within` limits to a subtree. Several words must all fit. The same order on both databases.
    """
    words = re.sub(r"[|\s\0,，。、]+", " ", text).strip().lower().split()[:6]
    if not words or len("".join(words)) > 80:
        return []
    base = light().filter(in_force())
    if within is not None:
        base = base.filter(under(get(within).path))
    if kinds:
        base = base.filter(kind__in=kinds)
    for word in words:
        base = base.filter(_fits(word))
    whole = "".join(words)
    rank = Case(
        When(Q(name__iexact=whole) | Q(code=whole), then=Value(0)),
        When(Q(name__startswith=words[0]) | Q(initials=whole) | Q(pinyin=whole), then=Value(1)),
        When(name__contains=words[0], then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return list(base.alias(rank=rank).order_by("rank", "code", "id")[:most])


def _fits(word: str) -> Q:
    if word.isascii() and word.isdigit() and len(word) >= 6:
        return Q(code__gte=word, code__lte=word + _AFTER)
    if word.isascii() and word.isalpha() and len(word) >= 2:
        starts = Q(pinyin__gte=word, pinyin__lte=word + _AFTER) | Q(initials__gte=word, initials__lte=word + _AFTER)
        return starts | Q(search__contains=word) if len(word) > 3 else starts
    return Q(search__contains=word)

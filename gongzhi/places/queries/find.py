"""Look-up of a place by what a person types: name, pinyin, initials, code or address; in a few ms among 700,000.

Each stage is one range of one index: what is exactly meant (`贵阳` is 贵阳市, the highest place first), what begins so,
what has initials that begin so. What only stands inside a name or an address is looked for among the places that have a
point (grids, estates, buildings, and areas with an outline), or within a subtree; never among all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from gongzhi.core.errors import Invalid
from gongzhi.kit.paging import Page, paged
from gongzhi.places.models import Place, first_character
from gongzhi.places.queries.tree import get, get_many, in_force, light, under

_AFTER = "z" * 20  # an upper end for prefixes of letters and digits, the same under every collation
_LAST = "\U0010ffff"
_MOST = 20
_NAME_ENDS = ("", "省", "市", "区", "县", "自治区", "自治州", "自治县", "地区", "街道", "街道办事处", "镇", "乡") + (
    "社区", "社区居委会", "村", "村委会",
)  # fmt: skip
_PINYIN_ENDS = ("", "sheng", "shi", "qu", "xian", "zizhiqu", "zizhizhou", "zizhixian", "diqu", "jiedao") + (
    "jiedaobanshichu", "zhen", "xiang", "shequ", "shequjuweihui", "cun", "cunweihui",
)  # fmt: skip
_INITIAL_ENDS = ("", "s", "q", "x", "zzq", "zzz", "zzx", "dq", "jd", "jdbsc", "z", "sq")


def find_address(text: str, within: int | None = None, kinds: tuple[str, ...] = (), most: int = _MOST) -> list[Place]:
    """Places that fit the text, best first; at most `most`. See `find_page`."""
    return list(find_page(text, within=within, kinds=kinds, size=most).items)


def find_page(
    text: str, *, within: int | None = None, kinds: tuple[str, ...] = (), after: str = "", size: int = _MOST
) -> Page[Place]:
    """One page of the places that fit the text: what is meant exactly, what begins so, what holds it.

    `within` limits to a subtree. Several words must all fit; the first of more than one sign leads. The same order
    on both databases. Raises Invalid for a cursor that is not ours.
    """
    words = re.sub(r"[|\s\0,，。、]+", " ", text).strip().lower().split()[:6]
    if not words or len("".join(words)) > 80:
        return Page([], "", after)
    base = light().filter(in_force())
    if within is not None:
        base = base.filter(under(get(within).path))
    if kinds:
        base = base.filter(kind__in=kinds)
    return _walk(_stages(base, words, everywhere=within is not None), after, size)


def above(found: Sequence[Place]) -> dict[int, str]:
    """The names above each place, from the root, by its id. One query."""
    names = get_many(i for p in found for i in p.ancestors[:-1])
    return {p.pk: " / ".join(names[i].name for i in p.ancestors[:-1]) for p in found}


def _walk(stages: list[tuple[QuerySet[Place], tuple[str, ...]]], after: str, size: int) -> Page[Place]:
    number, _dot, cursor = after.partition(".")
    if after and not (number.isascii() and number.isdigit() and int(number[:4]) < len(stages)):
        raise Invalid("This list link is not valid. Please open the list again.", field="after")
    items: list[Place] = []
    for n in range(int(number or 0), len(stages)):
        rows, order = stages[n]
        if len(items) == size:  # full, and the cursor stands at a stage that has something
            if rows.exists():
                return Page(items, f"{n}.", after)
            continue
        page = paged(rows, order, after=cursor, size=size - len(items))
        items += page.items
        cursor = ""
        if page.after:
            return Page(items, f"{n}.{page.after}", after)
    return Page(items, "", after)


def _stages(
    base: QuerySet[Place], words: list[str], *, everywhere: bool
) -> list[tuple[QuerySet[Place], tuple[str, ...]]]:
    """Queries that have no place in common, and the order of each."""
    whole = "".join(words)
    words = sorted(words, key=lambda word: len(word) == 1)  # the first one that says enough leads
    first = words[0]
    for word in words[1:]:
        base = base.filter(_fits(word))
    leads: list[tuple[Q, tuple[str, ...]]] = []
    if not first.isascii():
        leads.append((Q(name__in=[whole + end for end in _NAME_ENDS]), ("depth", "code", "id")))
        leads.append((_begins(first), ("depth", "code", "id")))
    elif first.isalpha() and len(first) > 1:
        exact = Q(pinyin__in=[whole + end for end in _PINYIN_ENDS])
        exact |= Q(initials__in=[whole + end for end in _INITIAL_ENDS])
        leads.append((exact, ("depth", "code", "id")))
        leads.append((Q(pinyin__gte=first, pinyin__lte=first + _AFTER), ("pinyin", "id")))
        leads.append((Q(initials__gte=first, initials__lte=first + _AFTER), ("initials", "id")))
    elif len(first) > 1:
        leads.append((Q(code__gte=first, code__lte=first + _AFTER), ("code", "id")))
    if not first.isascii() or not first.isalpha() or len(first) > 3:
        pointed = Q() if everywhere else Q(lon__isnull=False)
        leads.append((Q(search__contains=first) & pointed, ("code", "id")))
    found: list[tuple[QuerySet[Place], tuple[str, ...]]] = []
    before = Q(pk__in=[])
    for lead, order in leads:
        rows = base.filter(lead).exclude(before) if found else base.filter(lead)
        found.append((rows.annotate(depth=Length("path")) if "depth" in order else rows, order))
        before |= lead
    return found


def _begins(word: str) -> Q:
    """Names that begin so: one character has an index, PostgreSQL one for LIKE too, SQLite compares bytes."""
    if len(word) == 1:
        return Q(Exact(first_character("name"), word))
    begins = Q(name__startswith=word)
    return begins & Q(name__gte=word, name__lt=word + _LAST) if connection.vendor == "sqlite" else begins


def _fits(word: str) -> Q:
    """A further word, tried on the rows that the first one found."""
    if word.isascii() and word.isdigit() and len(word) >= 6:
        return Q(code__startswith=word)
    if word.isascii() and word.isalpha() and len(word) >= 2:
        starts = Q(pinyin__startswith=word) | Q(initials__startswith=word)
        return starts | Q(search__contains=word) if len(word) > 3 else starts
    return Q(search__contains=word)

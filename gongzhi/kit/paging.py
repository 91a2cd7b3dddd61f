"""Lists page by key, never by offset: a signed cursor holds the key of the last row shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

from gongzhi.core.errors import Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)
SALT = "gongzhi.kit.paging"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `after` is the cursor of the next page or empty; `total` is words, such as "1,000+"."""

    items: Sequence[T]
    after: str = ""
    started_after: str = ""
    total: str = ""


def encode(key: Sequence[object]) -> str:
    """A signed cursor of the key's values (int, str, bool, date, aware datetime)."""
    values = [
        ["t", v.isoformat()] if isinstance(v, datetime) else ["d", v.isoformat()] if isinstance(v, date) else v
        for v in key
    ]
    return signing.dumps(values, salt=SALT, compress=False)


def decode(cursor: str) -> list[Any]:
    """The key inside a cursor; `Invalid` if it was not made by `encode` here."""
    try:
        values = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        raise Invalid("This list link is not valid. Please open the list again.", field="after") from None
    return [_value(v) for v in values]


def _value(v: Any) -> Any:
    if isinstance(v, list):
        return datetime.fromisoformat(v[1]) if v[0] == "t" else date.fromisoformat(v[1])
    return v


def paged(rows: QuerySet[M], order: Sequence[str], *, after: str = "", size: int = 50, total: str = "") -> Page[M]:
    """One page of `rows` ordered by `order` (field names, `-` for descending; never null; the last one unique)."""
    if after:
        rows = rows.filter(beyond(order, decode(after)))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    items = found[:size]
    key = [_read(items[-1], name.lstrip("-")) for name in order] if more else []
    return Page(items, encode(key) if more else "", after, total)


def listed(rows: Sequence[T], key: Callable[[T], tuple[Any, ...]], *, after: str = "", size: int = 50) -> Page[T]:
    """One page of a list that stands sorted by `key` already. Raises Invalid where `after` is not of such a list."""
    if after:
        last = tuple(decode(after))
        if rows and [type(v) for v in last] != [type(v) for v in key(rows[0])]:
            raise Invalid("This list link is not valid. Please open the list again.", field="after")
        rows = [row for row in rows if key(row) > last]
    more = len(rows) > size
    return Page(rows[:size], encode(key(rows[size - 1])) if more else "", after)


def beyond(order: Sequence[str], key: Sequence[object]) -> Q:
    """The condition "comes after `key` in `order`", as plain comparisons that both databases index."""
    if len(key) != len(order):
        raise Invalid("This list link is not valid. Please open the list again.", field="after")
    condition = Q()
    for i in range(len(order)):
        part = Q(**{order[j].lstrip("-"): key[j] for j in range(i)})
        name = order[i].lstrip("-")
        part &= Q(**{f"{name}__{'lt' if order[i].startswith('-') else 'gt'}": key[i]})
        condition |= part
    first = order[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": key[0]}) & condition


def _read(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row

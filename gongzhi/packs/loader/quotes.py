"""Whether the passages that a pack quotes stand in its document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from gongzhi.packs.schema import Pack, Source

Loc = tuple[int | str, ...]


def sources(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Source]]:
    """Every source in a part of a pack, with its location."""
    if isinstance(value, Source):
        yield loc, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from sources(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from sources(item, (*loc, index))


def quote_problems(pack: Pack, document: str) -> Iterator[tuple[Loc, str, dict[str, Any]]]:
    """Quotes that are not in `document` word for word (line breaks and spaces do not count)."""
    text = "".join(document.split())
    for loc, source in sources(pack):
        if source.quote is not None and "".join(source.quote.split()) not in text:
            yield (*loc, "quote"), "quote_not_found", {"quote": source.quote}

"""The registry of tags: every kind of entry that may be recorded, with its words and its codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TAG = re.compile(r"[a-z][a-z0-9-]*(:[a-z][a-z0-9-]*){1,3}")
MAX_TAG = 64


@dataclass(frozen=True, slots=True)
class Tag:
    """A kind of entry: `text` is an English msgid for people, `codes` the closed values it may carry in clear
    (None: not declared, any are taken)."""

    tag: str
    text: str
    codes: frozenset[str] | None


_registry: dict[str, Tag] = {}


def register(tag: str, text: str, codes: Iterable[str] | None = None) -> str:
    """Make `tag` (like `request:matter:accepted`) recordable; returns it, so that it can be bound to a name.

    `text` is a msgid marked with `gettext_noop`, `codes` the names of the closed codes. Registering twice with another
    meaning raises ValueError.
    """
    if not _TAG.fullmatch(tag) or len(tag) > MAX_TAG:
        raise ValueError(f"a tag reads like area:thing:verb, not {tag!r}")
    new = Tag(tag, text, None if codes is None else frozenset(codes))
    if _registry.setdefault(tag, new) != new:
        raise ValueError(f"the tag {tag} is registered with another meaning already")
    return tag


def registered(tag: str) -> Tag:
    """The registered tag; LookupError where a context forgot to register it."""
    try:
        return _registry[tag]
    except KeyError:
        raise LookupError(f"the ledger does not know the tag {tag!r}: register it first") from None


def tags() -> list[Tag]:
    """All registered tags, by name."""
    return [_registry[name] for name in sorted(_registry)]

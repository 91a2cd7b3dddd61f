"""Whose matters the engine carries, and by which permissions they are seen and handled. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.access.public import Permission


@dataclass(frozen=True, slots=True)
class MatterKind:
    """`see`: in the lists of the places that a post covers (None: only who holds or is offered it);
    `handle`: act on what the post holds; `end`: give it an ending. `page`: the address of its desk page with `{id}`;
    My work lists kinds that have one."""

    key: str
    see: Permission | None
    handle: Permission
    end: Permission
    page: str = ""


_kinds: dict[str, MatterKind] = {}


def register_kind(kind: MatterKind) -> None:
    """Make the engine know a kind of matter (a later sibling registers its own at start)."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> MatterKind:
    """The kind; LookupError where nobody registered it."""
    return _kinds[key]


def page_of(kind: str, matter_id: int) -> str:
    """The address of a matter's desk page; empty where its kind has none (requests have numbers instead)."""
    known = _kinds.get(kind)
    return known.page.format(id=matter_id) if known else ""


def see_permissions() -> list[tuple[str, Permission]]:
    """(kind, permission to see), in the order of the keys."""
    return [(k.key, k.see) for _, k in sorted(_kinds.items()) if k.see is not None]


PART = "part"  # of a join; seen through the whole
register_kind(MatterKind(PART, None, Permission.REQUEST_HANDLE, Permission.REQUEST_HANDLE))
register_kind(MatterKind("request", Permission.REQUEST_SEE, Permission.REQUEST_HANDLE, Permission.REQUEST_ANSWER))

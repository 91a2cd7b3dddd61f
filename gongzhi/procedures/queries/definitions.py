"""Definitions of procedures, by the revision of the pack that a matter began with."""

from __future__ import annotations

from functools import lru_cache

from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.procedures.rules.build import PART_SIGN, build, part_of
from gongzhi.procedures.rules.model import Definition


@lru_cache(maxsize=256)
def definition(revision_id: int, key: str) -> Definition:
    """The procedure `key` of that revision; of a part `procedure/step`. Raises NotFound."""
    whole, _, step = key.partition(PART_SIGN)
    try:
        found = build(packs.revision(revision_id), whole)
        return part_of(found, step) if step else found
    except KeyError:
        raise NotFound("There is no such procedure.") from None


def current(key: str) -> Definition:
    """The procedure of the pack in force. Raises NotFound."""
    return definition(packs.active_revision_id(), key)


def all_current() -> list[Definition]:
    """All procedures of the pack in force, in the order of the pack."""
    revision = packs.active_revision_id()
    return [definition(revision, p.key) for p in packs.active().procedures]

"""Definitions of procedures, by the revision of the pack that a matter began with."""

from __future__ import annotations

from functools import lru_cache

from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.procedures.models import Clock, Matter
from gongzhi.procedures.rules.build import PART_SIGN, build, part_of
from gongzhi.procedures.rules.model import KINDS, Definition, Status, Step


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


def step_of(matter: Matter) -> Step:
    """The step in which the matter stands, as its own revision of the procedure has it."""
    return definition(matter.revision_id, matter.procedure).step(matter.step)


def unposted(matter: Matter) -> Step | None:
    """The publication step in which the matter waits for somebody to put it on its board; else None. One query where
    it stands in such a step and is not plainly waiting for that."""
    step = step_of(matter)
    if KINDS[step.kind].posted is None:
        return None
    if matter.state != Status.OPEN and Clock.objects.filter(matter=matter.pk, name="window").exists():
        return None
    return step

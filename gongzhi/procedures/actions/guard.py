"""Which ways between steps the database lets pass (row E1 to E5: skipping is refused there too)."""

from __future__ import annotations

from gongzhi.procedures.models import Passage
from gongzhi.procedures.rules.model import END, KINDS, Definition


def guard(revision_id: int, definition: Definition) -> None:
    """Write the passages of a procedure with meetings, once. Others are not guarded: their lists are long and busy."""
    if not any(KINDS[s.kind].decided for s in definition.steps):
        return
    if Passage.objects.filter(revision_id=revision_id, procedure=definition.key).exists():
        return
    Passage.objects.bulk_create(
        [
            Passage(revision_id=revision_id, procedure=definition.key, from_step=a, to_step=b)
            for a, b in passages(definition)
        ],
        ignore_conflicts=True,  # two matters opened at once
    )


def passages(definition: Definition) -> list[tuple[str, str]]:
    """Forward by the outcomes of each step, back to every step that stands before it in the list; in a fixed order."""
    keys = [s.key for s in definition.steps]
    forward = {(s.key, o.next) for s in definition.steps for o in s.outcomes if o.next not in (END, s.key)}
    back = {(key, before) for n, key in enumerate(keys) for before in keys[:n]}
    return sorted(forward | back)

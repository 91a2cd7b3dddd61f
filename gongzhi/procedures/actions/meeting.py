"""A meeting step: its vote takes the matter on, by the verdict of the dated rule. The context that held the meeting
calls this in the transaction in which it closes the meeting; nobody chooses the outcome by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotAllowed
from gongzhi.procedures.actions.verbs import _move
from gongzhi.procedures.actions.write import Which, load, perform
from gongzhi.procedures.models import Matter
from gongzhi.procedures.queries.definitions import step_of
from gongzhi.procedures.rules.model import Verb


def conclude(
    which: Which,
    *,
    passed: bool,
    actor: Actor,
    public_text: str = "",
    data: Mapping[str, object] | None = None,
    version: int | None = None,
) -> Matter:
    """On by the first outcome of the meeting step, or by the second where the vote failed. `data`: closed values of the
    meeting (its id, the counts) for the timeline. The caller has checked the actor and computed the verdict.

    Raises NotFound, NotAllowed (no meeting decides here), Conflict."""
    matter, _ = load(which)
    step = step_of(matter)
    if step.meets is None:
        raise NotAllowed("In this step no meeting decides.")
    outcome = step.outcomes[0 if passed else 1].key
    make = _move(Verb.CONCLUDE, actor, trusted=True, outcome=outcome)
    return perform(
        matter, make, actor=actor, version=version, vouched=True, public_text=public_text, data={**(data or {})}
    )

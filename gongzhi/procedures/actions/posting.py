"""A publication step (公示): somebody who may has put it on its board, or it goes on without, for a reason.

Until then the step is work like any other: somebody holds it and the clock runs. What goes to the board, and who may,
is the calling context's business; `on_effect("publish", …)` tells it that a matter came to such a step.
"""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.verbs import _given, _move
from gongzhi.procedures.actions.write import load, perform
from gongzhi.procedures.models import Escalation, Matter, Role, Standing
from gongzhi.procedures.rules.model import Verb


@transaction.atomic
def post(matter_id: int, *, board: str, posting: int, actor: Actor, version: int | None = None) -> Matter:
    """It stands on `board` as `posting` from now on; the step's days begin. The caller has checked the actor.

    Raises NotFound, NotAllowed, Conflict."""
    data = {"board": board, "posting": posting}
    make = _move(Verb.POST, actor, trusted=True)
    matter = perform(matter_id, make, actor=actor, version=version, vouched=True, data=data)
    _untell(matter_id)
    return matter


@transaction.atomic
def leave_out(matter_id: int, *, board: str, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """It goes on without standing on the board. The caller has checked the actor. Raises as `post`, and Invalid."""
    make = _move(Verb.LEAVE_OUT, actor, *_given(reason=reason.strip()), trusted=True)
    matter = perform(
        matter_id, make, actor=actor, version=version, vouched=True, internal_text=reason.strip(), data={"board": board}
    )
    _untell(matter_id)
    return matter


def show_to(matter_id: int, post_id: int) -> None:
    """Show the matter to a post that is to put it up: it stands in "told to me" until that is done."""
    matter, state = load(matter_id)
    store.tell(matter, state, post_id)


def _untell(matter_id: int) -> None:
    """Whoever was told for the board alone need not see it any longer; whom an escalation reached does."""
    reached = Escalation.objects.filter(matter=matter_id, post__isnull=False).values("post")
    Standing.objects.filter(matter=matter_id, role=Role.TOLD).exclude(scope__in=reached).delete()

"""A Party organisation formed as the pack says, from the counts of its unit to the notice on the board (row A5)."""

from __future__ import annotations

from collections.abc import Callable

from gongzhi.access.public import Actor
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure

Staff = Callable[[int], Actor | None]
AGREED, APPROVED = "社区党组织会议同意，报请批复", "同意成立"


def form(
    unit_id: int, asked: structure.forming.Proposal, *, starter: Actor, staff: Staff, head_id: int
) -> orgs.Body | None:
    """The whole procedure at once, each step by who holds it (`staff` of a post: who works there now, as in `World`).

    None where somebody of a step is away: the matter stays there. Raises what the actions raise.
    """
    matter = structure.forming.begin(unit_id, asked, actor=starter)
    body = None
    for step in ("opinion", "approve", "elect", "publish"):
        matter = procedures.Matter.objects.get(pk=matter.pk)
        actor = staff(matter.offered_post_id or matter.holder_post_id)
        if actor is None or matter.step != step:
            return None
        if matter.offered_post_id:
            procedures.accept(matter.pk, actor=actor)
        if step == "opinion":
            procedures.choose(matter.pk, outcome="agreed", actor=actor, internal_text=AGREED)
        elif step == "approve":
            body = structure.forming.establish(matter.pk, actor=actor, words=APPROVED)
        elif step == "elect":
            structure.forming.elect(matter.pk, actor=actor, person_id=head_id)
        else:
            structure.forming.publish(matter.pk, actor=actor, text=f"{asked.name}已批复成立。")
    return body

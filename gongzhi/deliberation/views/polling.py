"""Votes of a meeting that two people count: what its page shows of them, and the acts, one POST each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.deliberation.actions import ballots
from gongzhi.deliberation.forms import meetings as forms
from gongzhi.deliberation.forms.assembly import CountForm
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.deliberation.queries import assembly
from gongzhi.voting import public as voting

PLAIN: dict[str, Callable[..., Any]] = {
    "start": ballots.start,
    "give": ballots.give,
    "recount": ballots.recount,
    "release": ballots.release,
}


def of(meeting: Meeting, motion: Motion, actor: Actor, given: dict[str, Any]) -> dict[str, Any] | None:
    """How far the vote on a motion is: turnout, never what for. None where it is not given in a poll."""
    if not assembly.by_poll(meeting, motion):
        return None
    found: dict[str, Any] = {"poll": motion.poll, "may_count": assembly.may_count(actor, meeting)}
    if motion.poll is None or motion.passed is not None:
        return found
    box = next(iter(voting.boxes(motion.poll.pk)), None)
    turnout = voting.turnout_of(motion.poll)
    mine = box is not None and box.first_by == actor.person_id
    counts = motion.vote != "named" and (box is None or (box.state == "entered" and not mine))
    return found | {
        "turnout": turnout, "box": box, "mine": mine, "online": "online" in motion.poll.channels,
        "area": f"{turnout.area_voted / 100:.2f}" if turnout.area_entitled else "",
        "area_whole": f"{turnout.area_entitled / 100:.2f}",
        "count": (given.get(f"count-{motion.pk}") or count_form(motion)) if counts else None,
        "off": given.get(f"call-off-{motion.pk}") or forms.ReasonForm(prefix=f"x{motion.pk}"),
    }  # fmt: skip


def count_form(motion: Motion, data: Any = None) -> CountForm:
    """For one person's count."""
    return CountForm(data, box=motion.vote == "secret", prefix=f"c{motion.pk}")

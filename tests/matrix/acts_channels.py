"""Every act of ways in."""

from __future__ import annotations

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.channels.actions import boxes, chats
from gongzhi.channels.models import Box, Emptying
from gongzhi.channels.rules.sent import Group
from gongzhi.core import clock
from gongzhi.requests.rules import Draft
from tests.matrix.acts import Act, W, any_of
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.channels.actions"
REGISTER, ROOMS = any_of(P.REQUEST_REGISTER), any_of(P.PREMISES_EDIT)


def prepare(w: W) -> None:
    """A box at the community, emptied yesterday."""
    day = clock.today()
    w.box = save(Box(place=w.own, channel="opinion_box", title="意见箱", starts_on=day))
    w.emptied = save(Emptying(box=w.box, day=day, first=w.leading, second=w.seated, papers=3))


ACTS: dict[str, Act] = {
    "chats.take_in": Act(REGISTER, lambda w, a: chats.take_in(Group(w.other_grid.pk, "x"), actor=a, submission="x")),
    "boxes.set_up": Act(ROOMS, lambda w, a: boxes.set_up(boxes.BoxDraft(w.own.pk, "x", ""), actor=a)),
    "boxes.take_away": Act(ROOMS, lambda w, a: boxes.take_away(w.box.pk, actor=a)),
    "boxes.empty": Act(
        REGISTER, lambda w, a: boxes.empty(w.box.pk, day=clock.today(), second_post=5, papers=0, actor=a)
    ),
    "boxes.take_paper": Act(REGISTER, lambda w, a: boxes.take_paper(w.emptied.pk, 1, Draft("纸上的话"), actor=a)),
    "boxes.set_aside": Act(REGISTER, lambda w, a: boxes.set_aside(w.emptied.pk, 2, reason="", actor=a)),
}
INSIDE: set[str] = set()

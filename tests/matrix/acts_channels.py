"""Every act of ways in."""

from __future__ import annotations

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.channels.actions import chats
from gongzhi.channels.rules.sent import Group
from tests.matrix.acts import Act, any_of

PACKAGE = "gongzhi.channels.actions"
REGISTER = any_of(P.REQUEST_REGISTER)

ACTS: dict[str, Act] = {
    "chats.take_in": Act(REGISTER, lambda w, a: chats.take_in(Group(w.other_grid.pk, "x"), actor=a, submission="x")),
}

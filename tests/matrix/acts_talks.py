"""Every act on rounds of talks."""

from __future__ import annotations

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.deliberation.actions import agreed, talks
from gongzhi.deliberation.models import Series
from tests.matrix.acts import Act, W, any_of
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.deliberation.actions"
RUN = any_of(P.TOPIC_RUN)


def prepare(w: W) -> None:
    """Talks without a round."""
    w.talks = save(Series(place=w.own, post=w.owner, subject="题", words="话"))


ACTS: dict[str, Act] = {
    "talks.begin": Act(RUN, lambda w, a: talks.begin(talks.TalksDraft(w.own.pk, "", ""), actor=a)),
    "talks.call": Act(RUN, lambda w, a: talks.call(w.talks, starts_at=clock.now(), venue="", sides=[], actor=a)),
    "talks.say": Act(RUN, lambda w, a: talks.say(w.talks, side="", words="", actor=a)),
    "talks.unsay": Act(RUN, lambda w, a: talks.unsay(w.talks, 5, actor=a)),
    "talks.hold": Act(RUN, lambda w, a: talks.hold(w.talks, came={}, summary="", actor=a)),
    "talks.drop": Act(RUN, lambda w, a: talks.drop(w.talks, reason="", actor=a)),
    "talks.close": Act(RUN, lambda w, a: talks.close(w.talks, result="", actor=a)),
    "agreed.agree": Act(RUN, lambda w, a: agreed.agree(w.talks, title="", owner=5, due_on=clock.today(), actor=a)),
    "agreed.check": Act(RUN, lambda w, a: agreed.check(w.talks, 5, struck=True, words="", actor=a)),
}
INSIDE = {"talks.under_way", "agreed.report"}  # `report` is for who holds the matter: tests/test_talks.py

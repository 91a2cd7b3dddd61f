"""Every act of the lists of needs and services: who runs them, whose line it is, nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.needs.actions import changing, entering, keeping, matching
from gongzhi.needs.models import ListLine, NeedMatch
from gongzhi.needs.rules.lines import LineState, MatchState
from tests.matrix.acts import Act, W, any_of
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.needs.actions"
RUN = any_of(P.NEEDS_RUN)
SPEAKS, OTHER = ("needing",), ("serving",)


def prepare(w: W) -> None:
    """A need and a service whose bodies have posts, a match that waits and one that is agreed."""
    w.needing_post, w.needing = held(body("x", "需要的单位", w.own), "x", "联络员")
    w.serving_post, w.serving = held(body("x", "服务的单位", w.own), "x", "联络员")
    w.a_need = _line(w, "need", w.needing_post, "1")
    w.a_service = _line(w, "service", w.serving_post, "2")
    w.asked_need = _line(w, "need", w.needing_post, "3", LineState.ASKED)
    w.new_need = _line(w, "need", w.needing_post, "4", LineState.NEW)
    w.waits = _match(w, MatchState.PROPOSED, w.a_need)
    w.agreed = _match(w, MatchState.AGREED, _line(w, "need", w.needing_post, "5"))
    w.other_need = _line(w, "need", w.needing_post, "6")


def _line(w: W, side: str, post: Any, number: str, state: str = LineState.OPEN) -> ListLine:
    today = clock.today()
    made: ListLine = save(ListLine(
        number=number, side=side, kind="repairs", place=w.own, reach=w.own, words="修理", amount=3, taken=1,
        starts_on=today, ends_on=today + timedelta(days=9), post=post, channel="staff", state=state,
    ))  # fmt: skip
    return made


def _match(w: W, state: str, need: ListLine) -> NeedMatch:
    today = clock.today()
    made: NeedMatch = save(NeedMatch(
        need=need, service=w.a_service, amount=1, steps=0, first=today, state=state, proposed_by="staff",
        answer_until=today,
    ))  # fmt: skip
    return made


def _change(w: W, a: Actor) -> Any:
    day = clock.today()
    edit = changing.LineEdit(1, "", 0, w.own.pk, w.own.pk, day, day)
    return changing.change(w.new_need, edit, actor=a)


def _answer(w: W, a: Actor) -> Any:
    return matching.answer(w.waits, w.a_need, agrees=False, actor=a)


ACTS: dict[str, Act] = {
    "entering.consent": Act(RUN, lambda w, a: entering.consent(w.asked_need, agrees=True, actor=a), SPEAKS),
    "changing.change": Act(RUN, _change, SPEAKS),
    "keeping.look": Act(RUN, lambda w, a: keeping.look(w.new_need, show=False, actor=a)),
    "keeping.end": Act(RUN, lambda w, a: keeping.end(w.new_need, actor=a), SPEAKS),
    "keeping.show_contact": Act(RUN, lambda w, a: keeping.show_contact(w.a_need, actor=a)),
    "matching.propose": Act(RUN, lambda w, a: matching.propose(
        w.other_need, w.a_service, amount=0, actor=a), (*SPEAKS, *OTHER)),
    "matching.answer": Act(RUN, _answer, SPEAKS),
    "matching.settle": Act(RUN, lambda w, a: matching.settle(
        w.agreed, w.agreed.need, done=False, used=0, words="", actor=a), SPEAKS),
}  # fmt: skip
# a public form (offer); the pack of this world has no lists, so that nothing is entered (enter, speak, from_request):
# gongzhi/needs/tests/test_pages.py asks who may; parts of acts that have asked
INSIDE = {"entering.offer", "entering.enter", "entering.speak", "entering.from_request", "entering.enters"}
INSIDE |= {"entering.speaks_by", "shared.record"}

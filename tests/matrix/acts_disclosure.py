"""Every act of the boards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.access.public import SYSTEM
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.disclosure import models as m
from gongzhi.disclosure import public as disclosure
from gongzhi.disclosure.actions import days, follow, proofs, publish, queries, withdraw
from gongzhi.disclosure.actions.correct import correct
from gongzhi.disclosure.rules.queries import KIND
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from tests.matrix.acts import Act, W, any_of, everybody, nobody
from tests.matrix.acts_world import TODAY, save

PACKAGE = "gongzhi.disclosure.actions"
PUBLISH = any_of(P.BOARD_PUBLISH)
TOLD = disclosure.Answered("问", "居委会", None, None)


def above_both(held: frozenset[str], where: str) -> bool:
    """Who publishes for both places: a post above them."""
    return where == "parent" and P.BOARD_PUBLISH in held


def prepare(w: W) -> None:
    """A posting, an open day, and a question that lies with the owner's post."""
    w.board = disclosure.boards()[0].key
    w.open_class = next(d.key for d in packs.active().disclosures if d.by == "open_day")
    shown = {"board": w.board, "text": "全文", "place": w.own, "until": clock.now() + timedelta(days=20)}
    w.posting, w.told_day = (save(m.Posting(**shown, key=k, title="公开")) for k in ("a", "b"))
    opened = {"disclosure": w.open_class, "hours": "九点", "venue": "室", "programme": "看", "laid_open": "账"}
    w.open_day = save(m.OpenDay(place=w.own, day=TODAY, announced=w.told_day, **opened))
    asked = procedures.open_matter(kind=KIND, procedure=KIND, place_id=w.own.pk, title="问", holder_post=w.owner.pk,
                                   actor=SYSTEM)  # fmt: skip
    w.query = save(m.Query(matter=asked, number="100000000001", posting=w.posting, words="为什么？"))


def _publish(w: W, a: Any, **more: Any) -> Any:
    return publish(board=w.board, title="公开", text="全文", place_id=w.own.pk, actor=a, **more)


def _ask(channel: str) -> Any:
    return disclosure.QueryDraft("为什么？", channel=channel, source="" if channel == "web" else "第1号单")


ACTS: dict[str, Act] = {
    "publish.publish": Act(PUBLISH, _publish),
    "publish.publish answer": Act(any_of(P.BOARD_PUBLISH, P.REQUEST_RELEASE), lambda w, a: _publish(
        w, a, about=w.query.pk, answered=TOLD)),
    "correct.correct": Act(PUBLISH, lambda w, a: correct(
        w.posting.pk, title="公开", text="全文", why="", actor=a)),
    "withdraw.withdraw": Act(PUBLISH, lambda w, a: withdraw(w.posting.pk, reason="", actor=a)),
    "follow.move_board": Act(PUBLISH, lambda w, a: follow.move_board(w.own.pk, w.grid.pk, actor=a)),
    "follow.move_board away": Act(above_both, lambda w, a: follow.move_board(
        w.own.pk, w.places["sibling"].pk, actor=a)),
    "proofs.prove": Act(PUBLISH, lambda w, a: proofs.prove(
        w.posting, at="begin", taken_on=TODAY, where="", photos=[], actor=a)),
    "days.announce": Act(PUBLISH, lambda w, a: days.announce(
        disclosure.DayDraft(w.open_class, w.own.pk, TODAY, "", "", "", ""), actor=a)),
    "days.report": Act(PUBLISH, lambda w, a: days.report(w.open_day, text="", visitors=-1, actor=a)),
    "days.cancel": Act(PUBLISH, lambda w, a: days.cancel(w.open_day, reason="", actor=a)),
    "queries.ask": Act(everybody, lambda w, a: queries.ask(w.posting, _ask("web"), actor=a)),
    "queries.ask paper": Act(PUBLISH, lambda w, a: queries.ask(w.posting, _ask("paper"), actor=a)),
    "queries.ask_for_day": Act(everybody, lambda w, a: queries.ask_for_day(w.open_day, _ask("web"), actor=a)),
    "queries.ask_for_day paper": Act(PUBLISH, lambda w, a: queries.ask_for_day(w.open_day, _ask("paper"), actor=a)),
    # by who has the link of the question, or is signed in as who asked it: the page has asked
    "queries.appeal": Act(everybody, lambda w, a: queries.appeal(w.query, _ask("web"), actor=a)),
    "queries.answer": Act(nobody, lambda w, a: queries.answer(w.query, asked="", words="", actor=a), ("owning",)),
}  # fmt: skip
INSIDE: set[str] = set()

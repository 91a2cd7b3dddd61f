"""Every act of `deliberation`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.deliberation.actions import forum, meetings, posting, sitting, topics
from gongzhi.deliberation.models import Comment, Meeting, Motion, Report, Seat, Topic
from gongzhi.deliberation.public import Signed, TopicDraft
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from tests.matrix.acts import Act, W, any_of, everybody, nobody
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.deliberation.actions"
RUN = any_of(P.TOPIC_RUN)


def prepare(w: W) -> None:
    """A council with a member who sits, a topic that stands before it, a meeting being prepared and one that sits."""
    way = packs.active().deliberations[0]
    step = next(s for s in packs.active().procedure(way.procedure).steps if s.meets)
    assert step.meets is not None
    w.council = body(step.meets.of[0], "议事会", w.own)
    _post, w.sitting = held(w.council, "x", "议事会成员")
    w.proposing = people.create_person(name="提议的人").pk
    matter = procedures.open_matter(
        kind="topic", procedure=way.procedure, place_id=w.own.pk, title="题", holder_post=w.owner.pk, actor=SYSTEM
    )
    w.proposed = save(Topic(matter=matter, number="1", kind=way.key, words="题", proposer_id=w.proposing))
    w.at_council = Topic.objects.select_related("matter").get(pk=matter.pk)
    w.at_council.matter.step = step.key  # as it is read; nothing of it is kept
    said = {"topic": w.proposed, "step": step.key, "words": "话", "person_id": w.proposing}
    w.said, w.refused = save(Comment(**said)), save(Comment(**said, state="refused"))
    w.flagged = save(Report(comment=w.said, words="话"))
    soon = clock.now() + timedelta(days=9)
    fields = {"body": w.council, "place": w.own, "post": w.leader, "title": "会", "starts_at": soon, "venue": "室"}
    w.preparing, w.sits = save(Meeting(**fields)), save(Meeting(**fields, state="open"))
    w.place_in = save(Seat(meeting=w.sits, appointment=w.sitting, signed="paper"))
    w.moved = save(Motion(meeting=w.sits, position=1, title="案", rule=step.meets.rule, vote="show"))
    w.named = save(Motion(meeting=w.sits, position=2, title="案", rule=step.meets.rule, vote="named"))


def _draft(w: W, channel: str) -> TopicDraft:
    key = packs.active().deliberations[0].key
    return TopicDraft(key, w.own.pk, "路灯", "路灯不亮", channel=channel, source="第一页")


def _rate(w: W, a: Actor) -> Any:
    return topics.rate(w.proposed, person_id=a.person_id or 0, stars=0, words="", actor=a)


ACTS: dict[str, Act] = {
    "topics.propose": Act(everybody, lambda w, a: topics.propose(_draft(w, "web"), actor=a)),
    "topics.propose paper": Act(RUN, lambda w, a: topics.propose(_draft(w, "paper"), actor=a)),
    "topics.moderate": Act(RUN, lambda w, a: topics.moderate(w.proposed, actor=a, show=False)),
    "topics.comment": Act(everybody, lambda w, a: topics.comment(w.proposed, "好的", actor=a)),
    "topics.comment paper": Act(RUN, lambda w, a: topics.comment(w.proposed, "好的", actor=a, channel="paper")),
    "topics.moderate_comment": Act(RUN, lambda w, a: topics.moderate_comment(w.said, actor=a, show=False)),
    "topics.appeal": Act(nobody, lambda w, a: topics.appeal(w.refused, "", actor=a), ("proposing",)),
    "forum.answer": Act(RUN, lambda w, a: forum.answer(w.proposed, "", actor=a)),
    "forum.close": Act(RUN, lambda w, a: forum.close(w.proposed, reason="", actor=a)),
    "forum.reopen": Act(RUN, lambda w, a: forum.reopen(w.proposed, actor=a)),
    "forum.report": Act(everybody, lambda w, a: forum.report(w.said, "", actor=a)),
    "forum.decide": Act(RUN, lambda w, a: forum.decide(w.flagged, keep=False, reason="", actor=a)),
    "topics.rate": Act(nobody, _rate, ("proposing",)),
    "posting.put_up": Act(any_of(P.BOARD_PUBLISH), lambda w, a: posting.put_up(
        w.proposed, actor=a, title="题", text="文")),
    "meetings.call": Act(RUN, lambda w, a: meetings.call(
        actor=a, body_id=w.council.pk, title="会", starts_at=clock.now(), venue="室")),
    "meetings.put_topic": Act(RUN, lambda w, a: meetings.put_topic(w.preparing, w.at_council, actor=a)),
    "meetings.put_motion": Act(RUN, lambda w, a: meetings.put_motion(
        w.preparing, actor=a, title="案", text="", rule=w.moved.rule, vote="show")),
    "meetings.remove": Act(RUN, lambda w, a: meetings.remove(w.sits, w.moved.pk, actor=a)),
    "meetings.notify": Act(RUN, lambda w, a: meetings.notify(w.preparing, actor=a)),
    "meetings.move": Act(RUN, lambda w, a: meetings.move(
        w.preparing, actor=a, starts_at=w.preparing.starts_at, venue="")),
    "meetings.drop": Act(RUN, lambda w, a: meetings.drop(w.preparing, actor=a, reason="")),
    "sitting.open_": Act(RUN, lambda w, a: sitting.open_(w.preparing, actor=a)),
    "sitting.sign": Act(nobody, lambda w, a: sitting.sign(w.sits, None, Signed.ACCOUNT, actor=a), ("sitting",)),
    "sitting.sign paper": Act(RUN, lambda w, a: sitting.sign(w.sits, w.place_in.pk, Signed.PAPER, actor=a)),
    "sitting.vote_by_hands": Act(RUN, lambda w, a: sitting.vote_by_hands(w.sits, w.moved.pk, {}, actor=a)),
    "sitting.vote_by_name": Act(RUN, lambda w, a: sitting.vote_by_name(w.sits, w.named.pk, {5: "for"}, actor=a)),
    "sitting.override": Act(RUN, lambda w, a: sitting.override(w.sits, w.moved.pk, passed=True, reason="", actor=a)),
    "sitting.close": Act(RUN, lambda w, a: sitting.close(w.sits, notes="", actor=a)),
    "sitting.object_": Act(nobody, lambda w, a: sitting.object_(w.sits, "", actor=a), ("sitting",)),
    "sitting.freeze": Act(RUN, lambda w, a: sitting.freeze(w.sits, actor=a)),
}  # fmt: skip
INSIDE = {"follow.on_step", "follow.on_supervised", "meetings.record", "posting.on_publish"}
# Guiyang reviews nobody; who may: deliberation/tests/test_review.py
INSIDE |= {"reviews.start", "reviews.write_report", "reviews.open_ballots", "reviews.release", "reviews.bars"}

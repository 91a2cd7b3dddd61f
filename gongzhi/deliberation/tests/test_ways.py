"""Every way of deliberating of every pack: a topic from its proposal to the archive, through the actions alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import Actor, ActorKind, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import Choice, Meeting, Motion, Seat, Signed, Topic, TopicDraft
from gongzhi.deliberation.queries import hearings as hearing_reads
from gongzhi.deliberation.rules.hearings import HearingDraft
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.procedures.public import StepKind
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db

WAYS = [(pack, way.key) for pack in packs.shipped() for way in packs.load(pack).deliberations]
in_town = contextmanager(settled)


def topic_of(town: Settled, way: packs.Deliberation) -> Topic:
    community = packs.active().community
    assert community is not None
    draft = TopicDraft(
        kind=way.key, place_id=town.places[community.main], title="院子里装充电桩", words="想集中充电。", name="老王"
    )
    return deliberation.propose(draft, actor=Actor(ActorKind.RESIDENT))


def at_desk(topic: Topic) -> Actor:
    """Who holds the topic now, or is offered it and takes it on."""
    matter = topic.matter
    matter.refresh_from_db()
    post = matter.offered_post_id or matter.holder_post_id
    assert post is not None
    holder = orgs.holder_of(post).person_id
    assert holder is not None
    actor = orgs.actor_of(holder)
    if matter.offered_post_id:
        procedures.accept(matter.pk, actor=actor)
        matter.refresh_from_db()
    return actor


def publisher(topic: Topic) -> Actor:
    """Who holds the topic, or the nearest post that may publish."""
    here, actor = places.ancestors(topic.matter.place_id), at_desk(topic)
    if may(actor, Permission.BOARD_PUBLISH, here):
        return actor
    kinds = [k.key for k in packs.active().post_kinds if Permission.BOARD_PUBLISH in k.permissions]
    holder = orgs.holder_of(orgs.find_post(kinds, here) or 0).person_id
    assert holder is not None
    return orgs.actor_of(holder)


def sit(topic: Topic, manual_clock: Any, *, passes: bool = True) -> Motion:
    """The body of the step meets about the topic: told in time, everybody there, all hands up or none."""
    actor, step = at_desk(topic), procedures.step_of(topic.matter)
    assert step.meets is not None
    with pytest.raises(NotAllowed):  # nobody chooses what a meeting decides
        procedures.choose(topic.pk, outcome=step.outcomes[0].key, actor=actor)
    body = next(b for b in orgs.bodies_within(topic.matter.place_id, list(step.meets.of)))
    starts = clock.now() + timedelta(days=step.meets.notice.amount)
    meeting = deliberation.call(actor=actor, body_id=body.pk, title="开会", starts_at=starts, venue="会议室")
    motion = deliberation.put_topic(meeting, topic, actor=actor, text="装两组充电桩")
    deliberation.notify(meeting, actor=actor)
    manual_clock.set(starts)
    meeting = Meeting.objects.get(pk=meeting.pk)
    deliberation.open_(meeting, actor=actor)
    seats = list(Seat.objects.filter(meeting=meeting))
    assert len(seats) >= 5  # a body of one decides nothing
    for seat in seats:
        deliberation.sign(meeting, seat.pk, Signed.PAPER, actor=actor)
    hands = {Choice.FOR: len(seats) if passes else 0, Choice.AGAINST: 0 if passes else len(seats)}
    made = deliberation.vote_by_hands(meeting, motion.pk, hands, actor=actor)
    deliberation.close(meeting, actor=actor, notes="")
    return made


def hear(topic: Topic, manual_clock: Any) -> None:
    """The hearing that the next step asks for, where it asks for one: announced, held, its record public."""
    if not hearing_reads.lacking(topic):
        return
    actor = publisher(topic)
    starts = clock.now() + timedelta(days=4)
    draft = HearingDraft("talk", starts, "社区会议室", starts)
    if topic.shown != "shown":
        deliberation.moderate(topic, actor=actor, show=True)
    hearing = deliberation.hearings.announce(topic, draft, actor=actor)
    manual_clock.set(starts)
    deliberation.hearings.enter(hearing, actor=actor, statement="装在东门内侧最好", source="当场口述")
    deliberation.hearings.publish(hearing, "到会居民都赞成。", actor=actor)


def go_on(topic: Topic, manual_clock: Any) -> None:
    """One step by its first outcome."""
    topic.matter.refresh_from_db()
    step = procedures.step_of(topic.matter)
    if step.kind is StepKind.MEETING:
        assert sit(topic, manual_clock).passed
    elif step.kind is StepKind.TASK:
        first = step.outcomes[0]
        hear(topic, manual_clock)
        words = {"public_text" if "answer" in first.needs else "internal_text": "照大家的意见办"}
        procedures.choose(topic.pk, outcome=first.key, actor=at_desk(topic), **words)
    else:
        if step.kind is StepKind.PUBLICATION:
            deliberation.put_up(topic, actor=publisher(topic), title="装充电桩", text="在东门内侧装两组充电桩。")
        assert step.days is not None
        manual_clock.set(clock.now() + timedelta(days=step.days, minutes=1))
        procedures.run_ticks(100)
    topic.matter.refresh_from_db()


@pytest.fixture
def walked(db: None, manual_clock: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Topic, packs.Deliberation]]:
    pack, key = request.param
    with in_town(pack) as town:
        way = packs.active().deliberation(key)
        yield topic_of(town, way), way


@pytest.mark.parametrize("walked", WAYS, indirect=True, ids=["-".join(w) for w in WAYS])
def test_a_topic_comes_to_the_archive(walked: tuple[Topic, packs.Deliberation], manual_clock: Any) -> None:
    topic, way = walked
    steps = packs.active().procedure(way.procedure).steps
    passed: list[str] = []
    while topic.matter.state != "archived":
        assert topic.matter.step not in passed, "it goes round"
        passed.append(topic.matter.step)
        go_on(topic, manual_clock)
    assert [*passed, topic.matter.step] == [s.key for s in steps]  # none is skipped
    assert topic.matter.ending == "solved"
    meetings = sum(1 for s in steps if s.kind is packs.StepKind.MEETING)
    assert Motion.objects.filter(topic=topic, passed=True).count() == meetings >= 1


@pytest.mark.parametrize("walked", WAYS, indirect=True, ids=["-".join(w) for w in WAYS])
def test_what_is_voted_down_goes_back(walked: tuple[Topic, packs.Deliberation], manual_clock: Any) -> None:
    topic, _way = walked
    while procedures.step_of(topic.matter).meets is None:
        go_on(topic, manual_clock)
    meeting_step = procedures.step_of(topic.matter)
    assert sit(topic, manual_clock, passes=False).passed is False
    topic.matter.refresh_from_db()
    assert topic.matter.step == meeting_step.outcomes[1].next
    assert procedures.step_of(topic.matter).kind is StepKind.TASK


def test_guangyuan_publishes_twice_and_is_supervised() -> None:
    way = packs.load("guangyuan").procedure("four-two-one")
    assert way.supervisors is not None
    assert way.supervisors.by == ("overseer",)
    published = [s for s in way.steps if s.kind is packs.StepKind.PUBLICATION]
    assert [(s.board, (s.days or 0) >= 15) for s in published] == [("residents", True)] * 2
    rules = [s.meets.rule for s in way.steps if s.meets]
    assert rules == ["party-vote", "council", "party-vote", "residents-representatives"]


def test_residents_choose_the_way_where_there_are_several(db: None, manual_clock: Any) -> None:
    with in_town("guangyuan") as town:
        page = Client().get("/topics/new/").content.decode()
        assert "四议两公开一监督" in page
        data = {"title": "院子里装充电桩", "words": "想集中充电。", "name": "老王", "kind": "four-two-one"}
        there = {**data, "place": str(town.places["dachanggou"]), "submission": "a"}
        answer = Client().post("/topics/new/", there)  # has no secretary who takes it in
        assert answer.status_code == 422
        assert "请换一种" in answer.content.decode()
        here = {**data, "place": str(town.places["shipan"]), "submission": "b"}
        assert Client().post("/topics/new/", here).status_code == 302
        assert Topic.objects.get().kind == "four-two-one"

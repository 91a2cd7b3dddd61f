"""Topics whose step is decided by representatives, or in secret by a body; nothing is told before the release."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Meeting, Motion, Seat
from gongzhi.deliberation.public import Signed, ballots
from gongzhi.deliberation.queries import meetings
from gongzhi.deliberation.tests.test_assembly import both_count, later
from gongzhi.deliberation.tests.test_ways import at_desk, go_on, in_town, topic_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def guangyuan(db: None, manual_clock: Any) -> Iterator[Settled]:
    with in_town("guangyuan") as town:
        yield town


def test_the_last_of_four_deliberations_is_by_representatives(guangyuan: Settled, manual_clock: Any) -> None:
    topic = topic_of(guangyuan, packs.active().deliberation("four-two-one"))
    for _step in range(40):
        step = procedures.step_of(topic.matter)
        if step.meets is not None and step.meets.rule == "residents-representatives":
            break
        go_on(topic, manual_clock)
    assert step.meets is not None
    actor = at_desk(topic)
    body = next(b for b in orgs.bodies_within(topic.matter.place_id, list(step.meets.of)))
    register = voting.open_register(
        place_id=body.place_id, kind="representatives", title="居民代表名册", body_id=body.pk, actor=actor
    )
    rows = voting.add_members(register.pk, actor=actor)
    voting.freeze_register(register.pk, actor=actor)
    meeting = deliberation.call_electorate(
        actor=actor, register_id=register.pk, rule="residents-representatives", title="居民代表会议", venue="会议室",
        starts_at=clock.now() + timedelta(days=4), demand_by="representatives", demand_count=len(rows),
        demand_of=len(rows), demand_paper="签名册",
    )  # fmt: skip
    motion = deliberation.put_topic(meeting, topic, actor=actor, text="装两组充电桩")
    assert (motion.rule, motion.vote) == ("residents-representatives", "show")
    deliberation.notify(meeting, actor=actor)
    with pytest.raises(NotAllowed):  # nobody chooses what a meeting decides
        procedures.choose(topic.pk, outcome=step.outcomes[0].key, actor=actor)
    later(4)
    deliberation.open_(meeting, actor=actor)
    deliberation.enter(meeting, [r.pk for r in rows], Signed.PAPER, actor=actor)
    ballots.start(meeting, motion.pk, actor=actor)
    second = next(
        orgs.actor_of(people[0])
        for people in guangyuan.holders.values()
        if people and people[0] != actor.person_id and deliberation_counts(people[0], meeting)
    )
    ballots.count(meeting, motion.pk, {"for": len(rows)}, actor=actor)
    assert ballots.count(meeting, motion.pk, {"for": len(rows)}, actor=second)
    ballots.release(meeting, motion.pk, actor=actor)
    topic.matter.refresh_from_db()
    assert topic.matter.step == step.key  # the close takes it on
    deliberation.close(meeting, notes="", actor=actor)
    topic.matter.refresh_from_db()
    assert topic.matter.step == step.outcomes[0].next


def deliberation_counts(person: int, meeting: Meeting) -> bool:
    from gongzhi.deliberation.queries.assembly import may_count

    return may_count(orgs.actor_of(person), meeting)


def test_a_body_votes_in_secret_where_its_step_says_so(
    city: Settled, manual_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = topic_of(city, packs.active().deliberations[0])
    while procedures.step_of(topic.matter).meets is None:
        go_on(topic, manual_clock)
    step = procedures.step_of(topic.matter)
    assert step.meets is not None
    secret = dataclasses.replace(step, meets=dataclasses.replace(step.meets, vote="secret"))
    monkeypatch.setattr(meetings, "decided_by", lambda _topic, _meeting: secret)
    actor, director = at_desk(topic), city.actor("director")
    body = next(b for b in orgs.bodies_within(topic.matter.place_id, list(step.meets.of)))
    starts = clock.now() + timedelta(days=4)
    meeting = deliberation.call(actor=actor, body_id=body.pk, title="开会", starts_at=starts, venue="会议室")
    motion = deliberation.put_topic(meeting, topic, actor=actor)
    other = deliberation.put_motion(meeting, actor=actor, title="另一项", text="", rule="council", vote="secret")
    deliberation.notify(meeting, actor=actor)
    later(4)
    deliberation.open_(meeting, actor=actor)
    seats = list(Seat.objects.filter(meeting=meeting).order_by("id"))
    for n, seat in enumerate(seats):
        deliberation.sign(meeting, seat.pk, Signed.PAPER if n < 6 else Signed.ABSENT, actor=actor)
    polls = []
    for one, agreed in ((motion, 4), (other, 2)):
        started = ballots.start(meeting, one.pk, actor=actor)
        assert started.poll is not None
        polls.append(started.poll)
        assert ballots.give(meeting, one.pk, actor=actor) == 6
        counts = {"for": agreed, "against": 6 - agreed}
        ballots.count(meeting, one.pk, counts, actor=actor)
        assert ballots.count(meeting, one.pk, counts, actor=director)
        with pytest.raises(NotAllowed):
            voting.result(started.poll.pk)
        ballots.release(meeting, one.pk, actor=actor)
    assert polls[0].electorate_id == polls[1].electorate_id  # one register of the members for the meeting
    assert voting.size_of(polls[0].electorate_id).rows == len(seats)
    deliberation.close(meeting, notes="", actor=actor)
    rows = list(Motion.objects.filter(meeting=meeting).order_by("position"))
    assert [m.passed for m in rows] == [True, False]
    topic.matter.refresh_from_db()
    assert topic.matter.step == step.outcomes[0].next
    deliberation.freeze(meeting, actor=actor)
    assert meeting.minutes is not None
    assert meeting.minutes["motions"][0]["votes"] == []  # nobody's name stands beside a choice


def test_a_verdict_set_aside_is_so_in_the_result_too(city: Settled) -> None:
    from gongzhi.deliberation.tests.test_assembly import REPRESENTATIVES, frozen, opened

    register, rows = frozen(city, "representatives", [None] * 6)
    meeting, motion = opened(city, register, REPRESENTATIVES)
    director = city.actor("director")
    deliberation.enter(meeting, [r.pk for r in rows], Signed.PAPER, actor=director)
    motion = ballots.start(meeting, motion.pk, actor=director)
    both_count(city, meeting, motion, **{"for": 2, "against": 4})
    ballots.release(meeting, motion.pk, actor=director)
    deliberation.override(meeting, motion.pk, passed=True, reason="街道要求限期整改安全隐患", actor=director)
    outcome = voting.result(motion.poll_id or 0)
    assert outcome.override is not None
    assert outcome.passed is True
    deliberation.close(meeting, notes="", actor=director)
    deliberation.freeze(meeting, actor=director)
    assert meeting.minutes is not None
    told = meeting.minutes["motions"][0]
    assert (told["passed"], told["verdict"]["passed"]) == (True, False)
    assert told["override_by"]

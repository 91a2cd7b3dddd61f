"""A topic from a resident's proposal to its rating: each step by its page, nothing skipped or shown early."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.core.clock import SHANGHAI
from gongzhi.deliberation.models import Comment, Meeting, Motion, Seat, Topic, TopicRating
from gongzhi.deliberation.queries import assembly as doors
from gongzhi.deliberation.queries.record import digest_of
from gongzhi.deliberation.queries.topics import link_of
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.procedures import public as procedures
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
HOME = "/desk/topics/"


def propose(city: Settled, **more: str) -> Topic:
    data = {
        "place": str(city.places["zhonghua"]), "title": "院子里装充电桩", "words": "楼下飞线充电很多，想集中充电。",
        "name": "老王", "phone": "13985550101", "submission": "one", **more,
    }  # fmt: skip
    answer = Client().post("/topics/new/", data)
    assert answer.status_code == 302, answer.content.decode()[:900]
    return Topic.objects.select_related("matter").get(number=answer["Location"].split("/")[2])


def act(client: Client, topic: Topic, verb: str, **data: str) -> None:
    answer = client.post(f"{HOME}{topic.pk}/{verb}/", data)
    assert answer.status_code == 302, answer.content.decode()[:1500]
    topic.matter.refresh_from_db()


def at_decision(city: Settled, desk: Any) -> Topic:
    topic = propose(city)
    convener = desk("convener")
    act(convener, topic, "show")
    act(convener, topic, "step", outcome="discuss", words="收到12条意见，多数赞成")
    act(convener, topic, "step", outcome="ready", words="在东门内侧装两组")
    return topic


def sit(city: Settled, desk: Any, topic: Topic, present: int = 9) -> tuple[Client, Meeting]:
    """A meeting with the topic, opened on its day; so many of its nine members present."""
    convener = desk("convener")
    starts = clock.local(clock.now()) + timedelta(days=4)
    answer = convener.post(
        "/desk/meetings/new/",
        {"body": str(city.bodies["council"]), "title": "三月议事会", "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
         "venue": "社区会议室"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:900]
    meeting = Meeting.objects.get()
    go(convener, meeting, "topic", topic=str(topic.pk), text="在东门内侧装两组充电桩")
    go(convener, meeting, "notice", reason="")
    return convener, meeting


def go(client: Client, meeting: Meeting, verb: str, status: int = 302, **data: str) -> str:
    answer = client.post(f"/desk/meetings/{meeting.pk}/{verb}/", data)
    assert answer.status_code == status, answer.content.decode()[:1500]
    meeting.refresh_from_db()
    return str(answer.content.decode())


def test_a_topic_is_looked_at_before_it_and_what_is_said_stand_in_public(city: Settled, desk: Any) -> None:
    topic = propose(city)
    propose(city)
    assert Topic.objects.count() == 1  # the form was sent twice
    assert Client().get(f"/topics/{topic.number}/").status_code == 404  # nobody has looked at it yet
    assert topic.matter.title in text(Client().get(link_of(topic, own=True)))
    convener = desk("convener")
    assert topic.matter.title in text(convener.get(HOME))
    act(convener, topic, "show")
    page = text(Client().get(f"/topics/{topic.number}/"))
    assert "老王" not in page
    assert "13985550101" not in page
    assert "意见收集会广听民声" in page  # the source of the step
    for _again in range(2):
        Client().post(f"/topics/{topic.number}/comment/", {"words": "同意，但要装在室外", "submission": "c1"})
    said = Comment.objects.get()
    assert "要装在室外" not in text(Client().get(f"/topics/{topic.number}/"))
    assert convener.post(f"{HOME}comments/{said.pk}/", {"show": "yes"}).status_code == 302
    assert "要装在室外" in text(Client().get(f"/topics/{topic.number}/"))


def hands(client: Client, motion: Motion, agreed: int, against: int, abstained: int = 0) -> Any:
    n = str(motion.pk)
    data = {f"{n}-agreed": str(agreed), f"{n}-against": str(against), f"{n}-abstained": str(abstained)}
    return client.post(f"/desk/meetings/{motion.meeting_id}/motions/{n}/hands/", data)


def enter(client: Client, meeting: Meeting, how: str, **narrow: Any) -> None:
    for seat in Seat.objects.filter(meeting=meeting, **narrow):
        client.post(f"/desk/meetings/{meeting.pk}/seats/{seat.pk}/", {"signed": how})


def opened(city: Settled, desk: Any, manual_clock: Any) -> tuple[Topic, Client, Meeting, Motion]:
    topic = at_decision(city, desk)
    convener, meeting = sit(city, desk, topic)
    manual_clock.set(datetime(2026, 3, 6, 14, 0, tzinfo=SHANGHAI))
    go(convener, meeting, "open")
    return topic, convener, meeting, Motion.objects.get()


def test_nothing_is_decided_without_quorum_or_an_unsigned_list(city: Settled, desk: Any, manual_clock: Any) -> None:
    topic, convener, meeting, motion = opened(city, desk, manual_clock)
    assert topic.matter.step == "decide"
    assert convener.post(f"{HOME}{topic.pk}/step/", {"outcome": "passed"}).status_code in (409, 422)
    assert Seat.objects.filter(meeting=meeting).count() == 9
    assert "未达到" in text(convener.get(f"/desk/meetings/{meeting.pk}/"))
    assert "还没有达到法定人数" in text(hands(convener, motion, 0, 0), 422)
    councillor = desk("councillors")
    councillor.get(f"/meetings/{meeting.pk}/here/?c={doors.door(meeting.pk)[0]}")
    assert councillor.post(f"/meetings/{meeting.pk}/here/").status_code == 302
    enter(convener, meeting, "paper", pk__in=Seat.objects.filter(meeting=meeting, signed="").values("pk")[:4])
    assert "票比人多" in text(hands(convener, motion, 5, 1), 422)
    assert "弃权的也要录入" in text(hands(convener, motion, 3, 1), 422)
    assert hands(convener, motion, 4, 1).status_code == 302
    assert hands(convener, motion, 4, 1).status_code == 409  # it was voted on
    assert "赞成 4" not in text(Client().get(f"/topics/{topic.number}/"))  # nothing before the meeting is closed
    assert "签到表不完整" in go(convener, meeting, "close", status=422, notes="")
    enter(convener, meeting, "absent", signed="")
    go(convener, meeting, "close", notes="大家还问了电费由谁收")
    public = text(Client().get(f"/topics/{topic.number}/"))
    assert "赞成 4" in public
    assert "本平台默认规则" in public


def closed(city: Settled, desk: Any, manual_clock: Any) -> tuple[Topic, Client, Meeting]:
    topic, convener, meeting, motion = opened(city, desk, manual_clock)
    enter(convener, meeting, "paper")
    hands(convener, motion, 8, 1)
    go(convener, meeting, "close", notes="大家还问了电费由谁收")
    topic.matter.refresh_from_db()
    return topic, convener, meeting


def test_minutes_are_compiled_objected_to_and_frozen(city: Settled, desk: Any, manual_clock: Any) -> None:
    _topic, convener, meeting = closed(city, desk, manual_clock)
    go(desk("councillors"), meeting, "objection", words="我投的是反对，请写明理由")
    go(convener, meeting, "freeze")
    assert meeting.minutes is not None
    assert meeting.minutes["objections"][0]["words"].startswith("我投的是反对")
    assert meeting.digest == digest_of(meeting.minutes)
    assert ledger.entries_of(meeting.pk)[-1].codes["digest"] == meeting.digest
    assert convener.get(f"/desk/meetings/{meeting.pk}/minutes/word/").status_code == 200
    page = text(convener.get(f"/desk/meetings/{meeting.pk}/minutes/page/"))
    assert "大家还问了电费由谁收" in page
    assert meeting.digest in page
    go(desk("councillors"), meeting, "objection", status=409, words="再说一句")


def test_a_decision_is_published_carried_out_and_rated(city: Settled, desk: Any, manual_clock: Any) -> None:
    topic, convener, _meeting = closed(city, desk, manual_clock)
    assert topic.matter.step == "publish"
    act(convener, topic, "put-up", title="议事会决定装充电桩", text="在东门内侧装两组充电桩，物业收电费。")
    assert topic.matter.state == "waiting"
    manual_clock.set(datetime(2026, 3, 23, 9, 0, tzinfo=SHANGHAI))
    procedures.run_ticks(100)
    topic.matter.refresh_from_db()
    assert topic.matter.step == "carry-out"
    director = desk("director")
    act(director, topic, "accept")
    act(director, topic, "step", outcome="done", words="已经装好两组，可以使用")
    assert topic.matter.step == "review"
    assert Client().post(f"/topics/{topic.number}/rate/", {"stars": "5"}).status_code in (302, 403)
    assert TopicRating.objects.count() == 0  # who took no part rates nothing
    own = link_of(topic, own=True)
    assert Client().post(own.replace("?", "rate/?"), {"stars": "4", "words": "装得快"}).status_code == 302
    assert TopicRating.objects.get().stars == 4
    assert "4.0" in text(Client().get(f"/topics/{topic.number}/"))
    told = [m.text for m in notices.inbox(topic.proposer_id).items]
    assert any("表决通过" in words for words in told)
    assert any("请您评价" in words for words in told)


def test_an_override_is_named_reasoned_and_public(city: Settled, desk: Any, manual_clock: Any) -> None:
    topic = at_decision(city, desk)
    convener, meeting = sit(city, desk, topic)
    manual_clock.set(datetime(2026, 3, 6, 14, 0, tzinfo=SHANGHAI))
    go(convener, meeting, "open")
    for seat in Seat.objects.filter(meeting=meeting):
        convener.post(f"/desk/meetings/{meeting.pk}/seats/{seat.pk}/", {"signed": "paper"})
    motion = Motion.objects.get()
    n = str(motion.pk)
    base = f"/desk/meetings/{meeting.pk}/motions/{n}/"
    convener.post(base + "hands/", {f"{n}-agreed": "4", f"{n}-against": "5", f"{n}-abstained": "0"})
    motion.refresh_from_db()
    assert motion.passed is False
    assert text(convener.post(base + "override/", {f"o{n}-passed": "yes", f"o{n}-reason": ""}), 422)
    convener.post(base + "override/", {f"o{n}-passed": "yes", f"o{n}-reason": "街道要求安全整改，限期完成"})
    go(convener, meeting, "close", notes="")
    public = text(Client().get(f"/topics/{topic.number}/"))
    assert "街道要求安全整改" in public
    topic.matter.refresh_from_db()
    assert topic.matter.step == "publish"


def test_notice_is_as_long_as_the_rules_ask_or_says_why(city: Settled, desk: Any) -> None:
    topic = at_decision(city, desk)
    convener = desk("convener")
    soon = clock.local(clock.now()) + timedelta(days=1)
    data = {
        "body": str(city.bodies["council"]),
        "title": "急会",
        "starts_at": f"{soon:%Y-%m-%dT%H:%M}",
        "venue": "会议室",
    }
    assert convener.post("/desk/meetings/new/", data).status_code == 302
    meeting = Meeting.objects.get()
    assert "至少一项议程" in go(convener, meeting, "notice", status=422, reason="")
    go(convener, meeting, "topic", topic=str(topic.pk), text="")
    assert "提前3天" in go(convener, meeting, "notice", status=422, reason="")
    go(convener, meeting, "notice", reason="汛期抢修")
    assert meeting.haste == "汛期抢修"
    assert "还没有开会" in go(convener, meeting, "open", status=302) or meeting.state == "noticed"
    go(convener, meeting, "drop", reason="下雨改期")
    assert meeting.state == "dropped"
    second = {**data, "starts_at": f"{soon + timedelta(days=7):%Y-%m-%dT%H:%M}"}
    convener.post("/desk/meetings/new/", second)
    again = Meeting.objects.exclude(pk=meeting.pk).get()
    go(convener, again, "topic", topic=str(topic.pk), text="")  # free for another meeting


def test_who_may_not_sees_and_does_nothing(city: Settled, desk: Any) -> None:
    topic = at_decision(city, desk)
    convener, meeting = sit(city, desk, topic)
    worker, member = desk("hotline"), desk("councillors", 2)
    assert worker.get(HOME).status_code == 403
    assert worker.get(f"{HOME}{topic.pk}/").status_code == 404
    assert worker.get(f"/desk/meetings/{meeting.pk}/").status_code == 404
    assert member.get(f"/desk/meetings/{meeting.pk}/").status_code == 200
    assert member.post(f"/desk/meetings/{meeting.pk}/open/").status_code == 403
    assert member.post(f"/desk/meetings/{meeting.pk}/drop/", {"reason": "x"}).status_code == 403


def test_a_comment_is_refused_with_a_reason_and_somebody_else_decides_an_appeal(city: Settled, desk: Any) -> None:
    topic = at_decision(city, desk)
    own = link_of(topic, own=True)
    Client().post(own.replace("?", "comment/?"), {"words": "某某是骗子", "submission": "c2"})
    said = Comment.objects.get()
    convener, secretary = desk("convener"), desk("secretary")
    convener.post(f"{HOME}comments/{said.pk}/", {"show": "no", "reason": ""})
    said.refresh_from_db()
    assert said.state == "waiting"  # a refusal needs its reason
    convener.post(f"{HOME}comments/{said.pk}/", {"show": "no", "reason": "指名骂人"})
    assert "指名骂人" in text(Client().get(own))
    Client().post(own.replace("?", f"appeal/{said.pk}/?"), {"reason": "没有写名字"})
    convener.post(f"{HOME}comments/{said.pk}/", {"show": "yes"})
    said.refresh_from_db()
    assert said.state == "refused"  # not by the same person
    secretary.post(f"{HOME}comments/{said.pk}/", {"show": "yes"})
    said.refresh_from_db()
    assert (said.state, said.appeal_closed) == ("shown", True)

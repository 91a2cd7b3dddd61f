"""What a walk through the pages found: another day for a meeting, the day of a decision, steps passed over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.deliberation.actions import posting
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.deliberation.queries import standing
from gongzhi.deliberation.tests.test_topic import act, at_decision, go, propose
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def test_day_and_venue_change_until_the_notice(city: Settled, desk: Any) -> None:
    topic, convener = at_decision(city, desk), desk("convener")
    early = (clock.local(clock.now()) + timedelta(days=1)).replace(hour=7, minute=30)
    data = {"body": str(city.bodies["council"]), "title": "议事会", "venue": "社区会议室"}
    convener.post("/desk/meetings/new/", {**data, "starts_at": f"{early:%Y-%m-%dT%H:%M}"})
    meeting = Meeting.objects.get()
    assert "会议纪要：" not in text(convener.get(f"/desk/meetings/{meeting.pk}/"))  # nobody has met yet
    go(convener, meeting, "topic", topic=str(topic.pk), text="装两组充电桩")
    assert "请改到更晚的日子" in go(convener, meeting, "notice", 422, reason="")
    later = early + timedelta(days=3)
    assert "将来" in go(convener, meeting, "move", 422, starts_at="2020-01-01T08:00", venue="礼堂")
    go(convener, meeting, "move", starts_at=f"{later:%Y-%m-%dT%H:%M}", venue="礼堂")
    assert (clock.local(meeting.starts_at), meeting.venue) == (later, "礼堂")
    go(convener, meeting, "notice", reason="")
    assert convener.post(f"/desk/meetings/{meeting.pk}/move/", {"venue": "别处"}).status_code == 409
    assert desk("worker-05").post(f"/desk/meetings/{meeting.pk}/move/", {"venue": "别处"}).status_code == 404
    Motion.objects.filter(meeting=meeting).update(passed=True, agreed=7, against=1, abstained=0)
    assert f"{later:%Y-%m-%d}" in posting.draft_of(topic)  # half past seven here is another day in UTC


def test_steps_that_a_topic_was_led_past_are_not_called_done(city: Settled, desk: Any) -> None:
    topic, convener = propose(city), desk("convener")
    act(convener, topic, "show")
    act(convener, topic, "step", outcome="explain", words="属于物业报修，已转办。")
    states = {s.title: s.state for s in standing.steps(topic)}
    assert states["意见收集会"] == "done"
    assert states["议事决策会"] == "passed"
    assert "未经过" in text(convener.get(f"/topics/{topic.number}/"))

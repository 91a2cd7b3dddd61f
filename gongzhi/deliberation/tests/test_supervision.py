"""Supervisors question and hold topics; who must, answers and decides; nobody leaves a held step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import Topic, TopicDraft
from gongzhi.notices import public as notices
from gongzhi.procedures import public as procedures
from tests.desks import account_of
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    yield from settled("guangyuan")


@pytest.fixture
def at(town: Settled) -> Callable[[str], Client]:
    """A browser of who holds that post."""

    def enter(post: str) -> Client:
        found = Client()
        found.force_login(account_of(town.holders[post][0]))
        return found

    return enter


@pytest.fixture
def topic(town: Settled) -> Topic:
    draft = TopicDraft("five-steps", town.places["shipan"], "修停车棚", "电动车没有地方停。")
    made = deliberation.propose(draft, actor=ANONYMOUS)
    deliberation.moderate(made, actor=town.actor("convener"), show=True)
    made.matter.refresh_from_db()
    return made


def step(topic: Topic) -> str:
    topic.matter.refresh_from_db()
    return topic.matter.step


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_a_question_is_answered_in_time_and_everybody_reads_that(
    town: Settled, at: Callable[[str], Client], topic: Topic
) -> None:
    watcher, holder = at("overseer"), at("convener")
    page = f"/desk/topics/{topic.pk}/"
    assert "修停车棚" in text(watcher.get("/desk/supervision/"))
    assert holder.get("/desk/supervision/").status_code == 403
    assert "请填写" in text(watcher.post(f"{page}question/", {"question-words": ""}), 422)
    watcher.post(f"{page}question/", {"question-words": "谁来维护？"})
    assert "谁来维护" in text(holder.get(page))
    told = [m.text for m in notices.inbox(town.holders["convener"][0]).items]
    assert any("请在" in words and "修停车棚" in words for words in told)
    public = text(Client().get(f"/topics/{topic.number}/"))
    assert "监督者向承办人提出质询" in public
    assert "谁来维护" not in public  # words of the desk stay there
    assert at("director").post(f"{page}reply/", {"reply-answer": "居委会"}).status_code in (403, 404)
    holder.post(f"{page}reply/", {"reply-answer": "由居委会维护"})
    assert "由居委会维护" in text(watcher.get(page))
    assert "承办岗位答复了质询" in text(Client().get(f"/topics/{topic.number}/"))


def test_a_held_step_is_left_by_nobody_until_the_town_decides(
    town: Settled, at: Callable[[str], Client], topic: Topic
) -> None:
    watcher, holder, town_hall = at("overseer"), at("convener"), at("town-leader")
    page = f"/desk/topics/{topic.pk}/"
    assert text(watcher.post(f"{page}hold/", {"hold-reason": "没听完意见", "hold-days": "6"}), 422)  # the pack allows 5
    watcher.post(f"{page}hold/", {"hold-reason": "没听完意见", "hold-days": "5"})
    shown = text(holder.get(page))
    assert "监督者已暂缓" in shown
    assert "镇社区工作分管领导" in shown  # who decides
    before = step(topic)
    refused = holder.post(f"{page}step/", {"outcome": "hear", "words": "已汇总"})
    assert refused.status_code == 409
    with pytest.raises(NotAllowed):
        procedures.choose(topic.pk, outcome="hear", actor=town.actor("convener"), internal_text="已汇总")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(topic.matter).objects.filter(pk=topic.pk).update(step="hearing")
    assert step(topic) == before
    assert "修停车棚" in text(town_hall.get("/desk/?tab=told"))  # My work of who decides
    assert watcher.post(f"{page}decide/", {"decide-reason": "行"}).status_code == 403
    town_hall.post(f"{page}decide/", {"decide-to_step": "", "decide-reason": "意见已补听"})
    public = text(Client().get(f"/topics/{topic.number}/"))
    assert "监督者暂缓了这一步" in public
    assert "上一级决定继续办理" in public
    assert holder.post(f"{page}step/", {"outcome": "hear", "words": "已汇总"}).status_code == 302
    assert step(topic) == "hearing"
    assert text(watcher.post(f"{page}hold/", {"hold-reason": "再等等", "hold-days": "1"}), 302) == ""


def test_a_hold_sent_back_leaves_its_step_and_one_that_nobody_decides_falls(
    town: Settled, topic: Topic, manual_clock: Any
) -> None:
    holder, watcher = town.actor("convener"), town.actor("overseer")
    for outcome in ("hear",):
        procedures.choose(topic.pk, outcome=outcome, actor=holder, internal_text="已汇总")
    procedures.hold(topic.pk, reason="方案没公开", actor=watcher)
    procedures.decide_hold(topic.pk, reason="重听意见", to_step="collect", actor=town.actor("town-leader"))
    assert step(topic) == "collect"
    procedures.hold(topic.pk, reason="还缺意见", days=2, actor=watcher)
    manual_clock.advance(timedelta(days=3))
    procedures.run_ticks(50)
    assert "暂缓自动结束" in text(Client().get(f"/topics/{topic.number}/"))
    assert clock.now() > topic.created_at


def test_what_is_held_is_not_voted_on(town: Settled, topic: Topic) -> None:
    from gongzhi.deliberation.actions import sitting
    from gongzhi.deliberation.models import Meeting, Motion

    procedures.hold(topic.pk, reason="材料没发", actor=town.actor("overseer"))
    meeting = Meeting.objects.create(
        body_id=town.bodies["council"], place_id=town.places["shipan"], post_id=town.posts["convener"], title="会",
        venue="室", starts_at=clock.now(), state="open",
    )  # fmt: skip
    motion = Motion.objects.create(meeting=meeting, position=1, title="案", topic=topic, rule="council", vote="show")
    with pytest.raises(NotAllowed, match="hold"):
        sitting.vote_by_hands(meeting, motion.pk, {}, actor=town.actor("convener"))

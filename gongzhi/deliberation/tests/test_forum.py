"""The discussion under a topic: threads of one level, official answers, reports, search and pages, its closing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind
from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.deliberation.actions import forum, topics
from gongzhi.deliberation.models import Comment, Report, Topic
from gongzhi.deliberation.public import TopicDraft
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(city: Settled) -> Topic:
    draft = TopicDraft(
        "three-meetings", city.places["zhonghua"], "装充电桩", "楼下飞线充电很多。", name="老王", phone="13985550101"
    )
    made = topics.propose(draft, actor=ANONYMOUS)
    topics.moderate(made, actor=city.actor("convener"), show=True)
    return Topic.objects.select_related("matter").get(pk=made.pk)


def resident() -> Actor:
    return Actor(ActorKind.RESIDENT, person_id=people.create_person(name="小李").pk)


def said(city: Settled, topic: Topic, words: str, actor: Actor = ANONYMOUS, reply_to: int | None = None) -> Comment:
    made = topics.comment(topic, words, actor=actor, reply_to=reply_to)
    topics.moderate_comment(made, actor=city.actor("convener"), show=True)
    return made


def page(topic: Topic, ask: str = "") -> str:
    return text(Client().get(f"/topics/{topic.number}/{ask}"))


def test_a_reply_joins_the_thread_and_is_looked_at_first(city: Settled, topic: Topic, desk: Any) -> None:
    head = said(city, topic, "要装在室外")
    answer = Client().post(f"/topics/{topic.number}/comment/", {"words": "同意你说的", "reply_to": head.pk})
    assert answer.status_code == 302
    reply = Comment.objects.get(words="同意你说的")
    assert reply.reply_to_id == head.pk
    assert "同意你说的" not in page(topic)
    topics.moderate_comment(reply, actor=city.actor("convener"), show=True)
    deeper = said(city, topic, "我也同意", reply_to=reply.pk)
    assert deeper.reply_to_id == head.pk  # one level
    shown = page(topic)
    assert shown.index("要装在室外") < shown.index("同意你说的") < shown.index("我也同意")
    assert Client().post(f"/topics/{topic.number}/comment/", {"words": "回谁", "reply_to": 5}).status_code == 404


def test_an_official_answer_bears_the_post_and_is_told_once(city: Settled, topic: Topic, desk: Any) -> None:
    who = resident()
    said(city, topic, "什么时候装", who)
    before = notices.unread_count(who.person_id)
    client = desk("convener")
    path = f"/desk/topics/{topic.pk}/forum/"
    for words in ("下周上会", "定在周三"):
        assert client.post(f"{path}answer/", {"answer-words": words}).status_code == 302
    assert notices.unread_count(who.person_id) == before + 1
    shown = page(topic)
    assert "官方答复" in shown or "官方回复" in shown
    assert "下周上会" in shown
    assert client.post(f"{path}answer/", {"answer-words": "打13985550101"}).status_code == 422
    assert "13985550101" not in page(topic)
    with pytest.raises(Forbidden):
        forum.answer(topic, "我说了算", actor=city.actor("worker-05"))
    assert desk("worker-05").get(path).status_code == 404


def test_the_discussion_is_closed_with_the_reason_and_told_once(city: Settled, topic: Topic, desk: Any) -> None:
    who = resident()
    said(city, topic, "装吧", who)
    before = notices.unread_count(who.person_id)
    client, path = desk("convener"), f"/desk/topics/{topic.pk}/forum/"
    assert client.post(f"{path}close/", {"close-words": ""}).status_code == 422
    assert client.post(f"{path}close/", {"close-words": "意见已收齐，转入表决"}).status_code == 302
    assert "意见已收齐" in page(topic)
    assert "装吧" in page(topic)  # what was said stays
    topic.refresh_from_db()
    with pytest.raises(NotAllowed, match="closed"):
        topics.comment(topic, "再说一句", actor=ANONYMOUS)
    assert notices.unread_count(who.person_id) == before + 1
    assert client.post(f"{path}reopen/").status_code == 302
    topic.refresh_from_db()
    assert topics.comment(topic, "再说一句", actor=ANONYMOUS)


def test_what_is_reported_is_looked_at_again(city: Settled, topic: Topic, desk: Any) -> None:
    first, second = said(city, topic, "你们就会糊弄人"), said(city, topic, "某某是骗子")
    path = f"/topics/{topic.number}/report/{{}}/"
    assert Client().post(path.format(first.pk), {"words": ""}).status_code == 422
    for made in (first, second):
        assert Client().post(path.format(made.pk), {"words": "骂人"}).status_code == 302
    assert Client().post(path.format(first.pk), {"words": "骂人"}).status_code == 422  # it is looked at already
    client = desk("convener")
    assert "你们就会糊弄人" in text(client.get("/desk/topics/comments/"))
    keep, remove = Report.objects.order_by("id")
    desk_path = f"/desk/topics/{topic.pk}/forum/"
    client.post(f"{desk_path}keep/", {"row": keep.pk})
    client.post(f"{desk_path}remove/", {"row": remove.pk})  # without a reason nothing happens
    assert "某某是骗子" in page(topic)
    client.post(f"{desk_path}remove/", {"row": remove.pk, "reason": "指名辱骂"})
    shown = page(topic)
    assert "你们就会糊弄人" in shown
    assert "某某是骗子" not in shown
    first.refresh_from_db()
    with pytest.raises(NotAllowed, match="stays"):
        forum.report(first, "还是骂人", actor=ANONYMOUS)
    with pytest.raises(NotAllowed):
        forum.report(forum.answer(topic, "请文明讨论", actor=city.actor("convener")), "不服", actor=ANONYMOUS)


def test_it_is_searched_sorted_and_read_by_pages(
    city: Settled, topic: Topic, django_assert_max_num_queries: Any
) -> None:
    rows = [Comment(topic=topic, step="x", words=f"意见{n:02}号", state="shown") for n in range(45)]
    Comment.objects.bulk_create(rows)
    Comment.objects.bulk_create(
        [Comment(topic=topic, step="x", words=f"回应{n}", state="shown", reply_to=rows[0]) for n in range(3)]
    )
    first = page(topic)
    assert "意见00号" in first
    assert "意见20号" not in first
    after = re.search(r"\?[^\"]*after=[^\"]+", first)
    assert after
    assert "意见20号" in page(topic, after[0].replace("&amp;", "&"))
    assert "意见44号" in page(topic, "?sort=new")
    assert "意见00号" in page(topic, "?said=回应2")  # the thread in which it stands
    assert "意见01号" not in page(topic, "?said=回应2")
    with django_assert_max_num_queries(35):
        page(topic)
    assert not {"likes", "score", "rank", "votes"} & {f.name for f in Comment._meta.get_fields()}

"""Questions and objections to what was disclosed: asked, answered in public, taken to the level above."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.disclosure.models import Posting, Query
from gongzhi.disclosure.public import PersonalDataFound, QueryDraft
from gongzhi.disclosure.queries import questions
from gongzhi.people import public as people
from tests.desks import Desk, text

PACK = "guangyuan"
OWNER = "director"
WORDS = "物业用房租金收入没有写，请补上。"


@pytest.fixture
def posting(town: Any) -> Posting:
    return disclosure.publish(
        board="finance", title="第一季度资金情况", text="收支明细如下。", place_id=town.places["shipan"],
        actor=town.actor(OWNER), duty=disclosure.Duty("funds", "2026-Q1"),
    )  # fmt: skip


def fresh(query: Query) -> Query:
    return Query.objects.select_related("matter__place").get(pk=query.pk)


def test_asked_by_anybody_and_answered_below_the_posting(town: Any, desk: Desk, posting: Posting) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    assert "查询或提出异议" in text(client.get(f"/board/{posting.pk}/"))
    sent = {"words": WORDS, "sort": "objection", "name": "老周", "phone": "13800138000"}
    answer = client.post(f"/board/{posting.pk}/ask/", sent)
    assert answer.status_code == 302
    query = Query.objects.select_related("matter").get()
    assert answer["Location"] == questions.link_of(query, own=True)
    assert (query.sort, query.matter.holder_post_id) == ("objection", town.posts[OWNER])
    assert WORDS in text(client.get(answer["Location"]))
    assert client.get(questions.link_of(query)).status_code == 404  # not answered: nobody else's business
    page = text(client.get(f"/board/{posting.pk}/"))
    assert "还有 1 条待答复" in page
    assert "物业用房" not in page
    owner = desk(OWNER)
    assert f"/desk/board/queries/{query.pk}/" in text(owner.get("/desk/"))  # it is in My work, as any matter
    asked, words = "租金收入没有写，请补上。", "租金在第二项“其他收入”中，已另附明细。"
    done = owner.post(f"/desk/board/queries/{query.pk}/", {"asked": asked, "words": words})
    assert done.status_code == 302
    page = text(client.get(f"/board/{posting.pk}/"))
    assert asked in page
    assert words in page
    assert "老周" not in page
    assert asked in text(client.get(questions.link_of(query)))
    assert "已答复 1 条" in text(client.get("/board/"))


def test_the_same_form_sent_twice_is_one_question(town: Any, posting: Posting) -> None:
    draft = QueryDraft(WORDS, submission="a" * 16)
    first = disclosure.ask(posting, draft, actor=ANONYMOUS)
    assert disclosure.ask(posting, draft, actor=ANONYMOUS).pk == first.pk
    assert Query.objects.count() == 1


def test_what_is_released_holds_no_personal_data(town: Any, posting: Posting) -> None:
    query = disclosure.ask(posting, QueryDraft("我电话13800138000，请回。"), actor=ANONYMOUS)
    owner = town.actor(OWNER)
    with pytest.raises(PersonalDataFound):
        disclosure.answer(fresh(query), asked=query.words, words="已回复。", actor=owner)
    with pytest.raises(Forbidden):
        disclosure.answer(fresh(query), asked="请回复。", words="已回复。", actor=town.actor("secretary"))
    disclosure.answer(fresh(query), asked="请回复。", words="已回复。", actor=owner)
    with pytest.raises(NotAllowed):
        disclosure.answer(fresh(query), asked="请回复。", words="再回复。", actor=owner)


def test_staff_enter_what_came_on_paper_with_its_source(town: Any, desk: Desk, posting: Posting) -> None:
    owner = town.actor(OWNER)
    with pytest.raises(Invalid) as caught:
        disclosure.ask(posting, QueryDraft(WORDS, channel="paper"), actor=owner)
    assert "source" in caught.value.errors  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        disclosure.ask(posting, QueryDraft(WORDS, channel="paper", source="意见箱第3张"), actor=ANONYMOUS)
    sent = {"words": WORDS, "sort": "query", "channel": "paper", "source": "意见箱第3张"}
    assert desk(OWNER).post(f"/desk/board/{posting.pk}/query/", sent).status_code == 302
    assert Query.objects.get().registered_by is not None


def test_taken_to_the_town_once_when_late_or_answered(town: Any, posting: Posting, manual_clock: Any) -> None:
    query = disclosure.ask(posting, QueryDraft(WORDS), actor=ANONYMOUS)
    with pytest.raises(NotAllowed):
        disclosure.appeal(fresh(query), QueryDraft("没有答复。"), actor=ANONYMOUS)
    manual_clock.advance(timedelta(days=12))
    above = disclosure.appeal(fresh(query), QueryDraft("超过期限没有答复。"), actor=ANONYMOUS)
    assert above.sort == "appeal"
    assert above.matter.holder_post_id == town.posts["town-leader"]
    assert above.matter.procedure == "board-appeal"
    with pytest.raises(NotAllowed):
        disclosure.appeal(fresh(query), QueryDraft("再反映。"), actor=ANONYMOUS)
    with pytest.raises(NotAllowed):
        disclosure.appeal(fresh(above), QueryDraft("再反映。"), actor=ANONYMOUS)
    actor = town.actor("town-leader")
    disclosure.answer(fresh(above), asked="超过期限没有答复。", words="已责令三日内答复。", actor=actor)
    assert [q.sort for q in questions.answered(posting=posting)] == ["appeal"]


def test_only_who_asked_may_go_above(town: Any, posting: Posting) -> None:
    query = disclosure.ask(posting, QueryDraft(WORDS), actor=ANONYMOUS)
    disclosure.answer(fresh(query), asked=WORDS, words="已经写明。", actor=town.actor(OWNER))
    client = Client()
    address = f"/board/queries/{query.number}/appeal/"
    assert client.get(address).status_code == 302  # to the sign-in page
    assert client.post(f"{address}?k={questions.secret_of(query.pk)}", {"words": "不满意。"}).status_code == 302


def test_who_asked_is_forgotten_and_the_released_question_stays(town: Any, posting: Posting) -> None:
    query = disclosure.ask(posting, QueryDraft(WORDS, name="老周", phone="13800138000"), actor=ANONYMOUS)
    disclosure.answer(fresh(query), asked="租金请补上。", words="已经写明。", actor=town.actor(OWNER))
    person = query.person_id
    assert person is not None
    people.erase_person(person, actor=town.actor(OWNER), why="retention")
    disclosure.forget(person)
    kept = fresh(query)
    assert (kept.person_id, kept.words, kept.asked) == (None, "", "租金请补上。")


def test_who_published_a_notice_answers_for_it(town: Any) -> None:
    row = disclosure.publish(
        board="affairs", title="停水", text="停水通知。", place_id=town.places["shipan"], actor=town.actor("secretary")
    )
    query = disclosure.ask(row, QueryDraft(WORDS), actor=ANONYMOUS)
    assert query.matter.holder_post_id == town.posts["secretary"]


def test_a_withdrawn_posting_takes_no_questions(town: Any, posting: Posting) -> None:
    disclosure.withdraw(posting.pk, reason="重复", actor=town.actor(OWNER))
    assert Client().get(f"/board/{posting.pk}/ask/").status_code == 404
    with pytest.raises(NotAllowed):
        disclosure.ask(disclosure.posting(posting.pk), QueryDraft(WORDS), actor=ANONYMOUS)


def test_the_limit_of_the_pack_holds(town: Any, posting: Posting) -> None:
    query = disclosure.ask(posting, QueryDraft(WORDS), actor=ANONYMOUS)
    due = query.matter.due_at
    assert due is not None
    assert clock.local(due).date() == date(2026, 3, 7)  # five working days after Monday; here Saturday is one

"""Items listed and answered one by one, policy explained, visits; on the staff's pages and on the reporter's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from tests.desks import text, words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

WORDS = "厂里改制时分的房子，房产证办不下来，过渡费也没有结清。"


@pytest.fixture
def matter(city: Settled) -> requests.Request:
    """A matter left by history, written down by the receiver of the station."""
    draft = requests.Draft(WORDS, type_key="hard-history", name="老周", contact_phone="13800138000",
                           lon=106.7065, lat=26.5895)  # fmt: skip
    receipt = requests.intake(draft, actor=city.actor("reception"), channel="hard_case_station", look_near=False)
    return requests.read(receipt.matter_id)


def end(city: Settled, matter: requests.Request) -> requests.Request:
    return requests.answer(matter.pk, actor=city.actor("reception"), ending="solved", public_text="两项都已办好。")


def test_it_does_not_end_while_an_item_lacks_its_answer(city: Settled, matter: requests.Request) -> None:
    receiver = city.actor("reception")
    first, second, third = reception.add_items(
        matter.pk, "1. 房产证办不下来\n2、过渡费没有结清\n\n- 写错的一项", actor=receiver
    )
    assert [first.words, second.words] == ["房产证办不下来", "过渡费没有结清"]
    with pytest.raises(NotAllowed, match="1、2、3"):
        end(city, matter)
    assert requests.read(matter.pk).answered_at is None  # nothing of the refused answer stays
    reception.answer_item(first.pk, "已受理，月底领证。", actor=receiver)
    reception.strike_item(third.pk, actor=receiver)
    with pytest.raises(NotAllowed, match="2"):
        end(city, matter)
    reception.answer_item(second.pk, "已结清。", actor=receiver)
    with pytest.raises(NotAllowed):
        reception.strike_item(second.pk, actor=receiver)
    end(city, matter)
    with pytest.raises(NotAllowed):
        reception.add_items(matter.pk, "还有一项", actor=receiver)


def test_only_who_holds_it_writes_and_a_form_sent_twice_counts_once(city: Settled, matter: requests.Request) -> None:
    receiver = city.actor("reception")
    with pytest.raises(Forbidden):
        reception.add_items(matter.pk, "房产证", actor=city.actor("hotline"))
    with pytest.raises(Invalid):
        reception.add_items(matter.pk, " \n-\n", actor=receiver)
    for _n in range(2):
        reception.add_items(matter.pk, "房产证\n过渡费", actor=receiver, submission="x")
        draft = reception.PolicyDraft("房改政策", "按成本价补足差额即可办证。", "筑府发〔2009〕12号")
        reception.explain(matter.pk, draft, actor=receiver, submission="x")
        reception.record_visit(matter.pk, clock.today(), "看了产权档案。", actor=receiver, submission="x")
    spoken = reception.spoken_of(matter.pk)
    assert (len(spoken.items), len(spoken.explained), len(spoken.visits), spoken.unanswered) == (2, 1, 1, 2)


def test_a_planned_visit_is_made_and_the_next_one_planned(city: Settled, matter: requests.Request) -> None:
    receiver, today = city.actor("reception"), clock.today()
    with pytest.raises(Invalid):
        reception.plan_visit(matter.pk, today - timedelta(days=1), actor=receiver)
    reception.plan_visit(matter.pk, today + timedelta(days=2), actor=receiver)
    reception.plan_visit(matter.pk, today + timedelta(days=1), actor=receiver)  # moved
    for wrong in (today + timedelta(days=1), today - timedelta(days=2)):
        with pytest.raises(Invalid):
            reception.record_visit(matter.pk, wrong, "看了产权档案。", actor=receiver)
    next_on = today + timedelta(days=7)
    reception.record_visit(matter.pk, today, "看了产权档案。", next_on=next_on, actor=receiver)
    spoken = reception.spoken_of(matter.pk)
    assert [v.heard for v in spoken.visits] == ["看了产权档案。"]
    assert spoken.next_visit is not None
    assert spoken.next_visit.on == next_on
    reception.drop_visit(matter.pk, actor=receiver)
    assert reception.spoken_of(matter.pk).next_visit is None


def test_the_pages_of_staff_and_reporter(
    city: Settled, matter: requests.Request, desk: Callable[..., Client], django_assert_max_num_queries: Any,
    steady: None,
) -> None:  # fmt: skip
    receiver = desk("reception")
    page = f"/desk/reception/matters/{matter.number}/"
    assert "还没有列出事项" in text(receiver.get(page))
    assert page in text(receiver.get(f"/desk/requests/{matter.number}/"))
    assert "一行一项" in text(receiver.post(f"{page}items/", {"items-words": ""}), 422)
    assert receiver.post(f"{page}items/", {"items-words": "房产证\n过渡费"}).status_code == 302
    first, second = reception.spoken_of(matter.pk).items
    kept = receiver.post(f"{page}answer/", {"item": first.pk, f"a{first.pk}-answer": " "})
    assert "请填写" in text(kept, 422)
    assert receiver.post(f"{page}answer/", {"item": first.pk, f"a{first.pk}-answer": "月底领证"}).status_code == 302
    assert receiver.post(f"{page}strike/", {"item": second.pk}).status_code == 302
    policy = {
        "explain-policy": "房改政策",
        "explain-paper": "筑府发〔2009〕12号",
        "explain-words": "按成本价补足差额。",
    }
    assert receiver.post(f"{page}explain/", policy).status_code == 302
    day = clock.today().isoformat()
    later = (clock.today() + timedelta(days=7)).isoformat()
    visit = {"visit-on": day, "visit-heard": "看了产权档案", "visit-next_on": later}
    assert receiver.post(f"{page}visit/", visit).status_code == 302
    reporter = requests.Reporter.objects.get(request=matter.pk)
    own = words(Client().get(requests.link_of(matter.number, reporter.pk)))
    for said in ("房产证", "月底领证", "房改政策", "筑府发〔2009〕12号", "看了产权档案", "下次上门"):
        assert said in own
    assert "过渡费没" not in own
    other = desk("hotline")
    assert "房改政策" in text(other.get(page))
    assert other.post(f"{page}items/", {"items-words": "再来一项"}).status_code == 403
    assert receiver.post(f"{page}strike/", {"item": 5}).status_code == 404
    receiver.get(page)
    with django_assert_max_num_queries(20):
        receiver.get(page)


def test_words_go_with_their_reporter_and_other_requests_have_none_of_it(
    city: Settled, matter: requests.Request, desk: Callable[..., Client]
) -> None:
    reception.add_items(matter.pk, "房产证", actor=city.actor("reception"))
    reporter = requests.Reporter.objects.get(request=matter.pk)
    requests.forget(reporter.person_id, actor=SYSTEM)
    assert [i.words for i in reception.spoken_of(matter.pk).items] == [""]
    draft = requests.Draft("路灯不亮好几天了", type_key="streetlight", name="老周", contact_phone="13800138000",
                           lon=106.7065, lat=26.5895)  # fmt: skip
    lamp = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    assert desk("hotline").get(f"/desk/reception/matters/{lamp.number}/").status_code == 404

"""Two-way messages and personnel consultation of Ya'an, walked on a phone and at a desk as those for whom they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.structure.actions import consultation, two_way
from gongzhi.structure.models import AgencyAssessment
from gongzhi.structure.queries import two_way as queries
from tests.browser.conftest import examine, follow
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
URL, CASES = "/desk/structure/two-way/", "/desk/structure/consultation/"


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        yield moved_in("yaan")


@pytest.fixture
def at(town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None]) -> Callable[..., Any]:
    def page(post: str, **options: Any) -> Any:
        context = new_context(**options)
        sign_in(context, account_of(town.holders[post][0]))
        return context.new_page()

    return page


def test_a_message_is_written_read_and_answered(
    town: Settled, at: Callable[..., Any], look: Callable[..., None]
) -> None:
    office, phone = at("net-order"), at("leader-1", viewport={"width": 360, "height": 740})
    look(office, f"{URL}write/down/", "two-way-write")
    office.get_by_label("网格长").check()
    office.get_by_label("主题").fill("排查燃气安全")
    office.get_by_label("内容").fill("请逐户排查燃气管线和报警器，三日内报结果。")
    follow(office.get_by_role("button", name="看看发给谁"))
    examine(office, "two-way-sure")
    follow(office.get_by_role("button", name="发出"))
    examine(office, "two-way-letter")
    look(phone, URL, "two-way-received")
    phone.set_viewport_size({"width": 360, "height": 740})
    follow(phone.get_by_role("link", name="排查燃气安全"))
    follow(phone.get_by_role("button", name="签收"))
    phone.get_by_label("回复内容").fill("已排查42户，无隐患")
    follow(phone.get_by_role("button", name="提交回复"))
    look(phone, phone.url[phone.url.index("/desk") :], "two-way-part")
    follow(office.get_by_role("button", name="催办未回复的"))
    look(office, office.url[office.url.index("/desk") :], "two-way-letter-answered")
    look(office, f"{URL}?tab=sent", "two-way-sent")
    look(at("supervisor"), f"{URL}?tab=late", "two-way-late")
    look(at("supervisor"), f"{URL}networks/", "two-way-networks")
    look(at("liaison-1"), f"{URL}write/up/", "two-way-up")
    english = at("net-order", language="en")
    look(english, f"{URL}?tab=sent", "two-way-sent-en")


def test_the_street_is_asked_and_assesses(town: Settled, at: Callable[..., Any], look: Callable[..., None]) -> None:
    case = consultation.ask(
        actor=town.actor("police-leader"), post_id=town.posts["police-station-head"], change="remove",
        person_id=town.holders["police-station-head"][0], words="任职年限已满，拟交流任职。",
    )  # fmt: skip
    consultation.begin_assessments(actor=town.actor("street-secretary"), year=2026)
    line = queries.lines(town.actor("net-order"))[0]
    two_way.send_down(
        line, two_way.LetterDraft("x", "y", 1), kinds=["grid_leader"], place_ids=[], actor=town.actor("net-order")
    )
    street = at("street-secretary")
    look(street, CASES, "consultation")
    look(street, f"{CASES}{case.pk}/", "consultation-case")
    street.get_by_label("不同意", exact=True).check()
    street.get_by_label("原因").fill("熟悉辖区，群众反映好，建议留任。")
    follow(street.get_by_role("button", name="提交回复"))
    look(at("police-leader"), f"{CASES}{case.pk}/", "consultation-answered")
    look(at("police-leader"), f"{CASES}new/", "consultation-ask")
    look(street, f"{CASES}assessments/", "assessments")
    row = AgencyAssessment.objects.order_by("matter")[0]
    look(street, f"{CASES}assessments/{row.pk}/", "assessment")
    look(at("secretary"), f"{CASES}cross/", "cross-posts")

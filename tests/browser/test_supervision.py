"""Supervisors at work: a topic is held, the yearly review up to its result, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.actions import reviews
from gongzhi.deliberation.models import Reviewed
from gongzhi.deliberation.tests.test_review import FAILED, hold, register
from gongzhi.procedures import public as procedures
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    yield from settled("guangyuan")


@pytest.fixture
def enter(town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None]) -> Callable[[str], Any]:
    def make(post: str) -> Any:
        context = new_context()
        sign_in(context, account_of(town.holders[post][0]))
        return context.new_page()

    return make


def test_a_topic_is_questioned_and_held(
    town: Settled, enter: Callable[[str], Any], new_context: Callable[..., Any], look: Callable[..., None]
) -> None:
    from playwright.sync_api import expect

    draft = deliberation.TopicDraft("five-steps", town.places["shipan"], "修停车棚", "电动车没有地方停。")
    topic = deliberation.propose(draft, actor=ANONYMOUS)
    deliberation.moderate(topic, actor=town.actor("convener"), show=True)
    page = enter("overseer")
    look(page, "/desk/supervision/", "supervision")
    follow(page.get_by_role("link", name="修停车棚"))
    page.locator("summary", has_text="暂缓这一步").click()
    page.locator("#id_hold-reason").fill("意见没有收齐")
    follow(page.get_by_role("button", name="暂缓这一步"))
    expect(page.locator("main")).to_contain_text("监督者已暂缓")
    procedures.question(topic.pk, words="谁来维护？", actor=town.actor("overseer"))
    look(page, f"/desk/topics/{topic.pk}/", "topic-held")
    look(enter("town-leader"), f"/desk/topics/{topic.pk}/", "topic-hold-decide")
    look(new_context().new_page(), f"/topics/{topic.number}/", "topic-held-public")


def test_a_review_and_its_result(
    town: Settled, manual_clock: Any, enter: Callable[[str], Any], new_context: Callable[..., Any],
    look: Callable[..., None],
) -> None:  # fmt: skip
    roll = register(town, manual_clock)
    page = enter("overseer")
    review = reviews.start(town.bodies["residents-committee"], year=2025, no_kin=True, actor=town.actor("overseer"))
    look(page, "/desk/reviews/", "reviews")
    look(page, f"/desk/reviews/{review.pk}/", "review-reports")
    for member in Reviewed.objects.select_related("review__body", "review__matter", "appointment"):
        reviews.write_report(member, "这一年办成了十二件实事。", actor=town.actor("overseer"))
    look(page, f"/desk/reviews/{review.pk}/", "review-ready")
    closes = clock.now() + timedelta(days=1)
    reviews.open_ballots(review, register_id=roll, closes_at=closes, channels=["paper"], actor=town.actor("overseer"))
    phone = new_context().new_page()
    look(phone, f"/reviews/{review.pk}/", "review-open")
    done = hold(town, 2026, roll, manual_clock, FAILED)
    look(phone, f"/reviews/{done.pk}/", "review-result")
    look(phone, "/councils/", "councils")
    look(phone, f"/councils/{town.bodies['council']}/", "council")

"""Steps that need more than an answer, in a real browser: a dispatch by keyboard, a publication with its checks."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.procedures import public as procedures
from gongzhi.requests.tests.test_posting import POSTING, TEXT, TITLE, publisher
from gongzhi.requests.tests.test_together import WATER
from tests.browser.conftest import examine, follow, press, with_worker
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    packs.install(POSTING)
    words = "清溪沿人行道路面塌陷，怕老人小孩掉下去"
    made = {outcome: with_worker(settled, words, outcome) for outcome in ("route", "show")}
    yield SimpleNamespace(settled=settled, **made)
    packs.forget()


def test_a_dispatch_and_a_publication(
    town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]
) -> None:
    def page_of(post: str, **options: Any) -> Any:
        context = new_context(**options)
        sign_in(context, account_of(town.settled.holders[post][0]))
        return context.new_page()

    page = page_of("worker-05")
    page.goto(f"/desk/requests/{town.route.number}/")
    page.keyboard.press("o")
    expect(page.locator("#id_dispatch-to_post")).to_be_visible()
    examine(page, "dispatch-sheet")
    page.set_viewport_size({"width": 360, "height": 740})
    examine(page, "dispatch-phone")
    page.select_option("#id_dispatch-to_post", str(town.settled.posts[WATER]))
    page.fill("#id_dispatch-reason", "塌陷处是供水管线")
    page.focus("#do-dispatch button[type=submit]")
    press(page, "Enter")
    matter = procedures.Matter.objects.get(pk=town.route.pk)
    assert (matter.step, matter.offered_post_id) == ("route", town.settled.posts[WATER])
    english = page_of("worker-05", language="en")
    english.goto(f"/desk/requests/{town.route.number}/")
    expect(english.locator("#do-dispatch summary")).to_contain_text("Send it to whoever handles it")

    key = publisher(town.settled, town.show)
    page = page_of(key, javascript=False)
    page.goto("/desk/?tab=told")
    expect(page.locator("main table tbody")).to_contain_text("待张贴公示")
    follow(page.locator("td.l-number a").first)
    page.fill("#id_publish-title", TITLE)
    page.fill("#id_publish-text", f"{TEXT}请找李雷 13850927316")
    follow(page.locator("#do-publish button[type=submit]"))
    expect(page.locator("#do-publish")).to_contain_text("手机号码")
    page.fill("#id_publish-text", TEXT)
    follow(page.locator("#do-publish button[type=submit]"))
    expect(page.locator("main")).to_contain_text(TITLE)
    page = page_of(key)
    look(page, f"/desk/requests/{town.show.number}/", "publication-stands")
    look(page, "/board/?q=一体灯杆", "board-search")

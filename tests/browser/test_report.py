"""A resident reports from a phone, follows the link, rates the answer: with scripting and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import follow
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    yield moved_in("guiyang")
    packs.forget()


def write(page: Any) -> None:
    page.goto("/report/")
    page.fill("#id_description", "锦桥路口的路灯不亮好几天了，晚上老人走路看不见")
    follow(page.locator("main button[type=submit]"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_from_the_first_word_to_the_number(
    town: Any, new_context: Callable[..., Any], javascript: bool
) -> None:
    context = new_context(javascript=javascript, viewport={"width": 360, "height": 740})
    page = context.new_page()
    write(page)
    assert "/kind/" in page.url
    assert page.is_checked("input[name=suggested][value=streetlight]")
    follow(page.locator("main button[type=submit]"))
    page.fill("#id_address", "锦桥")
    follow(page.locator("button[name=search]"))
    page.locator("input[name=place_id]").first.check()
    follow(page.locator("main button[type=submit]").last)
    assert "/contact/" in page.url
    page.fill("#id_name", "老周")
    page.fill("#id_contact_phone", "1380013800a")
    follow(page.locator("main button[type=submit]"))
    expect(page.locator(".k-summary")).to_be_visible()
    assert page.input_value("#id_name") == "老周"
    page.fill("#id_contact_phone", "13800138000")
    follow(page.locator("main button[type=submit]"))
    assert "/done/" in page.url
    follow(page.locator("main a.k-button"))
    assert "/r/" in page.url
    assert page.locator("h1").inner_text().startswith("锦桥路口的路灯")
    page.fill("#id_words", "东边第二盏")
    follow(page.locator("form[action*='/add/'] button[type=submit]"))
    assert page.url.endswith("#now")  # taken, not refused with the words kept
    assert "东边第二盏" in page.content()


def test_the_pages_of_a_report_look_right(town: Any, new_context: Callable[..., Any], look: Callable[..., Any]) -> None:
    page = new_context().new_page()
    look(page, "/report/", "report-words")
    write(page)
    look(page, page.url, "report-kind")
    follow(page.locator("main button[type=submit]"))
    look(page, page.url, "report-place")
    page.fill("#id_address", "锦桥路口")
    follow(page.locator("main button[type=submit]").last)
    look(page, page.url, "report-contact")
    page.fill("#id_name", "老周")
    page.fill("#id_contact_phone", "13800138000")
    follow(page.locator("main button[type=submit]"))
    look(page, page.url, "report-done")
    follow(page.locator("main a.k-button"))
    look(page, page.url, "own")
    look(page, "/track/", "track")

"""The face of the product: front page, components, errors; both languages, large type; with axe at 360 and 1440 px."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.people.models import Account, Person
from gongzhi.site import context, portal
from tests.browser.conftest import examine, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {"front": "/", "privacy": "/privacy/", "kit": "/kit/", "kit-desk": "/kit/desk/"}


@pytest.mark.parametrize(
    ("language", "elder"), [("zh-CN", False), ("en", False), ("zh-CN", True)], ids=["zh", "en", "elder"]
)
def test_pages_look_right(
    new_context: Callable[..., Any], look: Callable[..., None], language: str, elder: bool
) -> None:
    page = new_context(language=language, elder=elder).new_page()
    for name, path in PAGES.items():
        look(page, path, f"{name}-{'elder' if elder else language[:2]}")


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_front_page_with_every_door(
    new_context: Callable[..., Any], look: Callable[..., None], monkeypatch: pytest.MonkeyPatch, elder: bool
) -> None:
    monkeypatch.setattr(portal, "exists", lambda path: True)
    monkeypatch.setattr(context, "exists", lambda path: True)
    monkeypatch.setattr(context, "_useful", lambda href, needs, actor: True)
    monkeypatch.setattr(context.faces, "community", lambda now: {"name": "贵阳市某某社区", "note": "历史模型"})
    pages = new_context(elder=elder).new_page()
    look(pages, "/", f"front-doors-{'elder' if elder else 'zh'}")
    look(pages, "/kit/desk/", f"kit-menu-{'elder' if elder else 'zh'}")


def test_staff_see_who_they_are(new_context: Callable[..., Any], look: Callable[..., None], sign_in: Any) -> None:
    account = Account.objects.create(person=Person.objects.create(name="王小平"), username="wang")
    signed_in = new_context()
    sign_in(signed_in, account)
    page = signed_in.new_page()
    look(page, "/kit/desk/", "kit-signed-in")
    expect(page.get_by_text("王小平")).to_be_visible()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


@pytest.mark.parametrize("status", [404, 500, 503])
def test_error_pages_look_right(page: Any, look: Callable[..., None], status: int) -> None:
    look(page, f"/kit/errors/{status}/", f"error-{status}", status=status)


def test_large_type_is_one_tap_away_without_scripting(new_context: Callable[..., Any]) -> None:
    page = new_context(javascript=False).new_page()
    page.goto("/")
    follow(page.get_by_role("link", name="长辈版"))
    expect(page.get_by_role("link", name="标准版")).to_be_visible()
    size = page.locator("body").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 22


def test_targets_are_large_enough(new_context: Callable[..., Any]) -> None:
    """44 px, and 60 px in large type, for buttons and doors of the front page."""
    for elder, least in [(False, 44), (True, 60)]:
        page = new_context(elder=elder, viewport={"width": 360, "height": 740}).new_page()
        page.goto("/")
        for target in page.locator("a:visible:not(.k-skip), button:visible, input:visible").all():
            box = target.bounding_box()
            assert box["height"] >= least - 0.5, (elder, target.inner_text(), box)


def test_keyboard_reaches_the_content_first(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".k-skip")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#main")).to_be_focused()


def test_staff_menu_opens_on_a_phone_without_scripting(new_context: Callable[..., Any]) -> None:
    page = new_context(javascript=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto("/kit/desk/")
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu).not_to_be_visible()
    follow(page.get_by_role("link", name="菜单", exact=True))
    expect(menu).to_be_visible()
    follow(page.get_by_role("link", name="收起菜单"))
    expect(menu).not_to_be_visible()


def test_print_is_plain(page: Any) -> None:
    """On paper: no menus, no buttons, the table keeps its head."""
    page.goto("/kit/desk/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    examine(page, "kit-print")
    expect(page.get_by_role("navigation", name="主菜单")).not_to_be_visible()
    expect(page.get_by_role("columnheader", name="编号")).to_be_visible()

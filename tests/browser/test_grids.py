"""Grids in a browser: the map shows what the list says; a grid is drawn by clicks, cut by a line, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import GridChange
from tests.browser.conftest import examine, follow
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def settled(transactional_db: None) -> Iterator[Any]:
    yield moved_in("guiyang")
    packs.forget()


def test_draw_by_clicks_cut_by_a_line_take_back(
    settled: Any, page: Any, sign_in: Callable[..., None], look: Callable[..., None]
) -> None:
    sign_in(page.context, account_of(settled.holders["director"][0]))
    home, grid = settled.places["zhonghua"], settled.places["grid-05"]
    look(page, f"/desk/structure/grids/{home}/", "grids")
    expect(page.locator(".st-label", has_text="望云网格")).to_be_visible()
    page.goto(f"/desk/structure/grids/{home}/draw/")
    page.get_by_label("网格名称").fill("广场网格")
    frame = page.locator(".st-map")
    expect(page.locator(".st-map-status")).to_contain_text("依次点击地图")
    for x, y in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6)):
        box = frame.bounding_box()
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    expect(page.locator(".st-map-status")).to_contain_text("3")
    examine(page, "grid-draw")
    follow(page.get_by_role("button", name="保存"))
    expect(page.locator("#messages, .k-alert").first).to_contain_text("广场网格")
    assert "重叠" in page.content()
    examine(page, "grids-overlap")
    follow(page.get_by_role("button", name="撤回").first)
    assert GridChange.objects.get().undone_at is not None
    page.goto(f"/desk/structure/grids/area/{grid}/split/")
    expect(page.locator(".st-map-status")).to_contain_text("依次点击地图")
    box = frame.bounding_box()
    for x in (0.02, 0.98):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * 0.5)
    examine(page, "grid-split-line")
    follow(page.get_by_role("button", name="查看分成的两部分"))
    examine(page, "grid-split-parts")
    follow(page.get_by_role("button", name="确认拆分"))
    assert GridChange.objects.filter(verb="split").count() == 1
    page.goto(f"/desk/structure/grids/area/{grid}/merge/")
    page.locator("input[name=others]").first.check()
    examine(page, "grid-merge")
    follow(page.get_by_role("button", name="查看合并的内容"))
    examine(page, "grid-merge-going")


def test_pages_without_acts(settled: Any, page: Any, sign_in: Callable[..., None], look: Callable[..., None]) -> None:
    home, grid = settled.places["zhonghua"], settled.places["grid-05"]
    building = settled.places["building-05-1"]
    look(page, f"/structure/grids/{grid}/", "grid-notice")
    look(page, f"/structure/responsible/?place={building}", "responsible")
    sign_in(page.context, account_of(settled.holders["director"][0]))
    look(page, f"/desk/structure/grids/{home}/organisations/", "org-grids")
    look(page, f"/desk/structure/grids/{home}/import/", "grid-import")
    look(page, f"/desk/structure/chains/?place={building}", "chains")
    assert places.get(grid).ends_on is None
    page.goto(f"/structure/grids/{grid}/")
    page.emulate_media(media="print")
    page.screenshot(path="var/pictures/grid-notice-print.png", full_page=True)

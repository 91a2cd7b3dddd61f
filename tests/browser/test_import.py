"""Taking over a list in a real browser: file, columns, preview, progress, what came in."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.kit.tables import write_table
from gongzhi.requests.models import ImportRun, Request
from gongzhi.requests.public import imports
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = [
    "工单编号",
    "反映时间",
    "诉求内容",
    "联系人",
    "联系电话",
    "地址",
    "经纬度",
    "类型",
    "办结时限",
    "来源渠道",
    "答复意见",
    "答复时间",
]  # noqa: E501 - as in the file
ROWS = [
    ["GD001", "2026-02-26 09:12", "锦桥路口的路灯不亮好几天了", "周先生", "13800138000", "锦桥路口", "106.7065,26.5895"]
    + ["路灯不亮", "2026-03-03 09:12", "12345热线", "", ""],
    ["GD002", "2026年2月26日", "楼道里堆了很多杂物，老人上下楼不方便", "", "138****1234", "望云路菜市场后门", ""]
    + ["", "5个工作日", "微信", "", ""],
    ["GD003", "2026/2/20 9:00:00", "小区门口的垃圾两天没有人清运", "吴女士", "", "", "106.7046,26.5866"]
    + ["", "", "", "已于当天清运，并增加一次清运。", "2026-02-21 16:30"],
    ["GD004", "昨天下午", "井盖松了", "刘大爷", "12", "", "", "", "", "", "", ""],
    ["GD005", "2026-02-27 10:00", "", "", "", "", "", "", "2026-01-01", "", "已办", ""],
]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    yield moved_in("guiyang")
    packs.forget()


def test_a_list_is_taken_over(
    town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None], monkeypatch: Any
) -> None:
    from gongzhi.requests.views import imports as pages

    monkeypatch.setattr(pages, "AT_ONCE", 0)
    context = new_context()
    sign_in(context, account_of(town.holders["hall"][0]))
    page = context.new_page()
    look(page, "/desk/import/", "import")
    out = io.BytesIO()
    write_table("xlsx", [HEAD, *ROWS], out)
    page.set_input_files("input[name=file]", {"name": "工单.xlsx", "mimeType": "", "buffer": out.getvalue()})
    page.fill("input[name=source]", "12345")
    follow(page.locator("main button[type=submit]"))
    run = ImportRun.objects.get()
    address = f"/desk/import/{run.pk}/"
    look(page, address, "import-columns")
    follow(page.locator("button[value=check]"))
    look(page, address, "import-checked")
    follow(page.locator("button[value=confirm]"))
    expect(page.locator("progress")).to_be_visible()
    assert imports.sweep() == 1
    expect(page.locator(".k-alert-success")).to_be_visible()  # the page looked again by itself
    assert Request.objects.count() == 3
    look(page, address, "import-done")
    look(page, "/desk/import/", "import-list")
    number = Request.objects.get(outside_number="GD003").number
    look(page, f"/desk/requests/{number}/", "import-sheet")

"""Orders of another office in a list (12345): their window, and what the list has beyond our columns goes back."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.kit.tables import open_table
from gongzhi.requests import public as requests
from gongzhi.requests.models import ImportRun, OutsideOrder, Request
from gongzhi.requests.tests.test_import import bring

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled
    from tests.desks import Desk

pytestmark = pytest.mark.django_db
HEAD = ["工单编号", "诉求内容", "区县代码", "类型", "来电次数", "派单时刻", "满意权重", "备注"]
SENT = datetime(2026, 3, 1, 16, 5)  # noqa: DTZ001 - Excel knows no zones
OWN = ["0520103", 3, SENT, 0.15, "=1+1 必须回访"]


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(HEAD)
    for n in (1, 2):
        sheet.append([f"W{n}", f"锦桥路口第{n}盏路灯不亮了", OWN[0], "路灯不亮", *OWN[1:]])
        sheet.cell(row=n + 1, column=8).data_type = "s"  # a text that begins like a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def answers(browser: Any, run: ImportRun) -> tuple[tuple[str, ...], list[Any]]:
    back = browser.get(f"/desk/import/{run.pk}/answers.xlsx")
    found = open_table(b"".join(back.streaming_content))
    return found.header, [list(cells) for _row, cells in found.rows()]


def test_the_columns_that_we_do_not_read_go_back_unchanged(city: Settled, desk: Desk) -> None:
    run = bring(city, workbook())
    header, rows = answers(desk("hall"), run)
    assert list(header[-5:]) == [HEAD[2], *HEAD[4:]]
    assert [row[-5:] for row in rows] == [OWN, OWN]
    assert "必须回访" not in OutsideOrder.objects.first().fields  # type: ignore[union-attr]
    about = Request.objects.get(outside_number="W1")
    requests.forget(requests.Reporter.objects.get(request=about).person_id, actor=SYSTEM)
    _header, rows = answers(desk("hall"), run)
    assert [row[-5:] for row in rows] == [[None] * 5, OWN]


def test_an_order_of_a_list_goes_back_within_the_window_alone(city: Settled, desk: Desk, manual_clock: Any) -> None:
    bring(city, workbook())
    closes = datetime(2026, 3, 3, 17, tzinfo=clock.SHANGHAI)  # the end of the next working day
    first, second = Request.objects.select_related("matter").order_by("outside_number")
    assert [requests.return_window(r) for r in (first, second)] == [closes, closes]
    actor = city.actor("hall")
    elsewhere = {"actor": actor, "ending": "not_ours", "public_text": "属供电公司。", "goes_to": "供电公司 95598"}
    requests.answer(first.pk, **elsewhere)
    manual_clock.set(closes + timedelta(seconds=1))
    assert "退单时限已过" in desk("hall").get(f"/desk/requests/{second.number}/").content.decode()
    with pytest.raises(NotAllowed):
        requests.answer(second.pk, **elsewhere)


def test_another_list_has_no_window_and_its_other_columns_are_not_kept(city: Settled, desk: Desk) -> None:
    run = bring(city, workbook(), source="旧台账")
    assert run.counts["good"] == 2
    assert not OutsideOrder.objects.exists()
    header, _rows = answers(desk("hall"), run)
    assert HEAD[2] not in header


def test_the_page_says_which_columns_go_back(desk: Desk) -> None:
    browser = desk("hall")
    assert 'value="12345"' in browser.get("/desk/import/").content.decode()
    sent = browser.post("/desk/import/", {"file": SimpleUploadedFile("a.xlsx", workbook()), "source": "12345"})
    checked = {f"c_{k}": str(v) for k, v in ImportRun.objects.get().columns.items()}
    browser.post(sent["Location"], {**checked, "do": "check"})
    assert "区县代码、来电次数、派单时刻、满意权重、备注" in browser.get(sent["Location"]).content.decode()

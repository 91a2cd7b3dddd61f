"""The pages by which a clerk takes over a list, from the file to the requests."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.kit.tables import open_table, write_table
from gongzhi.requests.actions import imports
from gongzhi.requests.models import ImportRun, Request
from gongzhi.requests.tests.test_import import BAD, ENDED, HEAD, OPEN
from gongzhi.requests.views import imports as pages

if TYPE_CHECKING:
    from tests.desks import Desk

pytestmark = pytest.mark.django_db


def file(*rows: list[Any], kind: str = "xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    write_table(kind, [HEAD, *rows], out)
    return SimpleUploadedFile(f"工单.{kind}", out.getvalue())


def upload(browser: Any, *rows: list[Any]) -> str:
    sent = browser.post("/desk/import/", {"file": file(*rows), "source": "12345"})
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def test_from_the_file_to_the_requests(desk: Desk) -> None:
    browser = desk("hall")
    address = upload(browser, OPEN, ENDED, BAD)
    page = browser.get(address)
    assert "A 工单编号 · G1" in page.content.decode()
    checked = {f"c_{k}": str(v) for k, v in ImportRun.objects.get().columns.items()}
    assert browser.post(address, {**checked, "do": "check"}).status_code == 302
    page = browser.get(address).content.decode()
    assert "接收2条" in page.replace(" ", "")
    assert "反映时间" in page
    assert not Request.objects.exists()
    wrong = browser.get(f"{address}errors/")
    assert len(list(open_table(b"".join(wrong.streaming_content)).rows())) == 1
    assert browser.post(address, {"do": "confirm"}).status_code == 302
    assert Request.objects.count() == 2
    assert browser.post(address, {"do": "confirm"}).status_code == 302  # a second click
    assert Request.objects.count() == 2
    number = Request.objects.get(outside_number="G1").number
    sheet = browser.get(f"/desk/requests/{number}/").content.decode()
    assert "12345 G1" in sheet
    assert "2026-02-27 10:00" in sheet
    _goes_back(browser, desk, address)


def _goes_back(browser: Any, desk: Desk, address: str) -> None:
    back = browser.get(f"{address}answers.xlsx")
    assert back.status_code == 200
    rows = [cells for _row, cells in open_table(b"".join(back.streaming_content)).rows()]
    assert [str(cells[0]) for cells in rows] == sorted(Request.objects.values_list("outside_number", flat=True))
    done = next(cells for cells in rows if cells[8])
    assert done[9] is not None  # answered on
    assert desk("hotline").get(f"{address}answers.xlsx").status_code in (403, 404)


def test_many_rows_go_to_the_worker_and_the_page_looks_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 0)
    browser = desk("hall")
    address = upload(browser, OPEN)
    columns = {f"c_{k}": str(v) for k, v in ImportRun.objects.get().columns.items()}
    browser.post(address, {**columns, "do": "check"})
    browser.post(address, {"do": "confirm"})
    assert '<meta http-equiv="refresh" content="2">' in browser.get(address).content.decode()
    imports.sweep()
    assert "http-equiv" not in browser.get(address).content.decode()
    assert Request.objects.count() == 1


def test_others_neither_see_nor_do_it(desk: Desk) -> None:
    address = upload(desk("hall"), OPEN)
    assert desk("hotline").get(address).status_code == 404
    assert desk("supervisor").get("/desk/import/").status_code == 403
    assert desk("hall").post(address, {"do": "drop"}).status_code == 302
    assert not ImportRun.objects.exists()


def test_a_wrong_file_is_refused_on_the_page(desk: Desk) -> None:
    sent = desk("hall").post("/desk/import/", {"file": SimpleUploadedFile("x.xlsx", b"\x89PNG\0"), "source": "x"})
    assert sent.status_code == 422
    assert "xlsx" in sent.content.decode()

"""All requests that somebody may see: filters, words, numbers, pages, the export, the print, the unlocated."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gongzhi.access.public import ANONYMOUS
from gongzhi.kit.paging import encode
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request
from gongzhi.requests.rules import Draft, spoken
from gongzhi.requests.tests.conftest import Report
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
URL = "/desk/requests/"


def shown(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def lost(**changed: Any) -> Request:
    draft = Draft(
        description="楼下堆满了垃圾", address="不知道哪里的巷子", name="小吴", contact_phone="13700137000", **changed
    )
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web")
    return Request.objects.select_related("matter").get(pk=receipt.matter_id)


def test_filters_and_words(desk: Desk, report: Report) -> None:
    lamp = report()
    noise = report(description="楼上半夜装修，吵得睡不着", type_key="", lon=106.7125, lat=26.588)
    clerk = desk("hotline")
    everything = shown(clerk.get(URL))
    assert spoken(lamp.number) in everything
    assert spoken(noise.number) in everything
    for query, has, has_not in [
        ("q=路灯 锦桥", lamp, noise),
        ("q=半夜", noise, lamp),
        (f"q={noise.number[:6]}", noise, lamp),
        (f"type={lamp.type_key}", lamp, noise),
        (f"place={lamp.matter.place_id}", lamp, noise),
        ("state=open&sort=received&q=装修", noise, lamp),
    ]:
        page = shown(clerk.get(f"{URL}?{query}"))
        assert spoken(has.number) in page, query
        assert spoken(has_not.number) not in page, query
    for query in ("state=closed", "light=red", "channel=hall", "until=2026-03-01", "q=路灯 装修"):
        assert spoken(lamp.number) not in shown(clerk.get(f"{URL}?{query}")), query
    assert spoken(lamp.number) in shown(clerk.get(f"{URL}?since=2026-03-02&until=2026-03-02&light=green"))


def test_only_what_one_may_see(desk: Desk, report: Report) -> None:
    lamp = report()
    for post in ("songping-hall", "convener", "liaison-housing"):
        assert spoken(lamp.number) not in shown(desk(post).get(URL))
        assert desk(post).get(f"{URL}{lamp.number}/").status_code == 404


def test_the_key_of_another_list_is_refused(desk: Desk, report: Report) -> None:
    report()
    for key in (["a", 5], [5], [5, 5, 5]):
        answer = desk("hotline").get(URL, {"after": encode(key)})
        assert answer.status_code == 422, key
        assert "请重新打开列表" in answer.content.decode()


def test_pages_by_key(desk: Desk, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongzhi.requests.views import lists

    made = {spoken(report().number) for _n in range(5)}
    monkeypatch.setattr(lists, "PAGE", 2)
    clerk, seen, query = desk("hotline"), [], "?sort=received"
    assert clerk.get(URL + query).context["page"].total == "5"
    for _page in range(3):
        answer = clerk.get(URL + query)
        rows = [r["number"] for r in answer.context["rows"]]
        seen += rows
        query = f"?sort=received&after={answer.context['page'].after}"
    assert sorted(seen) == sorted(made)


def test_search_jumps(desk: Desk, report: Report) -> None:
    lamp = report()
    clerk = desk("hotline")
    assert clerk.get(f"/desk/search/?q={spoken(lamp.number)}")["Location"] == f"{URL}{lamp.number}/"
    assert clerk.get("/desk/search/?q=路灯")["Location"].startswith(f"{URL}?q=")
    assert desk("songping-hall").get(f"/desk/search/?q={lamp.number}")["Location"].startswith(f"{URL}?")


def test_export(desk: Desk, report: Report, city: Settled) -> None:
    lamp = report()
    report(description="=1+1 请联系13612345678", type_key="streetlight")
    answer = desk("director").get(f"{URL}export.xlsx")
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == 2
    assert rows[0][1] == lamp.number
    assert rows[0][2].isoformat() == "2026-03-02T09:00:00"  # type: ignore[union-attr]
    text = str(rows)
    assert "13800138000" not in text
    assert "13612345678" not in text
    assert "老周" not in text
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert "A1:M1" in sheet.merged_cells
    assert desk("hotline").get(f"{URL}export.xlsx").status_code == 403
    printed = shown(desk("hotline").get(f"{URL}print/"))
    assert spoken(lamp.number) in printed
    assert "老周" not in printed


def test_export_has_a_limit(desk: Desk, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongzhi.requests.views import export

    report()
    monkeypatch.setattr(export, "ROWS_MOST", 0)
    assert desk("director").get(f"{URL}export.xlsx").status_code == 422


def test_unlocated_is_put_on_the_map(desk: Desk, city: Settled) -> None:
    request = lost()
    assert not request.located
    hall = desk("hall")
    assert spoken(request.number) in shown(hall.get("/desk/unlocated/"))
    assert desk("worker-01").get("/desk/unlocated/").status_code == 403
    page = f"/desk/unlocated/{request.number}/"
    shown(hall.get(page))
    assert shown(hall.post(page, {"search": "1", "address": "锦桥东网格"})).count('name="place_id"') == 1
    empty = hall.post(page, {"address": ""})
    assert empty.status_code == 422
    point = {"lon": "106.7065", "lat": "26.5895", "version": str(request.matter.version)}
    assert hall.post(page, point).status_code == 302
    request.refresh_from_db()
    assert request.located
    assert spoken(request.number) not in hall.get("/desk/unlocated/").content.decode().split("k-empty")[-1]
    assert hall.post(page, point).status_code == 422  # somebody put it there meanwhile: told


def test_budgets(steady: None, desk: Desk, report: Report, django_assert_max_num_queries: Any) -> None:
    for _n in range(3):
        report()
    clerk = desk("hotline")
    clerk.get(URL)
    with django_assert_max_num_queries(10):
        clerk.get(URL)

"""The open day from announcement to report; photos of the paper board; attachments; the sheet and the feed."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.disclosure.models import OpenDay, Posting, Proof
from gongzhi.disclosure.public import DayDraft, QueryDraft, Stand, owed
from gongzhi.disclosure.queries.proofs import missing
from gongzhi.files import public as files
from tests.desks import Desk, text
from tests.hostile.conftest import picture

PACK = "guangyuan"
OWNER = "director"
DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def draft(town: Any, **more: Any) -> DayDraft:
    given = {
        "disclosure": "open-day", "place_id": town.places["shipan"], "day": DAY, "hours": "09:00—11:30",
        "venue": "社区服务大厅", "programme": "查阅账目、居民提问", "laid_open": "第一季度收支明细",
    }  # fmt: skip
    return DayDraft(**{**given, **more})


def at(manual: Any, day: date, hour: int = 15) -> None:
    manual.set(datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI))


def line(town: Any) -> disclosure.Owed:
    return next(o for o in owed([town.places["shipan"]]) if o.item.key == "open-day" and o.period.key == "2026-Q1")


def test_an_open_day_from_announcement_to_report(town: Any, desk: Desk, manual_clock: Any) -> None:
    client = desk(OWNER)
    place = town.places["shipan"]
    assert f"/desk/board/days/new/?class=open-day&amp;period=2026-Q1&amp;place={place}" in text(
        client.get("/desk/board/owed/?state=coming")
    )
    sent = {
        "disclosure": "open-day", "place": place, "day": "2026-03-20", "hours": "09:00—11:30", "venue": "服务大厅",
        "programme": "查阅账目、居民提问", "laid_open": "第一季度收支明细", "submission": "x" * 16,
    }  # fmt: skip
    answer = client.post("/desk/board/days/new/", sent)
    made = OpenDay.objects.get()
    assert answer["Location"] == f"/board/days/{made.pk}/"
    assert client.post("/desk/board/days/new/", sent)["Location"] == f"/board/days/{made.pk}/"  # sent twice
    assert made.announced.last_day >= DAY
    public = Client(headers={"accept-language": "zh-hans"})
    asked = public.post(f"/board/days/{made.pk}/ask/", {"words": "公共收益用在哪里？"})
    assert asked.status_code == 302
    assert "承诺答复日期" in text(public.get(f"/board/days/{made.pk}/"))
    told = {"visitors": 20, "text": "开放了账目。"}
    assert client.post(f"/desk/board/days/{made.pk}/report/", told).status_code == 422
    assert line(town).stand is Stand.COMING
    at(manual_clock, DAY)
    client = desk(OWNER)
    sent = {"words": "电梯广告费多少？", "sort": "query", "channel": "door", "source": "公开日现场"}
    assert client.post(f"/desk/board/days/{made.pk}/enter/", sent).status_code == 302
    assert client.post(f"/desk/board/days/{made.pk}/report/", told).status_code == 302
    assert line(town).stand is Stand.DONE
    page = text(public.get(f"/board/days/{made.pk}/"))
    assert "还有 2 个问题待答复" in page
    assert "开放了账目。" in page
    assert "石盘社区" in text(public.get("/board/days/"))


def test_one_open_day_a_day_and_never_in_the_past(town: Any, manual_clock: Any) -> None:
    actor = town.actor(OWNER)
    for wrong in ({"day": date(2026, 3, 1)}, {"venue": " "}, {"disclosure": "funds"}):
        with pytest.raises(Invalid):
            disclosure.announce(draft(town, **wrong), actor=actor)
    with pytest.raises(Forbidden):
        disclosure.announce(draft(town), actor=ANONYMOUS)
    first = disclosure.announce(draft(town), actor=actor)
    with pytest.raises(Conflict):
        disclosure.announce(draft(town, hours="14:00"), actor=actor)
    from gongzhi.disclosure.actions.days import cancel

    cancel(first, reason="停电改期", actor=actor)
    assert disclosure.posting(first.announced_id).withdraw_reason == "停电改期"
    with pytest.raises(NotAllowed):
        cancel(first, reason="停电改期", actor=actor)
    disclosure.announce(draft(town, hours="14:00"), actor=actor)  # the day is free again
    with pytest.raises(NotAllowed):
        disclosure.report(OpenDay.objects.get(pk=first.pk), text="开放了账目。", visitors=1, actor=actor)


def test_photos_of_the_paper_board_at_both_ends(town: Any, desk: Desk, manual_clock: Any) -> None:
    row = disclosure.publish(
        board="residents", title="居务公开", text="事项如下。", place_id=town.places["shipan"], actor=town.actor(OWNER),
        duty=disclosure.Duty("decisions", "2026-Q1"),
    )  # fmt: skip
    assert [(m.at, m.late) for m in missing(None)] == [("begin", False)]
    at(manual_clock, date(2026, 3, 6))
    assert [(m.at, m.due, m.late) for m in missing(None)] == [("begin", date(2026, 3, 5), True)]
    client = desk(OWNER)
    assert "居务公开" in text(client.get("/desk/board/proofs/"))

    def send(**more: Any) -> int:
        photo = SimpleUploadedFile("board.jpg", picture(), "image/jpeg")
        given = {"at": "begin", "taken_on": "2026-03-06", "where": "大厅门口公开栏", "photo": photo, **more}
        return client.post(f"/desk/board/{row.pk}/proof/", given).status_code

    assert send(taken_on="2026-03-01") == 422  # before it was posted
    assert send(at="end") == 422  # before the last day
    assert send(where="3栋2单元501室") == 422
    assert send() == 302
    assert missing(None) == []
    proof = Proof.objects.get()
    stored = files.files_of(proof.pk)[0]
    public = Client()
    assert f"/board/{row.pk}/files/{stored.pk}/" in text(public.get(f"/board/{row.pk}/"))
    assert public.get(f"/board/{row.pk}/files/{stored.pk}/?thumb=1").status_code == 200
    other = Posting.objects.exclude(pk=row.pk).first() or disclosure.publish(
        board="affairs", title="停水", text="停水通知。", place_id=town.places["shipan"], actor=town.actor(OWNER)
    )
    assert public.get(f"/board/{other.pk}/files/{stored.pk}/").status_code == 404
    at(manual_clock, date(2026, 3, 17))
    assert [(m.at, m.due) for m in missing(None)] == [("end", date(2026, 3, 20))]
    client = desk(OWNER)
    assert send(at="end", taken_on="2026-03-17") == 302
    assert missing(None) == []


def book(*rows: list[Any]) -> SimpleUploadedFile:
    made = Workbook()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("收支.xlsx", out.getvalue())


def test_attachments_are_scanned_and_kept_over_a_refusal(town: Any, desk: Desk) -> None:
    client = desk(OWNER)
    sent = {"board": "affairs", "place": town.places["shipan"], "title": "收支明细", "text": "见附件。"}
    page = client.post("/desk/board/new/", {**sent, "file1": book(["联系", "13800138000"])})
    assert page.status_code == 422
    assert "<mark>13800138000</mark>" in page.content.decode()
    assert not Posting.objects.exists()
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    page = client.post("/desk/board/new/", {**sent, "file1": book(["收入", 100], ["=1+1", 3]), "file2": photo})
    assert page.status_code == 422  # nobody has looked at the photo
    kept = page.context["form"]["kept"].value()
    assert "收支.xlsx" in page.content.decode()
    done = client.post("/desk/board/new/", {**sent, "kept": kept, "looked": "on"})
    assert done.status_code == 302
    row = Posting.objects.get()
    stored = files.files_of(row.pk)
    assert [f.mime.split("/")[0] for f in stored] == ["application", "image"]
    public = Client()
    got = public.get(f"/board/{row.pk}/files/{stored[0].pk}/")
    assert got.status_code == 200
    assert "attachment" in got["Content-Disposition"]
    disclosure.withdraw(row.pk, reason="误传", actor=town.actor(OWNER), hide=True)
    assert public.get(f"/board/{row.pk}/files/{stored[0].pk}/").status_code == 404


def test_the_sheet_and_the_feed(town: Any) -> None:
    row = disclosure.publish(
        board="affairs",
        title="停水通知",
        text="三月三日停水。",
        place_id=town.places["shipan"],
        actor=town.actor(OWNER),
    )
    public = Client(headers={"accept-language": "zh-hans"})
    page = text(public.get(f"/board/{row.pk}/print/?size=a3"))
    assert "s-a3" in page
    assert "<svg" in page
    feed = text(public.get("/board/feed.xml"))
    assert f"/board/{row.pk}/" in feed
    assert "石盘社区" in feed


def test_pages_ask_as_much_for_many_as_for_few(town: Any, desk: Desk) -> None:
    actor, place = town.actor(OWNER), town.places["shipan"]
    client = desk(OWNER)

    def put(n: int) -> None:
        row = disclosure.publish(board="residents", title=f"通知{n}", text="内容。", place_id=place, actor=actor)
        disclosure.ask(row, QueryDraft("请说明。"), actor=ANONYMOUS)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    put(0)
    pages = ("/board/", "/desk/board/", "/desk/board/queries/", "/desk/board/proofs/", "/desk/board/owed/?state=all")
    for address in pages:
        client.get(address)
    few = {address: asked(address) for address in pages}
    for n in range(1, 6):
        put(n)
    many = {address: asked(address) for address in pages}
    assert all(many[address] <= few[address] + 1 for address in pages)  # one more: the pack in force is looked up anew
    assert max(few.values()) <= 25

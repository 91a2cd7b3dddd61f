"""Responsibility lists of a community of Guangyuan: drafted, issued, reported on, seen from above and by everybody."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.kit.tests.test_papers import words_of
from gongzhi.structure.models import DutyItem, DutyProof, DutySheet, JointMeeting
from gongzhi.structure.rules.duties import day_in, is_late
from tests.desks import Desk, text
from tests.hostile.conftest import picture

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PACK = "guangyuan"
URL, PUBLIC = "/desk/structure/duties/", "/structure/duties/"


def drafted(desk: Desk, year: int = 2026, source: str = "template") -> Client:
    secretary = desk("secretary")
    assert secretary.post(URL, {"year": year, "source": source}).status_code == 302
    return secretary


def issued(town: Settled, desk: Desk, template: str = "committee") -> DutySheet:
    secretary = drafted(desk)
    sheet = DutySheet.objects.get(template=template, body=town.bodies["committee"])
    assert secretary.post(f"{URL}{sheet.pk}/issue/").status_code == 302
    return sheet


def test_drafts_from_the_templates_and_from_last_year(town: Settled, desk: Desk) -> None:
    secretary = drafted(desk)
    assert DutySheet.objects.filter(year=2026).values_list("template", flat=True).distinct().count() == 4
    before = DutySheet.objects.count()
    drafted(desk)
    assert DutySheet.objects.count() == before  # each list once a year
    sheet = DutySheet.objects.get(template="committee")
    item = sheet.items.get(title__contains="志愿服务项目清单")
    assert item.due_on == date(2026, 3, 31)
    own = {f"i{item.pk}-title": "公布两张清单", f"i{item.pk}-due_on": "2026-04-15", "item": item.pk}
    assert secretary.post(f"{URL}{sheet.pk}/write/", own | {f"i{item.pk}-number": "2"}).status_code == 422  # of what?
    assert secretary.post(f"{URL}{sheet.pk}/write/", own | {f"i{item.pk}-due_on": "2027-01-05"}).status_code == 422
    assert secretary.post(f"{URL}{sheet.pk}/write/", own).status_code == 302
    new = {"new-title": "开放日", "new-number": "4", "new-unit": "次", "new-due_on": "2026-12-20"}
    assert secretary.post(f"{URL}{sheet.pk}/write/", new).status_code == 302
    assert secretary.post(f"{URL}{sheet.pk}/remove/", {"item": sheet.items.first().pk}).status_code == 302  # type: ignore[union-attr]
    drafted(desk, 2027, "last")
    copied = DutySheet.objects.get(template="committee", year=2027)
    wanted = ["新培育公益性社会服务组织和志愿服务组织", "开放日", "公布两张清单"]
    assert set(wanted) <= set(copied.items.values_list("title", flat=True))
    assert copied.items.get(title="公布两张清单").due_on == date(2027, 4, 15)
    assert "召开社区党建联席会议" not in copied.items.values_list("title", flat=True)


def test_who_may_write_and_see_drafts(town: Settled, desk: Desk) -> None:
    sheet = DutySheet.objects.get(pk=(drafted(desk), DutySheet.objects.get(template="secretary").pk)[1])
    for post in ("concurrent", "town-leader", "dachanggou-director"):
        assert desk(post).get(f"{URL}{sheet.pk}/").status_code == 404
        assert sheet.title not in text(desk(post).get(URL))
    assert desk("town-leader").post(URL, {"year": 2026, "source": "template"}).status_code == 403
    secretary = desk("secretary")
    assert secretary.post(f"{URL}{sheet.pk}/issue/").status_code == 302
    assert "2026" in text(secretary.get("/desk/inbox/"))
    assert sheet.title in text(desk("town-leader").get(URL))  # the superior
    assert desk("dachanggou-director").get(f"{URL}{sheet.pk}/").status_code == 404
    assert desk("town-leader").post(f"{URL}{sheet.pk}/remove/", {"item": "1"}).status_code == 403
    first = sheet.items.first()
    assert first is not None
    secretary.post(f"{URL}{sheet.pk}/remove/", {"item": first.pk})  # it stands: told, nothing done
    assert sheet.items.filter(pk=first.pk).exists()


def test_the_paper_says_how_far_each_entry_is(town: Settled, desk: Desk) -> None:
    sheet, secretary = issued(town, desk), desk("secretary")
    item = sheet.items.filter(records="").first()
    assert item is not None
    sent = {f"i{item.pk}-amount": "1", f"i{item.pk}-words": "已在公示栏公布", "item": item.pk}
    assert secretary.post(f"{URL}{sheet.pk}/report/", sent).status_code == 302
    words = words_of(secretary.get(f"/desk/structure/papers/duty/{sheet.pk}/word/"))
    for said in (item.title, "已在公示栏公布（+1）", f"{item.due_on}", sheet.body.name):
        assert said in words
    assert desk("dachanggou-director").get(f"/desk/structure/papers/duty/{sheet.pk}/word/").status_code == 404


def test_progress_with_evidence_and_taken_back(town: Settled, desk: Desk, manual_clock: Any) -> None:
    sheet, secretary = issued(town, desk), desk("secretary")
    item = sheet.items.get(title__contains="新培育")
    photo = io.BytesIO(picture())
    photo.name = "licence.jpg"
    sent = {"item": item.pk, f"i{item.pk}-amount": "1", f"i{item.pk}-words": "石盘乐龄社登记成立"}
    assert secretary.post(f"{URL}{sheet.pk}/report/", {"item": item.pk, f"i{item.pk}-amount": "1"}).status_code == 422
    assert secretary.post(f"{URL}{sheet.pk}/report/", sent | {f"i{item.pk}-photo1": photo}).status_code == 302
    proof = DutyProof.objects.get()
    page = text(desk("town-leader").get(f"{URL}{sheet.pk}/"))
    assert "石盘乐龄社登记成立" in page
    assert f"{URL}{sheet.pk}/photo/{proof.pk}/1/" in page
    assert secretary.get(f"{URL}{sheet.pk}/photo/{proof.pk}/1/").status_code == 200
    assert desk("dachanggou-director").get(f"{URL}{sheet.pk}/photo/{proof.pk}/1/").status_code == 404
    assert desk("town-leader").post(f"{URL}{sheet.pk}/report/", sent).status_code == 403
    book = load_workbook(io.BytesIO(b"".join(secretary.get(f"{URL}export.xlsx?year=2026").streaming_content)))
    rows = {row[4]: row for row in book.active.iter_rows(min_row=4, values_only=True)}
    assert rows[item.title][7] == 1
    assert secretary.post(f"{URL}{sheet.pk}/withdraw/", {"proof": proof.pk}).status_code == 302
    item.refresh_from_db()
    assert item.done == 0


def test_meetings_count_by_themselves(town: Settled, desk: Desk) -> None:
    sheet, secretary = issued(town, desk), desk("secretary")
    counted = sheet.items.get(records="joint_meetings")
    JointMeeting(
        kind="party-building", title="上半年联席会议", body_id=town.bodies["committee"], place_id=town.places["shipan"],
        post_id=town.posts["secretary"], topics_until=date(2026, 3, 1), state="held", held_on=date(2026, 3, 2),
    ).save(force_insert=True)  # fmt: skip
    page = text(secretary.get(f"{URL}{sheet.pk}/"))
    assert "上半年联席会议" in page
    assert "/desk/structure/meetings/" in page
    sent = {"item": counted.pk, f"i{counted.pk}-amount": "1", f"i{counted.pk}-words": "再记一次"}
    secretary.post(f"{URL}{sheet.pk}/report/", sent)  # not typed again: told, nothing done
    assert not DutyProof.objects.exists()


def test_late_entries_and_what_everybody_sees(town: Settled, desk: Desk, manual_clock: Any) -> None:
    sheet = issued(town, desk)
    manual_clock.set(datetime(2026, 4, 1, 9, 0, tzinfo=clock.SHANGHAI))
    assert "1 项逾期" in text(desk("town-leader").get(URL))
    stranger = text(Client().get(PUBLIC))
    assert "党委党建工作责任清单" in stranger
    assert "逾期" in stranger
    assert "党委书记党建工作责任清单" not in stranger
    assert "党委党建工作责任清单" not in text(Client().get(f"{PUBLIC}?year=2025"))
    assert sheet.public


def test_days_of_a_year() -> None:
    assert day_in(2026, "02-29") == date(2026, 2, 28)
    assert day_in(2028, "02-29") == date(2028, 2, 29)
    assert is_late(1, 2, date(2026, 3, 31), date(2026, 4, 1))
    assert not is_late(2, 2, date(2026, 3, 31), date(2026, 4, 1))
    assert not is_late(0, None, date(2026, 4, 1), date(2026, 4, 1))


def test_budgets(town: Settled, desk: Desk, django_assert_max_num_queries: Any) -> None:
    sheet, secretary = issued(town, desk), desk("secretary")
    for address, most in ((URL, 24), (f"{URL}{sheet.pk}/", 24), (PUBLIC, 14)):
        secretary.get(address)
        with django_assert_max_num_queries(most):
            secretary.get(address)
    assert DutyItem.objects.count() > 10

"""Lists of requests from Excel and CSV: guessed, checked, taken over together or not at all, never doubled."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid, NotAllowed
from gongzhi.kit.tables import open_table, write_table
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import loader
from gongzhi.requests.actions import imports
from gongzhi.requests.models import ImportRun, Request
from gongzhi.requests.public import by_number, figures, late_of_import, secret_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db

HEAD = [
    "工单编号",
    "反映时间",
    "诉求内容",
    "联系人",
    "联系电话",
    "经纬度",
    "类型",
    "办结时限",
    "来源渠道",
    "答复意见",
    "答复时间",
]
OPEN = ["G1", "2026年2月27日 10时", "锦桥路口的路灯不亮了", "老周", "13800138000", "106.7065,26.5895", "路灯不亮",
        "2026-03-06 10:00", "热线", "", ""]  # fmt: skip
ENDED = [
    "G2",
    "2026/2/3 9:00:00",
    "楼道里堆了很多杂物",
    "",
    "138****1234",
    "",
    "",
    "",
    "",
    "已经清走。",
    "2026-02-20 09:30",
]
BAD = ["G3", "昨天", "井盖松了", "", "123", "", "", "", "", "", ""]


def table(kind: str, *rows: list[Any], head: list[str] = HEAD) -> bytes:
    out = io.BytesIO()
    write_table(kind, [head, *rows], out)
    return out.getvalue()


def bring(city: Settled, data: bytes, *, source: str = "12345", limit: str = "") -> ImportRun:
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = imports.importing(clerk).post_id
    run, _table = imports.start(data, file_name="a.xlsx", source=source, post_id=post_id, actor=clerk)
    imports.check(run, run.columns, limit=limit)
    if run.counts["good"]:
        imports.confirm(run)
        imports.perform(run, actor=clerk)
    return run


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_come_in_as_they_stand_elsewhere(city: Settled, kind: str) -> None:
    run = bring(city, table(kind, OPEN, ENDED, BAD))
    assert {k: run.counts[k] for k in ("rows", "good", "wrong", "known", "ended")} == {
        "rows": 3, "good": 2, "wrong": 1, "known": 0, "ended": 1,
    }  # fmt: skip
    one, two = Request.objects.select_related("matter").order_by("outside_number")
    assert (one.outside_number, one.source, one.type_key, one.channel) == ("G1", "12345", "streetlight", "hotline")
    assert one.reported_at == datetime(2026, 2, 27, 10, tzinfo=clock.SHANGHAI)
    assert one.created_at == clock.now()
    assert one.matter.due_at == datetime(2026, 3, 6, 10, tzinfo=clock.SHANGHAI)
    assert one.located
    assert one.matter.state == "open"
    assert one.matter.holder_post_id == run.post_id
    assert people.contact_of(one.reporters.get().person_id).phone == "138****8000"
    assert (two.matter.state, two.ending, two.answer) == ("archived", "explained", "已经清走。")
    assert two.matter.closed_at == two.answered_at == datetime(2026, 2, 20, 9, 30, tzinfo=clock.SHANGHAI)
    shown = people.contact_of(two.reporters.get().person_id)
    assert (shown.name, shown.phone) == ("138****1234", "")
    assert two.keep_private


def test_the_ledger_has_an_entry_for_each_and_one_for_the_list(city: Settled) -> None:
    run = bring(city, table("csv", OPEN, ENDED, BAD))
    for request in Request.objects.all():
        [entry] = ledger.entries_of(request.pk)
        assert entry.codes["import"] == run.pk
    [entry] = ledger.entries_of(run.pk)
    assert (entry.tag, entry.codes["taken"]) == ("request:import:done", 2)
    ledger.sequence_all()
    assert not ledger.verify().problems


def test_what_was_promised_counts_from_the_report_and_the_light_is_that_of_now(city: Settled) -> None:
    late = ["L1", "2026-02-24 09:00", "路灯不亮", "", "", "106.7065,26.5895", "streetlight", "3个工作日", "", "", ""]
    bring(city, table("csv", late))
    matter = Request.objects.get().matter
    assert matter.light == "red"
    assert matter.due_at is not None
    assert matter.due_at < clock.now()
    procedures.run_ticks(limit=10)
    assert procedures.Escalation.objects.filter(matter=matter, clock="matter").exists()


def test_the_same_file_and_the_same_number_come_in_once(city: Settled) -> None:
    without = ["", "2026-02-26", "没有编号的一件事", "", "", "", "", "", "", "", ""]
    bring(city, table("csv", OPEN, without))
    again = bring(city, table("xlsx", OPEN, without, [*without[:2], "另一件事", *without[3:]]))
    assert (again.counts["known"], again.counts["good"]) == (2, 1)
    twice = bring(city, table("csv", ["N", *OPEN[1:]], ["N", *ENDED[1:]]), source="other")
    assert (twice.counts["good"], twice.counts["wrong"]) == (1, 1)
    assert Request.objects.count() == 4


def test_all_or_nothing_and_the_reason_is_kept(city: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = imports.runs.write, []

    def breaks(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        calls.append(1)
        raise NotAllowed("There is nothing to take over, or it is under way already.")

    monkeypatch.setattr(imports.runs, "write", breaks)
    with pytest.raises(DomainError):
        bring(city, table("csv", OPEN))
    assert calls
    assert not Request.objects.exists()
    assert ImportRun.objects.get().state == "failed"
    assert ImportRun.objects.get().message


def test_wrong_rows_come_back_in_the_same_form(city: Settled) -> None:
    run = bring(city, table("xlsx", BAD, OPEN))
    found = open_table(imports.error_file(run))
    assert (found.kind, found.header) == ("xlsx", (*HEAD, "原因", "原表行号"))
    [(row, cells)] = list(found.rows())
    assert row == 2
    assert "反映时间：" in cells[-2]
    assert "联系电话：" in cells[-2]
    assert str(cells[-1]) == "2"
    assert {(w["row"], w["column"]) for w in imports.findings_of(run)["wrong"]} == {(2, "反映时间"), (2, "联系电话")}


def test_late_shares_are_told_apart_from_our_own_figures(city: Settled) -> None:
    on_time = ["A", "2026-02-03 09:00", "一件事办好了", "", "", "", "", "", "", "好的。", "2026-02-10 09:00"]
    late = ["B", "2026-02-03 09:00", "另一件事办好了", "", "", "", "", "", "", "好的。", "2026-02-18 09:01"]
    run = bring(city, table("csv", on_time, late), limit="15 calendar_days")
    assert late_of_import(run.pk) == (2, 1)
    overseer = orgs.actor_of(city.holders["supervisor"][0])
    assert figures(overseer, clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)).received == 0


def test_the_worker_takes_over_what_was_confirmed_and_forgets_files(city: Settled, manual_clock: Any) -> None:
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = imports.importing(clerk).post_id
    run, _ = imports.start(table("csv", OPEN), file_name="a.csv", source="x", post_id=post_id, actor=clerk)
    left, _ = imports.start(table("csv", ENDED), file_name="b.csv", source="x", post_id=post_id, actor=clerk)
    imports.check(run, run.columns)
    imports.confirm(run)
    assert "诉求" not in run.content
    assert imports.sweep() == 1
    run.refresh_from_db()
    assert (run.state, run.content, Request.objects.count()) == ("done", "", 1)
    manual_clock.advance(timedelta(days=8))
    assert imports.forget_files() == 2
    left.refresh_from_db()
    assert (left.state, left.content, left.findings) == ("failed", "", "")


def test_columns_are_guessed_and_remembered(city: Settled) -> None:
    head = ["日子", "说了什么", "Ticket"]
    data = table("csv", ["2026-02-27", "楼下的树挡住了光", "7"], head=head)
    assert loader.guess(HEAD)["due"] == 7
    assert loader.guess(["ID", "Created Date", "Complaint Type", "Latitude", "Longitude"]) == {
        "number": 0, "reported_at": 1, "type": 2, "lat": 3, "lon": 4,
    }  # fmt: skip
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = imports.importing(clerk).post_id
    run, _ = imports.start(data, file_name="a.csv", source="x", post_id=post_id, actor=clerk)
    assert run.columns == {"number": 2}
    with pytest.raises(Invalid):
        imports.check(run, run.columns)
    imports.check(run, {"number": 2, "description": 1, "reported_at": 0})
    imports.perform(run, actor=clerk)
    again, _ = imports.start(data, file_name="a.csv", source="x", post_id=post_id, actor=clerk)
    assert again.columns == {"number": 2, "description": 1, "reported_at": 0}


def test_a_reporter_can_still_be_led_to_it(city: Settled) -> None:
    bring(city, table("csv", OPEN))
    reporter = Request.objects.get().reporters.get()
    assert by_number(reporter.request.number, secret_of(reporter.pk)) == reporter


# -- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_offices(encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["12345热线工单"], HEAD, OPEN])
    found = open_table(text.getvalue().encode(encoding))
    assert (found.header, found.head_row) == (tuple(HEAD), 2)
    [(row, cells)] = list(found.rows())
    assert (row, cells[2]) == (3, OPEN[2])


def test_excel_dates_and_formulas() -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["编号", "反映时间", "内容"])
    sheet.append([1.0, datetime(2026, 2, 27, 9, 30), "一件事"])  # noqa: DTZ001 - Excel knows no zones
    sheet.append([2, 46080.5, "=1+1"])
    sheet.append([3, "#REF!", "错"])
    out = io.BytesIO()
    book.save(out)
    found = open_table(out.getvalue())
    now = datetime(2026, 3, 2, tzinfo=clock.SHANGHAI)
    one, two, three = loader.lines(found, loader.guess(found.header), now)
    assert (one.number, one.problems) == ("1", {})
    assert one.reported_at == datetime(2026, 2, 27, 9, 30, tzinfo=clock.SHANGHAI)
    assert two.reported_at == datetime(2026, 2, 27, 12, tzinfo=clock.SHANGHAI)
    assert "description" in two.problems  # a formula that nobody computed has no value
    assert "reported_at" in three.problems


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 x", b"\x89PNG\0\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", b"PK\x03\x04broken", _bomb(), b"\n\n"],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        list(open_table(data).rows())
    assert refused.value.field == "file"


def test_the_data_handed_to_us_comes_in_whole(city: Settled) -> None:
    path = Path("/work/shared/data/requests/messages_with_replies.xlsx")
    path = path if path.exists() else Path(__file__).parents[4] / "shared/data/requests/messages_with_replies.xlsx"
    if not path.exists():
        pytest.skip("shared/data is not here")
    found = open_table(path.read_bytes())
    lines = list(loader.lines(found, loader.guess(found.header), clock.now()))
    assert len(lines) == 2816
    assert not [line.row for line in lines if line.problems]


def test_what_a_killed_worker_left_is_taken_up(city: Settled, manual_clock: Any) -> None:
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = imports.importing(clerk).post_id
    run, _ = imports.start(table("csv", OPEN), file_name="a.csv", source="x", post_id=post_id, actor=clerk)
    imports.check(run, run.columns)
    ImportRun.objects.filter(pk=run.pk).update(state="running", claimed_at=clock.now())
    assert imports.sweep() == 0
    manual_clock.advance(timedelta(hours=1))
    assert imports.sweep() == 1
    assert ImportRun.objects.get().state == "done"


def test_who_lost_the_post_writes_nothing(city: Settled) -> None:
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = imports.importing(clerk).post_id
    run, _ = imports.start(table("csv", OPEN), file_name="a.csv", source="x", post_id=post_id, actor=clerk)
    imports.check(run, run.columns)
    imports.confirm(run)
    for appointment in orgs.Appointment.objects.filter(person_id=clerk.person_id):
        orgs.end_appointment(appointment.pk, actor=SYSTEM)
    imports.sweep()
    run.refresh_from_db()
    assert (run.state, bool(run.message), Request.objects.count()) == ("failed", True, 0)


def test_a_list_is_given_numbers_that_nobody_has(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongzhi.requests import rules
    from gongzhi.requests.actions.imports import write

    taken = report().number
    drawn = iter([taken, "1234567897", "1234567897", taken, "2234567898"])
    monkeypatch.setattr(rules, "new_number", lambda: next(drawn))
    assert write._free_numbers(2) == ["1234567897", "2234567898"]

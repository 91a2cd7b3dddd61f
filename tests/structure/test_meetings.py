"""A joint meeting from the call for topics to the task struck off, as the bodies' people see it in the browser."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.core.measures import Asked
from gongzhi.files.tests.test_documents import pdf, script
from gongzhi.notices.models import Message
from gongzhi.people import public as people
from gongzhi.people.rules import ContactKind
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure
from gongzhi.structure.models import GivenTask, Guest, JointMeeting, Topic
from gongzhi.structure.rules.meetings import later, next_due
from tests.desks import Desk, text
from tests.hostile.conftest import picture

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
LIST, TASKS = "/desk/structure/meetings/", "/desk/structure/meetings/tasks/"


def call(city: Settled, director: Client, *bodies: str) -> JointMeeting:
    """A meeting called by the director; of the bodies named, or of the council, the centre and the housing office."""
    sent = {
        "title": "春季共驻共建联席会", "topics_until": "2026-03-10",
        "called": [city.bodies[b] for b in bodies or ("council", "centre", "housing")],
    }  # fmt: skip
    assert director.post(f"{LIST}new/", sent).status_code == 302
    return JointMeeting.objects.order_by("-id").first()  # type: ignore[return-value]


def act(browser: Client, meeting: JointMeeting, verb: str, status: int = 302, **fields: object) -> str:
    sent = {(k if k == "topic" or k.startswith("came") else f"{verb}-{k}"): str(v) for k, v in fields.items()}
    return text(browser.post(f"{LIST}{meeting.pk}/{verb}/", sent), status)


def ready(city: Settled, desk: Desk) -> JointMeeting:
    """Invited for 2026-03-12 14:00 with one topic on the agenda."""
    director = desk("director")
    meeting = call(city, director)
    act(director, meeting, "propose", body=city.bodies["housing"], title="老旧小区加装电梯", text="三栋楼")
    act(director, meeting, "agenda", topic=Topic.objects.get().pk)
    act(director, meeting, "invite", starts_at="2026-03-12T14:00", venue="社区二楼会议室")
    meeting.refresh_from_db()
    return meeting


def held(city: Settled, desk: Desk, manual_clock: Any) -> tuple[JointMeeting, GivenTask]:
    """The meeting was held and gave a task to the housing office until 2026-03-22."""
    meeting, director = ready(city, desk), desk("director")
    manual_clock.set(datetime(2026, 3, 12, 14, 5, tzinfo=clock.SHANGHAI))
    act(desk("liaison-housing"), meeting, "sign-in")
    act(director, meeting, "minutes", **{f"topic{Topic.objects.get().pk}": "先做一号楼"}, notes="")
    sent = {"title": "一号楼加装电梯征求意见", "owner": city.posts["liaison-housing"], "due_on": "2026-03-22"}
    act(director, meeting, "decide", topic=Topic.objects.get().pk, **sent)
    act(director, meeting, "close")
    meeting.refresh_from_db()
    return meeting, GivenTask.objects.get()


def test_topics_are_called_for_and_make_an_agenda(city: Settled, desk: Desk) -> None:
    director, convener = desk("director"), desk("convener")
    assert "中华社区居民议事会" in text(director.get(f"{LIST}new/"))
    meeting = call(city, director)
    assert "春季共驻共建联席会" in text(convener.get("/desk/inbox/"))
    assert "春季共驻共建联席会" in text(convener.get(LIST))
    act(convener, meeting, "propose", body=city.bodies["council"], title="锦桥路停车位", text="")
    act(convener, meeting, "propose", 422, body=city.bodies["housing"], title="别家的议题", text="")
    act(director, meeting, "propose", body=city.bodies["housing"], title="老旧小区加装电梯", text="电话提出")
    own, phoned = Topic.objects.order_by("id")
    assert (own.by_phone, phoned.by_phone) == (False, True)
    act(convener, meeting, "agenda", 403, topic=own.pk)
    act(director, meeting, "agenda", topic=own.pk)
    act(director, meeting, "leave-out", 422, topic=phoned.pk, reason="")
    act(director, meeting, "leave-out", topic=phoned.pk, reason="区里已经在办")
    page = text(convener.get(f"{LIST}{meeting.pk}/"))
    assert "锦桥路停车位" in page
    assert "区里已经在办" in page
    act(director, meeting, "agenda", topic=phoned.pk)  # and back again
    act(director, meeting, "up", topic=phoned.pk)
    assert [t.title for t in Topic.objects.filter(state="agenda").order_by("position")][0] == "老旧小区加装电梯"


def test_who_is_not_called_knows_nothing_of_it(city: Settled, desk: Desk) -> None:
    meeting = call(city, desk("director"), "council")
    for post in ("worker-05", "liaison-housing", "songping-hall"):
        assert desk(post).get(f"{LIST}{meeting.pk}/").status_code == 404
        assert "春季共驻共建联席会" not in text(desk(post).get(LIST))
        assert desk(post).post(f"{LIST}{meeting.pk}/drop/", {"drop-reason": "x"}).status_code == 404
    assert desk("convener").post(f"{LIST}{meeting.pk}/drop/", {"drop-reason": "x"}).status_code == 403


def test_the_invitation_goes_out_and_is_answered(city: Settled, desk: Desk) -> None:
    director, convener = desk("director"), desk("convener")
    people.set_contact(city.holders["convener"][0], ContactKind.PHONE, "13900139001")
    meeting = call(city, director)
    assert "议程" in act(director, meeting, "invite", 422, starts_at="2026-03-12T14:00", venue="会议室")
    act(director, meeting, "propose", body=city.bodies["centre"], title="夏季错时服务", text="")
    act(director, meeting, "agenda", topic=Topic.objects.get().pk)
    act(
        director, meeting, "invite", 422, starts_at="2026-03-03T14:00", venue="会议室"
    )  # three days before, says the pack
    act(director, meeting, "invite", starts_at="2026-03-12T14:00", venue="社区二楼会议室")
    assert Message.objects.filter(channel="sms", about=meeting.pk).count() == 1
    assert "社区二楼会议室" in text(convener.get("/desk/inbox/"))
    act(convener, meeting, "cannot", 422, reason="")
    act(convener, meeting, "cannot", reason="去区里开会")
    assert "去区里开会" in text(director.get("/desk/inbox/"))
    assert "去区里开会" in text(director.get(f"{LIST}{meeting.pk}/"))
    act(convener, meeting, "come")
    assert Guest.objects.get(body=city.bodies["council"]).answer == "comes"
    act(director, meeting, "drop", reason="当天防汛")
    assert "当天防汛" in text(convener.get("/desk/inbox/"))


def test_sign_in_minutes_and_the_close(city: Settled, desk: Desk, manual_clock: Any) -> None:
    meeting, director, liaison = ready(city, desk), desk("director"), desk("liaison-housing")
    act(liaison, meeting, "sign-in")  # too early: told, nothing entered
    assert not Guest.objects.exclude(signed="not").exists()
    manual_clock.set(datetime(2026, 3, 12, 14, 5, tzinfo=clock.SHANGHAI))
    act(liaison, meeting, "sign-in")
    act(liaison, meeting, "sign-in")  # once
    act(desk("secretary"), meeting, "sign-in")  # of the body that convenes: not counted among the guests
    council = Guest.objects.get(body=city.bodies["council"])
    act(director, meeting, "tick", **{f"came{council.pk}": 2})
    assert sorted(Guest.objects.exclude(signed="not").values_list("signed", "people")) == [("list", 2), ("own", 1)]
    act(director, meeting, "close")  # without conclusions: told, nothing done
    meeting.refresh_from_db()
    assert meeting.state == "invited"
    act(director, meeting, "minutes", **{f"topic{Topic.objects.get().pk}": "先做一号楼"}, notes="散会")
    act(director, meeting, "close")
    paper = text(liaison.get(f"/desk/structure/papers/minutes/{meeting.pk}/page/"))
    for words in ("先做一号楼", "社区二楼会议室", "散会", "2026-03-12 14:00"):
        assert words in paper
    act(director, meeting, "minutes", 409, notes="改写")  # they stand
    attended = structure.meetings_attended(city.appointments["liaison-housing"] + city.appointments["convener"])
    assert sorted(attended.values()) == [(0, 1), (1, 1)]
    assert "联席会议已经召开" in text(liaison.get(f"{LIST}{meeting.pk}/"))


def test_a_task_is_carried_out_and_struck_off(city: Settled, desk: Desk, manual_clock: Any) -> None:
    meeting, task = held(city, desk, manual_clock)
    director, liaison = desk("director"), desk("liaison-housing")
    address = f"/desk/structure/tasks/{task.pk}/"
    assert address in text(liaison.get("/desk/?tab=mine"))
    assert desk("songping-hall").get(address).status_code == 404
    assert director.post(f"{address}strike/", {}).status_code == 302  # nothing reported yet
    assert GivenTask.objects.get().struck_at is None
    assert liaison.post(f"{address}report/", {"report-words": ""}).status_code == 422
    photo, signed, bad = io.BytesIO(picture()), io.BytesIO(pdf()), io.BytesIO(pdf(script))
    photo.name, signed.name, bad.name = "sheet.jpg", "三十户签字.pdf", "bad.pdf"
    sent = {"report-words": "三十户签字同意"}
    assert "程序、表单" in text(liaison.post(f"{address}report/", sent | {"report-photo1": bad}), 422)
    assert (
        liaison.post(f"{address}report/", sent | {"report-photo1": photo, "report-photo2": signed}).status_code == 302
    )
    assert address in text(director.get("/desk/?tab=mine"))
    page = text(director.get(address))
    assert "三十户签字同意" in page
    assert "三十户签字.pdf" in page
    shown = page.split('<a href="' + address + "photo/")[1].split('"')[0]
    assert director.get(f"{address}photo/{shown}").status_code == 200
    assert desk("songping-hall").get(f"{address}photo/{shown}").status_code == 404
    assert liaison.post(f"{address}strike/", {}).status_code == 403
    assert director.post(f"{address}return/", {"return-reason": "还差两户"}).status_code == 302
    assert address in text(liaison.get("/desk/?tab=mine"))
    assert liaison.post(f"{address}report/", {"report-words": "全部签字"}).status_code == 302
    assert director.post(f"{address}strike/", {"strike-words": "已核对"}).status_code == 302
    assert GivenTask.objects.get().struck_at is not None
    assert procedures.Matter.objects.get(pk=task.pk).state == "archived"
    sheet = load_workbook(io.BytesIO(b"".join(director.get(f"{LIST}tasks.xlsx?state=struck").streaming_content))).active
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["一号楼加装电梯征求意见"]
    assert "春季共驻共建联席会" in text(director.get(f"{LIST}?q=春季&state=held"))
    assert meeting.title not in text(director.get(f"{LIST}?state=dropped"))


def test_a_late_task_says_since_when_and_escalates(city: Settled, desk: Desk, manual_clock: Any) -> None:
    _meeting, task = held(city, desk, manual_clock)
    manual_clock.set(datetime(2026, 3, 26, 9, 0, tzinfo=clock.SHANGHAI))
    procedures.run_ticks(100)
    task.matter.refresh_from_db()
    assert task.matter.light == "red"
    assert procedures.Escalation.objects.filter(matter=task.pk).exists()
    assert "超期4天" in text(desk("director").get(f"{TASKS}?state=late"))


def test_a_body_that_does_not_meet_is_overdue(city: Settled, desk: Desk, manual_clock: Any) -> None:
    assert "应开未开" not in text(desk("director").get(LIST))
    held(city, desk, manual_clock)
    place = city.places["zhonghua"]
    values = {m.place_id: m.value for m in structure.measure_meetings(Asked(date(2026, 3, 20), ("community",)))}
    assert values == {place: 1.0, city.places["songping"]: 0.0}
    manual_clock.advance(timedelta(days=200))
    page = text(desk("director").get(LIST))
    assert "应开未开" in page
    assert "2026-09-12" in page  # half a year after the meeting
    assert "松坪社区" not in page.split("应开未开")[1].split("</ul>")[0]  # not of one's area
    asked = Asked(date(2026, 10, 1), ("community",), within=(place,))
    assert [(m.value, m.since) for m in structure.measure_meetings(asked)] == [(0.0, date(2026, 9, 11))]


def test_standards_see_a_meeting_at_once(city: Settled, desk: Desk, manual_clock: Any) -> None:
    told: list[int] = []
    structure.on_changed(told.append)
    held(city, desk, manual_clock)
    assert told == [city.places["zhonghua"]]


def test_when_the_next_is_due() -> None:
    assert later(date(2026, 8, 31), 6, "months") == date(2027, 2, 28)
    assert later(date(2026, 3, 1), -6, "months") == date(2025, 9, 1)
    assert next_due(None, date(2026, 3, 2), 6, "months") == date(2026, 9, 2)
    assert next_due(date(2026, 5, 1), date(2026, 3, 2), 90, "calendar_days") == date(2026, 7, 30)


def test_budgets(
    steady: None, city: Settled, desk: Desk, manual_clock: Any, django_assert_max_num_queries: Any
) -> None:
    meeting, _task = held(city, desk, manual_clock)
    director = desk("director")
    for address, most in ((LIST, 22), (TASKS, 16), (f"{LIST}{meeting.pk}/", 24)):
        director.get(address)
        with django_assert_max_num_queries(most):
            director.get(address)

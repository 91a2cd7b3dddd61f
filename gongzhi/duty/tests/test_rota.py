"""The rota of duty: planned by week, gaps told, shifts that change hands, notes from shift to shift."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.measures import Asked
from gongzhi.duty import public as duty
from gongzhi.duty.rules.shifts import Shape, monday, spans
from gongzhi.notices import public as notices
from gongzhi.requests import public as requests
from tests.desks import text, words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

WEEK = date(2026, 3, 2)  # the Monday on which the city stands
HOTLINE = "hotline"


@pytest.fixture
def place(city: Settled) -> int:
    return int(city.places["zhonghua"])


def seat(city: Settled, post: str, n: int = 0) -> int:
    return int(city.appointments[post][n])


def cells(answer: Any) -> str:
    """What the cells of an Excel file say."""
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return " ".join(str(c.value) for row in book.worksheets[0].iter_rows() for c in row)


def plan(city: Settled, place: int, wanted: dict[tuple[int, str], int | None], **more: Any) -> int:
    """Seats by (day of the week from 0, shift)."""
    keys = {(WEEK + timedelta(days=n), shift, 1): who for (n, shift), who in wanted.items()}
    return duty.plan_week(place, WEEK, keys, actor=city.actor("director"), **more)


@pytest.fixture
def planned(city: Settled, place: int) -> int:
    """Monday: hotline by day, hall by night; Tuesday: the other hotline clerk by day."""
    plan(
        city,
        place,
        {(0, "day"): seat(city, HOTLINE), (0, "night"): seat(city, "hall"), (1, "day"): seat(city, HOTLINE, 1)},
    )
    return place


def test_shifts_know_nights_and_made_up_working_days() -> None:
    shapes = [Shape("day", time(8, 30), time(17, 30)), Shape("night", time(17, 30), time(8, 30)),
              Shape("lead", time(8, 30), time(17, 30), days="off")]  # fmt: skip
    saturday = date(2026, 2, 14)  # a working day by the calendar of 2026 (调休)
    made = spans(shapes, saturday, 2, lambda day: day == saturday, clock.SHANGHAI)
    assert [(s.on.day, s.key) for s in made] == [(14, "day"), (14, "night"), (15, "day"), (15, "night"), (15, "lead")]
    assert made[1].ends_at - made[1].starts_at == timedelta(hours=15)


def test_a_week_is_planned_and_gaps_are_counted(city: Settled, place: int) -> None:
    def empty() -> float | None:
        day = Asked(on=clock.today(), place_kinds=("community",), days=3)
        return next(m.value for m in duty.MEASURES["duty_shifts_empty"](day) if m.unit_id == place)

    assert empty() is None  # never planned: not known
    clerk = seat(city, HOTLINE)
    assert plan(city, place, {(0, "day"): clerk, (0, "night"): seat(city, "hall")}) == 2
    assert empty() == 4
    assert plan(city, place, {(0, "day"): clerk}) == 0  # nothing new
    with pytest.raises(Forbidden):
        duty.plan_week(place, WEEK, {}, actor=city.actor(HOTLINE))
    with pytest.raises(Invalid):  # a councillor keeps no watch
        plan(city, place, {(1, "day"): seat(city, "councillors")})
    with pytest.raises(Invalid):
        duty.plan_week(place, WEEK - timedelta(days=14), {}, actor=city.actor("director"))
    told = notices.inbox(city.holders[HOTLINE][0]).items
    assert any("值班" in m.text or "duty" in m.text for m in told)


def test_two_planners_meet(city: Settled, place: int) -> None:
    plan(city, place, {(0, "day"): seat(city, HOTLINE)}, version=0)
    plan(city, place, {(1, "day"): seat(city, HOTLINE)}, version=1)
    with pytest.raises(Conflict):
        plan(city, place, {(2, "day"): seat(city, HOTLINE)}, version=1)
    assert duty.Stint.objects.count() == 2


def test_who_left_or_is_away_leaves_a_gap(city: Settled, planned: int) -> None:
    from gongzhi.orgs import public as orgs

    def states() -> list[str]:
        (rota,) = duty.rotas(list(duty_places(planned)), WEEK, 2)
        return [s.state for s in rota.seats]

    assert states() == ["kept", "kept", "kept", "empty"]
    orgs.Appointment.objects.filter(pk=seat(city, HOTLINE, 1)).update(ended_at=clock.now())
    assert states() == ["kept", "kept", "gone", "empty"]


def duty_places(place_id: int) -> Any:
    from gongzhi.duty.queries.rota import desks_of

    return desks_of(None).filter(pk=place_id)


def test_a_shift_changes_hands_when_the_other_agrees(city: Settled, planned: int) -> None:
    first, second = city.actor(HOTLINE), city.actor(HOTLINE, 1)
    tuesday = duty.Stint.objects.get(on=WEEK + timedelta(days=1))
    monday_night = duty.Stint.objects.get(shift="night")
    with pytest.raises(NotFound):
        duty.ask(tuesday.pk, to=seat(city, HOTLINE), actor=first)  # not the own one
    swap = duty.ask(tuesday.pk, to=seat(city, HOTLINE), actor=second)
    with pytest.raises(Conflict):
        duty.ask(tuesday.pk, to=seat(city, "hall"), actor=second)
    with pytest.raises(NotFound):
        duty.answer(swap.pk, agree=True, actor=city.actor("hall"))
    duty.answer(swap.pk, agree=True, actor=first)
    tuesday.refresh_from_db()
    assert tuesday.appointment_id == seat(city, HOTLINE)
    with pytest.raises(Conflict):
        duty.answer(swap.pk, agree=True, actor=first)
    back = duty.ask(monday_night.pk, other_id=tuesday.pk, actor=city.actor("hall"))
    duty.answer(back.pk, agree=False, actor=first)
    asked = duty.ask(monday_night.pk, other_id=tuesday.pk, actor=city.actor("hall"))
    duty.answer(asked.pk, agree=True, actor=first)
    monday_night.refresh_from_db()
    tuesday.refresh_from_db()
    assert (monday_night.appointment_id, tuesday.appointment_id) == (seat(city, HOTLINE), seat(city, "hall"))


def test_a_shift_that_began_stays_and_a_plan_drops_what_was_asked(
    city: Settled, planned: int, manual_clock: Any
) -> None:
    day = duty.Stint.objects.get(on=WEEK, shift="day")
    with pytest.raises(NotAllowed):  # it began at nine
        duty.ask(day.pk, to=seat(city, HOTLINE, 1), actor=city.actor(HOTLINE))
    tuesday = duty.Stint.objects.get(on=WEEK + timedelta(days=1))
    swap = duty.ask(tuesday.pk, to=seat(city, HOTLINE), actor=city.actor(HOTLINE, 1))
    plan(city, planned, {(1, "day"): seat(city, "hall")})
    with pytest.raises(Conflict):
        duty.answer(swap.pk, agree=True, actor=city.actor(HOTLINE))


def test_a_note_is_handed_over_and_signed_for(city: Settled, planned: int, manual_clock: Any) -> None:
    clerk, hall = city.actor(HOTLINE), city.actor("hall")
    draft = requests.Draft("路灯不亮", type_key="streetlight", place_id=city.places["grid-05"])
    about = requests.intake(draft, actor=clerk, channel="hotline")
    with pytest.raises(NotFound):
        duty.write(planned, WEEK, "day", words="无事", actor=hall)
    with pytest.raises(Invalid):
        duty.write(planned, WEEK, "day", words="请回电 13800138000", actor=clerk)
    with pytest.raises(Invalid):
        duty.write(planned, WEEK, "day", words="无事", numbers="1234567890", actor=clerk)
    spoken = requests.spoken(about.number)
    note = duty.write(planned, WEEK, "day", words="接电话三个", things="钥匙两把", numbers=spoken, actor=clerk)
    with pytest.raises(Conflict):
        duty.write(planned, WEEK, "day", words="再来一次", actor=clerk)
    with pytest.raises(NotFound):  # the night shift has not begun
        duty.take(note.pk, actor=hall)
    manual_clock.advance(timedelta(hours=13))
    place = duty_places(planned).get()
    first = next(h for h in duty.handed(place, hall) if h.span.key == "day")
    assert (first.state, first.late, first.signs, len(first.left)) == ("unsigned", True, True, 1)
    assert duty.not_taken([place]) == {planned: 1}
    duty.take(note.pk, remark="钥匙收到", actor=hall)
    with pytest.raises(Conflict):
        duty.take(note.pk, actor=hall)
    assert duty.not_taken([place]) == {planned: 0}
    manual_clock.advance(timedelta(days=400))
    assert duty.forget_notes() == 0  # the request is open still
    requests.Request.objects.get(number=about.number)
    duty.Left.objects.all().delete()
    assert duty.forget_notes() == 1
    assert duty.Note.objects.get().words == ""


def test_pages_plan_copy_swap_and_hand_over(
    city: Settled, place: int, desk: Callable[..., Client], manual_clock: Any,
    django_assert_max_num_queries: Any, steady: None,
) -> None:  # fmt: skip
    director, hotline, hall = desk("director"), desk(HOTLINE), desk("hall")
    page = f"/desk/duty/{place}/"
    data = {"w-version": "0", "w-2026-03-02_day_1": seat(city, HOTLINE), "w-2026-03-02_night_1": seat(city, "hall")}
    assert director.post(f"{page}plan/", data).status_code == 302
    assert text(director.post(f"{page}plan/", data | {"w-2026-03-03_day_1": seat(city, HOTLINE)}), 422)
    assert director.post(f"{page}phone/", {"desk-phone": "13800138000"}).status_code == 422
    assert director.post(f"{page}phone/", {"desk-phone": "0851-85512365"}).status_code == 302
    assert director.post(f"{page}copy/?week=2026-03-09", {}).status_code == 302
    assert duty.Stint.objects.filter(on=date(2026, 3, 9)).count() == 2
    shown = words(director.get(page))
    assert "0851-85512365" in shown
    assert hotline.post(f"{page}plan/", data).status_code == 403
    public = words(Client().get("/duty/"))
    name = duty.now_on(list(duty_places(place)))[place][0].name
    assert "0851-85512365" in public
    assert "受理员" in public
    assert name not in public
    mine = duty.Stint.objects.get(on=date(2026, 3, 9), shift="night")
    asked = hall.post(f"/desk/duty/shifts/{mine.pk}/", {"to": f"to-{seat(city, HOTLINE, 1)}"})
    assert asked.status_code == 302
    swap = duty.ShiftSwap.objects.get()
    other = desk(HOTLINE, 1)
    assert "/agree/" in text(other.get("/desk/duty/"))
    assert other.post(f"/desk/duty/swaps/{swap.pk}/agree/").status_code == 302
    notes = f"{page}handover/"
    assert 'name="words"' in text(hotline.get(notes))
    assert text(hotline.post(f"{notes}write/", {"shift": "2026-03-02_day", "words": ""}), 422)
    assert hotline.post(f"{notes}write/", {"shift": "2026-03-02_day", "words": "无事"}).status_code == 302
    manual_clock.advance(timedelta(hours=12))
    note = duty.Note.objects.get()
    assert hall.post(f"{notes}take/", {"note": note.pk}).status_code == 302
    paper = director.get(f"{page}paper/page/")
    assert "0851-85512365" in text(paper)
    inside = cells(director.get(f"{page}week.xlsx"))
    assert name in inside
    for address, most in (("/desk/duty/", 30), (page, 22), (notes, 26)):
        director.get(address)
        with django_assert_max_num_queries(most):
            director.get(address)
    assert monday(date(2026, 3, 8)) == WEEK
    assert isinstance(mine.starts_at, datetime)

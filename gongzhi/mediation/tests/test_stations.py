"""Stations of help by roster: who sits when, one hour taken once, and of a private kind nothing but that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Conflict, Forbidden, Invalid, InvalidMany, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.mediation import public as mediation
from gongzhi.mediation.models import Hour, HourState, Shift, Station
from gongzhi.mediation.queries import stations as queries
from gongzhi.mediation.rules.stations import DAYS_AHEAD, ShiftDraft, StationDraft, check_shift, hours
from gongzhi.mediation.tests.test_cases import NAMES, given
from tests.desks import desk_of, text
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

LAWYER = "欧阳律"


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("yaan")


def manager(town: Settled) -> str:
    """The post that looks after the premises of the community."""
    place = town.places["kangzang"]
    return next(k for k in town.posts if queries.may_manage(town.actor(k), place))


def opened(town: Settled, kind: str = "legal", **more: Any) -> Station:
    actor, today = town.actor(manager(town)), clock.today()
    draft = StationDraft(kind, town.places["kangzang"], "康藏路站点", "党群服务中心二楼", "0835-2220000")
    station = mediation.stations.open_station(draft, actor=actor)
    shift = {"weekday": today.isoweekday() % 5 + 1, "starts": time(9), "ends": time(11, 30), "from_on": today,
             "helper": LAWYER, "helper_body": "青衣江律师事务所"} | more  # fmt: skip
    mediation.stations.add_shift(station, ShiftDraft(**shift), actor=actor)
    return station


def free(station: Station) -> list[tuple[int, datetime]]:
    return [(s.shift.pk, h) for s in queries.shifts_of([station])[station.pk] for h in s.free]


def test_whole_hours_on_the_days_of_the_shift() -> None:
    monday = date(2026, 11, 23)
    week = [monday + timedelta(days=n) for n in range(DAYS_AHEAD)]
    shift = Shift(weekday=1, starts=time(9), ends=time(11, 30), from_on=monday)
    found = list(hours(shift, monday, DAYS_AHEAD, week))
    assert found == [datetime(2026, 11, d, h, tzinfo=SHANGHAI) for d in (23, 30) for h in (9, 10)]
    assert not list(hours(shift, monday, DAYS_AHEAD, week[1:7])), "nobody sits there on a holiday"
    shift.until_on = monday
    assert len(list(hours(shift, monday, DAYS_AHEAD, week))) == 2
    weekend = Shift(weekday=6, starts=time(14), ends=time(15), from_on=monday)
    assert len(list(hours(weekend, monday, DAYS_AHEAD, []))) == 2, "a shift at the weekend does not ask the calendar"


def test_what_a_shift_must_say() -> None:
    wrong = ShiftDraft(1, time(9), time(9, 30), date(2026, 11, 23), post_id=5, helper="某人")
    with pytest.raises(InvalidMany) as said:
        check_shift(wrong)
    assert set(said.value.errors) == {"ends", "helper"}
    with pytest.raises(InvalidMany) as said:
        check_shift(ShiftDraft(1, time(9), time(10), date(2026, 11, 23), helper="某人"))
    assert set(said.value.errors) == {"helper_body"}


@pytest.mark.django_db
def test_residents_see_who_when_where_and_an_hour_is_taken_once(town: Settled) -> None:
    station = opened(town)
    page = text(Client().get("/help-hours/"))
    for said in ("康藏路站点", "党群服务中心二楼", LAWYER, "青衣江律师事务所", "09:00–11:30"):
        assert said in page
    assert "康藏路站点" not in text(Client().get("/help-hours/?kind=psychological"))
    case, mediator = given(town), town.actor("mediator")
    (shift, first), (_s, second) = free(station)[:2]
    taken = mediation.stations.take_hour(station, shift, first, actor=mediator, about=case.number, submission="a")
    assert mediation.stations.take_hour(
        station, shift, first, actor=mediator, about=case.number, submission="a"
    ).pk == taken.pk  # fmt: skip
    with pytest.raises(Conflict, match="taken"):
        mediation.stations.take_hour(station, shift, first, actor=town.actor("window-governance"))
    assert (shift, first) not in free(station)
    assert taken.case_id == case.pk
    desk = desk_of(town)("mediator")
    assert "康藏路站点" in text(desk.get(f"/desk/mediation/{case.pk}/"))
    page = text(desk.get(f"/desk/help-hours/{station.pk}/"))
    assert not any(n in page for n in NAMES)
    mediation.stations.give_back(station, taken.pk, actor=mediator)
    assert (shift, first) in free(station)
    again = mediation.stations.take_hour(station, shift, first, actor=mediator)
    assert again.pk != taken.pk
    with pytest.raises(NotFound):
        mediation.stations.take_hour(station, shift, second, actor=mediator, about="3156642736")
    with pytest.raises(Conflict):  # not a beginning of an hour
        mediation.stations.take_hour(station, shift, second + timedelta(minutes=5), actor=mediator)


@pytest.mark.django_db
def test_of_psychological_help_nothing_is_kept_but_the_hour(town: Settled) -> None:
    station, case, mediator = opened(town, "psychological"), given(town), town.actor("mediator")
    shift, first = free(station)[0]
    with pytest.raises(Invalid, match="Nothing is kept"):
        mediation.stations.take_hour(station, shift, first, actor=mediator, about=case.number)
    desk = desk_of(town)("mediator")
    at = f"/desk/help-hours/{station.pk}/"
    assert 'name="about"' not in text(desk.get(f"{at}?about={case.number}"))
    sent = {"slot": f"{shift}@{first.isoformat()}", "about": case.number, "submission": "x"}
    assert desk.post(f"{at}take/", sent).status_code == 302
    kept = Hour.objects.get()
    assert (kept.case_id, kept.request_id, kept.state) == (None, None, HourState.TAKEN)
    page = text(desk.get(at))
    assert case.number not in page.replace(" ", "").replace("-", "")
    entries = "".join(str(e) for e in ledger.entries_of(station.pk))
    assert case.number not in entries
    assert "hour-taken" in entries
    assert desk.post(f"{at}take/", {**sent, "submission": "y"}).status_code == 422  # taken meanwhile


@pytest.mark.django_db
def test_who_writes_the_roster_and_who_takes(town: Settled, manual_clock: Any) -> None:
    station, actor = opened(town), town.actor(manager(town))
    shift, first = free(station)[0]
    draft = StationDraft("legal", town.places["kangzang"], "站点", "二楼")
    for stranger in (town.actor("mediator"), ANONYMOUS):
        with pytest.raises(Forbidden):
            mediation.stations.open_station(draft, actor=stranger)
        with pytest.raises(Forbidden):
            mediation.stations.close_station(station, actor=stranger)
    with pytest.raises(Forbidden):
        mediation.stations.take_hour(station, shift, first, actor=ANONYMOUS)
    taken = mediation.stations.take_hour(station, shift, first, actor=town.actor("mediator"))
    with pytest.raises(NotAllowed, match="taken"):
        mediation.stations.close_station(station, actor=actor)
    with pytest.raises(NotAllowed, match="Later hours"):
        mediation.stations.end_shift(station, shift, until_on=clock.today(), actor=actor)
    with pytest.raises(Forbidden):
        mediation.stations.give_back(station, taken.pk, actor=town.actor("window-governance"))
    mediation.stations.give_back(station, taken.pk, actor=actor)
    with pytest.raises(Conflict):
        mediation.stations.give_back(station, taken.pk, actor=actor)
    mediation.stations.end_shift(station, shift, until_on=clock.today(), actor=actor)
    assert mediation.stations.forget_helpers() == 0
    manual_clock.advance(timedelta(days=1))
    assert mediation.stations.forget_helpers() == 1
    assert not Shift.objects.exclude(helper="").exists()
    mediation.stations.close_station(station, actor=actor)
    assert "康藏路站点" not in text(Client().get("/help-hours/"))


@pytest.mark.django_db
def test_pages_open_a_station_and_enter_a_shift(town: Settled, django_assert_max_num_queries: Any) -> None:
    desk = desk_of(town)(manager(town))
    assert "还没有站点" in text(Client().get("/help-hours/"))
    form = {
        "kind": "legal",
        "place": town.places["kangzang"],
        "title": "法律服务站",
        "venue": "二楼",
        "submission": "1",
    }
    assert desk.post("/desk/help-hours/", {**form, "title": ""}).status_code == 422
    there = desk.post("/desk/help-hours/", form)
    assert desk.post("/desk/help-hours/", form).headers["Location"] == there.headers["Location"]
    at = there.headers["Location"]
    shift = {"weekday": 2, "starts": "09:00", "ends": "11:00", "post": town.posts["mediator"],
             "from_on": clock.today().isoformat(), "submission": "2"}  # fmt: skip
    assert "两者选一" in text(desk.post(f"{at}shift/", {**shift, "helper": "某人", "helper_body": "某所"}), 422)
    assert desk.post(f"{at}shift/", shift).status_code == 302
    assert Shift.objects.get().post_id == town.posts["mediator"]
    for _n in range(3):
        opened(town)
    with django_assert_max_num_queries(12):
        text(Client().get("/help-hours/"))
    with django_assert_max_num_queries(30):
        text(desk.get("/desk/help-hours/"))

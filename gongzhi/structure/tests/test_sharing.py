"""What is offered to others is booked once, also when two ask at the same moment (row A9)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.people import public as people
from gongzhi.structure.actions import sharing as actions
from gongzhi.structure.actions.sharing import SharedDraft
from gongzhi.structure.models import BookedSlot, Booking, Shared
from gongzhi.structure.queries import cobuilding as sheets
from gongzhi.structure.queries import sharing as queries
from gongzhi.structure.rules import cobuilding as rules
from tests.desks import Desk, account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def at(hour: int, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


def offered(city: Settled, **changed: Any) -> Shared:
    fields: dict[str, Any] = {
        "owner_id": city.bodies["water_company"], "kind": "room", "name": "三楼会议室", "where": "锦桥路3号",
        "since": date(2026, 3, 1), "days": "12345", "opens": time(9), "closes": time(17),
    }  # fmt: skip
    return actions.offer_shared(
        city.places["zhonghua"], SharedDraft(**(fields | changed)), actor=city.actor("liaison-water-company")
    )


def test_slots_lie_within_the_hours() -> None:
    day = date(2026, 3, 3)
    two = rules.slots_on(day, [(time(9), time(10, 30)), (time(14), time(15))], 60)
    assert [s.hour for s, _e in two] == [9, 14]
    assert rules.slots_on(day, [(time(9, 10), time(10, 30))], 60)[0][0].minute == 30
    assert len(rules.slots_on(day, [(time(22), time(0))], 60)) == 2
    slots = rules.slots_on(day, [(time(9), time(13))], 60)
    assert rules.span_of([at(10), at(9)], slots) == (at(9), at(11))
    assert len(rules.grains(at(9), at(11))) == 4
    for wrong in ([], [at(9), at(11)], [at(20)]):
        with pytest.raises(Invalid):
            rules.span_of(wrong, slots)


def test_a_slot_is_booked_once_and_free_again_when_cancelled(city: Settled) -> None:
    shared = offered(city)
    director, hall = city.actor("director"), city.actor("hall")
    made = actions.book(shared.pk, [at(9), at(10)], purpose="联席会议", actor=director)
    assert made.state == "confirmed"
    assert made.body_id == city.bodies["centre"]
    with pytest.raises(Conflict):
        actions.book(shared.pk, [at(10)], purpose="培训", actor=hall)
    states = dict(queries.week(shared, date(2026, 3, 3), names=True))[date(2026, 3, 3)]
    assert [(s.start.hour, s.state) for s in states][:3] == [(9, "taken"), (10, "taken"), (11, "free")]
    actions.cancel(made.pk, actor=director)
    again = actions.book(shared.pk, [at(10)], purpose="培训", actor=hall)
    assert again.state == "confirmed"
    with pytest.raises(Conflict):
        actions.cancel(made.pk, actor=director)


def test_what_cannot_be_booked(city: Settled, manual_clock: Any) -> None:
    shared = offered(city, ahead_days=7)
    director = city.actor("director")
    manual_clock.set(datetime(2026, 3, 2, 10, 30, tzinfo=SHANGHAI))
    for starts in ([at(9, 2)], [at(9, 7)], [at(9, 20)], [at(18)], []):  # past, Saturday, too far ahead, closed, none
        with pytest.raises(Invalid):
            actions.book(shared.pk, starts, purpose="会议", actor=director)
    with pytest.raises(Invalid):
        actions.book(shared.pk, [at(9)], purpose=" ", actor=director)
    resident = Actor(ActorKind.RESIDENT, person_id=people.create_person(name="老周").pk)
    for actor in (ANONYMOUS, resident):
        with pytest.raises(Forbidden):
            actions.book(shared.pk, [at(9)], purpose="会议", actor=actor)


def test_the_owner_confirms_where_it_wants_to(city: Settled, desk: Desk) -> None:
    shared = offered(city, approval=True)
    director, owner = city.actor("director"), city.actor("liaison-water-company")
    made = actions.book(shared.pk, [at(9)], purpose="议事会", actor=director)
    assert made.state == "asked"
    assert "三楼会议室" in desk("liaison-water-company").get("/desk/inbox/").content.decode()
    with pytest.raises(Conflict):  # kept meanwhile
        actions.book(shared.pk, [at(9)], purpose="培训", actor=city.actor("hall"))
    with pytest.raises(Forbidden):
        actions.decide(made.pk, confirm=True, actor=city.actor("hall"))
    with pytest.raises(Invalid):
        actions.decide(made.pk, confirm=False, actor=owner)
    actions.decide(made.pk, confirm=False, reason="当天检修", actor=owner)
    assert "当天检修" in desk("director").get("/desk/inbox/").content.decode()
    assert not BookedSlot.objects.exists()
    second = actions.book(shared.pk, [at(9)], purpose="议事会", actor=director)
    actions.decide(second.pk, confirm=True, actor=owner)
    with pytest.raises(Conflict):
        actions.decide(second.pk, confirm=True, actor=owner)
    with pytest.raises(Conflict):
        actions.end_shared(shared.pk, until=date(2026, 3, 2), actor=owner)
    actions.cancel(second.pk, reason="停电", actor=owner)
    actions.end_shared(shared.pk, until=date(2026, 3, 2), actor=owner)
    assert queries.slots_offered(Shared.objects.get(), date(2026, 3, 3)) == []


def test_residents_book_where_the_offer_says_so(city: Settled) -> None:
    shared = offered(city, residents=True)
    person = people.create_person(name="老周")
    client = Client()
    address = f"/structure/shared/{shared.pk}/"
    assert "登录后预约" in client.get(address).content.decode()
    typed = {"slot": at(9).isoformat(), "purpose": "合唱队排练"}
    assert client.post(address, typed).status_code == 302
    assert not Booking.objects.exists()
    client.force_login(account_of(person.pk))
    assert client.post(address, typed | {"slot": "garbage"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 422  # taken
    page = client.get("/structure/shared/").content.decode()
    assert "我的预约" in page
    assert "已确认" in page
    resident = Actor(ActorKind.RESIDENT, person_id=person.pk)
    for hour in (10, 11):
        actions.book(shared.pk, [at(hour)], purpose="排练", actor=resident)
    with pytest.raises(NotAllowed):
        actions.book(shared.pk, [at(12)], purpose="排练", actor=resident)
    booking = Booking.objects.order_by("id")[0]
    stranger = Client()
    stranger.force_login(account_of(people.create_person(name="老吴").pk))
    cancel = f"/structure/bookings/{booking.pk}/cancel/"
    assert stranger.post(cancel, {"shared": shared.pk}).status_code == 403
    assert client.post(cancel, {"shared": shared.pk}).status_code == 302
    assert Booking.objects.get(pk=booking.pk).state == "cancelled"
    assert "老周" not in stranger.get(address).content.decode()


def test_who_booked_is_reminded_a_day_before(city: Settled, desk: Desk, manual_clock: Any) -> None:
    shared = offered(city)
    actions.book(shared.pk, [at(9, 4)], purpose="联席会议", actor=city.actor("director"))
    assert actions.remind() == 0
    manual_clock.advance(timedelta(days=1, hours=1))
    assert actions.remind() == 1
    assert actions.remind() == 0
    assert "提醒" in desk("director").get("/desk/inbox/").content.decode()


def test_lending_counts_in_the_sheet(city: Settled, manual_clock: Any) -> None:
    shared = offered(city)
    actions.book(shared.pk, [at(9), at(10), at(11)], purpose="会议", actor=city.actor("director"))
    manual_clock.advance(timedelta(days=3))
    sheet = {r.body_id: r for r in sheets.sheet(city.places["zhonghua"], 2026)}
    gave, used = sheet[city.bodies["water_company"]].gave, sheet[city.bodies["centre"]].received
    assert (gave.bookings, gave.hours, used.hours) == (1, 3.0, 3.0)


def test_the_calendar_at_the_desk(city: Settled, desk: Desk, steady: None, django_assert_max_num_queries: Any) -> None:
    unit, director = desk("liaison-water-company"), desk("director")
    place = city.places["zhonghua"]
    typed = {
        "name": "三楼会议室", "kind": "room", "owner": str(city.bodies["water_company"]), "where": "锦桥路3号",
        "slot_minutes": "60", "ahead_days": "30", "since": "2026-03-01", "approval": "on",
    }  # fmt: skip
    assert unit.post(f"/desk/structure/shared/new/{place}/", typed | {"ahead_days": "999"}).status_code == 422
    assert unit.post(f"/desk/structure/shared/new/{place}/", typed).status_code == 302
    assert desk("worker-05").get(f"/desk/structure/shared/new/{place}/").status_code == 200  # for its own body
    shared = Shared.objects.get()
    address = f"/desk/structure/shared/{shared.pk}/"
    assert "三楼会议室" in director.get("/desk/structure/shared/").content.decode()
    book = {"slot": [at(9).isoformat(), at(10).isoformat()], "purpose": "议事会", "body": str(city.bodies["centre"])}
    assert director.post(address, book).status_code == 302
    assert "等您确认" in unit.get("/desk/structure/shared/").content.decode()
    with django_assert_max_num_queries(22):
        assert "社区服务中心" in unit.get(address).content.decode()
    booking = Booking.objects.get()
    assert unit.post(f"/structure/bookings/{booking.pk}/confirm/", {"shared": shared.pk}).status_code == 302
    assert Booking.objects.get().state == "confirmed"

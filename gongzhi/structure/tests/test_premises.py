"""Rooms against their standard, rooms due from new estates, signs (row A13), with S0's own numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.core.measures import Asked
from gongzhi.structure.actions import premises as actions
from gongzhi.structure.actions.premises import RoomDraft
from gongzhi.structure.models import Estate, Room
from gongzhi.structure.public import MEASURES
from gongzhi.structure.queries import premises as queries
from gongzhi.structure.rules import premises as rules
from gongzhi.structure.rules.premises import Reached
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def draft(**changed: Any) -> RoomDraft:
    fields: dict[str, Any] = {
        "kind": "office", "basis": "purchased", "name": "二楼办公区", "square_metres": Decimal("640.5"),
        "address": "望云路12号2楼", "since": date(2026, 1, 1),
    }  # fmt: skip
    return RoomDraft(**(fields | changed))


def test_what_an_estate_owes_is_in_proportion() -> None:
    assert rules.square_metres_due(320, 10, 50) == Decimal("64.0")
    assert rules.square_metres_due(50, 10, 50) == Decimal("10.0")
    assert rules.square_metres_due(1, 10, 50) == Decimal("0.2")


def test_stages_come_in_order_and_in_time() -> None:
    stages, today = ["plan", "build", "use"], date(2026, 3, 2)
    planned = [Reached("plan", date(2026, 2, 1), Decimal(64))]
    rules.check_stage(stages, planned, "build", date(2026, 3, 1), today)
    for reached, stage, on in (
        ([], "build", today), (planned, "plan", today), (planned, "build", date(2026, 1, 1)),
        (planned, "build", date(2026, 3, 3)),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            rules.check_stage(stages, reached, stage, on, today)


def test_areas_stand_against_the_standard(city: Settled) -> None:
    place = city.places["zhonghua"]
    actor = city.actor("director")
    made = actions.add_room(place, draft(), actor=actor)
    actions.add_room(place, draft(kind="hall", name="服务大厅", square_metres=Decimal(100)), actor=actor)
    about = queries.overview([queries.community(place, actor)])[0]
    assert {a.kind.key: (a.have, a.missing) for a in about.areas} == {
        "office": (Decimal("740.5"), Decimal("59.5")),  # the hall is part of the service premises
        "hall": (Decimal(100), Decimal(0)),
    }
    changed = draft(square_metres=Decimal(878))  # with the hall S0's mean: 978
    actions.change_room(made.pk, changed, version=1, actor=actor)
    with pytest.raises(Conflict):
        actions.change_room(made.pk, changed, version=1, actor=actor)
    assert queries.overview([queries.community(place, actor)])[0].below == []
    actions.end_room(made.pk, until=date(2026, 3, 1), actor=actor)
    assert queries.areas_of([place]) == {place: {"office": Decimal(100), "hall": Decimal(100)}}
    with pytest.raises(Conflict):
        actions.end_room(made.pk, until=date(2026, 3, 1), actor=actor)


def test_a_room_says_who_lends_it_and_when_it_is_open(city: Settled) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    for wrong in (
        {"basis": "lent"}, {"square_metres": Decimal(0)}, {"kind": "cave"}, {"days": "123"},
        {"days": "1", "opens": clock.now().time(), "closes": clock.now().time()},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            actions.add_room(place, draft(**wrong), actor=actor)
    for post in ("worker-05", "supervisor"):
        with pytest.raises(Forbidden):
            actions.add_room(place, draft(), actor=city.actor(post))
    with pytest.raises(Forbidden):
        actions.add_room(city.places["songping"], draft(), actor=actor)


def test_an_estate_is_followed_from_plan_to_hand_over(city: Settled) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    estate = actions.add_estate(
        place, name="锦绣新城", developer="望云置业", households=1600, expected_on=date(2026, 2, 1), actor=actor
    )
    row = queries.estates_of([place])[place][0]
    assert (row.due, row.following, row.late, row.missing) == (Decimal(320), "plan", True, Decimal(320))
    for stage, on in (("plan", date(2025, 1, 5)), ("build", date(2025, 6, 1)), ("use", date(2026, 3, 1))):
        with pytest.raises(Invalid):
            actions.reach_stage(estate.pk, stage=stage, on=on, square_metres=Decimal(300), evidence=" ", actor=actor)
        actions.reach_stage(
            estate.pk, stage=stage, on=on, square_metres=Decimal(300), evidence="移交记录3号", actor=actor
        )
    row = queries.estates_of([place])[place][0]
    assert (row.handed, row.missing, row.following, row.late) == (Decimal(300), Decimal(20), "", True)
    actions.take_back_stage(estate.pk, actor=actor)
    assert queries.estates_of([place])[place][0].following == "use"
    actions.close_estate(estate.pk, reason="改作公园", actor=actor)
    assert not queries.estates_of([place])[place][0].late


def test_signs_that_are_missing_are_named(city: Settled) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    assert [k.key for k in queries.missing_signs_of([place])[place]] == [
        "party_plate",
        "committee_plate",
        "whereabouts",
    ]
    sign = actions.put_up_sign(
        place, kind="party_plate", words="中共中华社区委员会", where="大门左侧", since=date(2026, 1, 1), actor=actor
    )
    assert "party_plate" not in [k.key for k in queries.missing_signs_of([place])[place]]
    actions.take_down_sign(sign.pk, actor=actor)
    assert "party_plate" in [k.key for k in queries.missing_signs_of([place])[place]]


def test_the_register_is_kept_in_the_browser(city: Settled, desk: Desk) -> None:
    director, place = desk("director"), city.places["zhonghua"]
    at = f"/desk/structure/premises/{place}/"
    assert director.get("/desk/structure/premises/").headers["Location"] == at
    assert "还没有登记房间" in director.get(at).content.decode()
    typed = {
        "name": "服务大厅", "kind": "hall", "square_metres": "86", "address": "望云路12号1楼", "basis": "lent",
        "lender": str(city.bodies["water_company"]), "since": "2026-01-05", "days": ["1", "2"], "opens": "09:00",
        "closes": "17:00",
    }  # fmt: skip
    wrong = director.post(f"{at}rooms/new/", typed | {"square_metres": "-1", "lender": ""})
    assert wrong.status_code == 422
    assert director.post(f"{at}rooms/new/", typed).status_code == 302
    page = director.get(at).content.decode()
    assert "差14平方米" in page
    assert "每个社区都建有不少于100平方米的服务大厅" in page
    assert "供水公司" in page
    room = Room.objects.get()
    assert "周一、周二 09:00-17:00" in director.get(f"/desk/structure/premises/rooms/{room.pk}/").content.decode()
    change = f"/desk/structure/premises/rooms/{room.pk}/change/"
    assert director.post(change, typed | {"square_metres": "120", "version": "1"}).status_code == 302
    history = director.get(f"/desk/structure/premises/rooms/{room.pk}/").content.decode()
    assert "86.0" in history
    assert "120.0" in history
    book = director.get(f"{at}export.xlsx")
    assert book.status_code == 200
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert "在岗" in director.get(f"{at}print/").content.decode()
    estate = {"name": "锦绣新城", "developer": "望云置业", "households": "500", "expected_on": "2026-12-01"}
    made = director.post(f"{at}estates/new/", estate)
    assert made.status_code == 302
    stage = {"stage": "plan", "on": "2026-03-01", "square_metres": "100", "evidence": "规划许可5号"}
    address = f"/desk/structure/premises/estates/{Estate.objects.get().pk}/"
    assert director.post(address, stage | {"evidence": ""}).status_code == 422
    assert director.post(address, stage).status_code == 302
    assert "规划许可5号" in director.get(address).content.decode()
    sign = {"kind": "whereabouts", "words": "去向公示牌", "where": "大厅", "since": "2026-01-01"}
    assert director.post(f"{at}signs/new/", sign).status_code == 302
    assert desk("worker-05").get(at).status_code == 403
    assert desk("supervisor").post(f"{at}rooms/new/", typed).status_code == 403


def test_budget(city: Settled, desk: Desk, steady: None, django_assert_max_num_queries: Any) -> None:
    place, supervisor = city.places["zhonghua"], desk("supervisor")
    for n in range(12):
        actions.add_room(place, draft(name=f"{n}号房"), actor=SYSTEM)
        actions.add_estate(
            place, name=f"{n}期", developer="甲", households=100, expected_on=date(2026, 5, 1), actor=SYSTEM
        )
    for address in ("/desk/structure/premises/", f"/desk/structure/premises/{place}/"):
        supervisor.get(address)
        with django_assert_max_num_queries(20):
            assert supervisor.get(address).status_code == 200


def test_standards_measure_what_stands_in_the_register(city: Settled) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    asked = Asked(on=clock.today(), place_kinds=("community",), within=(city.places["yunyan"],))
    assert {m.unit_id: m.value for m in MEASURES["office_area"](asked)} == {
        place: None, city.places["songping"]: None,
    }  # fmt: skip
    actions.add_room(place, draft(), actor=actor)
    assert {m.unit_id: m.value for m in MEASURES["office_area"](asked)}[place] == 640.5
    assert {m.unit_id: m.value for m in MEASURES["hall_area"](asked)}[place] == 0
    estate = actions.add_estate(
        place, name="锦绣新城", developer="甲", households=500, expected_on=date(2026, 2, 1), actor=actor
    )
    for stage in ("plan", "build", "use"):
        actions.reach_stage(
            estate.pk, stage=stage, on=date(2026, 2, 1), square_metres=Decimal(90), evidence="1", actor=actor
        )
    assert [(m.unit_id, m.value) for m in MEASURES["estate_area"](asked)] == [(estate.pk, 9.0)]  # of 10 for 50

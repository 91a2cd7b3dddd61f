"""Duty by programs: posts and telephones for everybody; rotas, notes and ledgers for who may; as the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.duty import public as duty
from gongzhi.exchange.tests.test_api import Api
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from tests.api.programs import asked, compared, program, said

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 2)  # the Monday on which the city stands, at nine
POSTS = ("hotline", "director", "worker-05", "liaison-urban-management", "admin", "supervisor")


def seat(city: Settled, post: str, n: int = 0) -> str:
    return str(city.appointments[post][n])


def planned(city: Settled) -> int:
    """Monday: hotline by day, hall by night; Tuesday: the other hotline clerk by day."""
    place = int(city.places["zhonghua"])
    wanted = {
        (WEEK, "day", 1): int(seat(city, "hotline")), (WEEK, "night", 1): int(seat(city, "hall")),
        (WEEK + timedelta(days=1), "day", 1): int(seat(city, "hotline", 1)),
    }  # fmt: skip
    duty.plan_week(place, WEEK, dict(wanted), actor=city.actor("director"))
    duty.set_phone(place, "0851-85550000", actor=city.actor("director"))
    return place


def test_everybody_reads_post_and_telephone_never_a_name(city: Settled) -> None:
    place = planned(city)
    response, found = Api().get("duty/now")
    row = next(r for r in found["items"] if r["place_id"] == str(place))
    assert row["phone"] == "0851-85550000"
    assert len(row["now"]) == 1
    assert set(row["now"][0]) == {"shift", "starts_at", "ends_at", "post"}
    name = people.Person.objects.get(pk=city.holders["hotline"][0]).name
    assert name not in response.content.decode()
    assert said(Api().get("duty/now?q=没有"))["items"] == []


def test_a_week_is_planned_once_and_the_second_is_told(city: Settled) -> None:
    place = planned(city)
    leader, at = program(city, "director"), f"duty/rotas/{place}"
    rota = said(leader.get(f"{at}?week=2026-03-04"))
    assert rota["week"] == "2026-03-02"
    assert sum(x["state"] == "kept" for x in rota["seats"]) == 3
    wednesday = {"on": "2026-03-04", "key": "day", "appointment_id": seat(city, "hall")}
    plan = {"week": "2026-03-04", "version": rota["version"], "seats": [wednesday]}
    said(program(city, "hotline").post(f"{at}/plan", plan), 403)
    for _twice in range(2):
        after = said(leader.post(f"{at}/plan", plan, **{"Idempotency-Key": "w"}))
    assert sum(x["state"] == "kept" for x in after["seats"]) == 4
    said(leader.post(f"{at}/plan", plan), 409)
    said(leader.post(f"{at}/plan", plan | {"version": None, "seats": [wednesday | {"appointment_id": "5"}]}), 422)
    own = said(program(city, "hall").get("duty/shifts"))
    assert [x["starts_at"][:10] for x in own] == ["2026-03-02", "2026-03-04"]
    assert said(leader.get("duty/rotas"))["items"][0]["empty"] > 0
    said(leader.get("duty/rotas/5"), 404)


def test_notes_go_from_shift_to_shift(city: Settled, manual_clock: Any) -> None:
    place = planned(city)
    at = f"duty/rotas/{place}/notes"
    draft = requests.Draft("锦桥路口的路灯不亮", name="老周", lon=106.7065, lat=26.5895, contact_phone="13800138000")
    number = requests.intake(draft, actor=city.actor("hotline"), channel="hotline").number
    day, night = program(city, "hotline"), program(city, "hall")
    note = {"on": "2026-03-02", "key": "day", "words": "一切正常，路灯的事待办", "numbers": [number]}
    said(night.post(at, note), 404)  # not its shift
    said(day.post(at, note | {"words": "请打13800138000"}), 422)
    for _twice in range(2):
        rows = said(day.post(at, note, **{"Idempotency-Key": "n"}))
    mine = next(r for r in rows if r["words"])
    assert (mine["state"], mine["left"][0]["title"] != "") == ("unsigned", True)
    said(day.post(at, note), 409)
    manual_clock.advance(timedelta(hours=13))
    row = next(r for r in said(night.get(at)) if r["note_id"])
    assert row["may_sign"]
    said(night.post(f"{at}/5/take"), 404)
    assert next(r for r in said(night.post(f"{at}/{row['note_id']}/take")) if r["note_id"])["state"] == "signed"
    said(night.post(f"{at}/{row['note_id']}/take"), 409)


def test_a_ledger_pages_by_key_and_takes_notes(city: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    place = int(city.places["zhonghua"])
    monkeypatch.setattr("gongzhi.exchange.api.duty.SIZE", 2)
    for n in range(3):
        draft = requests.Draft(f"锦桥路口第{n}盏路灯不亮", lon=106.7065, lat=26.5895, contact_phone=f"1380013800{n}")
        requests.intake(draft, actor=city.actor("hotline"), channel="hotline", look_near=False)
    clerk = program(city, "hotline")
    here = next(r for r in said(clerk.get("duty/ledgers"))["items"] if r["place_id"] == str(place))
    one = next(
        f"duty/ledgers/{place}/{w['key']}"
        for w in here["ledgers"] if said(clerk.get(f"duty/ledgers/{place}/{w['key']}"))["all"] == 3
    )  # fmt: skip
    first = said(clerk.get(one))
    rest = said(clerk.get(f"{one}?after={first['after']}"))
    assert (len(first["items"]), len(rest["items"]), rest["after"]) == (2, 1, "")
    assert "13800138000" not in str(first)
    line = first["items"][0]["matter_id"]
    response, _body = clerk.post(f"{one}/lines/{line}", {"words": "已转供电所"})
    assert response.status_code == 204
    assert said(clerk.get(one))["items"][0]["note"] == "已转供电所"
    said(clerk.post(f"{one}/lines/{line}", {"words": "电话13800138000"}), 422)
    said(clerk.get(f"{one}?after=x"), 422)
    said(clerk.get(f"duty/ledgers/{place}/none"), 404)


def test_each_read_answers_as_its_page(city: Settled) -> None:
    place = planned(city)
    key = said(program(city, "hotline").get("duty/ledgers"))["items"][0]["ledgers"][0]["key"]
    reads = {
        "/desk/duty/": "duty/rotas",
        f"/desk/duty/{place}/": f"duty/rotas/{place}",
        f"/desk/duty/{place}/handover/": f"duty/rotas/{place}/notes",
        "/desk/ledgers/": "duty/ledgers",
        f"/desk/ledgers/{place}/{key}/": f"duty/ledgers/{place}/{key}",
        "/desk/duty/5/": "duty/rotas/5",
    }
    wrong, refused = compared(city, POSTS, reads)
    assert wrong == []
    assert refused >= 6


def test_reads_take_a_steady_number_of_queries(city: Settled, steady: None) -> None:
    place = planned(city)
    leader, everybody = program(city, "director"), Api()
    calls = (
        lambda: said(everybody.get("duty/now")), lambda: said(leader.get("duty/rotas")),
        lambda: said(leader.get(f"duty/rotas/{place}")), lambda: said(leader.get(f"duty/rotas/{place}/notes")),
    )  # fmt: skip
    few = [asked(call) for call in calls]
    keys = {(WEEK + timedelta(days=n), "day", 1): int(seat(city, "hall")) for n in (2, 3, 4)}
    duty.plan_week(place, WEEK, dict(keys), actor=city.actor("director"))
    assert [asked(call) for call in calls] == few
    assert max(few) <= 25, few

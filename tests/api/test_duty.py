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


def test_shifts_change_hands_with_the_consent_of_the_other(city: Settled) -> None:
    place = planned(city)
    hall, hotline = program(city, "hall"), program(city, "hotline")
    night = said(hall.get("duty/shifts"))[0]["stint_id"]
    at = f"duty/shifts/{night}"
    sheet = said(hall.get(at))
    assert (sheet["begun"], sheet["swap"]) == (False, None)
    assert seat(city, "hotline") in {x["appointment_id"] for x in sheet["staff"]}
    assert seat(city, "hall") not in {x["appointment_id"] for x in sheet["staff"]}
    said(hotline.get(at), 404)  # not its shift
    said(hall.post(f"{at}/ask", {}), 422)
    said(hall.post(f"{at}/ask", {"appointment_id": "5"}), 422)
    for _twice in range(2):
        sheet = said(hall.post(f"{at}/ask", {"appointment_id": seat(city, "hotline")}, **{"Idempotency-Key": "a"}))
    assert sheet["swap"]["name"] == people.Person.objects.get(pk=city.holders["hotline"][0]).name
    said(hall.post(f"{at}/ask", {"appointment_id": seat(city, "hotline", 1)}), 409)
    assert said(hall.get("duty/swaps")) == []
    (asked_,) = said(hotline.get("duty/swaps"))
    assert asked_["back"] == ""
    answer = f"duty/swaps/{asked_['swap_id']}/answer"
    said(hall.post(answer, {"agrees": True}), 404)  # nobody agrees for the other
    for _twice in range(2):
        mine = said(hotline.post(answer, {"agrees": True}, **{"Idempotency-Key": "y"}))
    assert night in {x["stint_id"] for x in mine}
    assert said(hall.get("duty/shifts")) == []
    said(hall.post(f"duty/swaps/{asked_['swap_id']}/drop"), 404)  # the shift is the other's now
    back = said(hotline.post(f"{at}/ask", {"appointment_id": seat(city, "hall")}))["swap"]["swap_id"]
    said(hotline.post(f"duty/swaps/{back}/drop"))
    said(hall.post(f"duty/swaps/{back}/answer", {"agrees": True}), 409)
    assert duty.Stint.objects.get(pk=night).place_id == place


def test_a_week_is_filled_from_the_one_before_and_the_desk_has_a_telephone(city: Settled) -> None:
    place = planned(city)
    leader, clerk, at = program(city, "director"), program(city, "hotline"), f"duty/rotas/{place}"
    said(clerk.get(f"{at}/staff"), 403)
    assert seat(city, "hall") in {x["appointment_id"] for x in said(leader.get(f"{at}/staff"))}
    said(clerk.post(f"{at}/copy", {"week": "2026-03-09"}), 403)
    said(leader.post(f"{at}/copy", {"week": "0001-01-01"}), 422)
    for _twice in range(2):
        week = said(leader.post(f"{at}/copy", {"week": "2026-03-11"}, **{"Idempotency-Key": "c"}))
    assert [x["on"] for x in week["seats"] if x["stint_id"]] == ["2026-03-09", "2026-03-09", "2026-03-10"]
    said(leader.post(f"{at}/phone", {"phone": "13800138000"}), 422)  # everybody sees it
    said(clerk.post(f"{at}/phone", {"phone": "0851-85551111"}), 403)
    said(leader.post(f"{at}/phone", {"phone": "0851-85551111"}))
    assert next(r for r in said(Api().get("duty/now"))["items"])["phone"] == "0851-85551111"


def test_each_read_answers_as_its_page(city: Settled) -> None:
    place = planned(city)
    key = said(program(city, "hotline").get("duty/ledgers"))["items"][0]["ledgers"][0]["key"]
    stint = duty.Stint.objects.earliest("starts_at").pk
    reads = {
        "/desk/duty/": "duty/rotas",
        f"/desk/duty/{place}/": f"duty/rotas/{place}",
        f"/desk/duty/{place}/handover/": f"duty/rotas/{place}/notes",
        "/desk/ledgers/": "duty/ledgers",
        f"/desk/ledgers/{place}/{key}/": f"duty/ledgers/{place}/{key}",
        "/desk/duty/5/": "duty/rotas/5",
        f"/desk/duty/shifts/{stint}/": f"duty/shifts/{stint}",
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

"""My work and the page of one request, as staff use them: by their addresses, as who may and who may not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from gongzhi.requests.rules import spoken
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.views import sheet
from tests.desks import Desk

if TYPE_CHECKING:
    from django.test import Client

    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def page_of(request: Request) -> str:
    return f"/desk/requests/{request.number}/"


def do(client: Client, request: Request, verb: str, **fields: Any) -> Any:
    request.matter.refresh_from_db()
    data = {f"{verb}-{name}": value for name, value in fields.items()}
    return client.post(f"{page_of(request)}{verb}/", data | {"version": request.matter.version})


def key_of(city: Settled, post_id: int | None) -> str:
    return next(key for key, value in city.posts.items() if value == post_id)


def test_tabs_lights_and_bulk(desk: Desk, report: Report, city: Settled) -> None:
    made = [report() for _n in range(3)]
    clerk = desk("hotline")
    page = clerk.get("/desk/").content.decode()
    assert all(spoken(r.number) in page for r in made)
    assert page.count('name="matter"') == 3
    answer = clerk.post("/desk/accept/", {"matter": [str(r.pk) for r in made[:2]] + ["7"]}, follow=True)
    assert "2" in str(list(answer.context["messages"])[-1])
    assert made[0].number not in str(list(answer.context["messages"])[0])
    assert procedures.get(made[0].pk, city.actor("hotline")).holder_person_id == city.holders["hotline"][0]
    assert clerk.get("/desk/").content.decode().count('name="matter"') == 1
    assert clerk.get("/desk/?light=red").content.decode().count("k-empty-title") == 1
    for tab in ("offered", "waiting", "told", "area", "done"):
        assert clerk.get(f"/desk/?tab={tab}").status_code == 200


def test_who_holds_no_post(desk: Desk, city: Settled) -> None:
    from django.test import Client

    from gongzhi.people import public as people

    person = people.create_person(name="路人")
    nobody = Client()
    nobody.force_login(people.create_account(person=person, username="lu", password="Gongzhi-2026-test"))
    assert "k-table" not in nobody.get("/desk/").content.decode()
    assert nobody.get("/desk/").status_code == 200
    assert Client().get("/desk/").status_code == 302


def test_from_the_hotline_to_an_answer(desk: Desk, report: Report, city: Settled) -> None:
    request = report()
    clerk = desk("hotline")
    assert clerk.post(f"{page_of(request)}accept/").status_code == 302
    to = sheet.suggested_post(request)
    assert do(clerk, request, "offer", to_post=str(to), note="请看一下").status_code == 302
    worker = desk(key_of(city, to))
    assert spoken(request.number) in worker.get("/desk/").content.decode()
    taken = worker.post("/desk/accept/", {"matter": request.pk})
    assert taken["Location"] == "/desk/?tab=mine"
    assert clerk.get(f"{page_of(request)}").status_code == 200
    assert (
        do(clerk, request, "answer", ending="solved", public_text="好了").status_code == 422
    )  # no longer the holder's
    assert do(worker, request, "ask", question="是哪一盏灯？").status_code == 302
    assert do(worker, request, "resume").status_code == 302
    assert do(worker, request, "extend", working_days="2", reason="等配件").status_code == 302
    assert do(worker, request, "note", note="配件已订").status_code == 302
    assert do(worker, request, "retype", type_key="manhole").status_code == 302
    planned = do(worker, request, "answer", ending="planned", public_text="下月更换。")
    assert planned.status_code == 422
    assert "下月更换。" in planned.content.decode()
    later = clock.today() + timedelta(days=30)
    sent = do(worker, request, "answer", ending="planned", public_text="下月更换。", planned_on=later.isoformat())
    assert sent.status_code == 302
    request.refresh_from_db()
    assert request.ending == "planned"
    assert request.planned_on == date(2026, 4, 1)


def test_two_at_once_the_second_is_told(desk: Desk, report: Report) -> None:
    request = report()
    first, second = desk("hotline"), desk("hotline", 1)
    stale = request.matter.version
    assert do(first, request, "ask", question="哪一盏？").status_code == 302
    answer = second.post(
        f"{page_of(request)}extend/",
        {"version": stale, "extend-working_days": "3", "extend-reason": "要查图纸"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "要查图纸" in page
    assert "k-summary" in page


def test_decline_and_send_back(desk: Desk, report: Report, city: Settled) -> None:
    request = report()
    clerk = desk("hotline")
    clerk.post(f"{page_of(request)}accept/")
    to = sheet.suggested_post(request)
    worker = desk(key_of(city, to))
    do(clerk, request, "offer", to_post=str(to), note="")
    assert do(worker, request, "decline", reason="").status_code == 422
    assert do(worker, request, "decline", reason="不在本网格").status_code == 302
    do(clerk, request, "offer", to_post=str(to), note="")
    assert do(worker, request, "take").status_code == 302
    assert do(worker, request, "return", reason="要区里协调").status_code == 302
    request.matter.refresh_from_db()
    assert request.matter.holder_post_id == city.posts["hotline"]


def test_who_declined_and_sees_it_no_more_is_led_to_the_list(desk: Desk, report: Report, city: Settled) -> None:
    request = report()
    clerk, office = desk("hotline"), desk("liaison-urban-management")
    clerk.post(f"{page_of(request)}accept/")
    do(clerk, request, "offer", to_post=str(city.posts["liaison-urban-management"]), note="")
    assert office.get(page_of(request)).status_code == 200
    listed = clerk.get("/desk/requests/").content.decode()
    assert ">区城市管理局承办人<" in listed
    assert "区城市管理局 区城市管理局承办人" not in listed
    answer = do(office, request, "decline", reason="不归我局")
    assert answer.headers["Location"] == "/desk/"
    assert office.get(page_of(request)).status_code == 404


def test_join_with_another(desk: Desk, report: Report) -> None:
    one, other = report(), report(contact_phone="13900139000")
    clerk = desk("hotline")
    assert do(clerk, one, "merge", into="123").status_code == 422
    assert do(clerk, one, "merge", into=other.number).status_code == 302
    one.refresh_from_db()
    assert one.joined_to_id == other.pk


def test_release_names_what_is_personal(desk: Desk, report: Report) -> None:
    request = report()
    clerk = desk("hotline")
    clerk.post(f"{page_of(request)}accept/")
    do(clerk, request, "answer", ending="solved", public_text="灯泡已换。")
    director = desk("director")
    fields = {"title": "路灯", "question": "路灯不亮", "answer_text": "请联系13612345678", "override_reason": ""}
    refused = do(director, request, "release", **fields)
    assert refused.status_code == 422
    found = refused.context["forms"]["release"].errors["answer_text"]
    assert any("136" in str(e) for e in found)
    assert do(director, request, "release", **(fields | {"answer_text": "灯泡已换。"})).status_code == 302
    assert do(clerk, request, "release", **fields).status_code == 422


def test_contact_is_masked_and_the_complained_of_do_not_see_it(desk: Desk, report: Report) -> None:
    request = report(lon=106.7065, lat=26.5895)
    page = desk("hotline").get(page_of(request)).content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page
    worker = desk(key_of_worker(request)).get(page_of(request)).content.decode()
    assert "138****8000" not in worker
    director = desk("director")
    shown = director.post(
        f"{page_of(request)}reveal/", {"reveal-field": "phone", "reveal-reason": "回访核实"}, follow=True
    )
    assert "13800138000" in shown.content.decode()


def key_of_worker(request: Request) -> str:
    post = orgs.Post.objects.get(pk=sheet.suggested_post(request))
    return str(post.key)


def test_who_may_not(desk: Desk, report: Report) -> None:
    request = report()
    for post in ("songping-worker-1", "liaison-housing", "admin"):
        assert desk(post).get(page_of(request)).status_code == 404
        assert desk(post).post(f"{page_of(request)}accept/").status_code == 404
    assert desk("hotline").get("/desk/requests/1234567890/").status_code in (404, 422)


def test_while_a_is_away(desk: Desk, report: Report, city: Settled) -> None:
    request = report()
    for seat in (0, 1):
        actor = city.actor("hotline", seat)
        orgs.start_absence(city.appointments["hotline"][seat], actor=actor)
    stand_in = desk("hall")
    page = stand_in.get("/desk/").content.decode()
    assert spoken(request.number) in page
    assert "w-posts" in page
    own = stand_in.get(f"/desk/?post={city.posts['hall']}").content.decode()
    assert spoken(request.number) not in own
    assert spoken(request.number) in stand_in.get(f"/desk/?post={city.posts['hotline']}").content.decode()
    assert stand_in.post(f"{page_of(request)}accept/").status_code == 302


def test_the_post_above_decides(desk: Desk, report: Report, city: Settled) -> None:
    request = report()
    above = key_of(city, orgs.superior_of(city.posts["hotline"]))
    to = str(city.posts["hall"])
    assert do(desk("hall"), request, "assign", to_post=to, reason="x").status_code == 422
    assert do(desk(above), request, "assign", to_post=to, reason="热线人手不够").status_code == 302
    request.matter.refresh_from_db()
    assert request.matter.holder_post_id == city.posts["hall"]


def test_budgets(steady: None, desk: Desk, report: Report, django_assert_max_num_queries: Any) -> None:
    request = [report() for _n in range(4)][0]
    clerk = desk("hotline")
    clerk.get("/desk/")
    with django_assert_max_num_queries(12):
        clerk.get("/desk/")
    clerk.get(page_of(request))
    with django_assert_max_num_queries(26):
        clerk.get(page_of(request))

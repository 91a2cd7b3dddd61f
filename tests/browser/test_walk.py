"""One request walked by hand through all roles, in a real browser: resident, hotline, grid worker, department, leader,
anyone. Nothing is planted: every step is a page that the person opens and a button that the person presses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import follow
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Korrekt-Pferd-42"  # of the accounts made below


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    from gongzhi.packs import public as packs
    from gongzhi.people import public as people

    settled = moved_in("guiyang")
    for key in ("hotline", "liaison-urban-management", "duty"):
        people.create_account(person=settled.holders[key][0], username=key, password=PASSWORD)
    yield settled
    packs.forget()


def sign_in_by_hand(page: Any, username: str) -> None:
    page.goto("/login/?next=/desk/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    follow(page.locator("main form[action='/login/'] button[type=submit]"))
    assert "/desk/" in page.url


def report(page: Any) -> tuple[str, str]:
    """The resident's way, without an account; number and link."""
    page.goto("/")
    follow(page.locator("a[href='/report/']"))
    page.fill("#id_description", "望云路口路灯不亮,已经三天了")
    follow(page.locator("main button[type=submit]"))
    follow(page.locator("main button[type=submit]"))
    page.fill("#id_address", "锦桥花园1栋")
    follow(page.locator("button[name=search]"))
    page.locator("input[name=place_id]").first.check()
    follow(page.locator("main button[type=submit]").last)
    page.fill("#id_name", "周大爷")
    page.fill("#id_contact_phone", "13800138000")
    follow(page.locator("main button[type=submit]"))
    number = page.locator(".r-number").inner_text().replace(" ", "")
    return number, str(page.locator("main a.k-button").get_attribute("href"))


def open_action(page: Any, verb: str) -> Any:
    box = page.locator(f"#do-{verb}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return box


def test_a_request_goes_through_all_hands(town: Any, new_context: Callable[..., Any]) -> None:
    from gongzhi.ledger import public as ledger
    from gongzhi.requests.models import Request
    from gongzhi.requests.views import sheet

    resident = new_context(viewport={"width": 360, "height": 740}).new_page()
    number, link = report(resident)
    request = Request.objects.select_related("matter").get(number=number)

    hotline = new_context().new_page()
    sign_in_by_hand(hotline, "hotline")
    hotline.goto("/desk/?tab=mine")
    follow(hotline.locator(f"a[href='/desk/requests/{number}/']").first)
    follow(hotline.locator("form[action$='/accept/'] button"))
    worker_key = next(k for k, v in town.posts.items() if v == sheet.suggested_post(request))
    make_account(town, worker_key)
    follow(open_action(hotline, "offer").locator("button[type=submit]"))  # the routed post is chosen already

    by_the_worker(new_context, resident, worker_key, number, link, town)
    by_the_department(new_context, number)
    resident.goto(link)
    assert "已更换东侧灯头" in resident.content()
    assert "材料费" not in resident.content()
    resident.locator("input[name=stars][value='5']").check()
    resident.locator("input[name=solved][value=yes]").check()
    follow(resident.locator("form[action*='/rate/'] button[type=submit]"))

    leader = new_context().new_page()
    sign_in_by_hand(leader, "duty")
    leader.goto(f"/desk/requests/{number}/")
    release = open_action(leader, "release")
    follow(release.locator("button[type=submit]"))

    anyone = new_context().new_page()
    anyone.goto("/board/")
    assert "望云路口路灯不亮" in anyone.content()
    ledger.sequence_all()
    shown = json.loads(anyone.request.get("/ledger/head.json").text())
    assert shown["size"] >= 10 or "head" in shown
    assert ledger.verify().ok


def by_the_worker(
    new_context: Callable[..., Any], resident: Any, worker_key: str, number: str, link: str, town: Any
) -> None:
    """Takes it over, asks the resident, hands it on to the department."""
    worker = new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in_by_hand(worker, worker_key)
    worker.goto(f"/desk/requests/{number}/")
    follow(worker.locator("form[action$='/take/'] button"))
    ask = open_action(worker, "ask")
    ask.locator("textarea").fill("是东边还是西边的灯?")
    follow(ask.locator("button[type=submit]"))

    resident.goto(link)
    assert "是东边还是西边的灯" in resident.content()
    resident.fill("#id_words", "东边的")
    follow(resident.locator("form[action*='/add/'] button[type=submit]"))

    worker.goto(f"/desk/requests/{number}/")
    assert "东边的" in worker.content()
    offer = open_action(worker, "offer")
    offer.locator("select").select_option(str(town.posts["liaison-urban-management"]))
    follow(offer.locator("button[type=submit]"))


def by_the_department(new_context: Callable[..., Any], number: str) -> None:
    """Takes it over without seeing who asked, and answers."""
    office = new_context().new_page()
    sign_in_by_hand(office, "liaison-urban-management")
    office.goto("/desk/?tab=offered")
    follow(office.locator(f"a[href='/desk/requests/{number}/']").first)
    seen = office.locator("main").inner_text()
    assert "138*" not in seen  # the complainant stays hidden from the department
    assert "13800138000" not in seen
    follow(office.locator("form[action$='/take/'] button"))
    answer = open_action(office, "answer")
    answer.locator("input[value=solved]").check()
    answer.locator("textarea").first.fill("已更换东侧灯头,当晚恢复照明。")
    answer.locator("textarea").last.fill("材料费三十元")
    follow(answer.locator("button[type=submit]"))


def make_account(town: Any, key: str) -> None:
    from gongzhi.people import public as people

    people.create_account(person=town.holders[key][0], username=key, password=PASSWORD)

"""A joined request in a real browser: the sheet, a body's part, a hold, the resident's page; without JavaScript too."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.tests.test_together import GAS, TOGETHER, WATER
from tests.browser.conftest import examine, follow, with_worker
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    packs.install(TOGETHER)
    words = "清溪沿人行道路面塌陷，井盖旁边往外冒水，还有燃气味，怕老人小孩掉下去"
    about, actor = with_worker(settled, words, "whistle"), settled.actor("worker-05")
    yield SimpleNamespace(settled=settled, about=about, actor=actor, sheet=f"/desk/requests/{about.number}/")
    packs.forget()


def test_a_join_from_the_first_question_to_the_hold(
    town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]
) -> None:
    def page_of(post: str, **options: Any) -> Any:
        context = new_context(**options)
        sign_in(context, account_of(town.settled.holders[post][0]))
        return context.new_page()

    page = page_of("worker-05", javascript=False)
    page.goto(town.sheet)
    page.click("#do-join summary")
    for n, body in enumerate((WATER, GAS, "liaison-urban-management"), 1):
        page.select_option(f"#id_join-post{n}", str(town.settled.posts[body]))
    page.fill("#id_join-words1", "请两小时内到现场查看管线，说明是不是本单位的设施，能不能当天修复")
    follow(page.locator("#do-join button[type=submit]"))
    expect(page.locator("main table tbody tr")).to_have_count(3)
    water, gas, city = procedures.parts_of(town.about.pk)
    procedures.take_offer(water.id, actor=town.settled.actor(WATER))
    procedures.answer_part(water.id, words="供水主管接口漏水，已关阀，今晚修复。", actor=town.settled.actor(WATER))
    procedures.refuse_part(gas.id, reason="现场检测无燃气，不属我公司管线。", actor=town.settled.actor(GAS))
    page = page_of("worker-05")
    look(page, town.sheet, "together-sheet")
    page.set_viewport_size({"width": 360, "height": 740})
    page.click("#do-join summary")
    examine(page, "together-ask-phone")
    look(page, f"/desk/parts/{gas.id}/", "together-refused")
    page = page_of("liaison-urban-management")
    look(page, "/desk/", "together-work")
    look(page, f"/desk/parts/{city.id}/", "together-offered")
    page.keyboard.press("Tab")
    follow(page.locator("form.r-simple button"))
    look(page, f"/desk/parts/{city.id}/", "together-part")
    look(page, "/field/", "together-field")
    duty = page_of("duty")
    look(duty, town.sheet, "together-supervisor")
    watch = town.settled.actor("duty")
    procedures.question(town.about.pk, words="为什么没有先围挡？", actor=watch)
    procedures.hold(town.about.pk, reason="现场未围挡，先停", days=3, actor=watch)
    look(page_of("worker-05"), town.sheet, "together-held")
    look(page_of("supervisor"), town.sheet, "together-decide")
    link = requests.link_of(town.about.number, requests.Reporter.objects.get(request=town.about).pk)
    look(new_context().new_page(), link, "together-own")
    look(new_context().new_page(), "/procedures/request365/", "together-procedure")

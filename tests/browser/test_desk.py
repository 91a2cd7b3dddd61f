"""The staff's pages of requests in a real browser: intake by keyboard, lists, one request, a phone on the way."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.access.public import ANONYMOUS
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.views import sheet
from tests.browser.conftest import examine, follow, press
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = [
    ("锦桥路口的路灯不亮好几天了，晚上老人走路看不见", 106.7065, 26.5895, "老周", "13800138000"),
    ("望云路菜市场后门垃圾堆成山，两天没有人清运，味道很大", 106.7046, 26.5866, "王女士", "13900139000"),
    ("清溪沿人行道井盖松动，踩上去哐当响，怕小孩掉下去", 106.7125, 26.588, "小李", "13700137000"),
    ("楼上半夜装修，吵得老人睡不着，已经一个星期了", 106.7152, 26.5915, "刘大爷", "13600136000"),
    ("锦桥路口路灯又坏了一盏，靠近公交站", 106.7066, 26.5896, "", ""),
]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    made = []
    for words, lon, lat, name, phone in SAID[:4]:
        draft = requests.Draft(description=words, lon=lon, lat=lat, name=name, contact_phone=phone)
        made.append(requests.intake(draft, actor=ANONYMOUS, channel="web").matter_id)
    lost = requests.Draft(description="巷子里污水横流", address="不知名的小巷", name="吴", contact_phone="13500135000")
    requests.intake(lost, actor=ANONYMOUS, channel="web")
    clerk = settled.actor("hotline")
    routed = sheet.suggested_post(requests.Request.objects.select_related("matter").get(pk=made[0]))
    key = next(k for k, post in settled.posts.items() if post == routed)
    worker = settled.actor(key)
    for matter_id in made[:3]:
        procedures.accept(matter_id, actor=clerk)
    procedures.offer(made[0], to_post=settled.posts[key], actor=clerk, note="请到现场看一下")
    procedures.take_offer(made[0], actor=worker)
    requests.ask(made[0], question="是靠公交站的那一盏吗？", actor=worker)
    procedures.comment(made[0], internal_text="已联系路灯所", actor=worker)
    requests.answer(made[1], actor=clerk, ending="solved", public_text="已于当天清运，并增加一次清运。")
    yield SimpleNamespace(made=made, clerk=settled.holders["hotline"][0], worker=settled.holders[key][0])
    packs.forget()


def test_register_by_keyboard(town: Any, new_context: Callable[..., Any], sign_in: Any) -> None:
    context = new_context(viewport={"width": 1440, "height": 900})
    sign_in(context, account_of(town.clerk))
    page = context.new_page()
    page.goto("/desk/intake/")
    page.keyboard.type("锦桥路口路灯又坏了一盏")  # the cursor stands there already
    page.wait_for_selector("input[name=type_key]:checked")
    page.fill("#id_address", "锦桥东网格")
    page.wait_for_selector(".i-where")
    page.fill("#id_name", "赵阿姨")
    page.fill("#id_contact_phone", "13400134000")
    page.wait_for_function("document.querySelector('#id_to_post').value !== ''")
    examine(page, "intake-typed-desk")
    press(page, "Control+Enter")
    expect(page.locator(".i-number")).to_be_visible()
    examine(page, "intake-done-desk")
    expect(page.locator(":focus")).to_have_attribute("href", "/desk/intake/")  # "the next one" has the focus
    press(page, "Enter")
    assert page.url.endswith("/desk/intake/")


def test_pages_look_right(town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]) -> None:
    first = requests.Request.objects.get(pk=town.made[0])
    clerk = new_context()
    sign_in(clerk, account_of(town.clerk))
    page = clerk.new_page()
    third = requests.Request.objects.get(pk=town.made[2])
    for path, name in [
        ("/desk/", "work"),
        ("/desk/intake/", "intake"),
        ("/desk/requests/", "requests"),
        ("/desk/requests/?q=没有的词", "requests-empty"),
        ("/desk/requests/print/", "requests-print"),
        ("/desk/unlocated/", "unlocated"),
        (f"/desk/requests/{third.number}/", "sheet-holder"),
    ]:
        look(page, path, f"desk-{name}")
    page.goto("/desk/unlocated/")
    follow(page.locator("main td a.k-button").first)
    look(page, page.url, "desk-locate")
    worker = new_context()
    sign_in(worker, account_of(town.worker))
    page = worker.new_page()
    look(page, "/field/?tab=waiting", "field")
    look(page, f"/desk/requests/{first.number}/", "desk-sheet")

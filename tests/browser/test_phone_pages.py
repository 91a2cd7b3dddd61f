"""At the telephone in a real browser, by keyboard alone, with an exchange that announces the call; at both widths."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.requests import public as requests
from gongzhi.requests.models import PhoneCall
from tests.browser.conftest import follow, press
from tests.desks import account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER, SECRET = "+8613850927316", "exchange secret"
EXCHANGE = Path(__file__).parents[1] / "standins" / "hotline.py"


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle

    packs.install("guiyang")
    yield settle(packs.active(), random.Random(1))
    packs.forget()


@pytest.fixture
def exchange(live_server: Any, settings: Any) -> Callable[..., None]:
    """`exchange("missed")`: the exchange, a process of its own, places one call; `until` stops it there."""
    settings.HOTLINE_SECRET, settings.SITE_ROOT = SECRET, live_server.url

    def place(plan: str, number: str = NUMBER, until: str = "") -> None:
        asked = [sys.executable, str(EXCHANGE), f"{live_server.url}/hooks/hotline", SECRET, number, "8001", plan, until]
        said = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - our script
        assert said.stdout.count(", 204]") == said.stdout.count("\n") > 0, said.stdout

    return place


def test_a_call_from_ringing_to_its_end(
    town: Any, exchange: Callable[..., None], new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]
) -> None:
    for words in ("锦桥路口的路灯不亮好几天了", "小区门口的井盖松了，车一过就响"):
        draft = requests.Draft(description=words, name="欧阳小虎", contact_phone=NUMBER, lon=106.7065, lat=26.5895)
        requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    context = new_context()
    sign_in(context, account_of(town.holders["hotline"][0]))
    page = context.new_page()
    look(page, "/desk/call/", "phone-quiet")
    look(page, "/desk/call/missed/", "phone-missed-none")
    exchange("answered", until="in-progress")
    page.goto("/desk/call/")
    page.fill("#id_own-seat", "8001")
    follow(page.locator("form[action$='/seat/'] button"))
    look(page, "/desk/call/", "phone-rings")
    page.locator("#c-live button").focus()
    press(page, "Enter")
    call = PhoneCall.objects.get()
    assert page.url.endswith(f"/desk/call/{call.pk}/")
    look(page, f"/desk/call/{call.pk}/", "phone-call")
    page.keyboard.press("1")
    page.keyboard.type("昨晚又黑了一片")
    press(page, "Control+Enter")
    follow(page.locator("form[action$='/urge/'] button").first)
    assert requests.PhoneLine.objects.count() == 2
    look(page, f"/desk/call/{call.pk}/", "phone-call-done")
    look(page, f"/desk/intake/?call={call.pk}", "phone-intake")
    assert page.input_value("#id_contact_phone") == NUMBER
    page.goto(f"/desk/call/{call.pk}/")
    page.keyboard.press("e")
    press(page, "Enter")
    look(page, f"/desk/call/{call.pk}/", "phone-call-over")
    exchange("missed", number="+8613900001111")
    look(page, "/desk/call/missed/", "phone-missed")


def test_without_a_script(
    town: Any, exchange: Callable[..., None], new_context: Callable[..., Any], sign_in: Any
) -> None:
    context = new_context(javascript=False)
    sign_in(context, account_of(town.holders["hotline"][0]))
    page = context.new_page()
    page.goto("/desk/call/")
    page.fill("#id_number", "138 5092 7316")
    page.fill("#id_reason", "打的大厅老电话")
    follow(page.locator("main form:has(#id_number) button"))
    call = PhoneCall.objects.get()
    assert page.url.endswith(f"/desk/call/{call.pk}/")
    follow(page.locator("form[action$='/end/'] button").first)
    assert PhoneCall.objects.get().state == "ended"

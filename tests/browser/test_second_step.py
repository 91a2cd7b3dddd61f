"""The second step set up and used by keyboard without scripting; the pages of accounts, sign-ins and tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.exchange import public as exchange
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.people.public import Account, create_account, create_person
from gongzhi.places.public import Place
from tests.browser.conftest import PICTURES, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse 9"
DAY = date(2026, 1, 1)


@pytest.fixture
def administrator() -> Account:
    packs.install("guiyang")
    kind = next(k for k in packs.active().post_kinds if Permission.ACCOUNT_RESET in k.permissions)
    place = Place(kind="community", name="阳光社区", starts_on=DAY)
    place.path = f"{place.pk:016x}"
    place.save(force_insert=True)
    body = orgs.add_body(
        actor=SYSTEM, kind=kind.body_kinds[0], name="阳光社区信息中心", place_id=place.pk, starts_on=DAY
    )
    post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind=kind.key, title=kind.title, seats=2)
    accounts = []
    for name, username in (("李管理", "li"), ("王管理", "wang")):
        accounts.append(create_account(person=create_person(name=name), username=username, password=PASSWORD))
        orgs.appoint(actor=SYSTEM, person_id=accounts[-1].person_id, post_id=post.pk, starts_on=DAY)
    people.begin_second(accounts[1].pk)
    secret = people.secret_waiting(accounts[1].pk) or ""
    people.confirm_second(accounts[1].pk, code(secret), address="10.3.7.9", device="Firefox · Windows")
    return accounts[0]


def picture(page: Any, name: str) -> None:
    """Without scripting axe cannot run; the same pages are looked at with it below."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


def code(secret: str, steps: int = 0) -> str:
    return people.code_at(secret, int(clock.now().timestamp()) // 30 + steps)


def test_set_up_and_signed_in_by_keyboard(
    new_context: Callable[..., Any], administrator: Account, settings: Any
) -> None:
    settings.SECOND_STEP_FOR = frozenset({"org:appoint"})
    settings.OIDC_ISSUER = "https://id.example.gov.cn"
    page = new_context(javascript=False).new_page()
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/login/?next=/desk/orgs/")
        page.get_by_label("用户名").fill("li")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        press(page, "Enter")
        page.wait_for_url("**/me/second-step/")
        picture(page, f"second-demanded-{width}")
        if width == 1440:
            page.locator("input[name=password]").fill(PASSWORD)
            press(page, "Enter")
        page.wait_for_selector("svg")
        picture(page, f"second-key-{width}")
        if width == 1440:
            page.goto("/logout/")
            follow(page.locator("main form button"))
    key = page.locator(".p-key").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(code(key, -1))
    press(page, "Enter")
    page.wait_for_selector(".p-codes")
    recovery = page.locator(".p-codes code").all_inner_texts()
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        picture(page, f"second-codes-{width}")
    page.goto("/me/second-step/")
    picture(page, "second-on-1440")
    page.goto("/logout/")
    follow(page.locator("main form button"))
    page.goto("/login/?next=/desk/orgs/")
    page.get_by_label("用户名").fill("li")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Enter")
    page.wait_for_url("**/login/second/")
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        picture(page, f"second-asked-{width}")
    page.locator("input[name=code]").fill(recovery[0])
    press(page, "Enter")
    page.wait_for_url("**/desk/orgs/")


def test_the_pages_look_right(
    new_context: Callable[..., Any], look: Callable[..., None], sign_in: Callable[..., None], administrator: Account,
    settings: Any,
) -> None:  # fmt: skip
    settings.OIDC_ISSUER = "https://id.example.gov.cn"
    actor = orgs.actor_of(administrator)
    exchange.issue_token(name="市民热线平台", scopes=["read", "create"], actor=actor)
    exchange.caller_of(
        exchange.issue_token(name="我的报表", scopes=["see", "export"], actor=actor, bound=True,
                             post_id=actor.posts[0].post_id).secret
    )  # fmt: skip
    for name in ("li", "nobody"):
        with pytest.raises(Invalid):
            people.sign_in(name, "wrong-wrong", address="172.16.4.4", device="Chrome · Android")
    people.begin_second(administrator.pk)  # its key is looked at
    context = new_context()
    page = context.new_page()
    wrong = []
    other = Account.objects.get(username="wang").pk
    pages = [
        ("/login/?as=staff", "door-login"), ("/me/", "door-me"), ("/me/sign-ins/", "door-sign-ins"),
        ("/me/sign-in-service/", "door-service"),
        ("/me/second-step/", "door-second"), ("/desk/accounts/", "door-accounts"),
        (f"/desk/accounts/{other}/reset/", "door-reset"), ("/desk/sign-ins/", "door-record"),
        ("/desk/tokens/", "door-tokens"), ("/api/v1/docs", "door-docs"),
    ]  # fmt: skip
    for path, name in pages:
        if name == "door-me":
            sign_in(context, administrator)
        try:
            look(page, path, name)
        except AssertionError as error:
            wrong.append(f"{path}: {error}")
    assert wrong == []

"""Sign-in by hand in the browser, without scripting too; one's own page; bodies, posts and absences of the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.access.public import SYSTEM
from gongzhi.notices.public import deliver_due
from gongzhi.orgs import public as orgs
from gongzhi.packs.public import install
from gongzhi.people.public import Account, create_account, create_person
from gongzhi.places.public import Place
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse 9"
DAY = date(2026, 1, 1)


@pytest.fixture
def director() -> Account:
    """The director of a small centre with a substitute, a vacant post and somebody away."""
    install("guiyang")
    place = Place(kind="community", name="阳光社区", starts_on=DAY)
    place.path = f"{place.pk:016x}"
    place.save(force_insert=True)
    body = orgs.add_body(actor=SYSTEM, kind="service_centre", name="阳光社区服务中心", place_id=place.pk, starts_on=DAY)
    second = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind="reception", title="急难特事接待员")
    first = orgs.add_post(
        actor=SYSTEM, body_id=body.pk, kind="centre_director", title="主任", substitute_id=second.pk, leads=True
    )
    orgs.add_post(actor=SYSTEM, body_id=body.pk, kind="reception", title="夜间接待员")
    account = create_account(person=create_person(name="李主任"), username="li", password=PASSWORD)
    orgs.appoint(actor=SYSTEM, person_id=account.person_id, post_id=first.pk, starts_on=DAY)
    deputy = create_person(name="王接待")
    made = orgs.appoint(actor=SYSTEM, person_id=deputy.pk, post_id=second.pk, starts_on=DAY)
    orgs.start_absence(made.pk, actor=SYSTEM)
    return account


@pytest.mark.parametrize("javascript", [True, False])
def test_staff_sign_in_by_hand(new_context: Callable[..., Any], director: Account, javascript: bool) -> None:
    page = new_context(javascript=javascript).new_page()
    page.goto("/desk/absence/")  # asked for first, come back to after sign-in
    page.get_by_label("用户名").fill("li")
    page.get_by_label("密码", exact=True).fill("wrong")
    follow(page.locator("main form button"))
    expect(page.get_by_label("用户名")).to_have_value("li")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    follow(page.locator("main form button"))
    page.wait_for_url("**/desk/absence/")
    expect(page.locator("h1")).to_contain_text("请假与代岗")


def test_a_resident_signs_in_by_code_without_scripting(
    new_context: Callable[..., Any], director: Account, settings: Any, tmp_path: Path
) -> None:
    settings.OUTBOX_ROOT = tmp_path
    page = new_context(javascript=False).new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/login/")
    page.get_by_label("手机号码").fill("138 0013 8000")
    page.locator("input[type=checkbox]").check()
    follow(page.locator("main form button"))
    page.wait_for_url("**/login/code/check/")
    deliver_due(limit=10)
    sent = json.loads((tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    code = "".join(c for c in sent["text"].split("，")[0] if c.isdecimal())
    page.locator("main input[name=code]").fill(code)
    follow(page.locator("main form button"))
    page.wait_for_url("**/me/")
    assert "138****8000" in page.content()


def test_the_pages_look_right(
    new_context: Callable[..., Any], look: Callable[..., None], sign_in: Callable[..., None], director: Account
) -> None:
    context = new_context()
    page = context.new_page()
    look(page, "/login/?as=staff", "login-staff")
    sign_in(context, director)
    post = orgs.actor_of(director).posts[0].post_id
    wrong = []
    for path, name in (
        ("/me/", "me"),
        ("/me/password/", "me-password"),
        ("/me/reveals/", "me-reveals"),
        ("/logout/", "logout"),
        ("/desk/orgs/", "desk-orgs"),
        (f"/desk/orgs/posts/{post}/", "desk-post"),
        ("/desk/absence/", "desk-absence"),
    ):
        try:
            look(page, path, name)
        except AssertionError as error:
            wrong.append(f"{path}: {error}")
    assert wrong == []

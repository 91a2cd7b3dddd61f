"""What every page says to the browser, what a foreign page cannot make it do, and where a link may lead."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from gongzhi.requests.models import Request
from tests.hostile.conftest import Browsers
from tests.hostile.said import missing
from tests.hostile.test_addresses import LEAVES, _path, _values, routes

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
# Programs send no cookie, so nothing can be done in a visitor's name there.
MACHINES = ("open311", "api/", "hooks/", "ballots/")


def test_every_answer_carries_the_headers(browsers: Browsers, lamp: Request, link: str) -> None:
    """Every address: test_addresses.py."""
    for path in (link, "/nowhere/", f"/r/{lamp.number}?k=wrong", "/static/nowhere.css"):
        assert list(missing(browsers["clerk"].get(path))) == [], path


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(city: Settled, report: object) -> None:
    browser = Client()
    browser.get("/login/")
    browser.post("/report/", {"description": "路灯不亮好几天了"})
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(browser.cookies)
    for cookie in browser.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] in ("Lax", "Strict"), cookie.key
    choices = Client()
    choices.get("/kit/elder/on/")
    choices.get("/kit/language/en/")
    assert all(c["samesite"] == "Lax" for c in choices.cookies.values())


@pytest.mark.walk
def test_no_post_is_taken_from_a_foreign_page(browsers: Browsers, lamp: Request, city: Settled, link: str) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = browsers["director"].cookies
    values = _values(lamp, city)
    for route in sorted(routes()):
        if route.lstrip("^").startswith(MACHINES):
            continue
        for extra in ({}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}):
            answer = strict.post(_path(route, values), {"x": "1"}, **extra)
            assert answer.status_code in (403, 405), route
    assert browsers["director"].get("/desk/").status_code == 200, f"{LEAVES} was not taken either"


def test_programs_get_nothing_by_the_cookie_of_a_signed_in_person(browsers: Browsers, lamp: Request) -> None:
    form = {"service_code": "streetlight", "lat": "26.5895", "long": "106.708", "description": "从别的网站代发"}
    before = Request.objects.count()
    assert browsers["director"].post("/open311/v2/requests.json", form).status_code in (400, 401, 403)
    assert Request.objects.count() == before


FOREIGN = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example"]


@pytest.mark.parametrize("target", FOREIGN)
def test_no_link_of_ours_leads_elsewhere(browsers: Browsers, target: str) -> None:
    for role, path in (("clerk", "/login/"), ("anonymous", "/kit/elder/on/"), ("anonymous", "/kit/language/en/")):
        answer = browsers[role].get(path, {"next": target})
        assert answer.status_code == 302
        assert answer["Location"] in ("/", "/me/", "/desk/"), (path, target)


def test_a_foreign_next_is_not_followed_after_the_password(city: Settled) -> None:
    from gongzhi.people import public as people

    person = people.create_person(name="王")
    people.create_account(person=person, username="wang", password="Gongzhi-2026-test")
    for target in FOREIGN:
        answer = Client().post("/login/", {"username": "wang", "password": "Gongzhi-2026-test", "next": target})
        assert answer["Location"] == "/desk/", target


def test_a_foreign_host_is_refused_and_never_put_into_a_link(browsers: Browsers, lamp: Request) -> None:
    for path in ("/", "/login/", "/open311/discovery.json"):
        answer = browsers["anonymous"].get(path, headers={"host": "evil.example"})
        assert answer.status_code == 400
        assert "evil.example" not in answer.content.decode()
    forwarded = browsers["anonymous"].get("/login/?next=/desk/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in forwarded.content.decode()


def test_the_secret_of_a_link_stays_out_of_the_log_and_out_of_other_pages(
    browsers: Browsers, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret = link.partition("k=")[2]
    with caplog.at_level(logging.DEBUG):
        page = browsers["anonymous"].get(link).content.decode()
        browsers["anonymous"].post(link.replace("?", "/add/?"), {"words": ""})
        browsers["anonymous"].get(link.replace("?", "/photo/5/?"))
    assert secret not in "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    for target in re.findall(r'(?:href|src)="([^"]*)"', page):
        assert secret not in target or re.match(r"/[^/]", target), target
    assert browsers["anonymous"].get(link)["Cache-Control"] == "private, no-store"


def test_the_pages_behind_a_link_take_their_own_forms(link: str) -> None:
    """`Referrer-Policy: no-referrer` would make browsers send `Origin: null`, which is refused."""
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(link)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    form = {"words": "东边第二盏", "submission": "one", "csrfmiddlewaretoken": token[1]}
    sent = strict.post(link.replace("?", "/add/?"), form, headers={"origin": "http://testserver"})
    assert sent.status_code == 302
    assert page["Referrer-Policy"] != "no-referrer"

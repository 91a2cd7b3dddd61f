"""Sign-in by a provider that is a process of its own and speaks the protocol, with everything that can be wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.people import public as people
from gongzhi.people.actions import provider
from gongzhi.people.models import Account, LinkedLogin, SignIn
from gongzhi.people.rules import oidc
from tests.standins.oidc import FAULTS

pytestmark = pytest.mark.django_db
STANDIN = Path(__file__).resolve().parents[3] / "tests" / "standins" / "oidc.py"
PASSWORD, SECRET = "correct horse 9", "s%c:r e/t"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Standin:
    """The process, and the browser's way through it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))

    def set(self, **told: Any) -> None:
        body = json.dumps({"claims": {"sub": "u-1"}, **told}).encode()
        self.opener.open(f"{self.issuer}/_set", body, timeout=10).close()

    def visit(self, address: str) -> str:
        try:
            self.opener.open(address, timeout=10).close()
        except urllib.error.HTTPError as answer:
            with answer:
                return str(answer.headers["Location"])
        raise AssertionError("no way back")

    def through(self, client: Client, start: str = "/login/oidc/") -> Any:
        asked = client.get(start)
        assert asked.status_code == 302, asked.content.decode()
        return client.get(self.visit(asked["Location"]).removeprefix("http://testserver"))


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    back = "http://testserver/login/oidc/back/"
    with subprocess.Popen([sys.executable, STANDIN, "gongzhi", SECRET, back], stdout=subprocess.PIPE, text=True) as ran:
        assert ran.stdout is not None
        yield ran.stdout.readline().strip()
        ran.terminate()


@pytest.fixture
def there(process: str, settings: Any) -> Standin:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = process, "gongzhi", SECRET
    settings.SITE_ROOT = "http://testserver"
    provider.forget()
    found = Standin(process)
    found.set()
    return found


@pytest.fixture
def staff() -> Account:
    return people.create_account(person=people.create_person(name="王干事"), username="wang", password=PASSWORD)


@pytest.fixture
def linked(staff: Account, there: Standin) -> Account:
    people.link_login(staff.pk, "u-1")
    return staff


def test_who_is_linked_is_in_and_nobody_is_made(there: Standin, linked: Account, client: Client) -> None:
    assert "/login/oidc/" in client.get("/login/?as=staff").content.decode()
    answer = there.through(client, "/login/oidc/?next=/me/reveals/")
    assert answer["Location"] == "/me/reveals/"
    assert client.get("/me/").status_code == 200
    assert SignIn.objects.order_by("-id").values_list("event", flat=True)[0] == "oidc"
    there.set(claims={"sub": "u-2", "email": "a@b.cn", "email_verified": True, "preferred_username": "wang"})
    stranger = Client()
    answer = there.through(stranger)
    assert answer.status_code == 403
    assert "没有与" in answer.content.decode()
    assert stranger.get("/me/").status_code == 302
    assert Account.objects.count() == 1
    Account.objects.update(is_active=False)
    there.set()
    assert there.through(Client()).status_code == 403


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_wrong_opens(there: Standin, linked: Account, client: Client, fault: str) -> None:
    address = client.get("/login/oidc/")["Location"]
    there.set(fault="" if fault in ("down", "garbage") else fault)
    back = there.visit(address).removeprefix("http://testserver")
    there.set(fault=fault)
    answer = client.get(back)
    assert answer.status_code == (503 if fault in ("down", "garbage", "redirect") else 403), fault
    assert "alg" not in answer.content.decode()
    assert client.get("/me/").status_code == 302
    there.set()
    if answer.status_code == 403:
        assert client.get(back).status_code == 403  # an answer is heard once
    assert there.through(client).status_code == 302


def test_an_answer_that_was_not_asked_for_is_not_heard(there: Standin, linked: Account, client: Client) -> None:
    other = Client()
    back = there.visit(other.get("/login/oidc/")["Location"]).removeprefix("http://testserver")
    assert client.get(back).status_code == 403
    client.get("/login/oidc/")
    assert client.get(back).status_code == 403
    assert client.get("/me/").status_code == 302


def test_keys_rotate(there: Standin, linked: Account, client: Client) -> None:
    assert there.through(client).status_code == 302
    there.set(rotate=True)
    assert there.through(Client()).status_code == 302


def test_a_provider_that_is_down_is_said_at_once(there: Standin, settings: Any, client: Client) -> None:
    there.set(fault="down")
    answer = client.get("/login/oidc/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    there.set()
    for wrong in ("http://127.0.0.1:1", "http://elsewhere.example", f"{there.issuer}/"):
        settings.OIDC_ISSUER = wrong
        assert client.get("/login/oidc/").status_code == 503
    settings.OIDC_ISSUER = ""
    assert client.get("/login/oidc/").status_code == 404


def test_a_verified_claim_finds_the_account_once(there: Standin, staff: Account, settings: Any) -> None:
    settings.OIDC_CLAIM = "phone_number"
    claims = {"sub": "u-9", "phone_number": "+86 138 0013 8000", "phone_number_verified": True}
    there.set(claims=claims)
    people.set_contact(staff.person_id, "phone", "13800138000")
    assert there.through(Client()).status_code == 403  # typed here, never proved
    people.set_contact(staff.person_id, "phone", "13800138000", verified=True)
    there.set(claims=claims | {"phone_number_verified": False})
    assert there.through(Client()).status_code == 403
    there.set(claims=claims)
    assert there.through(Client()).status_code == 302
    assert LinkedLogin.objects.get().subject == "u-9"
    there.set(claims=claims | {"sub": "u-10"})  # somebody else got the number there
    assert there.through(Client()).status_code == 403
    settings.OIDC_CLAIM = "employee"
    people.create_account(person=people.create_person(name="李"), username="g-007", password=None)
    there.set(claims={"sub": "u-11", "employee": "G-007"})
    assert there.through(Client()).status_code == 302


def test_who_answers_for_the_second_step(there: Standin, linked: Account, settings: Any, client: Client) -> None:
    people.begin_second(linked.pk)
    secret, step = people.secret_waiting(linked.pk) or "", int(clock.now().timestamp()) // 30
    people.confirm_second(linked.pk, people.code_at(secret, step - 1), address="")
    assert there.through(Client())["Location"] == "/desk/"
    settings.OIDC_AMR = frozenset({"otp"})
    there.set(claims={"sub": "u-1", "amr": ["pwd", "otp"]})
    assert there.through(Client())["Location"] == "/desk/"
    there.set(claims={"sub": "u-1", "amr": ["pwd"]})
    assert there.through(client)["Location"] == "/login/second/"
    assert client.get("/me/").status_code == 302
    code = people.code_at(secret, int(clock.now().timestamp()) // 30)
    assert client.post("/login/second/", {"code": code})["Location"] == "/desk/"


def test_one_links_the_own_account_after_the_password(there: Standin, staff: Account, client: Client) -> None:
    client.force_login(staff)
    assert client.post("/me/sign-in-service/", {"do": "link", "password": "wrong-wrong"}).status_code == 422
    there.through(client)  # without having asked for the link: a sign-in, refused
    assert not LinkedLogin.objects.exists()
    client.force_login(staff)
    assert "/login/oidc/" in client.post("/me/sign-in-service/", {"do": "link", "password": PASSWORD}).content.decode()
    assert there.through(client)["Location"] == "/me/sign-in-service/"
    assert people.is_linked(staff.pk)
    assert there.through(Client()).status_code == 302
    assert client.post("/me/sign-in-service/", {"do": "unlink", "password": PASSWORD}).status_code == 302
    assert there.through(Client()).status_code == 403


def test_claims_one_by_one() -> None:
    now = clock.now()
    right = {"iss": "i", "aud": "c", "exp": now.timestamp() + 9, "iat": now.timestamp(), "nonce": "n", "sub": "s"}
    assert oidc.check_claims(right, issuer="i", client="c", nonce="n", now=now) == "s"
    for wrong in (
        {"exp": None}, {"exp": True}, {"exp": "9"}, {"iat": None}, {"nbf": now.timestamp() + 99}, {"nbf": "x"},
        {"aud": ["c", "d"]}, {"azp": "d"}, {"sub": 7}, {"sub": "s" * 256}, {"nonce": ""}, {"nonce": None},
    ):  # fmt: skip
        with pytest.raises(oidc.NotProved):
            oidc.check_claims(right | wrong, issuer="i", client="c", nonce="n", now=now)
    with pytest.raises(oidc.NotProved):
        oidc.check_claims(right | {"nonce": ""}, issuer="i", client="c", nonce="", now=now)
    header, key = {"alg": "RS256"}, {"kty": "RSA", "kid": "a"}
    assert oidc.key_for(header, [key]) == key
    assert oidc.key_for(header, [key, key | {"kid": "b"}]) is None
    assert oidc.key_for(header | {"kid": "a"}, [key | {"use": "enc"}]) is None

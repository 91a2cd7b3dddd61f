"""The pages of sign-in and of one's own data, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongzhi.people.models import Account, Person
from gongzhi.people.public import CodeToSend, create_account, create_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 9"


@pytest.fixture
def staff() -> Account:
    return create_account(person=create_person(name="王干事"), username="wang", password=PASSWORD)


def post_password(client: Client, **more: str) -> Any:
    return client.post("/login/", {"username": "wang", "password": PASSWORD, **more})


def test_both_tabs_open(client: Client) -> None:
    resident = client.get("/login/").content.decode()
    assert 'name="phone"' in resident
    assert 'name="password"' not in resident
    assert 'name="password"' in client.get("/login/?next=/desk/").content.decode()
    assert 'name="password"' in client.get("/login/?as=staff").content.decode()


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/desk/orgs/?a=1", "/desk/orgs/?a=1"),
        ("", "/desk/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("/logout/", "/desk/"),
    ],
)
def test_staff_sign_in_and_go_where_they_wanted(client: Client, staff: Account, target: str, goes: str) -> None:
    client.get("/login/")
    before = client.session.session_key
    answer = post_password(client, next=target)
    assert (answer.status_code, answer["Location"]) == (302, goes)
    assert client.session.session_key != before


def test_a_wrong_password_keeps_the_name_and_the_fifth_says_the_time(client: Client, staff: Account) -> None:
    for _ in range(4):
        answer = post_password(client, password="secretly-wrong")
        assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="wang"' in page
    assert "secretly-wrong" not in page
    answer = post_password(client, password="secretly-wrong")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 901
    assert post_password(client).status_code == 429


def test_a_resident_signs_in_by_code_and_out_again(client: Client, sent: list[CodeToSend]) -> None:
    refused = client.post("/login/code/", {"phone": "13800138000"})
    assert refused.status_code == 422  # without consent nothing is sent
    assert 'value="13800138000"' in refused.content.decode()
    assert client.post("/login/code/", {"phone": "138abc", "agree": "on"}).status_code == 422
    both = client.post("/login/code/", {"phone": "138abc"}).context["phone"]
    assert set(both.errors) == {"phone", "agree"}  # said at once, not one after the other
    assert sent == []
    answer = client.post("/login/code/", {"phone": "１３８００１３８０００", "agree": "on", "next": "/me/reveals/"})
    assert answer["Location"] == "/login/code/check/"
    assert "138****8000" in client.get("/login/code/check/").content.decode()
    assert client.post("/login/code/check/", {"code": "abc"}).status_code == 422
    key = client.session.session_key
    answer = client.post("/login/code/check/", {"code": sent[0].code})
    assert answer["Location"] == "/me/reveals/"
    assert client.session.session_key != key
    assert "138****8000" in client.get("/me/").content.decode()
    assert client.post("/me/", {"name": "张三", "alias": "张阿姨"}).status_code == 302
    assert Person.objects.get().alias == "张阿姨"
    assert client.get("/logout/").status_code == 200  # a link alone signs nobody out
    assert client.get("/me/").status_code == 200
    client.post("/logout/")
    assert client.get("/me/")["Location"] == "/login/?next=/me/"


def test_a_second_code_within_the_minute_is_refused(client: Client, sent: list[CodeToSend]) -> None:
    client.post("/login/code/", {"phone": "13800138000", "agree": "on"})
    answer = client.post("/login/code/", {"phone": "13800138000", "agree": "on"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 61


def test_a_new_password_signs_other_devices_out(client: Client, staff: Account) -> None:
    other = Client()
    post_password(client)
    post_password(other)
    new = {"old": PASSWORD, "new": "another battery 7", "again": "another battery 7"}
    assert client.post("/me/password/", {**new, "old": "no"}).status_code == 422
    assert client.post("/me/password/", {**new, "again": "no"}).status_code == 422
    assert client.post("/me/password/", {**new, "new": "1234567890", "again": "1234567890"}).status_code == 422
    assert client.post("/me/password/", new).status_code == 302
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_a_closed_account_is_out_at_once(client: Client, staff: Account) -> None:
    post_password(client)
    Account.objects.update(is_active=False)
    assert client.get("/me/").status_code == 302


def test_the_register_of_purposes_is_public(client: Client) -> None:
    page = client.get("/privacy/", headers={"accept-language": "en"}).content.decode()
    assert "two years after the last matter" in page
    assert page.count("<tr>") > 10

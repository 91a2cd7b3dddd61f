"""The door: idle time, a second step that is demanded, sessions that end, the record, resets by administrators."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import Permission
from gongzhi.core import clock
from gongzhi.orgs.models import Appointment, Post
from gongzhi.people import public as people
from gongzhi.people.models import Account, Person, Session, SignIn
from gongzhi.people.rules.door import device_of, mask_network
from gongzhi.site.cli import main

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PASSWORD = "Lantern-Quiet-7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def key_with(city: Settled, permission: str) -> str:
    return next(k for k in sorted(city.posts) if any(permission in p.permissions for p in city.actor(k).posts))


def account(city: Settled, key: str, name: str) -> Account:
    person = people.Person.objects.get(pk=city.holders[key][0])
    return people.create_account(person=person, username=name, password=PASSWORD)


def enter(name: str, **more: Any) -> Client:
    client = Client(HTTP_USER_AGENT=FIREFOX, **more)
    assert client.post("/login/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def code(secret: str, steps: int = 0) -> str:
    return people.code_at(secret, int(clock.now().timestamp()) // 30 + steps)


def second_on(holder: Account) -> str:
    people.begin_second(holder.pk)
    secret = people.secret_waiting(holder.pk) or ""
    people.confirm_second(holder.pk, code(secret, -1), address="10.1.2.3")
    return secret


@pytest.mark.parametrize(
    ("address", "shown"),
    [("10.3.7.9", "10.3.*.*"),
     ("2001:db8:1:2::5", "2001:db8:*"), ("::ffff:10.3.7.9", "10.3.*.*"), ("fe80::1%eth0", "fe80:0:*"), ("unix", ""),
     ("", "")],
)  # fmt: skip
def test_networks_are_masked(address: str, shown: str) -> None:
    assert mask_network(address) == shown


def test_devices_are_coarse() -> None:
    assert device_of(FIREFOX) == "Firefox · Linux"
    assert device_of("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/120 MicroMessenger/8.0") == "WeChat · Android"
    assert device_of("curl/8") == ""


def test_staff_are_out_after_idle_time(city: Settled, manual_clock: Any, settings: Any) -> None:
    settings.IDLE_MINUTES = 30
    account(city, "hotline", "jiexian")
    client = enter("jiexian")
    for _ in range(3):  # every click counts
        manual_clock.advance(timedelta(minutes=25))
        assert client.get("/desk/").status_code == 200
    manual_clock.advance(timedelta(minutes=31))
    answer = client.get("/desk/")
    assert answer["Location"] == "/login/?next=/desk/"
    assert "30 分钟未操作" in client.get("/login/").content.decode()
    assert not Session.objects.filter(account_id__isnull=False).exists()
    settings.IDLE_MINUTES = 0
    client = enter("jiexian")
    manual_clock.advance(timedelta(hours=8))
    assert client.get("/desk/").status_code == 200


def test_a_demanded_second_step_comes_before_everything(city: Settled, manual_clock: Any, settings: Any) -> None:
    settings.SECOND_STEP_FOR = frozenset({str(Permission.TOKEN_ISSUE)})
    chief = account(city, key_with(city, Permission.TOKEN_ISSUE), "xinxi")
    account(city, "hotline", "jiexian")
    assert enter("jiexian").get("/desk/").status_code == 200  # not demanded of this post
    client = enter("xinxi")
    for method, address in (
        ("get", "/desk/"),
        ("get", "/ledger/export.jsonl"),
        ("post", "/desk/tokens/"),
        ("get", "/"),
    ):
        assert getattr(client, method)(address)["Location"] == "/me/second-step/"
    assert "您的岗位须开启二次验证" in client.get("/me/second-step/").content.decode()
    client.post("/me/second-step/", {"do": "start", "password": PASSWORD})
    secret = people.secret_waiting(chief.pk) or ""
    other = enter("xinxi")
    assert client.post("/me/second-step/", {"do": "confirm", "code": code(secret)}).status_code == 200
    assert client.get("/desk/tokens/").status_code == 200
    assert other.get("/me/").status_code == 302  # a session without the second step does not live on
    manual_clock.advance(timedelta(minutes=1))
    answer = client.post("/me/second-step/", {"do": "off", "code": code(secret)}, follow=True)
    assert people.has_second(chief.pk)
    assert "不能关闭" in answer.content.decode()
    settings.SECOND_STEP_FOR = frozenset({"*"})
    assert enter("jiexian").get("/desk/")["Location"] == "/me/second-step/"


def test_signed_out_everywhere_and_by_a_new_password(city: Settled) -> None:
    holder = account(city, "hotline", "jiexian")
    here, there = enter("jiexian"), enter("jiexian", REMOTE_ADDR="172.16.4.4")
    page = here.get("/me/sign-ins/").content.decode()
    assert "172.16.*.*" in page
    assert "172.16.4.4" not in page
    assert "Firefox · Linux" in page
    assert here.post("/me/sign-ins/").status_code == 302
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    there = enter("jiexian")
    new = "Another-Lantern-8"
    typed = {"old": PASSWORD, "new": new, "again": new}
    assert here.post("/me/password/", typed).status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert Session.objects.filter(account_id=holder.pk).count() == 1
    events = [s.event for s in people.sign_ins_of(holder.pk)]
    assert events[:1] == ["password-changed"]
    assert "elsewhere-out" in events


def test_the_record_says_nothing_of_unknown_names(
    city: Settled, client: Client, settings: Any, manual_clock: Any
) -> None:
    chief = key_with(city, Permission.ACCOUNT_AUDIT)
    officer, clerk = account(city, chief, "xinxi"), account(city, "hotline", "jiexian")
    for name in ("jiexian", "nobody-here"):
        client.post("/login/", {"username": name, "password": "secret-typed"})
    rows = list(SignIn.objects.order_by("id").values_list("account", "event"))
    assert rows == [(clerk.pk, "wrong-password"), (None, "wrong-password")]
    client.force_login(officer)
    page = client.get("/desk/sign-ins/?bad=1").content.decode()
    assert "jiexian" in page
    assert "nobody-here" not in page
    assert client.get("/desk/sign-ins/?q=jiexian").content.decode().count("密码错误") == 1
    client.force_login(clerk)
    assert client.get("/desk/sign-ins/").status_code == 403
    assert "密码错误" in client.get("/me/sign-ins/").content.decode()
    manual_clock.advance(timedelta(days=settings.SIGN_IN_DAYS + 1))
    assert people.sweep_sign_ins() == 2
    Session.objects.update(expire_date=clock.now() - timedelta(minutes=1))
    assert people.sweep_sessions() > 0
    assert not Session.objects.exists()


def test_a_lost_second_step_is_reset_on_the_desk(city: Settled, client: Client) -> None:
    officer = account(city, key_with(city, Permission.ACCOUNT_RESET), "xinxi")
    clerk = account(city, "hotline", "jiexian")
    secret = second_on(clerk)
    client.force_login(officer)
    address = f"/desk/accounts/{clerk.pk}/reset/"
    assert address in client.get("/desk/accounts/?q=jiexian").content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert people.has_second(clerk.pk)
    assert client.post(address, {"reason": "手机丢失，本人到场"}).status_code == 302
    assert not people.has_second(clerk.pk)
    assert secret not in client.get("/desk/accounts/").content.decode()
    second_on(officer)
    assert client.post(f"/desk/accounts/{officer.pk}/reset/", {"reason": "手机丢失"}).status_code == 422
    client.force_login(clerk)
    assert client.get(address).status_code == 403


def test_accounts_are_paged_by_name(city: Settled, client: Client, django_assert_max_num_queries: Any) -> None:
    officer = account(city, key_with(city, Permission.ACCOUNT_RESET), "xinxi")
    post = Post.objects.get(pk=city.posts["hotline"])
    persons = Person.objects.bulk_create(Person(name=f"同名{n // 20}") for n in range(120))
    Account.objects.bulk_create(Account(person=p, username=f"u{n:03}", password="!") for n, p in enumerate(persons))
    Appointment.objects.bulk_create(
        Appointment(person=p, post=post, starts_on=date(2026, 1, day)) for p in persons for day in (1, 2)
    )
    client.force_login(officer)
    seen, page = list[str](), client.get("/desk/accounts/?q=同名")
    for _n in range(3):
        seen += [row.account.username for row in page.context["rows"]]
        if not page.context["page"].after:
            break
        with django_assert_max_num_queries(20):
            page = client.get("/desk/accounts/", {"q": "同名", "after": page.context["page"].after})
    assert seen == [f"u{n:03}" for n in range(120)]
    assert client.get("/desk/accounts/?after=guessed").status_code == 422
    assert [r.account.username for r in client.get("/desk/accounts/?q=U07").context["rows"]] == [
        f"u{n:03}" for n in range(70, 80)
    ]


def test_the_command_resets_too(city: Settled, capsys: pytest.CaptureFixture[str]) -> None:
    clerk = account(city, "hotline", "jiexian")
    second_on(clerk)
    assert main(["admin", "jiexian", "--reset-second-step"]) == 2  # without a reason
    assert main(["admin", "nobody", "--reset-second-step", "--reason", "手机丢失"]) == 2
    assert main(["admin", "jiexian", "--reset-second-step", "--reason", "手机丢失"]) == 0
    assert not people.has_second(clerk.pk)
    assert main(["admin", "somebody"]) == 2


def test_the_doctor_knows_permissions(settings: Any) -> None:
    from gongzhi.site.doctor import _door

    settings.SECOND_STEP_FOR, settings.OIDC_ISSUER = frozenset({"org:appoint", "*"}), ""
    assert list(_door()) == []
    settings.SECOND_STEP_FOR, settings.OIDC_ISSUER = frozenset({"org:apoint"}), "https://id.example.gov.cn"
    assert [f.ok for f in _door()] == [False, False]

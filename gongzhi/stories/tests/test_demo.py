"""The demo: lived up to now, a login for every role that works, a key for programs."""

from __future__ import annotations

import io

import pytest

from gongzhi.core import clock
from gongzhi.exchange import public as exchange
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.public import demo

ROLES = {
    *("resident", "hall_clerk", "hotline_clerk", "grid_worker", "grid_worker_b", "grid_leader", "reception"),
    *("duty_leader", "centre_director", "department_liaison", "district_supervisor", "administrator"),
}


@pytest.mark.django_db(transaction=True)
def test_a_demo_lives_up_to_now(settings: object, tmp_path: object) -> None:
    settings.OUTBOX_ROOT = tmp_path  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    before = clock.now()
    told = demo.build("guiyang", progress=io.StringIO(), weeks=1)
    assert {login["role"] for login in told["logins"]} >= ROLES
    for login in told["logins"]:
        account = people.sign_in(login["name"], login["password"], address="127.0.0.1")
        assert people.has_second(account.pk) is bool(login["totp"])
        if login["totp"]:
            code = people.code_at(login["totp"], int(clock.now().timestamp()) // 30)
            people.check_second(account.pk, code, address="127.0.0.1")
        actor = orgs.actor_of(account)
        assert bool(actor.posts) is (login["role"] != "resident")
    newest = requests.Request.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    assert newest is not None
    assert newest <= before
    assert procedures.Matter.objects.filter(state__in=procedures.LIVE).exists()
    assert exchange.caller_of(told["api_key"]) is not None
    assert clock.now() >= before  # the story's clock is gone
    assert [login["role"] for login in told["logins"] if login["totp"]] == ["administrator"]
    kept = demo.kept("guiyang")
    assert [login["role"] for login in kept["logins"] if login["totp"]] == ["administrator"]
    assert {login["name"] for login in kept["logins"]} == {login["name"] for login in told["logins"]}
    assert kept["api_key"] != told["api_key"]

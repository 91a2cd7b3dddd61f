"""What a phone sends is done once; what it carries names nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.patrol import public as patrol
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

KEY = "0123456789abcdef"
WORDS = {"words": "消防通道被杂物堵住", "lon": "106.708", "lat": "26.5895"}


def sent(key: str = KEY, kind: str = "report", **fields: str) -> patrol.Sent:
    return patrol.Sent(key=key, kind=kind, fields=fields or WORDS)


def by_patrol() -> int:
    return requests.Request.objects.filter(channel="patrol").count()


def test_sent_again_it_is_the_same(city: Settled) -> None:
    worker = city.actor("worker-05")
    first = patrol.perform(sent(), actor=worker)
    again = patrol.perform(sent(), actor=worker)
    assert again == first | {"again": True}
    assert by_patrol() == 1
    with pytest.raises(Conflict):
        patrol.perform(sent(**(WORDS | {"words": "另一件事：楼道灯不亮"})), actor=worker)
    patrol.perform(sent(), actor=city.actor("worker-04"))  # somebody else's key is another one
    assert by_patrol() == 2


def test_what_was_refused_is_not_remembered(city: Settled) -> None:
    worker = city.actor("worker-05")
    with pytest.raises(Invalid):
        patrol.perform(sent(words="！"), actor=worker)
    assert patrol.Taken.objects.count() == 0
    patrol.perform(sent(), actor=worker)
    for wrong in (
        sent(key="short"),
        sent(key="x" * 65),
        sent(kind="erase"),
        sent(key=KEY + "n", words="有字", lon="x", lat="1"),
    ):
        with pytest.raises(Invalid):
            patrol.perform(wrong, actor=worker)
    assert by_patrol() == 1


def test_only_who_holds_a_post_sends(city: Settled) -> None:
    with pytest.raises(Forbidden):
        patrol.perform(sent(), actor=ANONYMOUS)


def test_seen_earlier_than_sent_stands_on_the_sheet(city: Settled) -> None:
    seen = clock.now() - timedelta(hours=3)
    patrol.perform(patrol.Sent(key=KEY, kind="report", fields=WORDS, done_at=seen), actor=city.actor("worker-05"))
    about = requests.Request.objects.get(channel="patrol")
    assert "06:00" in procedures.timeline(about.pk)[-1].internal_text


def test_the_page_the_state_and_the_queue_by_address(city: Settled, desk: Callable[..., Client]) -> None:
    worker = desk("worker-05")
    draft = requests.Draft(
        description="路灯坏了，请打13800138000", lon=106.708, lat=26.5895, name="周建国", contact_phone="13800138000"
    )
    taken = requests.intake(draft, actor=city.actor("worker-05"), channel="patrol", look_near=False)
    page = worker.get("/field/").content.decode()
    state = worker.get("/field/state.json")
    for said in (page, state.content.decode()):
        assert requests.spoken(taken.number) in said
        assert "13800138000" not in said
        assert "周建国" not in said
    held: dict[str, Any] = state.json()
    assert worker.get(f"/field/state.json?have={held['digest']}").json().keys() == {"owner", "token", "until", "same"}
    assert len(json.dumps(held)) < 30_000
    posted = worker.post("/field/acts/", WORDS | {"key": KEY, "kind": "report"}, headers={"Accept": "application/json"})
    assert posted.status_code == 200
    assert posted.json()["href"].startswith("/desk/requests/")
    plain = worker.post("/field/acts/", WORDS | {"key": KEY[::-1], "kind": "report"})  # without a script
    assert plain["Location"] == "/field/"
    wrong = worker.post("/field/acts/", {"key": KEY + "2", "kind": "report"}, headers={"Accept": "application/json"})
    assert wrong.status_code == 422
    assert wrong.json()["error"]
    assert Client().get("/field/state.json").status_code == 401
    assert Client().post("/field/acts/", {}, headers={"Accept": "application/json"}).status_code == 401


def test_the_shell_holds_nothing_and_the_worker_keeps_it(city: Settled, desk: Callable[..., Client]) -> None:
    alone = Client().get("/field/shell/").content.decode()
    assert alone == desk("worker-05").get("/field/shell/").content.decode()
    assert "csrf" not in alone
    script = Client().get("/field/sw.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert '"/field/shell/"' in script.content.decode()
    assert script.content != Client().get("/field/sw.js", headers={"Accept-Language": "en"}).content
    manifest = Client().get("/field/manifest.webmanifest").json()
    assert manifest["scope"] == manifest["start_url"] == "/field/"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_the_page_asks_the_same_however_much_is_held(
    city: Settled, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    worker = desk("worker-05")
    for n in range(12):
        patrol.perform(
            sent(key=f"{KEY}{n:02}", words=f"第{n}处楼道堆物", lon="106.708", lat="26.5895"),
            actor=city.actor("worker-05"),
        )
    worker.get("/field/")
    with django_assert_max_num_queries(16):
        worker.get("/field/")


def test_old_keys_go(city: Settled) -> None:
    patrol.perform(sent(), actor=city.actor("worker-05"))
    assert patrol.forget_taken() == 0
    patrol.Taken.objects.update(at=clock.now() - timedelta(days=181))
    assert patrol.forget_taken() == 1

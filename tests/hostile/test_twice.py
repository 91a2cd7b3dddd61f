"""A second click, the same form from two tabs, eight processes at once: done once, and everybody reads the same."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from gongzhi.ledger.models import Entry
from gongzhi.notices.models import Message
from gongzhi.procedures.models import Matter, Move
from gongzhi.procedures.tests.test_workers import database_url, end
from gongzhi.requests.models import IntakeKey, Reporter, Request
from tests.hostile.conftest import Browsers
from tests.hostile.test_typed import begin

CONTACT = {"name": "老周", "contact_phone": "13800138000"}


@pytest.mark.django_db
def test_a_second_click_and_a_second_tab_get_the_same_number(browsers: Browsers, city: object) -> None:
    browser = browsers["anonymous"]
    base = begin(browser)
    first, again = browser.post(f"{base}contact/", CONTACT), browser.post(f"{base}contact/", CONTACT)
    assert first["Location"] == again["Location"] == f"{base}done/"
    assert Request.objects.count() == Reporter.objects.count() == 1
    tab = browser.post(f"{base}contact/", CONTACT | {"name": "老周周"})  # another tab, changed meanwhile
    assert tab["Location"] == f"{base}done/"
    assert Request.objects.count() == 1


@pytest.mark.django_db
def test_joining_twice_is_joining_once(browsers: Browsers, lamp: Request) -> None:
    browser = browsers["anonymous"]
    base = begin(browser)
    assert browser.get(f"{base}near/").status_code == 200
    browser.post(f"{base}near/", {"join": str(lamp.pk)})
    kept = dict(browser.session["report-drafts"])
    for _click in range(2):
        browser.post(f"{base}contact/", CONTACT)
        session = browser.session
        session["report-drafts"] = kept  # the second click left before the first was answered
        session.save()
    assert Request.objects.count() == 1
    assert Reporter.objects.filter(request=lamp).count() == 2


@pytest.mark.django_db
def test_one_joins_only_what_was_offered(browsers: Browsers, lamp: Request, report: Any) -> None:
    far = report(lon=106.7205, lat=26.588)
    base = begin(browsers["anonymous"])
    browsers["anonymous"].post(f"{base}near/", {"join": str(far.pk)})
    browsers["anonymous"].post(f"{base}contact/", CONTACT)
    assert Reporter.objects.filter(request=far).count() == 1
    form = {"channel": "hotline", "description": "路灯不亮好几天了", "lon": "106.708", "lat": "26.5895",
            "submission": "far", "join": str(far.pk)}  # fmt: skip
    assert browsers["clerk"].post("/desk/intake/", form).status_code == 422
    assert Reporter.objects.filter(request=far).count() == 1


@pytest.mark.django_db
def test_words_added_twice_stand_once(browsers: Browsers, lamp: Request, link: str) -> None:
    form = {"words": "东边第二盏也不亮", "submission": "one"}
    add = link.replace("?", "/add/?")
    assert [browsers["anonymous"].post(add, form).status_code for _click in range(2)] == [302, 302]
    assert Move.objects.filter(matter=lamp.pk, public_text=form["words"]).count() == 1
    other = browsers["anonymous"].post(add, form | {"words": "现在是三盏"})
    assert other.status_code == 409
    assert "现在是三盏" in other.content.decode()  # to be copied


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    """The city, committed, so that other processes see it."""
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle

    packs.install("guiyang")
    yield settle(packs.active(), random.Random(1))
    packs.forget()


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.hostile.sender", *words]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    return worker.stdout.readline().strip()


def go(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin
    worker.stdin.write("go\n")
    worker.stdin.flush()


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_eight_processes_with_one_key_make_one_request(town: Any) -> None:
    workers = [start("send", "one-key") for _process in range(8)]
    try:
        assert [line(w) for w in workers] == ["ready"] * 8
        for worker in workers:
            go(worker)
        receipts = [json.loads(line(w)) for w in workers]
    finally:
        end(workers)
    assert all(r == receipts[0] for r in receipts), receipts
    assert (
        Request.objects.count() == Reporter.objects.count() == Matter.objects.count() == IntakeKey.objects.count() == 1
    )
    assert Request.objects.get().number == receipts[0]["number"]


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_first_messages_of_a_follower_at_once_are_one_person_and_each_one_request(town: Any) -> None:
    """The vendor repeats itself while we are at work, and the follower goes on writing."""
    from gongzhi.exchange.models import Heard
    from gongzhi.people.models import Contact

    workers = [start("hear", name) for name in ("a", "b") * 4]
    try:
        assert [line(w) for w in workers] == ["ready"] * 8
        for worker in workers:
            go(worker)
        numbers = [line(w) for w in workers]
    finally:
        end(workers)
    assert len(set(numbers[0::2])) == len(set(numbers[1::2])) == 1, numbers
    assert Request.objects.count() == Heard.objects.count() == 2
    assert Contact.objects.filter(kind="wechat").count() == 1
    assert {r.person_id for r in Reporter.objects.all()} == set(Contact.objects.values_list("person_id", flat=True))


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["opened", "recorded", "told", "before-commit"])
def test_a_process_killed_in_the_middle_leaves_nothing_half_made(town: Any, where: str) -> None:
    before = _everything()
    worker = start("die", where)
    try:
        assert line(worker) == "ready"
        go(worker)
        assert line(worker) == "inside"
    finally:
        end([worker])  # kill -9
    assert _everything() == before
    again = start("send", "die-key")  # the same submission once more: no lock, no key is left behind
    try:
        assert line(again) == "ready"
        go(again)
        assert json.loads(line(again))["number"]
    finally:
        end([again])
    about = Request.objects.get()
    assert Reporter.objects.filter(request=about).count() == 1
    assert Entry.objects.filter(stream=about.pk).exists()
    assert Message.objects.exists()


def _everything() -> list[int]:
    from gongzhi.people.models import Contact, Person

    kinds = (Matter, Move, Request, Reporter, IntakeKey, Entry, Message, Person, Contact)
    return [kind.objects.count() for kind in kinds]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_two_staff_at_once_the_second_is_told_and_keeps_the_words(browsers: Browsers, lamp: Request) -> None:
    from gongzhi.procedures import public as procedures

    desk = f"/desk/requests/{lamp.number}/"
    browser, other = browsers["director"], browsers["clerk"]
    version = Matter.objects.get(pk=lamp.pk).version
    holder = Matter.objects.get(pk=lamp.pk).holder_post_id
    owner = next(b for b in (browser, other, *browsers.values()) if _holds(b, desk))
    assert owner.post(f"{desk}accept/", {"version": version}).status_code == 302
    second = owner.post(f"{desk}accept/", {"version": version}, follow=True).content.decode()
    assert "k-alert-error" in second or "内容已被更新" in second
    stale = {"answer-ending": "solved", "answer-public_text": "已经修好了路灯，请放心",
             "answer-internal_text": "换了灯泡", "version": version}  # fmt: skip
    late = owner.post(f"{desk}answer/", stale)
    page = late.content.decode()
    assert late.status_code == 422
    assert "已经修好了路灯，请放心" in page
    assert "换了灯泡" in page
    fresh = stale | {"version": Matter.objects.get(pk=lamp.pk).version}
    assert owner.post(f"{desk}answer/", fresh).status_code == 302
    twice = owner.post(f"{desk}answer/", fresh | {"answer-public_text": "另一个人写的答复在这里"})
    assert twice.status_code in (409, 422)
    assert "另一个人写的答复在这里" in twice.content.decode()
    assert Request.objects.get(pk=lamp.pk).answer == "已经修好了路灯，请放心"
    assert holder == Matter.objects.get(pk=lamp.pk).holder_post_id
    assert procedures.timeline(lamp.pk)


def _holds(browser: Client, desk: str) -> bool:
    page = browser.get(desk)
    return page.status_code == 200 and "accept/" in page.content.decode()

"""A process holds the database: requests wait and go through; longer than the patience they get 503, the form kept."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.test import Client

from gongzhi.requests.models import Request
from gongzhi.site import environment

HOLD = 'LOCK TABLE "requests_intakekey", "requests_request" IN ACCESS EXCLUSIVE MODE'
FORM = {
    "channel": "hall",
    "description": "锦桥路口的路灯不亮好几天了",
    "lon": "106.708",
    "lat": "26.5895",
    "submission": "s1",
}


@pytest.fixture
def clerk(transactional_db: None) -> Iterator[Client]:
    """A clerk in the committed city."""
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle
    from tests.desks import account_of

    packs.install("guiyang")
    city = settle(packs.active(), random.Random(1))
    browser = Client(raise_request_exception=False)
    browser.force_login(account_of(city.holders["hall"][0]))
    yield browser
    packs.forget()


def hold(seconds: float, held: threading.Event) -> None:
    """Another program (no queue of ours) keeps the write lock."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        other = sqlite3.connect(settings["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()
        return
    import psycopg

    with psycopg.connect(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], port=settings["PORT"] or None,
        password=settings["PASSWORD"] or None,
    ) as other:  # fmt: skip
        other.execute(HOLD)
        held.set()
        time.sleep(seconds)
        other.rollback()


def held_for(seconds: float) -> threading.Thread:
    held = threading.Event()
    thread = threading.Thread(target=hold, args=(seconds, held), daemon=True)
    thread.start()
    assert held.wait(10)
    return thread


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_three_seconds_are_waited_for(clerk: Client) -> None:
    thread, began = held_for(3), time.monotonic()
    answer = clerk.post("/desk/intake/", FORM)
    thread.join()
    assert answer.status_code == 302
    assert time.monotonic() - began > 2
    assert Request.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_longer_than_the_patience_is_503_and_nothing_typed_is_lost(clerk: Client) -> None:
    impatient()
    thread = held_for(2.5)
    try:
        answer = clerk.post("/desk/intake/", FORM)
        page = answer.content.decode()
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert FORM["description"] in page
        assert 'name="submission" value="s1"' in page  # sent again it is one and the same
    finally:
        thread.join()
        impatient(None)
    assert not Request.objects.exists()
    assert clerk.post("/desk/intake/", FORM).status_code == 302
    assert Request.objects.count() == 1


def impatient(seconds: float | None = 0.3) -> None:
    """Have this process wait less (None: as it was)."""
    one = connections["default"]
    if connection.vendor == "sqlite":
        one.settings_dict["OPTIONS"]["timeout"] = 20 if seconds is None else seconds
        one.close()
        return
    with one.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {20_000 if seconds is None else round(seconds * 1000)}")


def test_the_patience_is_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGZHI_PATIENCE", raising=False)
    assert environment.database("sqlite:///x")["OPTIONS"]["timeout"] == 20
    monkeypatch.setenv("GONGZHI_PATIENCE", "2.5")
    assert environment.database("sqlite:///x")["OPTIONS"]["timeout"] == 2.5
    options = environment.database("postgresql://u@h/n")["OPTIONS"]
    assert options["pool"]["timeout"] == 2.5
    assert options["options"] == "-c lock_timeout=2500"
    assert os.environ["GONGZHI_PATIENCE"] == "2.5"

"""Answers to orders of 12345 are pushed to the office: signed, again until it took them, each once by its id."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.exchange.models import AnswerOut
from gongzhi.exchange.public import push_answers
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request
from tests.doors.test_orders_door import EXTRA, SECRET, order, send

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
Listen = Callable[..., Callable[[], list[Any]]]


@pytest.fixture
def listen(tmp_path: Path, settings: Any) -> Iterator[Listen]:
    """Start the office's receiver with a plan; gives back a reader of what it got."""
    settings.ORDERS_SECRET = SECRET
    started = []

    def start(*plan: int | str) -> Callable[[], list[Any]]:
        script, log = Path(__file__).parents[1] / "standins" / "orders_receiver.py", tmp_path / "log"
        asked = [sys.executable, str(script), SECRET, str(log), json.dumps(plan)]
        process = subprocess.Popen(asked, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our script
        started.append(process)
        assert process.stdout
        settings.ORDERS_ANSWERS_URL = f"http://127.0.0.1:{int(process.stdout.readline())}/answers?from=gz"
        return lambda: [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]


def answer(city: Settled, number: str, words: str = "已修好。") -> Request:
    about = Request.objects.select_related("matter").get(outside_number=number)
    holder = next(key for key, post in city.posts.items() if post == about.matter.holder_post_id)
    return requests.answer(about.pk, actor=city.actor(holder), ending="solved", public_text=words)


def test_refused_lost_then_taken_is_one_answer_there(city: Settled, listen: Listen, manual_clock: Any) -> None:
    got = listen(503, "lost", 200)
    assert send(order(number="GY-1")).status_code == 201
    about = answer(city, "GY-1")
    waits, errors = [], []
    for _ in range(3):
        assert push_answers() == 1
        assert push_answers() == 0  # nothing is due
        row = AnswerOut.objects.get()
        errors.append(row.error)
        if row.next_try_at:
            waits.append(row.next_try_at - clock.now())
            manual_clock.set(row.next_try_at)
    assert waits == [timedelta(minutes=1), timedelta(minutes=5)]
    assert errors == ["gateway-503", "gateway-unreachable", ""]
    assert row.sent_at is not None
    said = got()
    assert [(s[0], s[2]) for s in said] == [(503, False), ("lost", True), (200, False)]
    assert {s[1] for s in said} == {s[3]["id"] for s in said} == {f"{about.pk}-1"}
    assert (said[-1][3]["number"], said[-1][3]["answer"], said[-1][3]["fields"]) == ("GY-1", "已修好。", EXTRA)
    manual_clock.advance(timedelta(days=1))
    assert push_answers() == 0


def test_an_answer_after_a_reopening_is_another_one(city: Settled, listen: Listen, manual_clock: Any) -> None:
    got = listen()
    assert send(order(number="GY-1")).status_code == 201
    about = answer(city, "GY-1")
    push_answers()
    reporter = requests.Reporter.objects.select_related("request__matter").get(request=about)
    requests.reopen(reporter, reason="灯又灭了，没有修好", actor=city.actor("hall"))
    answer(city, "GY-1", "换了新灯。")
    push_answers()
    assert [(s[1], s[3]["answer"]) for s in got()] == [(f"{about.pk}-1", "已修好。"), (f"{about.pk}-2", "换了新灯。")]


def test_what_was_reopened_before_it_could_go_does_not_go(city: Settled, listen: Listen, manual_clock: Any) -> None:
    got = listen(503)
    assert send(order(number="GY-1")).status_code == 201
    about = answer(city, "GY-1")
    push_answers()
    reporter = requests.Reporter.objects.select_related("request__matter").get(request=about)
    requests.reopen(reporter, reason="灯又灭了，没有修好", actor=city.actor("hall"))
    manual_clock.advance(timedelta(hours=1))
    assert push_answers() == 1
    assert [s[0] for s in got()] == [503]
    assert AnswerOut.objects.get().next_try_at is None


def test_the_administrator_sees_what_waits(city: Settled, listen: Listen, desk: Any, manual_clock: Any) -> None:
    listen(500)
    assert send(order(number="GY-1")).status_code == 201
    answer(city, "GY-1")
    push_answers()
    page = desk("admin").get("/desk/doors/").content.decode()
    assert "12345工单的答复" in page
    assert "500" in page


def test_nothing_is_pushed_where_no_address_is_set_or_a_list_brought_it(city: Settled, settings: Any) -> None:
    settings.ORDERS_SECRET, settings.ORDERS_ANSWERS_URL = SECRET, ""
    assert send(order(number="GY-1")).status_code == 201
    answer(city, "GY-1")
    from gongzhi.requests.tests.test_import import bring
    from gongzhi.requests.tests.test_import_orders import workbook

    settings.ORDERS_ANSWERS_URL = "http://127.0.0.1:9/"
    bring(city, workbook())
    requests.answer(Request.objects.get(outside_number="W1").pk, actor=city.actor("hall"), ending="solved",
                    public_text="已修好。")  # fmt: skip
    assert not AnswerOut.objects.exists()

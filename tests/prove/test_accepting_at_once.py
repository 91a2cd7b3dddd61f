"""200 acceptances of one request at once, over HTTP, against a served instance: one owner, the others are told.

The served processes take the database of the test (SQLite or PostgreSQL), its secret key and its clock is the real one.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import entropy
from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.procedures.tests.test_workers import database_url
from gongzhi.requests import public as requests
from gongzhi.stories.public import settle
from tests.desks import account_of

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
CLERKS, EACH = 20, 10
Answer = tuple[int, str, str]
TAKEN = "已接手。"
TOO_LATE = ("其他人刚刚修改了这件事，请刷新后再操作。", "这件事项没有转交给您的岗位。")


@contextmanager
def served() -> Iterator[int]:
    """`gongzhi serve` on the database of the test; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "gongzhi", "serve", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "8", "--backpressure", "256"]
    server = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database_url()}, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if asked(port, "GET", "/healthz")[0] == 200:
                    break
            time.sleep(0.1)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


def asked(port: int, method: str, path: str, cookie: str = "", data: dict[str, object] | None = None) -> Answer:
    """Status, page, and the cookies that came with it."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        link.request(method, path, urlencode(data) if data else None, head)
        answer = link.getresponse()
        came = [c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or []]
        return answer.status, answer.read().decode(), "; ".join(came)
    finally:
        link.close()


def signed_in(person_id: int) -> str:
    """Cookies of a browser in which this person is signed in."""
    account = account_of(person_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={token()}"


TOKEN: list[str] = []


def token() -> str:
    """One token against foreign forms for all of them, cookie and form alike."""
    TOKEN[:] = TOKEN or [_get_new_csrf_string()]
    return TOKEN[0]


def clerks_of(post: int) -> list[int]:
    """As many persons who hold the post together."""
    orgs.Post.objects.filter(pk=post).update(seats=CLERKS + 5)
    made = []
    for number in range(CLERKS):
        person = people.create_person(name=f"经办人{number}")
        orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post, starts_on=date(2026, 1, 1))
        made.append(person.pk)
    return made


def offered() -> requests.Request:
    """A request that its holder offers to another post."""
    draft = requests.Draft(
        "锦桥路口的路灯不亮好几天了，晚上很黑", name="老周", contact_phone="13800138000", lon=106.7065, lat=26.5895,
        type_key="streetlight",
    )  # fmt: skip
    taken = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    matter = procedures.Matter.objects.get(pk=taken.matter_id)
    if matter.offered_post_id is None:
        holder = orgs.actor_of(orgs.holder_of(matter.holder_post_id).person_id or 0)
        able = orgs.posts_to_offer(holder, places.ancestors(matter.place_id))
        other = next(c.post_id for c in able if c.post_id != matter.holder_post_id)
        procedures.offer(matter.pk, to_post=other, actor=holder)
    return requests.read(matter.pk)


def test_two_hundred_at_once_and_one_has_it(manual_clock: object) -> None:
    with entropy.seeded(1):
        packs.install("guiyang")
        settle(packs.active(), random.Random(1))
    about = offered()
    post = about.matter.offered_post_id
    assert post is not None
    cookies = [signed_in(person) for person in clerks_of(post)]
    before = procedures.Move.objects.filter(matter=about.pk).count()
    ready, said, broken = threading.Barrier(CLERKS * EACH), [], []
    form = {"version": about.matter.version, "csrfmiddlewaretoken": token()}

    def one(port: int, cookie: str) -> None:
        try:
            ready.wait(60)
            status, _page, news = asked(port, "POST", f"/desk/requests/{about.number}/take/", cookie, form)
            page = asked(port, "GET", f"/desk/requests/{about.number}/", f"{cookie}; {news}")[1]
            said.append((status, next((words for words in (TAKEN, *TOO_LATE) if words in page), "")))
        except Exception as error:  # noqa: BLE001 - nothing else may come
            broken.append(repr(error))

    with served() as port:
        threads = [threading.Thread(target=one, args=(port, c)) for c in cookies for _ in range(EACH)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(240)
    assert broken == []
    told = Counter(said)
    assert told.pop((302, TAKEN)) == 1
    assert sum(told.values()) == CLERKS * EACH - 1
    assert set(told) <= {(302, words) for words in TOO_LATE}
    now = procedures.Matter.objects.get(pk=about.pk)
    assert (now.holder_post_id, now.offered_post_id) == (post, None)
    moves = procedures.Move.objects.filter(matter=about.pk, verb="take-offer")
    assert moves.count() == 1
    assert procedures.Move.objects.filter(matter=about.pk).count() == before + 1
    assert now.holder_person_id == moves.get().person_id
    assert len([e for e in entries_of(about.pk) if e.tag == "procedures:matter:take-offer"]) == 1

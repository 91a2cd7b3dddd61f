"""The HTTP transport against a stand-in gateway in a process of its own that fails in every usual way."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.notices.kinds import sms
from gongzhi.notices.models import Message
from gongzhi.notices.public import deliver_due, send

SECRET = "stand-in secret"
SERVER = """
import hashlib, hmac, http.server, json, sys, time
log, plan = sys.argv[1], json.loads(sys.argv[2])
class Gateway(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = self.headers["X-Gongzhi-Timestamp"].encode() + b"\\n" + body
        good = hmac.new(b"stand-in secret", signed, hashlib.sha256).hexdigest()
        answer = plan.pop(0)
        if not hmac.compare_digest(good, self.headers["X-Gongzhi-Signature"]):
            answer = 401
        with open(log, "a") as out:
            out.write(json.dumps([answer, self.headers["Idempotency-Key"], json.loads(body)]) + "\\n")
        if answer == "hang":
            time.sleep(5)
        elif answer == "cut":
            self.connection.shutdown(2)
        else:
            self.send_response(answer)
            self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
server.handle_error = lambda *args: None
print(server.server_port, flush=True)
server.serve_forever()
"""


class Gateway:
    def __init__(self, log: Path, settings: Any) -> None:
        self.log, self.settings, self.process = log, settings, None

    def answers(self, *plan: int | str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(self.log), json.dumps(plan)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.settings.SMS_TRANSPORT, self.settings.SMS_KEY_ID, self.settings.SMS_SECRET = "http", "k1", SECRET
        self.settings.SMS_URL = f"http://127.0.0.1:{int(self.process.stdout.readline())}/send"

    def got(self) -> list[Any]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture
def gateway(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 1)
    g = Gateway(tmp_path / "log", settings)
    yield g
    if g.process:
        g.process.kill()
        g.process.wait()
        g.process.stdout.close()


@pytest.mark.django_db
def test_fails_hangs_breaks_then_answers(gateway: Gateway, manual_clock: clock.ManualClock) -> None:
    gateway.answers(500, "hang", "cut", 200)
    send(channel="sms", text="您的诉求已办结", phone="13800138000", key="once")
    errors = []
    for _ in range(4):
        deliver_due(limit=5)
        row = Message.objects.get()
        errors.append(row.error)
        if row.next_try_at:
            manual_clock.set(row.next_try_at)
    assert errors == ["gateway-500", "gateway-timeout", "gateway-unreachable", ""]
    assert (row.state, row.attempts) == ("sent", 4)
    assert gateway.got()[-1] == [200, "once", {"key": "once", "to": "13800138000", "text": "您的诉求已办结"}]
    assert {g[1] for g in gateway.got()} == {"once"}


@pytest.mark.django_db
def test_refusal_for_good_is_not_repeated(gateway: Gateway, manual_clock: clock.ManualClock) -> None:
    gateway.answers(400)
    send(channel="sms", text="文", phone="13800138000", key="k")
    deliver_due(limit=5)
    assert Message.objects.values_list("state", "error").get() == ("failed", "gateway-400")


@pytest.mark.django_db
def test_wrong_secret_is_seen_as_failure(gateway: Gateway, manual_clock: clock.ManualClock) -> None:
    gateway.answers(200)
    gateway.settings.SMS_SECRET = "another"
    send(channel="sms", text="文", phone="13800138000", key="k")
    deliver_due(limit=5)
    assert Message.objects.values_list("state", "error").get() == ("failed", "gateway-401")


@pytest.mark.django_db
def test_no_gateway_there(gateway: Gateway, settings: Any, manual_clock: clock.ManualClock) -> None:
    settings.SMS_TRANSPORT, settings.SMS_URL, settings.SMS_SECRET = "http", "http://127.0.0.1:9/", SECRET
    send(channel="sms", text="文", phone="13800138000", key="k")
    deliver_due(limit=5)
    assert Message.objects.values_list("state", "error").get() == ("pending", "gateway-unreachable")

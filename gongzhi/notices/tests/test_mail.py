"""E-mail against a mail server in a process of its own that refuses, hangs, breaks off and dies."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.notices.kinds import mail
from gongzhi.notices.models import Message
from gongzhi.notices.public import deliver_due, send

pytestmark = pytest.mark.django_db
STAND_IN = Path(__file__).parents[3] / "tests" / "standins" / "smtp.py"
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def server(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, manual_clock: clock.ManualClock
) -> Iterator[Start]:
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 1.0)
    settings.MAIL_TRANSPORT, settings.MAIL_HOST, settings.MAIL_TLS = "smtp", "localhost", "none"
    settings.MAIL_USER, settings.MAIL_FROM = "", "中华社区 <noreply@zhonghua.example.cn>"
    running: list[subprocess.Popen[str]] = []

    def start(*plan: str, more: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        command = [sys.executable, str(STAND_IN), str(tmp_path / "log"), json.dumps(plan), *more]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
        assert running[-1].stdout
        settings.MAIL_PORT = int(running[-1].stdout.readline())
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def got(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]


def letter(key: str = "answered:1:mail", **more: str) -> None:
    given = {"to": "tiger@example.com", "subject": "您的诉求 123 有新消息", **more}
    send(channel="mail", text="已答复。\n查看：http://x/", key=key, **given)  # type: ignore[arg-type]


def tries(number: int, manual_clock: clock.ManualClock) -> list[str]:
    errors = []
    for _ in range(number):
        deliver_due(limit=5)
        row = Message.objects.get()
        errors.append(row.error)
        if row.next_try_at:
            manual_clock.set(row.next_try_at)
    return errors


def test_fails_in_every_way_then_arrives_once(server: Start, manual_clock: clock.ManualClock, tmp_path: Path) -> None:
    server("451", "hang", "cut", "250")
    letter()
    assert tries(4, manual_clock) == ["mail-451", "mail-timeout", "mail-unreachable", ""]
    assert Message.objects.get().state == "sent"
    first, last = got(tmp_path)
    assert (first["answer"], last["answer"]) == ("451", "250")
    assert first["headers"]["Message-ID"] == last["headers"]["Message-ID"]
    assert last["headers"]["Message-ID"].endswith("@zhonghua.example.cn>")
    assert last["headers"]["Subject"] == "您的诉求 123 有新消息"
    assert last["headers"]["From"] == "中华社区 <noreply@zhonghua.example.cn>"
    assert (last["rcpt"], last["text"]) == (["tiger@example.com"], "已答复。\r\n查看：http://x/\r\n")
    assert last["headers"]["Auto-Submitted"] == "auto-generated"


def test_a_server_that_dies_half_way_is_tried_again(
    server: Start, manual_clock: clock.ManualClock, tmp_path: Path
) -> None:
    process = server("die")
    letter()
    assert tries(1, manual_clock) == ["mail-unreachable"]
    assert process.wait(5) == 1
    assert tries(1, manual_clock) == ["mail-unreachable"]  # nobody there at all
    server("250")
    assert tries(1, manual_clock) == [""]
    assert len(got(tmp_path)) == 1


def test_a_refusal_for_good_is_not_repeated_and_a_full_mailbox_is(
    server: Start, manual_clock: clock.ManualClock
) -> None:
    server("rcpt 550", "554", "rcpt 452")
    for key in ("1", "2", "3"):
        letter(key)
        deliver_due(limit=5)
    found = Message.objects.order_by("id").values_list("state", "error")
    assert list(found) == [("failed", "mail-550"), ("failed", "mail-554"), ("pending", "mail-452")]


def certificate(folder: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    done = built.sign(key, hashes.SHA256())
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(done.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return str(cert), str(secret)


def test_signs_in_over_tls_alone(
    server: Start, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manual_clock: clock.ManualClock
) -> None:
    pair = certificate(tmp_path)
    settings.MAIL_TLS, settings.MAIL_USER, settings.MAIL_PASSWORD = "starttls", "gongzhi", "open sesame"
    server("auth", "250", more=pair)
    letter()
    assert tries(1, manual_clock) == ["mail-no-tls"]  # nobody vouches for this certificate
    monkeypatch.setenv("SSL_CERT_FILE", pair[0])
    settings.MAIL_PASSWORD = "guessed"
    assert tries(1, manual_clock) == ["mail-535"]
    settings.MAIL_PASSWORD = "open sesame"
    assert tries(1, manual_clock) == [""]
    assert [(m["tls"], m["user"]) for m in got(tmp_path)] == [(True, "gongzhi")]


def test_never_in_clear_where_tls_is_wanted(server: Start, settings: Any, manual_clock: clock.ManualClock) -> None:
    server("250")
    settings.MAIL_TLS = "starttls"
    letter()
    assert tries(1, manual_clock) == ["mail-no-tls"]


@pytest.mark.parametrize(
    "bad",
    [
        {"to": "a@b.cn\nBcc: all@b.cn"},
        {"to": "a@b.cn, c@d.cn"},
        {"to": "A <a@b.cn>"},
        {"to": "a@b"},
        {"to": "a b@c.cn"},
        {"to": "中@b.cn"},
        {"subject": "两行\r\nBcc: all@b.cn"},
        {"subject": ""},
        {"subject": "长" * 121},
    ],
)
def test_nobody_writes_a_header(bad: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        letter(**bad)
    assert not Message.objects.exists()


def test_sandbox_by_default_and_by_night(settings: Any, tmp_path: Path, manual_clock: clock.ManualClock) -> None:
    settings.OUTBOX_ROOT = tmp_path
    manual_clock.set(datetime.datetime(2026, 3, 2, 23, 0, tzinfo=clock.SHANGHAI))  # an e-mail wakes nobody
    letter()
    assert deliver_due(limit=5) == 1
    (line,) = [json.loads(x) for x in (tmp_path / "mail.jsonl").read_text("utf-8").splitlines()]
    assert (line["to"], line["subject"], line["key"]) == (
        "tiger@example.com",
        "您的诉求 123 有新消息",
        "answered:1:mail",
    )

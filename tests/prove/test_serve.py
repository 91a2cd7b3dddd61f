"""The server as an installation runs it: starts, answers, ends when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="the server's own start, once"),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`gongzhi serve` on a new database, and its port."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"GONGZHI_VAR": str(tmp_path)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gongzhi = [sys.executable, "-W", "ignore", "-m", "gongzhi"]
    assert subprocess.run([*gongzhi, "migrate"], env=env, check=False, capture_output=True).returncode == 0
    server = subprocess.Popen([*gongzhi, "serve", "--port", str(port)], env=env, start_new_session=True)
    try:
        yield server, port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def test_serve_answers_and_ends(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    status, until = 0, time.monotonic() + 60
    while status != 200 and time.monotonic() < until:
        try:
            status = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    assert status == 200  # one worker answers; the other may still be loading when all are told to end
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/static/kit/kit.css", timeout=10).status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_it_ends_when_told_while_it_loads(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10):
            break
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0

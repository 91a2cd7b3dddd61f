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
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="the server's own start, once"),
]


def test_serve_answers_and_ends(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"GONGZHI_VAR": str(tmp_path)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gongzhi = [sys.executable, "-W", "ignore", "-m", "gongzhi"]
    assert subprocess.run([*gongzhi, "migrate"], env=env, check=False, capture_output=True).returncode == 0
    server = subprocess.Popen([*gongzhi, "serve", "--port", str(port)], env=env)
    try:
        status, until = 0, time.monotonic() + 60
        while status != 200 and time.monotonic() < until:
            try:
                status = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        assert status == 200
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/static/kit/kit.css", timeout=10).status == 200
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0

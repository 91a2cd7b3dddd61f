"""What a serving process holds and how soon it answers: start until /healthz, memory after pages and a request made.

`python -m bench.memory` settles the pack `guiyang` in a temporary SQLite (or in DATABASE_URL: a fresh, empty database),
starts `gongzhi serve` with one worker, and prints one JSON object. Memory is read from /proc (Linux): `rss_mb` is all
that is resident, libraries shared with other processes too; `own_mb` is what a further worker adds.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

PAGES = ("/", "/report/", "/nearby/", "/board/", "/ledger/", "/login/", "/static/kit/kit.css")
_PATIENCE = 120  # seconds until the server must have answered


def main() -> None:
    if sys.argv[1:] == ["--settle"]:
        settle()
        return
    print(json.dumps(run(), indent=1))


def settle() -> None:
    """The community of `guiyang`, in a process of its own."""
    import random

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    django.setup()
    from django.core.management import call_command

    from gongzhi.core import entropy
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle as settle_pack

    call_command("migrate", verbosity=0)
    with entropy.seeded(1):
        packs.install("guiyang")
        settle_pack(packs.active(), random.Random(1))


def run() -> dict[str, Any]:
    """Figures of one serving process: MB and seconds."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-memory-") as home:
        env = {**os.environ, "GONGZHI_VAR": home, "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings"}
        env.setdefault("DATABASE_URL", f"sqlite:///{home}/gongzhi.sqlite3")
        subprocess.run([sys.executable, "-m", "bench.memory", "--settle"], env=env, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        call = [sys.executable, "-m", "gongzhi", "serve", "--port", str(port), "--workers", "1"]
        started = time.perf_counter()
        server = subprocess.Popen(call, env=env, stdout=subprocess.DEVNULL)
        try:
            site = Site(f"http://127.0.0.1:{port}")
            site.wait()
            out: dict[str, Any] = {"database": env["DATABASE_URL"].split(":")[0]}
            out["start_s"] = round(time.perf_counter() - started, 2)
            worker = _youngest(server.pid)
            out["supervisor_mb"], out["idle_mb"] = rss_mb(server.pid), rss_mb(worker)
            out["pages"] = {page: site.get(page)[0] for page in PAGES}
            out["after_pages_mb"] = rss_mb(worker)
            out["reported"] = [report(site) for _ in range(5)]
            for _ in range(20):
                for page in PAGES:
                    site.get(page)
            out["rss_mb"], out["peak_mb"], out["own_mb"] = rss_mb(worker), rss_mb(worker, "VmHWM"), own_mb(worker)
            return out
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


class Site:
    """A browser without scripting: cookies, redirects, forms."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def wait(self) -> None:
        """Until /healthz answers 200."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        raise TimeoutError("the server does not answer")

    def get(self, path: str, data: bytes | None = None) -> tuple[int, str, str]:
        """Status, path at the end of the redirects, body."""
        try:
            with self._open(urllib.request.Request(self.root + path, data=data), timeout=30) as answer:  # noqa: S310
                return answer.status, urllib.parse.urlsplit(answer.url).path, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, path, error.read().decode(errors="replace")

    def submit(self, page: tuple[int, str, str], **values: str) -> tuple[int, str, str]:
        """Send the form of a page back: its hidden fields and these values."""
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page[2])
        return self.get(page[1], urllib.parse.urlencode({**dict(hidden), **values}).encode())


def report(site: Site) -> str:
    """A resident reports over the pages; where that ended (the path without its key)."""
    page = site.submit(site.get("/report/"), description="三栋楼下的路灯坏了三天，晚上看不见路。")
    kind = re.search(r'name="suggested" value="(\w+)"', page[2])
    page = site.submit(page, suggested=kind[1] if kind else "")
    page = site.submit(page, lon="106.7135", lat="26.578", address="三栋楼下")
    if page[1].endswith("/near/"):
        page = site.submit(page, join="")
    page = site.submit(page, name="测试", contact_phone="13800138000")
    return page[1].rstrip("/").rsplit("/", 1)[-1]


def rss_mb(pid: int, field: str = "VmRSS") -> int:
    """Resident memory (VmRSS) or its peak (VmHWM) of a process, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field + ":")).split()[1]) // 1024


def own_mb(pid: int) -> int:
    """Memory that no other process shares, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) // 1024


def _youngest(pid: int) -> int:
    """The last process down the line: granian's worker."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[-1])
    return pid


if __name__ == "__main__":
    main()

"""What a serving process holds and how soon it answers: start until /healthz, memory after pages and a request made.

`python -m bench.memory [--databases sqlite postgres]` settles the pack `guiyang` in a fresh database of each kind,
starts `gongzhi serve` with one worker, and prints one JSON object. Memory is read from /proc (Linux): `rss_mb` is all
that is resident, libraries shared with other processes too; `own_mb` is what a further worker adds; `start_cpu_s` is
the processor's time until the first answer, which a busy machine does not stretch.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.databases import KINDS, fresh, own_mb, rss_mb

PAGES = ("/", "/report/", "/nearby/", "/board/", "/ledger/", "/login/", "/static/kit/kit.css")
_PATIENCE = 120  # seconds until the server must have answered


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--step", choices=("settle",), help="(a process of its own)")
    args = parser.parse_args(argv)
    if args.step:
        settle()
        return
    print(json.dumps({kind: run(kind) for kind in args.databases}, indent=1))


def settle() -> None:
    """The community of `guiyang`, in a process of its own."""
    import random

    import django

    django.setup()
    from django.core.management import call_command

    from gongzhi.core import entropy
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle as settle_pack

    call_command("migrate", verbosity=0)
    with entropy.seeded(1):
        packs.install("guiyang")
        settle_pack(packs.active(), random.Random(1))


def run(kind: str) -> dict[str, Any]:
    """Figures of one serving process on a fresh database of this kind: MB and seconds."""
    with fresh(kind) as env:
        subprocess.run([sys.executable, "-m", "bench.memory", "--step", "settle"], env=env, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        call = [sys.executable, "-m", "gongzhi", "serve", "--port", str(port), "--workers", "1"]
        started = time.perf_counter()
        server = subprocess.Popen(call, env=env, stdout=subprocess.DEVNULL)
        try:
            site = Site(f"http://127.0.0.1:{port}")
            site.wait()
            waited = time.perf_counter() - started
            return {"start_s": round(waited, 2), **_figures(site, server.pid)}
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def _figures(site: Site, supervisor: int) -> dict[str, Any]:
    worker = _youngest(supervisor)
    out: dict[str, Any] = {
        "start_cpu_s": round(_cpu_s(supervisor) + _cpu_s(worker), 2),
        "supervisor_mb": rss_mb(supervisor),
        "idle_mb": rss_mb(worker),
    }
    out["pages"] = {page: site.get(page)[0] for page in PAGES}
    out["after_pages_mb"] = rss_mb(worker)
    out["reported"] = [report(site) for _ in range(5)]
    for _ in range(20):
        for page in PAGES:
            site.get(page)
    return out | {"rss_mb": rss_mb(worker), "peak_mb": rss_mb(worker, "VmHWM"), "own_mb": own_mb(worker)}


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


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _youngest(pid: int) -> int:
    """The last process down the line: granian's worker."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[-1])
    return pid


if __name__ == "__main__":
    main()

"""`gongzhi demo`: a living community up to today, served with its worker."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from gongzhi.site.cli import UsageError

HOST = "127.0.0.1"
PATIENCE = 60  # seconds until the server must answer


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "demo",
        help="a living demo up to today, served on this machine",
        description="Makes the pack's living demo in a database of its own, var/demo/PACK.sqlite3 (kept; --reset "
        "builds it anew), prints its logins and writes them to var/demo/PACK.json, and serves it on 127.0.0.1 "
        "with a worker until Ctrl-C. Nothing else in var is touched but keys and the sandbox of messages.",
    )
    parser.add_argument("--pack", default="guiyang", help="a shipped pack or a folder (default guiyang)")
    parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default 8000)")
    parser.add_argument("--reset", action="store_true", help="build it anew")
    parser.add_argument("--build-only", action="store_true", help="do not serve")
    parser.add_argument("--weeks", type=int, default=13, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.packs.loader import BadPack, load, shipped

    lived = [name for name in shipped() if load(name).community is not None]
    if args.pack not in lived and not (Path(args.pack) / "pack.yaml").is_file():
        raise UsageError(f"There is no pack {args.pack} with a community. There are: {', '.join(lived)}.")
    try:
        name = load(args.pack).name
    except BadPack as error:
        raise UsageError("\n".join(m.line_text() for m in error.mistakes)) from error
    if not args.build_only:
        _free(args.port)
    from gongzhi.site.environment import var_dir

    home = var_dir() / "demo"
    home.mkdir(exist_ok=True)
    database, file = home / f"{name}.sqlite3", home / f"{name}.json"
    os.environ["GONGZHI_SITE"] = url = f"http://{HOST}:{args.port}"
    if args.reset or not database.exists():
        told = _build(args.pack, home, database, args.weeks)
    else:
        told = _reuse(args.pack, database, file)
    told = {
        "url": url,
        "logins": told["logins"],
        "open311": {"discovery": f"{url}/open311/discovery.xml", "api_key": told["open311"]["api_key"]},
    }
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if args.build_only:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    return _serve(args.port, database, told)


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise UsageError(f"Port {port} cannot be used ({error}). Another one: make demo PORT={port + 1}") from None


def _django(database: Path) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():  # collected once: bring it up to date
        call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)


def _build(pack: str, home: Path, database: Path, weeks: int) -> dict[str, Any]:
    """Built beside and moved into its place when it is whole: an interrupted build leaves nothing half."""
    scratch = Path(tempfile.mkdtemp(prefix="build-", dir=home))
    try:
        _django(scratch / "demo.sqlite3")
        from django.conf import settings
        from django.db import connection

        from gongzhi.stories.public import demo

        settings.OUTBOX_ROOT = scratch  # the past messages of the story are no news
        told = demo.build(pack, progress=sys.stderr, weeks=weeks)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
        (scratch / "demo.sqlite3").replace(database)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return {"logins": told["logins"], "open311": {"api_key": told["api_key"]}}


def _reuse(pack: str, database: Path, file: Path) -> dict[str, Any]:
    _django(database)
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import demo

    if not demo.is_there():
        raise UsageError(f"{database} holds no demo: make demo RESET=1 builds it anew.")
    packs.install(pack)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {"logins": told["logins"], "open311": {"api_key": told["open311"]["api_key"]}}
    except (OSError, ValueError, KeyError, TypeError):
        kept = demo.kept(packs.load(pack).name)
        return {"logins": kept["logins"], "open311": {"api_key": kept["api_key"]}}


def _serve(port: int, database: Path, told: dict[str, Any]) -> int:
    """The server and a worker until Ctrl-C, or until one of them ends."""
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    gongzhi = [sys.executable, "-m", "gongzhi"]
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda n, _frame: stopped.append(n))
    running = [  # our own command, no shell
        subprocess.Popen([*gongzhi, "serve", "--host", HOST, "--port", str(port)], env=env, start_new_session=True),  # noqa: S603
        subprocess.Popen([*gongzhi, "worker"], env=env, start_new_session=True),  # noqa: S603
    ]
    try:
        if _answers(port, running, stopped):
            _print(told)
        while not stopped and all(process.poll() is None for process in running):
            time.sleep(0.2)
    finally:
        for process in running:
            if process.poll() is None:
                process.terminate()
        for process in running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
    if stopped:
        return 0
    print("The server or its worker ended by itself: see above.", file=sys.stderr)
    return 1


def _answers(port: int, running: list[subprocess.Popen[bytes]], stopped: list[int]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not stopped and all(process.poll() is None for process in running):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as reply:  # noqa: S310
                if reply.status == 200:
                    return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


def _print(told: dict[str, Any]) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2), flush=True)
    print(f"\nOpen {told['url']} · staff: {told['url']}/desk/ · Ctrl-C ends it.", file=sys.stderr, flush=True)

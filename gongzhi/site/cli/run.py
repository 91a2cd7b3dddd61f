"""`gongzhi serve`, `worker`, `migrate`: the processes of an installation."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add(commands: Any) -> None:
    serve = commands.add_parser(
        "serve",
        help="serve the pages and the API",
        description="Serves the site with granian (WSGI). Run `gongzhi migrate` before and `gongzhi worker` beside it; "
        "put a proxy with TLS in front. Settings come from the environment (docs/configuration.md): DATABASE_URL, "
        "SECRET_KEY, GONGZHI_SITE and others. Ends on SIGTERM after the requests in hand; /healthz tells whether it "
        "can answer.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port (default 8000)")
    serve.add_argument("--workers", type=_positive, default=2, help="processes (default 2)")
    serve.add_argument("--blocking-threads", type=_positive, default=4, help="threads a process (default 4)")
    serve.add_argument("--backpressure", type=_positive, default=64, help="requests that may wait a process (64)")
    serve.set_defaults(run=run_serve)

    worker = commands.add_parser(
        "worker",
        help="clocks, messages, the ledger's sequence",
        description="Runs the sweeps in a loop: clocks and escalation, messages, absences, the ledger's sequence. Any "
        "number may run and each may be killed at any moment. Ends after the current sweep on SIGTERM. A sweep that "
        "fails is logged with its name and tried again; the others go on. `gongzhi doctor` shows its heartbeat.",
    )
    worker.add_argument("--once", action="store_true", help="do what is due now, then end (exit 1 if a sweep failed)")
    worker.add_argument("--limit", type=_positive, default=200, help="pieces a sweep does at a time (default 200)")
    worker.set_defaults(run=run_worker)

    migrate = commands.add_parser(
        "migrate",
        help="bring the database up to this version",
        description="Creates or changes the tables of the database (DATABASE_URL) as this version needs them; run it "
        "after every update, before `gongzhi serve`. Applied ones are not run again. Exit 0, or 1 with the reason.",
    )
    migrate.set_defaults(run=run_migrate)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1")
    return number


def run_serve(args: argparse.Namespace) -> int:
    from granian.constants import Interfaces
    from granian.server import Server

    from gongzhi.site.environment import patience_seconds

    Server(
        "gongzhi.site.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=args.blocking_threads,
        backpressure=args.backpressure,
        respawn_failed_workers=True,
        workers_kill_timeout=round(patience_seconds()) + 5,  # longer than any request waits
    ).serve()
    return 0


def run_worker(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from gongzhi.kit.worker import Worker
    from gongzhi.site.sweeps import all_sweeps

    worker = Worker(all_sweeps(), limit=args.limit, heartbeat=settings.VAR / "worker.json")
    worker.listen()
    if not args.once:
        worker.run_forever()
        return 0
    worker.run_once()
    for name, tally in worker.tallies.items():
        print(
            f"{name}: {tally.done} done" + (f", failed: {tally.last_error}" if tally.failing else ""), file=sys.stderr
        )
    return int(any(tally.failing for tally in worker.tallies.values()))


def run_migrate(args: argparse.Namespace) -> int:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, stdout=sys.stderr)
    return 0

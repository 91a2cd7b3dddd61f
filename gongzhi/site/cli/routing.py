"""`gongzhi routing …`: a changed decision table tried over requests that came in; what is wrong with this one."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from gongzhi.site.cli import UsageError

if TYPE_CHECKING:
    from gongzhi.requests.public import DryRun


def add(commands: Any) -> None:
    parser = commands.add_parser("routing", help="who gets which request: try a changed table, look for what is wrong")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    trying = verbs.add_parser(
        "try",
        help="what the table of a pack would do with last month's requests",
        description="Asks the table in force and that of PACK about every request of the span, with today's posts. "
        "Writes nothing. How many would go elsewhere, from whom to whom, and the newest of them.",
    )
    trying.add_argument("pack", metavar="PACK", help="a folder with the changed pack, or a shipped name")
    trying.add_argument("--from", dest="first", metavar="DATE", help="first day (default: of the month before)")
    trying.add_argument("--to", dest="last", metavar="DATE", help="last day (default: of the month before)")
    trying.add_argument("--json", action="store_true", help="one JSON object")
    trying.set_defaults(run=run_try)
    check = verbs.add_parser("check", help="lines that err or point at nobody; exit 1 where there are some")
    check.add_argument("--json", action="store_true", help="the alarms as JSON")
    check.set_defaults(run=run_check)


def run_try(args: argparse.Namespace) -> int:
    from gongzhi.packs.loader import BadPack, load

    try:
        changed = load(args.pack)
        first, last = (date.fromisoformat(d) if d else None for d in (args.first, args.last))
    except BadPack as error:
        for mistake in error.mistakes:
            print(mistake.line_text("zh"), file=sys.stderr)
        return 1
    except ValueError as error:
        raise UsageError(f"gongzhi routing: {error}") from None
    import django

    django.setup()
    from gongzhi.core import clock
    from gongzhi.core.errors import NotFound
    from gongzhi.packs import public as packs
    from gongzhi.requests import public as requests

    month = requests.last_month(clock.today())
    try:
        run = requests.dry_run(packs.active(), changed, first or month[0], last or month[1])
    except NotFound as error:
        raise UsageError(f"gongzhi routing: {error}") from None
    _print(run, args)
    return 0


def _print(run: DryRun, args: argparse.Namespace) -> None:
    labels = run.labels()
    ways = [(labels.get(a or 0, "—"), labels.get(b or 0, "—"), n) for (a, b), n in run.ways.most_common()]
    if args.json:
        listed = [
            {"number": m.number, "type": m.type_key, "from": labels.get(m.before or 0), "to": labels.get(m.after or 0),
             "rule": m.rule_after}
            for m in run.listed
        ]  # fmt: skip
        found = {
            "from": run.first.isoformat(), "to": run.last.isoformat(), "looked": run.looked, "elsewhere": run.moved,
            "nobody": run.nobody, "errors": run.errors, "skipped": run.skipped, "rules": dict(run.rules.most_common()),
            "ways": [{"from": a, "to": b, "requests": n} for a, b, n in ways], "listed": listed,
        }  # fmt: skip
        print(json.dumps(found, ensure_ascii=False))
        return
    for before, after, n in ways:
        print(f"{n}\t{before}\t{after}")
    print(f"{run.first} 至 {run.last}：{run.looked} 件，其中 {run.moved} 件会派到别处", file=sys.stderr)


def run_check(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from gongzhi.requests import public as requests

    alarms = requests.route_alarms()
    if args.json:
        print(json.dumps(alarms, ensure_ascii=False))
    else:
        for alarm in alarms:
            print("\t".join(str(alarm[name]) for name in ("rule", "what", "area", "number", "detail")))
    return 1 if alarms else 0

"""`gongzhi story PACK`: live a quarter of the pack's community and prove its figures."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from gongzhi.site.cli import UsageError

WEEKS = 13
FROM = "2026-03-02"


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "story",
        help="live a quarter of a pack's community and prove its figures",
        description="Lives the pack's community through the public actions, on a clock of its own, in a temporary "
        "database (or an empty one given by --database). Prints what the pages then say, by row of the requirements, "
        "with what is expected and why. The same seed gives the same JSON, the ledger's head included, on SQLite and "
        "PostgreSQL. Exit 0 if every row is as expected, 1 if not or if the story cannot go on (then stderr says who "
        "wanted to do what, in which step), 2 if the call is off.",
    )
    parser.add_argument("pack", metavar="PACK_OR_DIR")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout (else a table)")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="of what is said where something is off")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is left to chance (default 1)")
    parser.add_argument("--from", dest="begin", type=_day, default=_day(FROM), help=f"the first day (default {FROM})")
    parser.add_argument("--weeks", type=int, default=WEEKS, help=f"how long (default {WEEKS})")
    parser.add_argument(
        "--database",
        metavar="URL",
        help="an empty database to live in, kept afterwards: "
        "sqlite:////folder/story.sqlite3 or postgres://user@host/name",
    )
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def run(args: argparse.Namespace) -> int:
    if args.weeks < 1:
        raise UsageError("A story takes at least one week.")
    scratch = Path(tempfile.mkdtemp(prefix="gongzhi-story-"))
    try:
        # a kept database keeps its keys and messages where the installation has them, if that is said
        if not (args.database and "GONGZHI_VAR" in os.environ):
            os.environ["GONGZHI_VAR"] = str(scratch)
        os.environ["DATABASE_URL"] = args.database or f"sqlite:///{scratch}/story.sqlite3"
        result = _live(args)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if result is None:
        return 1
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _table(result, args.lang)
    return int(not all(row["ok"] for row in result["rows"].values()))


def _live(args: argparse.Namespace) -> dict[str, Any] | None:
    import django
    from django.core.management import call_command

    from gongzhi.core.errors import DomainError

    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    from gongzhi.stories.public import Stopped, tell

    try:
        return tell(args.pack, seed=args.seed, begin=args.begin, weeks=args.weeks, progress=sys.stderr, lang=args.lang)
    except Stopped as error:
        print(error, file=sys.stderr)
        return None
    except (DomainError, FileNotFoundError, ValueError) as error:
        raise UsageError(str(error)) from error


def _table(result: dict[str, Any], lang: str) -> None:
    from gongzhi.stories.public import said, title

    for key, row in result["rows"].items():
        print(f"{key}  {title(key, lang)}  {'ok' if row['ok'] else 'WRONG'}")
        for sentence in said(key, row["figures"], lang):
            print(f"    {sentence}")
        for name, figure in row["figures"].items():
            print(f"    {name:36} {figure['value']!s:>8}   {figure['expected']!s:12} {figure['source']}")
            if "note" in figure:
                print(f"      ! {figure['note']}")
    print(f"ledger: {result['ledger']['entries']} entries, head {result['ledger']['head']}")

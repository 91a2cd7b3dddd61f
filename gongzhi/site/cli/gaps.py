"""`gongzhi gaps`: what the standards say is missing."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from gongzhi.site.cli import UsageError


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "gaps",
        help="what the standards of the pack say is missing",
        description="Every unit that falls short of a clause of the pack in force, measured now over the data; what is "
        "not measured, not known or exempt is not in the list.",
    )
    parser.add_argument("--place", metavar="CODE", help="only at or below the place of this code")
    parser.add_argument("--on", metavar="DATE", help="as of this day (default: today)")
    parser.add_argument("--json", action="store_true", help="rule, clause, unit, value, required, since, owner")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        on = date.fromisoformat(args.on) if args.on else None
    except ValueError as error:
        raise UsageError(f"--on: {error}") from error
    import django

    django.setup()
    from gongzhi.core import clock
    from gongzhi.core.errors import NotFound
    from gongzhi.packs import public as packs
    from gongzhi.places import public as places
    from gongzhi.standards.public import gaps_on

    try:
        place = places.by_code(args.place, on).pk if args.place else None
        found = gaps_on(packs.active(), on or clock.today(), place_id=place)
    except NotFound as error:
        raise UsageError(str(error)) from error
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for row in found:
            print("\t".join(str(row[key]) for key in ("rule", "unit", "value", "required", "since", "owner")))
    return 0

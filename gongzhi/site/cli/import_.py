"""`gongzhi import places|requests FILE`: preview, then the good rows in one transaction, or nothing.

The summary goes to stdout as JSON, progress and messages to stderr. Exit: 0 done or previewed, 1 every row is wrong,
2 the file or the call is off.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gongzhi.site.cli import _requests


def add(commands: Any) -> None:
    parser = commands.add_parser("import", help="read places or requests from a file", description=__doc__)
    kinds = parser.add_subparsers(title="what", metavar="WHAT", required=True)
    places = kinds.add_parser(
        "places",
        help="CSV (code,name,level,parent,kind) or GeoJSON (grids with outlines)",
        description="Reads the file twice: checks every row, then writes the good ones in one transaction, or nothing. "
        "A place that is there with the same name and parent counts as already there. Summary as JSON on stdout, "
        "progress and the first wrong rows on stderr; exit 0 done or previewed, 1 every row is wrong, 2 the file or "
        "the call is off.",
    )
    places.add_argument("file", type=Path, metavar="FILE", help=".csv, .geojson or .geojsonl, UTF-8; .gz too")
    places.add_argument("--dry-run", action="store_true", help="check only, write nothing")
    places.add_argument("--errors", type=Path, metavar="FILE", help="CSV of the wrong rows with their reasons")
    places.add_argument("--crs", choices=("wgs84", "gcj02", "bd09"), default="wgs84", help="what the file is drawn in")
    places.add_argument("--from", dest="starts_on", metavar="DATE", help="first day of the places (default: today)")
    places.set_defaults(run=run)
    _requests.add(kinds)


def _bar() -> Callable[[str, int], None]:
    """Progress on stderr: a bar that moves at a terminal, a line each time elsewhere. The first reading counts rows."""
    whole = 0

    def show(what: str, rows: int) -> None:
        nonlocal whole
        if what == "checked":
            whole = rows
        share = min(rows / whole, 1.0) if whole and what != "checked" else 0.0
        bar = f" [{'#' * round(share * 30):<30}] {share:4.0%}" if share else ""
        line = f"{what}: {rows:,}{bar}"
        if sys.stderr.isatty():
            print(f"\r{line:<72}", end="\n" if share == 1.0 else "", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    return show


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from datetime import date

    from django.utils import translation

    from gongzhi.access.public import SYSTEM
    from gongzhi.core.errors import DomainError, Invalid
    from gongzhi.kit.errors import text_of
    from gongzhi.places.public import ImportLine, import_places

    if not args.file.is_file():
        print(f"{args.file}: no such file", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        stack.enter_context(translation.override("zh-hans"))
        writer = None
        if args.errors is not None:
            target = stack.enter_context(args.errors.open("w", encoding="utf-8-sig", newline=""))
            writer = csv.writer(target)
            writer.writerow(["row", "code", "name", "parent", "kind", "reason"])
        first: list[str] = []

        def on_wrong(line: ImportLine, why: Invalid) -> None:
            reason = text_of(why)
            if writer is not None:
                writer.writerow([line.row, line.code, line.name, line.parent, line.kind, reason])
            if len(first) < 20:
                first.append(f"{args.file}:{line.row}: {reason}")

        try:
            report = import_places(
                args.file,
                actor=SYSTEM,
                dry_run=args.dry_run,
                crs=args.crs,
                starts_on=date.fromisoformat(args.starts_on) if args.starts_on else None,
                on_wrong=on_wrong,
                progress=_bar(),
            )
        except (DomainError, ValueError) as error:
            print(text_of(error) if isinstance(error, DomainError) else error, file=sys.stderr)
            return 2
    for sentence in first:
        print(sentence, file=sys.stderr)
    if report.wrong > len(first):
        print(f"… {report.wrong - len(first)}", file=sys.stderr)
    print(
        json.dumps(
            {
                "rows": report.rows,
                "added": report.added,
                "already_there": report.already_there,
                "wrong": report.wrong,
                "kinds": {k: n for k, n in sorted(report.kinds.items()) if n},
                "committed": report.committed,
            },
            ensure_ascii=False,
        )
    )
    return 1 if report.wrong and not (report.added or report.already_there) else 0

"""`gongzhi import requests FILE` and `gongzhi import limits FILE` (both are added by `import_`)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongzhi.site.cli import UsageError

if TYPE_CHECKING:
    from gongzhi.requests.public import ImportRun

MOST_BYTES = 500 * 1024 * 1024
SENTENCES = 20
_COLUMNS = (
    "The columns are guessed from usual headings, Chinese and English (or remembered from the last file with the same "
    "headings); --column corrects one. Fields: number, reported_at, title, description, name, phone, email, address, "
    "point, lon, lat, type, channel, due, answer, answered_at, ending."
)


def add(kinds: Any) -> None:
    """Add both kinds to `gongzhi import`."""
    requests = kinds.add_parser(
        "requests",
        help="requests from .xlsx or .csv (UTF-8, GB18030)",
        description="Checks every row, then writes the good ones in one transaction with one entry for the import, or "
        "nothing. A number that the source gave before is found and not doubled; rows with an answer and its date come "
        "in as answered. Nobody gets a message. " + _COLUMNS + " Summary as JSON on stdout, progress on stderr; exit 0 "
        "done or previewed, 1 every row is wrong, 2 the file or the call is off.",
    )
    requests.add_argument("file", type=Path, metavar="FILE", help=".xlsx or .csv")
    requests.add_argument("--dry-run", action="store_true", help="check only, write nothing")
    requests.add_argument(
        "--errors", type=Path, metavar="FILE", help="the wrong rows in the form of FILE, with reasons"
    )
    requests.add_argument("--source", default="import", help="whose numbers they are, e.g. 12345 (default: import)")
    requests.add_argument("--post", metavar="KEY", help="the post that takes them over (default: the first that may)")
    requests.add_argument(
        "--limit",
        default="",
        metavar="LIMIT",
        help="of rows without a due date: “type”, or a limit such as “15 calendar_days” (default: open rows have the "
        "limit of their type, answered ones none)",
    )
    requests.add_argument("--ending", default="", metavar="KEY", help="how answered rows ended that do not say so")
    _column(requests)
    requests.set_defaults(run=run)

    limits = kinds.add_parser(
        "limits",
        help="learn each type's limit from a file with due dates",
        description="Reads reports with due dates and proposes a limit for each type, with how many rows support it "
        "and the share that it explains, as YAML for the request_types of a pack. Writes nothing. " + _COLUMNS,
    )
    limits.add_argument("file", type=Path, metavar="FILE", help=".xlsx or .csv")
    limits.add_argument("--json", action="store_true", help="JSON instead of YAML")
    _column(limits)
    limits.set_defaults(run=run_limits)


def _column(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=HEADING", help="what a column means")


def columns_of(header: list[str] | tuple[str, ...], columns: dict[str, int], given: list[str]) -> dict[str, int]:
    """The columns with the corrections of the command line: FIELD=HEADING; FIELD= takes one away."""
    out = dict(columns)
    for text in given:
        field, sign, heading = text.partition("=")
        if not sign or (heading and heading not in header):
            raise UsageError(f"--column {text}: write FIELD=HEADING; headings: {', '.join(header)}")
        out.pop(field, None)
        if heading:
            out[field] = list(header).index(heading)
    return out


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils import translation

    from gongzhi.core.errors import DomainError
    from gongzhi.kit.errors import text_of

    with translation.override("zh-hans"):
        try:
            return _run(args)
        except DomainError as error:
            print(text_of(error), file=sys.stderr)
            return 2


def _run(args: argparse.Namespace) -> int:
    from gongzhi.access.public import SYSTEM
    from gongzhi.kit.tables import read_file
    from gongzhi.requests.public import imports, late_of_import

    if args.errors is not None and args.errors.suffix.lower() != args.file.suffix.lower():
        why = f"the wrong rows come in the form of the list: end it in {args.file.suffix}"
        raise UsageError(f"--errors {args.errors}: {why}")
    run, table = imports.start(
        read_file(args.file, MOST_BYTES),
        file_name=args.file.name,
        source=args.source,
        post_id=_post(args.post),
        actor=SYSTEM,
        keep=False,
    )
    said: list[str] = []

    def on_wrong(row: int, column: str, why: str) -> None:
        if len(said) < SENTENCES:
            said.append(f"{args.file}:{row}: {column}: {why}")

    def progress(what: str, rows: int) -> None:
        print(f"{what}: {rows}", file=sys.stderr, flush=True)

    try:
        columns = columns_of(table.header, run.columns, args.column)
        imports.check(run, columns, limit=args.limit or run.limit, ending=args.ending or run.ending, table=table,
                      on_wrong=on_wrong, progress=progress)  # fmt: skip
        for sentence in said:
            print(sentence, file=sys.stderr)
        if args.errors is not None and run.errors:
            args.errors.write_bytes(imports.error_file(run))
        if run.counts["good"] and not args.dry_run:
            imports.perform(run, actor=SYSTEM, table=table, progress=progress)
        print(json.dumps(_summary(run, late_of_import(run.pk)), ensure_ascii=False))
        return 1 if run.counts["wrong"] and not (run.counts["good"] or run.counts["known"]) else 0
    finally:
        if run.state != "done":
            imports.drop(run)


def _summary(run: ImportRun, late: tuple[int, int]) -> dict[str, Any]:
    c = run.counts
    out = {"rows": c["rows"], "added": c["good"], "already_there": c["known"], "wrong": c["wrong"], "ended": c["ended"],
           "unlocated": c["unlocated"], "type_guessed": c["guessed"], "committed": run.state == "done",
           "columns": {key: run.header[at] for key, at in run.columns.items()}}  # fmt: skip
    if run.state == "done":
        out |= {"ended_with_due_date": late[0], "ended_late": late[1]}
    return out


def _post(key: str | None) -> int:
    """The id of the post with that key, else of the first that registers and receives what has no grid."""
    from gongzhi.access.public import Permission
    from gongzhi.orgs.public import Post
    from gongzhi.packs import public as packs

    wanted = {Permission.REQUEST_REGISTER, Permission.REQUEST_TAKE_UNLOCATED}
    kinds = [k.key for k in packs.active().post_kinds if wanted <= set(k.permissions)]
    posts = Post.objects.filter(kind__in=kinds).order_by("id")
    found = posts.filter(key=key).first() if key else posts.first()
    if found is None:
        raise UsageError("No post is set up that takes over lists of requests." if key is None else f"No post {key}.")
    return int(found.pk)


def run_limits(args: argparse.Namespace) -> int:
    """Read reports with due dates; print what limits they show."""
    from gongzhi.core import clock
    from gongzhi.core.errors import Invalid
    from gongzhi.core.worktime import learn, national
    from gongzhi.kit.tables import open_table, read_file
    from gongzhi.requests import loader

    try:
        table = open_table(read_file(args.file, MOST_BYTES))
        columns = columns_of(table.header, loader.guess(table.header), args.column)
        if missing := sorted({"type", "reported_at", "due"} - columns.keys()):
            raise UsageError(f"No column for {', '.join(missing)}; say so by --column.")
        lines = loader.lines(table, columns, clock.now())
        found = learn.learn(loader.promises(lines), national())
    except Invalid as error:
        raise UsageError(str(error)) from error
    if args.json:
        rows = [{"type": f.key, "amount": f.limit.amount if f.limit else None,
                 "unit": f.limit.unit.value if f.limit else None, "rows": f.rows, "agreeing": f.agreeing}
                for f in found]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    print("request_types:")
    for f in found:
        said = f"{f.agreeing} of {f.rows} due dates"
        if f.limit is None:
            print(f"  # {f.key}: no limit explains its {f.rows} due dates")
            continue
        limit = f"{{amount: {f.limit.amount}, unit: {f.limit.unit.value}}}"
        print(f"  - {{key: , title: {json.dumps(f.key, ensure_ascii=False)}, limit: {limit}}}  # {said}")
    return 0

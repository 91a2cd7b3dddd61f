"""`gongzhi ledger …`: export, head, key."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from gongzhi.site.cli import UsageError


def add(commands: Any) -> None:
    parser = commands.add_parser("ledger", help="export the ledger for a stranger, sign its head")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    export = verbs.add_parser(
        "export",
        help="write everything that a stranger needs to verify",
        description="Signs a head over all entries and writes them with the heads, the leaves of the tree and the "
        "public key, one JSON object a line. No words, no names: only salted commitments. Check it with "
        "tools/verify_ledger.py on any machine.",
    )
    export.add_argument("file", metavar="FILE.jsonl")
    export.set_defaults(run=run_export)
    close = verbs.add_parser("close-day", help="sign the head of yesterday now (the worker does it after midnight)")
    close.set_defaults(run=run_close)
    verbs.add_parser("head", help="the latest signed head, as JSON").set_defaults(run=run_head)


def _django() -> None:
    import django

    django.setup()


def run_export(args: argparse.Namespace) -> int:
    _django()
    from gongzhi.core.errors import NotFound
    from gongzhi.ledger.public import export

    try:
        head = export(args.file)
    except (OSError, NotFound) as error:
        raise UsageError(str(error)) from error
    print(f"{args.file}: {head.size} entries under the head {head.root}, key {head.key}", file=sys.stderr)
    return 0


def run_close(args: argparse.Namespace) -> int:
    _django()
    from gongzhi.ledger.public import close_day

    head = close_day()
    print(f"{head.day}: {head.size} entries, head {head.root}" if head else "Nothing to sign.", file=sys.stderr)
    return 0


def run_head(args: argparse.Namespace) -> int:
    _django()
    from gongzhi.ledger.public import head_json

    print(json.dumps(head_json()))
    return 0

"""`gongzhi verify [FILE]`: nothing was changed, or what was."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from gongzhi.site.cli import UsageError


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "verify",
        help="check the ledger: nothing was changed, or what was",
        description="Checks the live ledger (DATABASE_URL), or an export of `gongzhi ledger export`. Names every entry "
        "under a signed head that was changed, is missing, was reordered or inserted; later ones by their stream's "
        "chain. Exit code 0: in order; 1: problems; 2: the file cannot be read.",
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="an export; without it, the live ledger")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--key", action="append", default=[], metavar="HEX", help="with FILE: a public key to trust")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.ledger.rules.verify_ledger import check_file, in_words  # without Django: a file needs no database

    if args.file:
        try:
            report = check_file(args.file, [bytes.fromhex(key) for key in args.key])
        except (OSError, ValueError) as error:
            raise UsageError(f"{args.file}: {error}") from error
    else:
        import django

        django.setup()
        from gongzhi.ledger.public import verify

        report = verify()
    sys.stdout.write(json.dumps(report.as_dict()) + "\n" if args.json else in_words(report))
    return 0 if report.ok else 1

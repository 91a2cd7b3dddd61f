"""`gongzhi backup FILE`, `gongzhi restore FILE`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

_WHAT = (
    "The file is a ZIP: every row of every table as of one moment, and the stored files (photos). It does not depend "
    "on the database: a backup of SQLite restores into PostgreSQL and the other way round. NOT inside: the keys "
    "(var/keys, GONGZHI_FIELD_KEYS, SECRET_KEY, the ledger's signing key) - keep them apart and safe: without them "
    "personal fields cannot be read -, sign-ins that are open, the sandbox outbox, static files. The database is that "
    "of DATABASE_URL. Exit 0, or 1 with the reason."
)


def add(commands: Any) -> None:
    backup = commands.add_parser("backup", help="every row and file into one ZIP", description=_WHAT)
    backup.add_argument("file", metavar="FILE", type=Path, help="is not overwritten where it exists")
    backup.set_defaults(run=run_backup)

    restore = commands.add_parser(
        "restore",
        help="a backup into an empty database",
        description="Restores a backup into an empty database, in one transaction, then migrates it to this version. "
        "Refuses a database that has rows, and a backup made by a newer version. " + _WHAT,
    )
    restore.add_argument("file", metavar="FILE", type=Path, help="what `gongzhi backup` wrote")
    restore.set_defaults(run=run_restore)


def run_backup(args: argparse.Namespace) -> int:
    return _guarded(args, "backup")


def run_restore(args: argparse.Namespace) -> int:
    return _guarded(args, "restore")


def _guarded(args: argparse.Namespace, verb: str) -> int:
    import django

    django.setup()
    from gongzhi.site import backup

    try:
        rows, files = backup.write(args.file) if verb == "backup" else backup.read(args.file)
    except backup.CannotBackup as error:
        print(f"gongzhi {verb}: {error}", file=sys.stderr)
        return 1
    print(f"{rows} rows and {files} files {'written to' if verb == 'backup' else 'restored from'} {args.file}")
    return 0

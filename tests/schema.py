"""The empty schema, migrated once and kept: a run on SQLite begins with it at once instead of after 9 s of migrating.

Kept in `var/` by what migrations are made of, so a changed migration makes it anew. That migrating itself gives this
schema is proved elsewhere (`tests/prove/test_migrate.py`, and every run on PostgreSQL migrates).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parent.parent
ALSO = ("kit/search.py", "kit/word_index.py", "core/ids.py", "core/clock.py", "orgs/models.py", "site/settings.py")


def _key() -> str:
    """What the schema depends on: migrations, what they import, and the version of Django, which brings some along."""
    found = hashlib.sha256(version("django").encode())
    package = ROOT / "gongzhi"
    for path in [*sorted(package.glob("*/migrations/*.py")), *(package / name for name in ALSO)]:
        found.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def keep() -> None:
    """From now on a test database on SQLite is a copy of the kept schema; the first one makes it."""
    from gongzhi.kit.management.commands.migrate import Command

    kept = ROOT / "var" / f"schema-{_key()}.sqlite3"
    plain: Callable[..., Any] = DatabaseCreation.create_test_db
    migrate = Command.handle

    def create_test_db(self: DatabaseCreation, *args: Any, **options: Any) -> Any:
        def handle(command: Command, *args: Any, **options: Any) -> str | None:
            here = self.connection
            here.ensure_connection()
            if kept.exists():
                with sqlite3.connect(kept) as there:
                    there.backup(here.connection)
                there.close()
                return None
            said = migrate(command, *args, **options)
            kept.parent.mkdir(exist_ok=True)
            own = kept.with_suffix(f".{os.getpid()}")
            with sqlite3.connect(own) as there:
                here.connection.backup(there)
            there.close()
            own.replace(kept)  # whole or not at all: another worker may be making the same
            return said

        Command.handle = handle  # type: ignore[method-assign]
        try:
            return plain(self, *args, **options)
        finally:
            Command.handle = migrate  # type: ignore[method-assign]

    DatabaseCreation.create_test_db = create_test_db

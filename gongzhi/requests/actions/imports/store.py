"""What an import keeps beside its row: sealed bytes, and how far it is."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from gongzhi.core.errors import NotAllowed
from gongzhi.kit import crypto
from gongzhi.kit.tables import write_table
from gongzhi.requests.models import ImportRun


def table_bytes(kind: str, rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    write_table(kind, rows, out)
    return out.getvalue()


def seal(run: ImportRun, column: str, data: bytes) -> str:
    packed = base64.b64encode(zlib.compress(data, 6)).decode()
    return crypto.keyring().encrypt(packed, aad=f"requests_importrun.{column}.{run.pk}")


def unseal(run: ImportRun, column: str) -> bytes:
    sealed = getattr(run, column)
    if not sealed:
        raise NotAllowed("The file is not kept any more. Upload it again.")
    packed = crypto.keyring().decrypt(sealed, aad=f"requests_importrun.{column}.{run.pk}")
    return zlib.decompress(base64.b64decode(packed))


# Progress stands in a file: while the transaction runs, no other connection sees its rows.
def note(run: ImportRun, rows: int | None) -> None:
    path = Path(settings.VAR) / "imports" / f"{run.pk}"
    if rows is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(rows), encoding="ascii")


def progress_of(run: ImportRun) -> int:
    """How many rows of a running import were written (0 where that is not known)."""
    try:
        return int((Path(settings.VAR) / "imports" / f"{run.pk}").read_text(encoding="ascii") or 0)
    except (OSError, ValueError):
        return 0


def findings_of(run: ImportRun) -> dict[str, Any]:
    """The first row as it stands in the file (`sample`), the first good and wrong ones after the check."""
    found = json.loads(unseal(run, "findings")) if run.findings else {}
    return {"sample": [], "good": [], "wrong": []} | found


def error_file(run: ImportRun) -> bytes:
    """The wrong rows as a table of the same form, with their reasons. Empty where none is (any more)."""
    return unseal(run, "errors") if run.errors else b""

"""Writing an export, under a head signed for it."""

from __future__ import annotations

from pathlib import Path

from gongzhi.core.errors import NotFound
from gongzhi.ledger.actions.sign import sign_now
from gongzhi.ledger.queries.export import export_lines
from gongzhi.ledger.queries.heads import SignedHead


def export(path: str | Path) -> SignedHead:
    """Write everything that a stranger needs for checking; returns the head over it. Nothing half-written is left.
    NotFound where the ledger is empty, OSError where the file cannot be written."""
    last = sign_now()
    if last is None:
        raise NotFound("The ledger is empty.")
    target = Path(path)
    draft = target.with_name(target.name + ".part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(export_lines(last))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return last

"""Tags of the ledger that patrols record. Pure (texts are msgids)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {}

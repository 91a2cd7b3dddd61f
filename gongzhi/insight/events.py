"""Tags of the ledger that insight records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

EXPORTED = "insight:figures:exported"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    EXPORTED: (N_("Figures of an area were exported."), ("place", "since", "until", "rows")),
}

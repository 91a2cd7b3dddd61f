"""Tags of the ledger that exchange records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

ISSUED = "exchange:token:issued"
REVOKED = "exchange:token:revoked"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    ISSUED: (N_("Access was issued to a program."), ("scopes", "per_minute", "expires", "bound", "post")),
    REVOKED: (N_("The access of a program was revoked."), ()),
}

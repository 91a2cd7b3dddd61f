"""Tags of the ledger that ways in record. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

CHAT_TAKEN = "channels:chat:taken"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    CHAT_TAKEN: (N_("What was written in a group was taken in."), ("place", "channel", "taken", "joined")),
}

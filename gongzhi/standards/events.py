"""Tags of the ledger that standards records. Pure (texts are msgids)."""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802 - marks a msgid for collection; gettext is out of reach here
    """The text itself."""
    return msgid


TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {}

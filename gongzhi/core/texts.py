"""Texts of pure modules, which gettext is out of reach for."""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802 - the name by which tools/messages.py collects msgids
    """The text itself, marked for translation where it is shown."""
    return msgid

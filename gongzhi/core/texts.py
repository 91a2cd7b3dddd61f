"""Texts of pure modules, which gettext is out of reach for."""

from __future__ import annotations

from gongzhi.core.errors import Invalid


def N_(msgid: str) -> str:  # noqa: N802 - the name by which tools/messages.py collects msgids
    """The text itself, marked for translation where it is shown."""
    return msgid


def too_long(text: str, most: int, *, field: str | None = None) -> Invalid:
    """What says that a text has more than `most` characters, and how many."""
    return Invalid("This is too long: %(length)s characters, at most %(max)s.", field=field, length=len(text), max=most)


def check_length(text: str, most: int, *, field: str | None = None) -> None:
    """Raises Invalid (field) where the text has more than `most` characters."""
    if len(text) > most:
        raise too_long(text, most, field=field)

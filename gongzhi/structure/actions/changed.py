"""Tells who measures (wired by `site`) that something of a place changed, inside the transaction of the act."""

from __future__ import annotations

from collections.abc import Callable

_handlers: list[Callable[[int], object]] = []


def on_changed(handler: Callable[[int], object]) -> None:
    """Call `handler(place_id)` whenever what standards ask of a place changed. Registering twice is once."""
    if handler not in _handlers:
        _handlers.append(handler)


def changed(place_id: int) -> None:
    """Something that is measured changed at the place."""
    for handler in _handlers:
        handler(place_id)

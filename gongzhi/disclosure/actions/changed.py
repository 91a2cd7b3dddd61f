"""Tells who measures (wired by `site`) that what a place owes its boards changed, inside the transaction of the act."""

from __future__ import annotations

from collections.abc import Callable

_handlers: list[Callable[[int], object]] = []


def on_disclosed(handler: Callable[[int], object]) -> None:
    """Call `handler(place_id)` whenever a class was disclosed or taken back. Registering twice is once."""
    if handler not in _handlers:
        _handlers.append(handler)


def disclosed(place_id: int) -> None:
    """A class was disclosed at the place, or taken back."""
    for handler in _handlers:
        handler(place_id)

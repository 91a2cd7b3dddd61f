"""What higher contexts say beside a request on its sheet; they register, `site` wires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gongzhi.access.public import Actor
from gongzhi.requests.models import Reporter, Request


@dataclass(frozen=True, slots=True)
class Beside:
    """A line among the facts (`title`, `words`), or where `offer`: a button that leads to `href`."""

    title: str
    words: str = ""
    href: str = ""
    offer: bool = False


Finder = Callable[[Request, Actor], list[Beside]]
ForOwn = Callable[[Reporter], list[Beside]]
_finders: list[Finder] = []
_for_own: list[ForOwn] = []


def on_beside(finder: Finder, own: ForOwn | None = None) -> None:
    """Register who has something to say beside a request, and on the reporter's own page (links alone: `title`,
    `href`); registering twice is once."""
    if finder not in _finders:
        _finders.append(finder)
    if own is not None and own not in _for_own:
        _for_own.append(own)


def beside(about: Request, actor: Actor) -> list[Beside]:
    """Everything that is said beside it."""
    return [said for finder in _finders for said in finder(about, actor)]


def beside_own(reporter: Reporter) -> list[Beside]:
    """Everything that is said on the reporter's own page."""
    return [said for finder in _for_own for said in finder(reporter)]

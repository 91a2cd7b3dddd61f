"""What higher contexts say beside a request on its sheet; they register, `site` wires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gongzhi.access.public import Actor
from gongzhi.requests.models import Request


@dataclass(frozen=True, slots=True)
class Beside:
    """A line among the facts (`title`, `words`), or where `offer`: a button that leads to `href`."""

    title: str
    words: str = ""
    href: str = ""
    offer: bool = False


Finder = Callable[[Request, Actor], list[Beside]]
_finders: list[Finder] = []


def on_beside(finder: Finder) -> None:
    """Register who has something to say beside a request; registering twice is once."""
    if finder not in _finders:
        _finders.append(finder)


def beside(about: Request, actor: Actor) -> list[Beside]:
    """Everything that is said beside it."""
    return [said for finder in _finders for said in finder(about, actor)]

"""What higher contexts say beside a request on its pages, in a line or a part; they register, `site` wires."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.requests.models import Reporter, Request


@dataclass(frozen=True, slots=True)
class Beside:
    """A line among the facts (`title`, `words`), or where `offer`: a button that leads to `href`."""

    title: str
    words: str = ""
    href: str = ""
    offer: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page of a request: a template and what it shows."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said beside a request."""

    lines: list[Beside]
    panels: list[Panel]


Finder = Callable[[Request, Actor], Iterable[Beside | Panel]]
ForOwn = Callable[[Reporter], Iterable[Beside | Panel]]
_finders: list[Finder] = []
_for_own: list[ForOwn] = []


def on_beside(finder: Finder, own: ForOwn | None = None) -> None:
    """Register who has something to say beside a request, and on the reporter's own page (of lines links alone:
    `title`, `href`); registering twice is once."""
    if finder not in _finders:
        _finders.append(finder)
    if own is not None and own not in _for_own:
        _for_own.append(own)


def beside(about: Request, actor: Actor) -> Said:
    """Everything that is said beside it."""
    return _sorted(said for finder in _finders for said in finder(about, actor))


def beside_own(reporter: Reporter) -> Said:
    """Everything that is said on the reporter's own page."""
    return _sorted(said for finder in _for_own for said in finder(reporter))


def _sorted(found: Iterable[Beside | Panel]) -> Said:
    said = Said([], [])
    for one in found:
        if isinstance(one, Panel):
            said.panels.append(one)
        else:
            said.lines.append(one)
    return said

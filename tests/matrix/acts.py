"""Who may what: one line for every act of a context, and a call that only its permission can refuse.

The matrix (`test_acts.py`) reads every module `acts_*.py` of this folder, so a new topic brings a file of its own and
edits nobody else's. It holds
- `PACKAGE`: the package of its acts, `"gongzhi.deliberation.actions"`; several files may share one;
- `ACTS`: `"module.function": Act(rule, call, own)`. `rule`: what a post must hold and where (`any_of`, `all_of`,
  `anywhere`, `nobody`, …); `own`: names in the world of whose own it is without any permission; `call(w, actor)` need
  not succeed: whatever it says besides "not you" (403, 404) means that the door is open, so an empty text will often
  do. After a blank the key may say more, where an act has two doors: `"sitting.sign paper"`;
- `VERBS`, `PAGES`, where pages have verbs of their own: `"page verb": Act(…)`, and each page's verbs as the view names
  them;
- `INSIDE`: functions that take an actor and are no acts: parts of acts that have asked already, what the engine calls;
- `prepare(w)`, if anything is needed that does not stand in `acts_world.world()`: put it on `w`. It runs once, in a
  transaction that is thrown away; `w.own` is the community, `w.roles[where]` somebody at each place.
An act that stands in no file fails the matrix: `-m pytest tests/matrix/test_acts.py` names it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.access.public import Permission as P  # noqa: N817 - ninety lines name it
from gongzhi.orgs import public as orgs
from tests.matrix.acts_world import actor_by, person

W = SimpleNamespace
Call = Callable[[W, Actor], Any]
Rule = Callable[[frozenset[str], str], bool]
COVERS = ("own", "parent")  # where a post must stand to speak for the place


def any_of(*permissions: P) -> Rule:
    """A post at the place or above it with one of them."""
    return lambda held, where: where in COVERS and not held.isdisjoint(permissions)


def all_of(*permissions: P) -> Rule:
    """A post at the place or above it with all of them."""
    return lambda held, where: where in COVERS and held.issuperset(permissions)


def anywhere(permission: P) -> Rule:
    """A post with it somewhere: the act reaches its own part of the tree alone."""
    return lambda held, where: permission in held


def nobody(held: frozenset[str], where: str) -> bool:
    """No permission gives it: it is somebody's own."""
    return False


def near(held: frozenset[str], where: str) -> bool:
    """Any post at, above or below the place."""
    return where != "sibling"


def above(held: frozenset[str], where: str) -> bool:
    """A post above the place that sees its bodies."""
    return where == "parent" and P.ORG_SEE in held


def everybody(held: frozenset[str], where: str) -> bool:
    """A public form."""
    return True


def runs_some(held: frozenset[str], where: str) -> bool:
    """Who runs a plan or a part of it: at the place, above it or below it."""
    return where != "sibling" and P.EMERGENCY_RUN in held


@dataclass(frozen=True)
class Act:
    """`own`: the appointments (by the name in the world) whose holders may it without any permission."""

    rule: Rule
    call: Call
    own: tuple[str, ...] = ()


def books() -> list[ModuleType]:
    """Every module of acts."""
    names = [m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if m.name.startswith("acts_")]
    found = [importlib.import_module(f"tests.matrix.{name}") for name in sorted(names)]
    return [m for m in found if hasattr(m, "ACTS")]


def prepare(w: W, modules: Iterable[ModuleType]) -> None:
    """Let every book put what its acts are about into the world that they share. A name is given once: a book that
    gave another one's name anew would have that one's acts tried on a thing that they are not about."""
    for book in modules:
        before = dict(vars(w))
        getattr(book, "prepare", lambda w: None)(w)
        clashes = sorted(name for name, value in before.items() if getattr(w, name, None) is not value)
        assert not clashes, f"{book.__name__} gives {', '.join(clashes)} anew: call it otherwise"


def all_acts() -> dict[str, Act]:
    """`context:module.function` -> the act."""
    return {
        f"{m.PACKAGE.split('.')[1]}:{name}": act
        for m in books()
        for name, act in (*m.ACTS.items(), *getattr(m, "VERBS", {}).items())
    }


PARTY = frozenset({P.REQUEST_ANSWER, P.REQUEST_HANDLE})  # what somebody whose own a thing is holds besides


def party(w: W, name: str) -> Actor:
    """Whose own it is: the holder of an appointment, or a person without posts."""
    who = getattr(w, name)
    if isinstance(who, orgs.Appointment):
        return actor_by(who, PARTY, who.post.kind)
    return person(who)

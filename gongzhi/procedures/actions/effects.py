"""Who is told what follows from a move: handlers by kind of effect, wired by `site`, run in the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gongzhi.access.public import Actor
from gongzhi.procedures.models import Matter
from gongzhi.procedures.rules.model import Effect

Handler = Callable[[Matter, Effect, Actor], None]
_handlers: dict[str, list[Handler]] = {}


def on_effect(kind: str, handler: Handler) -> None:
    """Call `handler(matter, effect, actor)` in the transaction of every move with an effect of that kind.

    Kinds: step-entered, accepted, offered, taken, declined, offer-withdrawn, offer-lapsed, sent-back, succeeded,
    paused, resumed, extended, limit-changed, closed, reopened, publish, posted, ask-rating, archive, meet,
    light-changed, reminded, escalated (data: clock, level, to, post), commented, opened, join, dropped,
    handed-in, sent-again, ruled, questioned,
    replied, held, hold-ended, hold-fell (data: post). Registering twice is once.
    """
    known = _handlers.setdefault(kind, [])
    if handler not in known:
        known.append(handler)


def off_effect(kind: str, handler: Handler) -> None:
    """Take a handler away (tests)."""
    if handler in _handlers.get(kind, []):
        _handlers[kind].remove(handler)


def dispatch(matter: Matter, effects: Iterable[Effect], actor: Actor) -> None:
    """Run the handlers, in the order of the effects and of their registration."""
    for effect in effects:
        for handler in tuple(_handlers.get(effect.kind, ())):
            handler(matter, effect, actor)

"""How a story gets through the steps of any procedure: which way on, who is named next, where it waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.procedures import public as procedures
from gongzhi.stories import speaking, words
from gongzhi.stories.world import Case, World

TIMED = (procedures.StepKind.PUBLICATION, procedures.StepKind.WAIT)
WANDERS = 8  # steps on after which the nearest way to an ending is taken


def timed(matter: procedures.Matter) -> bool:
    """Whether the matter waits in a step that ends by itself (a publication waits once it stands on its board)."""
    return matter.state == "waiting" and procedures.step_of(matter).kind in TIMED


def ends_here_alone(matter: procedures.Matter, ending: str) -> bool:
    """Whether the present step offers this ending and none that follows does: it is now or never."""
    definition = procedures.definition(matter.revision_id, matter.procedure)
    here = definition.step(matter.step)
    if not any(ending in o.endings for o in here.outcomes):
        return False
    later = _reached(definition, [o.next for o in here.outcomes if not o.endings])
    return not any(ending in o.endings for key in later if key != here.key for o in definition.step(key).outcomes)


def endings_here(matter: procedures.Matter) -> list[str]:
    """What the present step offers, in the pack's order; merging with another one is not for its own sake."""
    found = [e for o in procedures.step_of(matter).outcomes for e in o.endings]
    return [e for e in found if e != "duplicate"] or found


def go_on(world: World, case: Case, matter: procedures.Matter, actor: Actor) -> None:
    """One step on, where the procedure has a choice without an ending; a resolution goes to its board."""
    definition = procedures.definition(matter.revision_id, matter.procedure)
    ways = [o for o in definition.step(matter.step).outcomes if not o.endings and o.next != "end"]
    ways = [o for o in ways if not o.needs] or ways
    if not ways:
        return
    way = world.chance.choice(ways) if case.turns < WANDERS else min(ways, key=lambda o: _far(definition, o.next))
    moved = procedures.choose(case.matter_id, outcome=way.key, actor=actor, **_filled(world, way.needs))
    if procedures.unposted(moved):
        speaking.resolution(world, case, matter.place_id, actor)


def dispatch(world: World, case: Case, matter: procedures.Matter, actor: Actor) -> None:
    """Whoever is at the dispatch names the next holder: the nearest to whom the type is routed."""
    way = procedures.step_of(matter).outcomes[0]
    kinds = [k for k in case.kind.routes_to if k != matter.holder_post.kind]
    target = world.nearest(kinds, matter.place_id)
    procedures.choose(case.matter_id, outcome=way.key, to_post=target, actor=actor, **_filled(world, way.needs))


def _filled(world: World, needs: tuple[str, ...]) -> dict[str, Any]:
    """Something in each field that an outcome without an ending needs."""
    texts = {"answer": "public_text", "note": "internal_text", "reason": "reason"}
    filled: dict[str, Any] = {texts[n]: words.answered.NOTES[0] for n in needs if n in texts}
    if "target" in needs:
        filled["target"] = words.answered.TARGETS[0]
    if "date" in needs:
        filled["planned_on"] = clock.today() + timedelta(days=5)
    return filled


def _far(definition: procedures.Definition, key: str) -> int:
    """How many steps it is from there to the nearest one that offers an ending."""
    keys, seen = [key], {key}
    for far in range(len(definition.steps)):
        steps = [definition.step(k) for k in keys]
        if any(o.endings for s in steps for o in s.outcomes):
            return far
        keys = [o.next for s in steps for o in s.outcomes if o.next != "end" and o.next not in seen]
        seen.update(keys)
    return len(definition.steps)


def _reached(definition: procedures.Definition, keys: list[str]) -> list[str]:
    found: list[str] = []
    while keys:
        key = keys.pop(0)
        if key != "end" and key not in found:
            found.append(key)
            keys += [o.next for o in definition.step(key).outcomes if not o.endings]
    return found

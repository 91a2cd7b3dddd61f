"""Incidents of a story: whoever is told of a level acknowledges within minutes, day and night; one in seven is left to
go up to the next level, where somebody does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.incidents import public as incidents
from gongzhi.stories.world import World

EVERY = timedelta(minutes=10)
AFTER = timedelta(minutes=4)  # at least, until somebody taps
LEFT = 7  # one of so many is not acknowledged at its first level


def before(world: World) -> None:
    """The clocks of the levels and those who are told of them, where the pack has levels."""
    if world.pack.incident_levels:
        _again(world, world.clock())


def _again(world: World, moment: datetime) -> None:
    def act() -> None:
        for verb in look(world.staff):
            world.lived[verb] += 1
        _again(world, moment + EVERY)

    world.at(moment + EVERY, act)


def look(staff: Callable[[int], Actor | None]) -> list[str]:
    """What is due by the minutes happens, and who was told acknowledges; what was done. `staff`: who answers for a
    post. No chance is asked: a story's other draws stay as they are."""
    done = ["incident-raised"] * incidents.run_clocks(200)
    for step in incidents.waiting():
        if clock.now() - step.at < AFTER or (step.number == 1 and step.incident_id % LEFT == 0):
            continue
        actors = (staff(post) for post in incidents.told_posts(step))
        actor = next((one for one in actors if one is not None), None)
        if actor is None:
            continue
        try:
            incidents.acknowledge(step.incident.request_id, actor=actor)
        except NotFound:  # it lies elsewhere now, where this post does not see it
            continue
        done.append("incident-acknowledged")
    return done

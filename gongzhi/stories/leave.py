"""Leave: A is away, B has the work, A comes back and has it again (row A10)."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.orgs import public as orgs
from gongzhi.stories.settle import B_SUFFIX
from gongzhi.stories.world import World, flip, local


def plan(world: World) -> None:
    """Spread the pack's number of absences over the story: who is busy goes on leave, one at a time."""
    days = (world.end - world.begin).days
    number = max(1, round(world.plan.absences * days / 91))
    posts = [p.key for p in world.community.posts if p.substitute and not world.next_door(p.key)]
    front = [k for k in posts if world.community.post(k).place] or posts  # who has a grid or a section
    for n in range(number):
        key = world.chance.choice(front if flip(world.chance, 0.75) else posts)
        first = world.begin.date() + timedelta(days=2 + n * max(1, days - 8) // number)
        while not world.calendar.is_working_day(first):
            first += timedelta(days=1)
        world.at(local(first, 8.6), lambda key=key, first=first: _leave(world, key, first))  # type: ignore[misc]


def _leave(world: World, key: str, day: date) -> None:
    """A enters the leave; B, who wants the same days, is refused; half of them come back without a set day."""
    person = world.settled.holders[key][0]
    length = world.chance.randint(1, 5)
    back = local(day + timedelta(days=length), 8.5)
    open_end = flip(world.chance, 0.4)
    try:
        absence = orgs.start_absence(
            world.settled.appointments[key][0],
            actor=orgs.actor_of(person),
            until=None if open_end else back,
            reason=world.chance.choice(("leave", "duty", "training")),
        )
    except Conflict:  # somebody in the chain is away already: not this time
        return
    world.absences.append(absence.pk)
    world.forget_staff()
    world.at(clock.now() + timedelta(minutes=20), lambda: _refused(world, key, back))
    if open_end:
        world.at(back, lambda: _back(world, absence.pk, person))
    world.at(back + timedelta(minutes=1), world.forget_staff)


def _refused(world: World, key: str, until_moment: object) -> None:
    """B asks for the same days where nobody else could stand in: the platform says no."""
    post = world.community.post(key)
    if post.substitute != "own" or post.seats > 1:
        return
    b = f"{key}{B_SUFFIX}"
    try:
        orgs.start_absence(
            world.settled.appointments[b][0],
            actor=orgs.actor_of(world.settled.holders[b][0]),
            until=clock.now() + timedelta(hours=6),
        )
    except Conflict:
        return
    raise AssertionError(f"{key} and {b} are both away")


def _back(world: World, absence_id: int, person: int) -> None:
    orgs.end_absence(absence_id, actor=orgs.actor_of(person))
    world.forget_staff()

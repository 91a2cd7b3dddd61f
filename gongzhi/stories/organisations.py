"""Party organisations formed where they are due: found by a survey, applied for, approved, headed, made public (A5)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import SYSTEM, Actor, Permission
from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.stories.names import full_name
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

SURVEY = "社区摸底"


def before(world: World) -> None:
    """Plan the survey of the units that the story names, and what follows from it."""
    if world.pack.forming is None:
        return
    for n, told in enumerate(world.plan.forms):
        moment = local(world.begin.date() + timedelta(days=1), 13.5 + n / 2)
        world.at(moment, lambda told=told: _survey(world, told))  # type: ignore[misc]


def _survey(world: World, told: packs.Formed) -> None:
    """Whoever may apply there enters the unit and what was counted; then applies, where the story says so."""
    place_id = world.settled.places[told.place]
    post = world.nearest(world.kinds_with(Permission.FORMING_EDIT), place_id)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return world.in_work(300, lambda: _survey(world, told))
    unit = structure.forming_units.enter_unit(
        kind=told.kind, name=told.unit, place_id=place_id, since=clock.today(), actor=actor
    )
    structure.forming_units.enter_counts(unit.pk, told.counts, source=SURVEY, actor=actor)
    if told.organisation:
        parent = world.settled.bodies[told.parent] if told.parent else None
        asked = structure.forming.Proposal(
            told.mode, told.form, told.organisation, "党员人数和单位人数已经摸清", told.tie, "", parent
        )
        matter = structure.forming.begin(unit.pk, asked, actor=actor)
        world.in_work(90, lambda: _go_on(world, matter.pk, told.organisation))
    return None


def _go_on(world: World, matter_id: int, name: str) -> None:
    """Whoever holds the matter, or is offered it, does the next step; again until it has ended."""
    matter = procedures.get(matter_id, SYSTEM)
    if matter.state != "open":
        return
    actor = world.staff(matter.offered_post_id or matter.holder_post_id)
    if actor is not None:
        if matter.offered_post_id is not None or matter.holder_person_id is None:
            procedures.accept(matter_id, actor=actor)
        else:
            _step(world, matter, actor, name)
    world.in_work(90, lambda: _go_on(world, matter_id, name))


def _step(world: World, matter: procedures.Matter, actor: Actor, name: str) -> None:
    if matter.step == "opinion":
        procedures.choose(matter.pk, outcome="agreed", actor=actor, internal_text="同意组建")
    elif matter.step == "approve":
        structure.forming.establish(matter.pk, actor=actor, words="同意成立，会议纪要存档")
    elif matter.step == "elect":
        person = people.create_person(name=full_name(world.chance))
        structure.forming.elect(matter.pk, actor=actor, person_id=person.pk)
    else:
        structure.forming.publish(matter.pk, actor=actor, text=f"{name}成立，欢迎党员参加。")

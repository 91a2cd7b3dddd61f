"""An adjustment of levels in a story (row A1): what stood before, the plan, its day; the way back after its quarter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from gongzhi.access.public import SYSTEM, Actor, Permission
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.stories import units
from gongzhi.stories.flight import Flight, hand_in, report_at
from gongzhi.stories.names import full_name
from gongzhi.stories.world import Case, World, local
from gongzhi.structure import public as structure

PLANNED = 9  # days before, the office that owns the structure confirms the plan
BACK = 1  # days after the story's span, at least: then the way back holds


@dataclass(slots=True)
class Told:
    """What became of it."""

    on: date
    places: dict[str, int] = field(default_factory=dict)
    posts: list[int] = field(default_factory=list)
    levels_before: int = 0
    plan_id: int = 0
    flight: Flight = field(default_factory=Flight)
    new_posts: list[int] = field(default_factory=list)  # those that the way back ends
    back_on: date | None = None
    back_id: int = 0
    back: Flight = field(default_factory=Flight)


def before(world: World) -> None:
    """Set up what stood before the adjustment, and plan the days around it."""
    told = world.community.adjustment
    if told is None:
        return
    chance = random.Random(f"{told.title}")  # of its own: the rest of the story is drawn as without it
    days = (world.end - world.begin).days
    on = _working_day(world, world.begin.date() + timedelta(days=max(3, round(days * told.after))))
    if local(on, 12) >= world.end:
        return
    world.told = found = Told(on)
    _offices(world, told, found, chance)
    planned = max(world.begin + timedelta(hours=10), local(on - timedelta(days=PLANNED), 10))
    world.at(planned, lambda: _plan(world, told, found, chance))
    for hour in (14.2, 16.6):
        world.at(local(on - timedelta(days=1), hour), lambda: hand_in(world, found.posts))
    world.at(local(on, 0) - timedelta(minutes=1), lambda: found.flight.note_eve(found.posts))
    world.at(local(on, 0), lambda: _day(world, found.flight))
    world.at(local(on, 9), lambda: _count(world, told))
    for n, place in enumerate(told.established[::4]):  # in flight when the way back comes
        asked = local(clock.local(world.end).date() - timedelta(days=1), 9 + n)
        world.at(asked, lambda code=place.code: report_at(world, places.by_code(code).pk))  # type: ignore[misc]


def _working_day(world: World, day: date) -> date:
    """That day, or the next that is a working day after a working day."""
    while not (world.calendar.is_working_day(day) and world.calendar.is_working_day(day - timedelta(days=1))):
        day += timedelta(days=1)
    return day


def _offices(world: World, told: packs.CommunityAdjustment, found: Told, chance: random.Random) -> None:
    settled = world.settled
    for place in told.places:
        found.places[place.key] = pk = places.add_place(
            kind=world.pack.level(place.level).kind, name=place.title, actor=SYSTEM, code=place.code,
            parent_id=settled.places[place.parent or world.community.main],
        ).pk  # fmt: skip
        if place.residents is not None:
            places.set_figure(pk, "residents", place.residents, source=place.title, actor=SYSTEM)
    for key, above in told.stood_in.items():
        places.move(settled.places[key], found.places[above], actor=SYSTEM)
    bodies = dict(settled.bodies)
    for body in told.bodies:
        bodies[body.key] = orgs.add_body(
            actor=SYSTEM, kind=body.kind, name=body.title, place_id=found.places[body.place], key=body.key,
            parent_id=bodies[body.parent] if body.parent else None,
        ).pk  # fmt: skip
    for post in told.posts:
        made = orgs.add_post(
            actor=SYSTEM, body_id=bodies[post.body], kind=post.kind, title=post.title, seats=post.seats, key=post.key
        )
        found.posts.append(made.pk)
        for _seat in range(post.seats):
            person = people.create_person(name=full_name(chance))
            orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=made.pk)
    found.levels_before = len(places.chain(settled.places[world.community.main]))


def _owner(world: World, told: packs.CommunityAdjustment) -> tuple[Actor, int]:
    """Who owns the structure above all places of the plan, and the place of that post."""
    chains = [places.ancestors(world.settled.places[p.parent or ""]) for p in told.places]
    common = [place for place in chains[0] if all(place in chain for chain in chains)]
    post = world.nearest(world.kinds_with(Permission.STRUCTURE_ADJUST), common[-1])
    actor = world.staff(post) if post is not None else None
    top = actor.holding(post or 0) if actor is not None else None
    assert actor is not None
    assert top is not None
    return actor, top.place_id


def _plan(world: World, told: packs.CommunityAdjustment, found: Told, chance: random.Random) -> None:
    """The office that owns the structure drafts and confirms it, as on its page."""
    plan, (actor, top) = structure.Plan(), _owner(world, told)
    for place in told.established:
        level, to = world.pack.level(place.level), str(world.settled.places[place.parent or ""])
        kinds = told.body_kinds or [key for key, _title in structure.composing.kinds_of_bodies(level.kind)]
        line = structure.composing.establish(
            plan, kind=level.kind, name=place.title, code=place.code, to=to, body_kinds=kinds
        )
        plan = plan.with_lines([line])
    for place in told.places:
        to = str(world.settled.places[place.parent or ""])
        plan = plan.with_lines([structure.Line("abolish", place=found.places[place.key], to=to)])
    row = structure.adjustments.draft(
        title=told.title, basis=told.basis, effective_on=found.on, place_id=top, actor=actor, plan=plan
    )
    looked = structure.look(row)
    plan = structure.composing.propose_people(plan, looked.now, looked.after.posts_closed)
    given = {
        p.key: (people.create_person(name=full_name(chance)).pk,)
        for _line, _body, p in plan.new_posts()
        if not p.persons
    }
    row = structure.adjustments.change(row, actor=actor, version=row.version, plan=plan.staffed(given))
    structure.adjustments.confirm(row, actor=actor, version=row.version)
    found.plan_id = row.pk


def _day(world: World, flight: Flight) -> None:
    """The worker carries it out in the first minute of its day."""
    structure.run_adjustments()
    world.forget_staff()
    flight.note_after()


def _count(world: World, told: packs.CommunityAdjustment) -> None:
    """How many people live in each of the new communities, and what rooms it has."""
    actor, _top = _owner(world, told)
    for place in told.established:
        if place.residents is not None:
            new = places.by_code(place.code).pk
            places.set_figure(new, "residents", place.residents, source="社区人口统计", actor=actor)
            if place.office and place.hall:
                units.rooms(new, Decimal(place.office), Decimal(place.hall), clock.today())


def way_back(world: World) -> None:
    """After the story's span: the office that owns the structure drafts the way back from the page of the plan that
    was carried out, and confirms it; the worker carries it out while the rest is answered."""
    told, found = world.community.adjustment, world.told
    if told is None or found is None or not told.back:
        return
    found.back_on = on = _working_day(world, clock.today() + timedelta(days=BACK))
    world.at(local(on - timedelta(days=1), 17), lambda: _plan_back(world, told, found, on))
    world.at(local(on, 0) - timedelta(minutes=1), lambda: found.back.note_eve(found.new_posts))
    world.at(local(on, 0), lambda: _day(world, found.back))


def _plan_back(world: World, told: packs.CommunityAdjustment, found: Told, on: date) -> None:
    actor, top = _owner(world, told)
    plan = structure.composing.way_back(structure.Adjustment.objects.get(pk=found.plan_id))
    row = structure.adjustments.draft(
        title=told.back, basis=told.back_basis, effective_on=on, place_id=top, actor=actor, plan=plan
    )
    row = structure.adjustments.confirm(row, actor=actor, version=row.version)
    found.back_id = row.pk
    found.new_posts = structure.look(row).after.posts_closed


def cases_of(world: World, flights: Sequence[Flight]) -> list[Case]:
    """The requests of the story that were open on the eve of an adjustment."""
    return [case for case in world.cases if any(case.matter_id in flight.eve for flight in flights)]

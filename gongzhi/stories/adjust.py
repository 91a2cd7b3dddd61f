"""An adjustment of levels in the middle of a story (row A1): what stood before, the plan, requests in flight."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.stories import staff
from gongzhi.stories.names import full_name
from gongzhi.stories.world import Case, World, local
from gongzhi.structure import public as structure

IN_FLIGHT = 12  # requests that the offices which end take over on their last days
PLANNED = 9  # days before, the office that owns the structure confirms the plan


@dataclass(slots=True)
class Told:
    """What became of it: open matters on the eve with owner and due time, and the same a moment after."""

    on: date
    places: dict[str, int] = field(default_factory=dict)
    posts: list[int] = field(default_factory=list)
    levels_before: int = 0
    plan_id: int = 0
    eve: dict[int, datetime | None] = field(default_factory=dict)  # live matter → promised by
    at_offices: int = 0  # of these, held by the posts that end
    lost: int = 0
    late_changed: int = 0
    without_owner: int = 0
    still_there: int = 0  # held by a post that has ended


def before(world: World) -> None:
    """Set up what stood before the adjustment, and plan the days around it."""
    told = world.community.adjustment
    if told is None:
        return
    chance = random.Random(f"{told.title}")  # of its own: the rest of the story is drawn as without it
    days = (world.end - world.begin).days
    on = world.begin.date() + timedelta(days=max(3, round(days * told.after)))
    while not (world.calendar.is_working_day(on) and world.calendar.is_working_day(on - timedelta(days=1))):
        on += timedelta(days=1)
    if local(on, 12) >= world.end:
        return
    world.told = found = Told(on)
    _offices(world, told, found, chance)
    planned = max(world.begin + timedelta(hours=10), local(on - timedelta(days=PLANNED), 10))
    world.at(planned, lambda: _plan(world, told, found, chance))
    for hour in (14.2, 16.6):
        world.at(local(on - timedelta(days=1), hour), lambda: _hand_in(world, found))
    world.at(local(on, 0) - timedelta(minutes=1), lambda: _eve(world, found))
    world.at(local(on, 0), lambda: _day(world, found))


def _offices(world: World, told: packs.CommunityAdjustment, found: Told, chance: random.Random) -> None:
    settled = world.settled
    for place in told.places:
        found.places[place.key] = places.add_place(
            kind=world.pack.level(place.level).kind, name=place.title, actor=SYSTEM, code=place.code,
            parent_id=settled.places[place.parent or world.community.main],
        ).pk  # fmt: skip
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


def _plan(world: World, told: packs.CommunityAdjustment, found: Told, chance: random.Random) -> None:
    """The office that owns the structure drafts and confirms it, as on its page."""
    post = world.nearest(world.kinds_with(Permission.STRUCTURE_ADJUST), world.settled.places[world.community.main])
    actor = world.staff(post) if post is not None else None
    assert actor is not None
    plan = structure.Plan()
    for place in told.established:
        level, to = world.pack.level(place.level), str(world.settled.places[place.parent or ""])
        kinds = [key for key, _title in structure.composing.kinds_of_bodies(level.kind)]
        line = structure.composing.establish(
            plan, kind=level.kind, name=place.title, code=place.code, to=to, body_kinds=kinds
        )
        plan = plan.with_lines([line])
    for place in told.places:
        to = str(world.settled.places[place.parent or ""])
        plan = plan.with_lines([structure.Line("abolish", place=found.places[place.key], to=to)])
    top = actor.holding(post or 0)
    assert top is not None
    row = structure.adjustments.draft(
        title=told.title, basis=told.basis, effective_on=found.on, place_id=top.place_id, actor=actor, plan=plan
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


def _hand_in(world: World, found: Told) -> None:
    """On its last day the office still takes over what stands open in its communities."""
    number = 0
    for case in world.cases:
        matter = world.matter(case)
        fit = case.todo and matter.state == "open" and matter.offered_post_id is None and matter.parent_id is None
        if not fit or procedures.step_of(matter).kind is not procedures.StepKind.TASK:
            continue
        office = world.nearest([p.kind for p in _kinds(found)], matter.place_id)
        actor = world.staff(matter.holder_post_id)
        if office is None or actor is None or matter.holder_post_id == office:
            continue
        held = actor.holding(matter.holder_post_id)
        if held is None:
            continue
        case.fate = replace(case.fate, lapsed=False, refused=False)
        staff.offer(world, case, matter, actor, office)
        number += 1
        if number >= IN_FLIGHT // 2:
            return


def _kinds(found: Told) -> list[orgs.Post]:
    return list(orgs.Post.objects.filter(pk__in=found.posts).order_by("id"))


def _live() -> dict[int, tuple[datetime | None, int]]:
    rows = procedures.Matter.objects.filter(state__in=["open", "waiting"]).order_by("id")
    return {pk: (due, post) for pk, due, post in rows.values_list("id", "due_at", "holder_post_id")}


def _eve(world: World, found: Told) -> None:
    live = _live()
    found.eve = {pk: due for pk, (due, _post) in live.items()}
    found.at_offices = sum(post in found.posts for _due, post in live.values())
    offered = procedures.Matter.objects.filter(offered_post__in=found.posts)
    found.at_offices += offered.count()


def _day(world: World, found: Told) -> None:
    """The worker carries it out in the first minute of its day."""
    structure.run_adjustments()
    world.forget_staff()
    live = _live()
    found.lost = sum(pk not in live for pk in found.eve)
    found.late_changed = sum(live[pk][0] != due for pk, due in found.eve.items() if pk in live)
    posts = {post for _due, post in live.values()}
    nobody = {post for post in sorted(posts) if orgs.holder_of(post).person_id is None}
    found.without_owner = sum(post in nobody for _due, post in live.values())
    ended = set(orgs.Post.objects.exclude(ends_on=None).values_list("id", flat=True))
    found.still_there = sum(post in ended for _due, post in live.values())


def cases_of(world: World, found: Told) -> list[Case]:
    """The requests of the story that were open on the eve."""
    return [case for case in world.cases if case.matter_id in found.eve]

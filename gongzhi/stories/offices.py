"""Concurrent members and staff in a story: where they come from, one replaced by procedure (A6, A11)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.stories.names import full_name
from gongzhi.stories.settle import B_SUFFIX
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

TERM_DAYS = 95  # of the member who comes in the middle: 90 days before its end lies within the story


def before(world: World) -> None:
    """Write down where members come from and how staff came; plan the replacement of a member."""
    _staff(world)
    _leading(world)
    rules = world.pack.concurrent
    if rules is None:
        return
    posts = [p for p in world.community.posts if p.kind in rules.post_kinds]
    for post in posts:
        for n, appointment_id in enumerate(world.settled.appointments[post.key]):
            source = rules.sources[n % len(rules.sources)].key
            role, unit = ("member", "deputy")[n == 0], f"驻区单位{n + 1}"
            structure.describe_member(appointment_id, actor=SYSTEM, source=source, role=role, unit=unit)
            if rules.duties:
                duty = rules.duties[n % len(rules.duties)]
                today = clock.today()
                structure.note_duty(appointment_id, actor=SYSTEM, duty=duty.key, done_on=today, text=duty.title)
    main = next((p for p in posts if world.community.body(p.body).place == world.community.main), None)
    if main is not None and rules.procedure is not None:
        key, body_id = main.key, world.settled.bodies[main.body]
        world.at(local(world.begin.date() + timedelta(days=4), 10), lambda: _begin(world, key, body_id))


def _staff(world: World) -> None:
    rules = world.pack.staff
    if rules is None:
        return
    ladder = next(iter(world.pack.ladders), None)
    number, known = 0, {one.post: one.born for one in world.plan.leading if one.until is None}
    for post in world.community.posts:
        if post.kind in (*rules.post_kinds, *rules.leading):
            held = world.settled.appointments
            for appointment_id in (*held[post.key], *held.get(f"{post.key}{B_SUFFIX}", ())):
                entry = rules.entries[number % len(rules.entries)].key if rules.entries else ""
                born = known.get(post.key, clock.today().year - 30 - number * 7 % 28)
                structure.write_record(appointment_id, actor=SYSTEM, entry=entry, birth_year=born)
                if ladder is not None and post.kind in rules.post_kinds:
                    rung = ladder.posts[number % len(ladder.posts)]
                    structure.set_step(
                        appointment_id, actor=SYSTEM, post=rung.key, step=rung.first, starts_on=clock.today(),
                        reason="entry",
                    )  # fmt: skip
                number += 1


def _leading(world: World) -> None:
    """Who sat in the leading group before, and who leaves it in the story, with a younger successor."""
    for one in world.plan.leading:
        post_id = world.settled.posts[one.post]
        if one.until is not None and one.until < clock.today():
            person = people.create_person(name=full_name(world.chance))
            gone = orgs.appoint(
                actor=SYSTEM, person_id=person.pk, post_id=post_id, starts_on=one.since, ends_on=one.until
            )
            structure.write_record(gone.pk, actor=SYSTEM, entry="", birth_year=one.born)
        elif one.leaves is not None and one.successor_born is not None:
            day = world.begin.date() + (world.end - world.begin) * one.leaves
            world.at(local(day, 11), lambda one=one: _replaced(world, one))  # type: ignore[misc]


def _replaced(world: World, one: packs.Served) -> None:
    """The last day is today; the successor comes tomorrow."""
    settled, today = world.settled, clock.today()
    structure.leave(settled.appointments[one.post][0], actor=SYSTEM, reason=one.exit, left_on=today)
    person = people.create_person(name=full_name(world.chance))
    made = orgs.appoint(
        actor=SYSTEM, person_id=person.pk, post_id=settled.posts[one.post], starts_on=today + timedelta(days=1)
    )
    structure.write_record(made.pk, actor=SYSTEM, entry="", birth_year=one.successor_born)

    def comes() -> None:
        settled.holders[one.post][0], settled.appointments[one.post][0] = person.pk, made.pk
        world.forget_staff()

    world.at(local(today + timedelta(days=1), 0.1), comes)


def _begin(world: World, key: str, body_id: int) -> None:
    """Who appoints there finds a member inactive and begins the pack's procedure."""
    place = world.settled.places[world.community.main]
    post = world.nearest(world.kinds_with(Permission.ORG_APPOINT), place)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        world.in_work(300, lambda: _begin(world, key, body_id))
        return
    leaves = world.settled.appointments[key][-1]
    matter = structure.begin_change(
        actor=actor, body_id=body_id, reason="inactive", words="半年没有到会，也没有带来意见", leaves_id=leaves
    )
    world.in_work(120, lambda: _go_on(world, key, body_id, matter.pk))


def _go_on(world: World, key: str, body_id: int, matter_id: int) -> None:
    """Whoever holds the matter, or is offered it, does the next step; again until it has ended."""
    matter = procedures.get(matter_id, SYSTEM)
    if matter.state != "open":
        return
    actor = world.staff(matter.offered_post_id or matter.holder_post_id)
    if actor is not None:
        if matter.offered_post_id is not None or matter.holder_person_id is None:
            procedures.accept(matter_id, actor=actor)
        elif matter.step == "appoint":
            _appoint(world, key, body_id, matter_id)
        else:
            outcome = {"nominate": "nominated", "review": "agreed"}[matter.step]
            procedures.choose(matter_id, outcome=outcome, actor=actor, internal_text="人选来自驻区单位，征求过意见")
    world.in_work(120, lambda: _go_on(world, key, body_id, matter_id))


def _appoint(world: World, key: str, body_id: int, matter_id: int) -> None:
    rules, actor = world.pack.concurrent, world.staff(procedures.get(matter_id, SYSTEM).holder_post_id)
    if rules is None or actor is None:
        return
    person = people.create_person(name=full_name(world.chance))
    made = structure.appoint_member(
        actor=actor, body_id=body_id, person_id=person.pk, source=rules.sources[0].key, unit="驻区单位新任书记",
        ends_on=clock.today() + timedelta(days=TERM_DAYS), matter_id=matter_id,
    )  # fmt: skip
    world.settled.holders[key][-1] = person.pk
    world.settled.appointments[key][-1] = made.appointment_id
    world.forget_staff()

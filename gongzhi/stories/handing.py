"""A post handed over with its list (移交清单), signed by both and a witness (row A11)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.stories.names import full_name
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure


def before(world: World) -> None:
    """Plan that somebody with one of the front posts moves on in the middle of the story."""
    able = set(world.kinds_with(Permission.REQUEST_HANDLE)) - set(world.kinds_with(Permission.ORG_APPOINT))
    staff = world.pack.staff
    main = world.settled.places[world.community.main]
    at = {p.key: world.settled.places[p.place or world.community.body(p.body).place] for p in world.community.posts}
    here = [p for p in world.community.posts if main in places.ancestors(at[p.key])]
    posts = [p for p in here if p.seats == 1 and p.kind in able]
    chosen = [p for p in posts if staff is not None and p.kind in staff.post_kinds] or posts
    if chosen:
        day = world.begin.date() + timedelta(days=max(4, (world.end - world.begin).days * 3 // 5))
        while not world.calendar.is_working_day(day):
            day += timedelta(days=1)
        world.at(local(day, 16), lambda: _open(world, chosen[-1].key))


def _open(world: World, key: str) -> None:
    """Who appoints there opens the list; it holds what the post has open, and the keys that somebody types in."""
    settled = world.settled
    post = world.nearest(world.kinds_with(Permission.ORG_APPOINT), settled.places[world.community.main])
    actor = world.staff(post) if post is not None else None
    present = world.staff(settled.posts[key])
    if actor is None or present is None or present.person_id != settled.holders[key][0]:  # away: another day
        return world.in_work(420, lambda: _open(world, key))
    person = people.create_person(name=full_name(world.chance))
    made = structure.open_handover(
        actor=actor, appointment_id=settled.appointments[key][0], receiver_id=person.pk,
        witness_id=actor.person_id or 0,
    )  # fmt: skip
    structure.handover.add_line(made.pk, actor=present, kind="key", text="办公室、档案柜钥匙各一把")
    for n, who in enumerate((present.person_id, person.pk, actor.person_id)):
        world.in_work(20 + 15 * n, lambda who=who: _sign(world, key, made.pk, who or 0))  # type: ignore[misc]
    return None


def _sign(world: World, key: str, handover_id: int, person_id: int) -> None:
    """One of the three signs; with the last signature the post has its new holder."""
    done = structure.sign(handover_id, actor=orgs.actor_of(person_id))
    if done.state == "done" and done.successor_id is not None:
        world.settled.holders[key][0] = done.receiver_id
        world.settled.appointments[key][0] = done.successor_id
        if world.pack.staff is not None and world.community.post(key).kind in world.pack.staff.post_kinds:
            entry = world.pack.staff.entries[0].key if world.pack.staff.entries else ""
            born = clock.today().year - 33
            structure.write_record(done.successor_id, actor=SYSTEM, entry=entry, birth_year=born)
        world.forget_staff()

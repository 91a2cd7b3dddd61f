"""Premises, and what the community and a unit do for each other, in the middle of a story (rows A9, A13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

OFFICE, HALL = Decimal(878), Decimal(100)  # together S0's mean of 978, of which the hall 100
PARTNERS = ("company", "unit", "society", "government", "service")
ANSWERS = {Permission.REQUEST_HANDLE.value, Permission.REQUEST_ANSWER.value}


def before(world: World) -> None:
    """Enter rooms, signs, an agreement, a commitment and a shared room at the main community; plan what follows."""
    if not world.pack.room_kinds or not world.pack.together:
        return
    place, first = world.settled.places[world.community.main], world.begin.date()
    since = first - timedelta(days=30)
    rooms(place, OFFICE + HALL, HALL, since)
    for other in world.community.places:
        if other.office and other.hall and other.key != world.community.main:
            rooms(world.settled.places[other.key], Decimal(other.office), Decimal(other.hall), since)
    for kind in world.pack.sign_kinds:
        if kind.least:
            structure.put_up_sign(place, kind=kind.key, words=kind.title, where=kind.where, since=since, actor=SYSTEM)
    if world.pack.estate_rules:
        structure.add_estate(
            place, name="虚构新城", developer="虚构置业", households=320,
            expected_on=world.end.date() + timedelta(days=90), actor=SYSTEM,
        )  # fmt: skip
    _together(world, place)


def rooms(place_id: int, office: Decimal, hall: Decimal, since: date) -> None:
    """Offices and a hall, together `office` square metres."""
    for key, area, name in (("office", office - hall, "办公区"), ("hall", hall, "服务大厅")):
        draft = structure.RoomDraft(key, "purchased", name, area, "社区服务中心", since)
        structure.add_room(place_id, draft, actor=SYSTEM)


def _together(world: World, place: int) -> None:
    groups = {k.key: k.group for k in world.pack.body_kinds}
    here = [b for b in world.community.bodies if b.place == world.community.main]
    ours = next((b for b in here if groups[b.kind] == "party"), here[0] if here else None)
    others = [b for group in PARTNERS for b in world.community.bodies if groups[b.kind] == group]
    unit = next((b for b in others if b is not ours), None)
    kinds = {k.key for k in world.pack.post_kinds if set(k.permissions) >= ANSWERS}
    post = next((p for p in world.community.posts if p.kind in kinds and p.body in {b.key for b in here}), None)
    if ours is None or unit is None or post is None:
        return
    first, ours_id, unit_id = world.begin.date(), world.settled.bodies[ours.key], world.settled.bodies[unit.key]
    since = first - timedelta(days=1)
    row = structure.sign_agreement(
        place, kind="together", title="共驻共建协议", body_id=ours_id, unit_id=unit_id,
        together=[t.key for t in world.pack.together], signed_on=since, starts_on=since,
        ends_on=first + timedelta(days=365), actor=SYSTEM,
    )  # fmt: skip
    given = structure.Given(unit_id, "facilities", "rooms", "开放会议室供居民议事")
    structure.record_given(row.pk, given, done_on=first, evidence="开放通知", actor=SYSTEM)
    draft = structure.SharedDraft(unit_id, "room", "单位会议室", "虚构路1号", first, slot_minutes=30)
    shared = structure.offer_shared(place, draft, actor=SYSTEM)
    post_id = world.settled.posts[post.key]
    world.at(local(first + timedelta(days=1), 9), lambda: _book(world, shared.pk, post_id))


def _book(world: World, shared_id: int, post_id: int) -> None:
    """Whoever holds the post books the first free slot of the coming week."""
    actor = world.staff(post_id)
    if actor is None:
        return
    shared = structure.shared_offer(shared_id, actor)
    week = structure.shared_week(shared, world.clock().date() + timedelta(days=1), names=False)
    free: list[datetime] = [s.start for _day, slots in week for s in slots if s.state == "free"]
    if free:
        structure.book_shared(shared_id, free[:1], purpose="居民议事", actor=actor)

"""Quarrels that are told to who mediates, or applied for, without a request before (row C5). What becomes of them is
drawn apart, so that the rest of a story stays as it is without them."""

from __future__ import annotations

import random
from datetime import timedelta

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock, entropy
from gongzhi.mediation import public as mediation
from gongzhi.packs import public as packs
from gongzhi.stories import mediating
from gongzhi.stories.mediating import AGREED, ELSEWHERE, FAILED, RECONCILED, REFUSED, Course
from gongzhi.stories.names import full_name
from gongzhi.stories.words import quarrels
from gongzhi.stories.world import World, local

# In turn: what it comes to, how the agreement stands, whether the court confirms it.
TURNS = (
    (AGREED, "written", True), (RECONCILED, "", False), (AGREED, "oral", False), (REFUSED, "", False),
    (AGREED, "written", False), (FAILED, "", False), (ELSEWHERE, "", False), (AGREED, "oral", False),
)  # fmt: skip
UNTIL = 0.6  # of the story: what was agreed on is called back before it ends
LAST_DAYS = (9, 4, 1)  # before the end of a demo some come in that are under way when it is looked at


def before(world: World) -> None:
    """Spread the quarter's number over the story; a shorter story has as many as its part."""
    ways = [w for w in world.pack.mediations if w.received_by and w.mediators]
    days = (world.end - world.begin).days
    number = round(world.plan.quarrels_at_desk * min(1, days / 91))
    if not ways or not number:
        return
    first = clock.local(world.begin).date()
    for n in range(number):
        on = first + timedelta(days=1 + round(days * UNTIL * n / number))
        world.at(world.work_moment(local(on, 9), 30 + 40 * (n % 5)), lambda n=n: _comes(world, ways[0], n))  # type: ignore[misc]
    for n, left in enumerate(LAST_DAYS, number):
        on = clock.local(world.end).date() - timedelta(days=left)
        if on > first:
            moment = world.work_moment(local(on, 9), 30 + 40 * (n % 5))
            world.at(moment, lambda n=n: _comes(world, ways[0], n) if world.unfinished else None)  # type: ignore[misc]


def _comes(world: World, way: packs.Mediation, n: int) -> None:
    """Every third one is applied for by a side; the others are written down by who takes quarrels in there."""
    chance = random.Random(f"quarrel {n}")  # of its own
    spots = [p for p in world.community.places if p.point and not world.next_door(p.key)]
    place = world.settled.places[spots[n % len(spots)].key]
    kind = way.kinds[n % len(way.kinds)]
    names = [full_name(chance) for _ in range(2)]
    names[1] = names[1] if names[1] != names[0] else f"{names[1]}（乙）"
    applied = n % 3 == 2  # noqa: PLR2004 - every third
    first = mediation.SideDraft(names[0], f"1390000{n:04d}", agrees=True)
    other = mediation.SideDraft(names[1])
    words = quarrels.TOLD[n % len(quarrels.TOLD)]
    draft = mediation.CaseDraft(way.key, kind.key, place, words, (first, other), "web" if applied else "hall")
    key = entropy.token_urlsafe(12)
    if applied:
        made = mediation.opening.apply(draft, actor=ANONYMOUS, submission=key)
    else:
        post = world.nearest(list(way.received_by), place)
        actor = world.staff(post) if post is not None else None
        if actor is None:
            return world.in_work(120, lambda: _comes(world, way, n))
        made = mediation.opening.register(draft, actor=actor, submission=key)
    result, form, court = TURNS[n % len(TURNS)]
    world.lived["quarrel"] += 1
    mediating.follow(world, Course(None, made.pk, result, None, chance, form, court))
    return None

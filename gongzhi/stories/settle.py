"""Settle the community that a pack describes: places, bodies, posts, persons, all by the public actions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.stories.names import full_name
from gongzhi.structure import public as structure

OWN = "own"  # a post whose B is a person of its own, not another post
B_SUFFIX = "-b"


@dataclass(slots=True)
class Settled:
    """Ids by the keys of the pack's community; `holders` person ids by post key, in the order of the seats."""

    places: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    holders: dict[str, list[int]] = field(default_factory=dict)
    appointments: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def actor(self, post: str, seat: int = 0) -> Actor:
        """The actor who holds the seat of a post."""
        return orgs.actor_of(self.holders[post][seat])


def settle(pack: packs.Pack, chance: random.Random) -> Settled:
    """Build everything that the pack's `community` names; ids come in the pack's order. Run it once on an empty
    database. Raises ValueError where the pack has no community."""
    if pack.community is None:
        raise ValueError("this pack describes no community")
    settled = Settled()
    _places(pack, pack.community, settled)
    _bodies(pack.community, settled)
    _posts(pack.community, settled)
    _org_grids(pack.community, settled)
    story = pack.story.leading if pack.story is not None else ()
    since = {one.post: one.since for one in story if one.until is None}
    _appoint(settled, {p.key: p.seats for p in pack.community.posts}, chance, since)
    return settled


def _places(pack: packs.Pack, community: packs.Community, settled: Settled) -> None:
    for place in community.places:
        ring = [list(p) for p in place.polygon]
        shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]} if ring else None
        added = places.add_place(
            kind=pack.level(place.level).kind,
            name=place.title,
            actor=SYSTEM,
            parent_id=settled.places[place.parent] if place.parent else None,
            code=place.code,
            lon=place.point[0] if place.point else None,
            lat=place.point[1] if place.point else None,
            geometry=shape,
            address=place.address,
        )
        settled.places[place.key] = added.pk
        for kind, value in (("households", place.households), ("residents", place.residents)):
            if value is not None:
                places.set_figure(added.pk, kind, value, source=community.title, actor=SYSTEM)


def _bodies(community: packs.Community, settled: Settled) -> None:
    for body in community.bodies:
        added = orgs.add_body(
            actor=SYSTEM,
            kind=body.kind,
            name=body.title,
            place_id=settled.places[body.place],
            parent_id=settled.bodies[body.parent] if body.parent else None,
            key=body.key,
        )
        settled.bodies[body.key] = added.pk


def _posts(community: packs.Community, settled: Settled) -> None:
    bodies = {b.key: b for b in community.bodies}
    for post in community.posts:
        place = settled.places[post.place or bodies[post.body].place]
        for key, title, seats in _with_b(post):
            added = orgs.add_post(
                actor=SYSTEM,
                body_id=settled.bodies[post.body],
                kind=post.kind,
                title=title,
                place_id=place,
                seats=seats,
                key=key,
            )
            settled.posts[key] = added.pk
            settled.titles[key] = title
    for post in community.posts:
        substitute = f"{post.key}{B_SUFFIX}" if post.substitute == OWN else post.substitute
        if substitute:
            orgs.set_substitute(settled.posts[post.key], settled.posts[substitute], actor=SYSTEM)


def _org_grids(community: packs.Community, settled: Settled) -> None:
    home = places.get(settled.places[community.main])
    made: dict[str, int] = {}
    for grid in community.org_grids:
        made[grid.key] = structure.org_grids.set_up(
            home,
            kind=grid.kind,
            name=grid.title,
            actor=SYSTEM,
            parent_id=made[grid.parent] if grid.parent else None,
            post_id=settled.posts[grid.post] if grid.post else None,
            body_ids=[settled.bodies[b] for b in grid.bodies],
        ).pk


def _with_b(post: packs.CommunityPost) -> list[tuple[str, str, int]]:
    rows = [(post.key, post.title, post.seats)]
    if post.substitute == OWN:
        rows.append((f"{post.key}{B_SUFFIX}", f"{post.title}（B角）", 1))
    return rows


def _appoint(settled: Settled, seats: Mapping[str, int], chance: random.Random, since: Mapping[str, date]) -> None:
    for key, post_id in settled.posts.items():
        for _seat in range(seats.get(key, 1)):
            person = people.create_person(name=full_name(chance))
            first = min(since.get(key, clock.today()), clock.today())
            appointment = orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post_id, starts_on=first)
            settled.holders.setdefault(key, []).append(person.pk)
            settled.appointments.setdefault(key, []).append(appointment.pk)

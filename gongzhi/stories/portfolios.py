"""Two lines of business for each member of staff, and a surge team formed from second lines (row A17)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure


def before(world: World) -> None:
    """Plan the lines of those whom a standard of the pack names, the leader of each line, a team for ten days."""
    rule = next((s for s in world.pack.standards if s.measure == "portfolios"), None)
    if rule is not None:
        kinds = rule.post_kinds
        world.at(local(world.begin.date() + timedelta(days=1), 8.9), lambda: _lines(world, kinds))


def _who(world: World, place_id: int) -> Actor | None:
    post = world.nearest(world.kinds_with(Permission.ORG_APPOINT), place_id)
    return world.staff(post) if post is not None else None


def _lines(world: World, kinds: tuple[str, ...]) -> None:
    """Each knows the line of the own office and that of the next one; each line has one leader and one office."""
    posts = [p for p in world.community.posts if p.kind in kinds]
    place_id = world.settled.places[world.community.body(posts[0].body).place]
    actor = _who(world, place_id)
    if actor is None:
        return world.in_work(300, lambda: _lines(world, kinds))
    lines = [g.key for g in world.pack.request_groups]
    leader = next(p for p in world.community.posts if world.pack.staff and p.kind in world.pack.staff.leading)
    for n, post in enumerate(posts):
        first, second = lines[n % len(lines)], lines[(n + 1) % len(lines)]
        structure.portfolios.assign(
            place_id, line=first, leader_id=world.settled.posts[leader.key], office_id=world.settled.bodies[post.body],
            since=clock.today(), actor=actor,
        )  # fmt: skip
        for appointment_id in (*world.settled.appointments[post.key], *_b(world, post.key)):
            structure.portfolios.set_lines(appointment_id, first=first, second=second, actor=actor)
    return world.in_work(900, lambda: _team(world, place_id, lines[1 % len(lines)]))


def _b(world: World, key: str) -> list[int]:
    return world.settled.appointments.get(f"{key}-b", [])


def _team(world: World, place_id: int, line: str) -> None:
    """Those who know the line second help out until the work is done."""
    actor = _who(world, place_id)
    if actor is None:
        return world.in_work(300, lambda: _team(world, place_id, line))
    free = structure.portfolio_reads.free_for(place_id, line)
    leader = actor.posts[0].post_id if orgs.holder_of(actor.posts[0].post_id).person_id else None
    if not free or leader is None:
        return None
    team = structure.portfolios.form_team(
        place_id, line=line, title="集中攻坚突击队", leader_id=leader, expected_on=clock.today() + timedelta(days=10),
        appointment_ids=[a.pk for a in free], actor=actor,
    )  # fmt: skip
    return world.in_work(1500, lambda: _release(world, place_id, team.pk))


def _release(world: World, place_id: int, team_id: int) -> None:
    actor = _who(world, place_id)
    if actor is None:
        return world.in_work(300, lambda: _release(world, place_id, team_id))
    structure.portfolios.release_team(team_id, outcome="集中整治完成，人员归队", actor=actor)
    return None
